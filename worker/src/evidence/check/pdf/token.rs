//! The signs that a PDF is written in, one after another (ISO 32000-1, 7.2 and 7.3).

/// One of them.
#[derive(Debug, PartialEq, Eq)]
pub enum Token<'a> {
    Open,
    Close,
    ArrayOpen,
    ArrayClose,
    /// As it reads, up to [`LONGEST`] characters.
    Name(Vec<u8>),
    /// A text in parentheses or in hexadecimal digits, with its signs.
    Text(&'a [u8]),
    Comment,
    /// A number or a key word.
    Word(&'a [u8]),
    /// Nothing follows.
    End,
}

/// No name that matters is longer.
const LONGEST: usize = 16;

/// White space.
pub const fn blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

const fn ends_word(byte: u8) -> bool {
    blank(byte)
        || matches!(
            byte,
            b'/' | b'<' | b'>' | b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'%'
        )
}

/// A name behind its `/` as it reads, up to [`LONGEST`] characters, and how many bytes that took.
pub fn spelled(rest: &[u8]) -> (Vec<u8>, usize) {
    let mut name = Vec::with_capacity(LONGEST);
    let mut left = rest.iter().copied();
    while name.len() < LONGEST {
        let mut ahead = left.clone();
        let Some(byte) = ahead.next().filter(|it| !ends_word(*it)) else {
            break;
        };
        let digit = |byte: Option<u8>| byte.and_then(|it| char::from(it).to_digit(16));
        left = ahead.clone();
        if byte == b'#'
            && let (Some(high), Some(low)) = (digit(ahead.next()), digit(ahead.next()))
        {
            name.push(u8::try_from(high * 16 + low).unwrap_or(b'#'));
            left = ahead;
        } else {
            name.push(byte);
        }
    }
    (name, rest.len() - left.len())
}

/// Reads them. Every byte is read once.
pub struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub const fn at(&self) -> usize {
        self.at
    }

    /// Only forward, or the count of visits is no longer bounded by the length.
    pub fn go_to(&mut self, at: usize) {
        self.at = self.at.max(at);
    }

    /// Behind the end of this line, where the data of a stream begins.
    pub fn after_line(&self) -> usize {
        match self.bytes.get(self.at..) {
            Some([b'\r', b'\n', ..]) => self.at + 2,
            Some([b'\r' | b'\n', ..]) => self.at + 1,
            _ => self.at,
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn skip(&mut self, while_it: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest
            .iter()
            .position(|it| !while_it(*it))
            .unwrap_or(rest.len());
        self.at += count;
        rest.get(..count).unwrap_or_default()
    }

    /// The next one; nothing when the file breaks the grammar here.
    pub fn next(&mut self) -> Option<Token<'a>> {
        self.skip(blank);
        let start = self.at;
        let Some(first) = self.peek(0) else {
            return Some(Token::End);
        };
        let double = self.peek(1) == Some(first);
        let (length, token) = match first {
            b'<' if double => (2, Token::Open),
            b'>' if double => (2, Token::Close),
            b'[' => (1, Token::ArrayOpen),
            b']' => (1, Token::ArrayClose),
            b'{' | b'}' => (1, Token::Word(b"{")),
            b'/' => {
                let (name, taken) = spelled(self.bytes.get(start + 1..)?);
                self.at += 1 + taken;
                self.skip(|it| !ends_word(it));
                return Some(Token::Name(name));
            }
            b'%' => {
                self.skip(|it| !matches!(it, b'\r' | b'\n'));
                return Some(Token::Comment);
            }
            b'<' => {
                self.at += 1;
                self.skip(|it| blank(it) || it.is_ascii_hexdigit());
                if self.peek(0) != Some(b'>') {
                    return None;
                }
                self.at += 1;
                return Some(Token::Text(self.bytes.get(start..self.at)?));
            }
            b'(' => {
                self.text()?;
                return Some(Token::Text(self.bytes.get(start..self.at)?));
            }
            b'>' | b')' => return None,
            _ => return Some(Token::Word(self.skip(|it| !ends_word(it)))),
        };
        self.at += length;
        Some(token)
    }

    /// A text in parentheses, which may hold others.
    fn text(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            match self.peek(0)? {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Some(());
            }
        }
    }
}
