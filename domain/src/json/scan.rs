//! A text of JSON and how far it was read: all of the reading that depends on no type.

use std::borrow::Cow;

use super::Fault;

/// Objects and lists inside each other, at most.
const DEEPEST: u8 = 127;

/// A text and how far it was read.
pub struct Reader<'de> {
    text: &'de str,
    pub(super) at: usize,
    depth: u8,
    /// Keys that a type does not know are refused, not read over.
    strict: bool,
    /// Inside a text that is read letter for letter.
    pub(super) verbatim: bool,
    /// A key that is not there is being read: only what may be absent can be read from it.
    pub(super) absent: bool,
    /// The key that was read last, when it was not there and may not be absent.
    pub(super) missing: Option<&'static str>,
}

/// A number as far as anybody here wants to know it.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Natural(u64),
    Negative(i64),
    /// A fraction, or too large to be whole.
    Other,
}

pub(super) type Read<T> = Result<T, Fault>;

impl<'de> Reader<'de> {
    /// Begins at the start.
    pub const fn new(text: &'de str, strict: bool) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            strict,
            verbatim: false,
            absent: false,
            missing: None,
        }
    }

    /// Texts that somebody sent are cleaned; what KLISIDA wrote itself is clean.
    pub(super) const fn cleans(&self) -> bool {
        self.strict && !self.verbatim
    }

    /// The text is one value, and nothing but spaces follows; stays at its beginning.
    #[inline(never)]
    pub(super) fn whole(&mut self) -> Read<()> {
        self.skip()?;
        self.finish()?;
        self.at = 0;
        Ok(())
    }

    /// Nothing but spaces may follow.
    fn finish(&mut self) -> Read<()> {
        if self.space() == 0 && self.at >= self.text.len() {
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    /// Says where it happened.
    pub fn place(&self, fault: Fault) -> Fault {
        fault.at(self.at)
    }

    #[cold]
    pub(super) fn syntax(&self) -> Fault {
        self.place(Fault::syntax())
    }

    /// The byte that is next; 0, which JSON never has outside a text, at the end.
    pub(super) fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The byte after spaces.
    #[inline(never)]
    pub(super) fn space(&mut self) -> u8 {
        if self.absent {
            return 0;
        }
        loop {
            match self.peek() {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                byte => return byte,
            }
        }
    }

    #[inline(never)]
    pub(super) fn open(&mut self, bracket: u8) -> Read<u8> {
        if self.space() != bracket {
            return Err(self.wrong());
        }
        if self.depth >= DEEPEST {
            return Err(self.syntax());
        }
        self.at += 1;
        self.depth += 1;
        Ok(self.depth)
    }

    /// Takes the closing bracket, unless whoever read until the end has taken it.
    #[inline(never)]
    pub(super) fn close(&mut self, depth: u8, bracket: u8) -> Read<()> {
        if self.depth < depth {
            return Ok(());
        }
        if self.space() != bracket {
            return Err(self.syntax());
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// Whether something follows inside the open bracket; takes the comma before it, or the closing bracket.
    #[inline(never)]
    pub(super) fn more(&mut self, first: &mut bool, bracket: u8) -> Read<bool> {
        let byte = self.space();
        if byte == bracket {
            self.at += 1;
            self.depth = self.depth.saturating_sub(1);
            return Ok(false);
        }
        if !core::mem::take(first) {
            if byte != b',' {
                return Err(self.syntax());
            }
            self.at += 1;
            if self.space() == bracket {
                return Err(self.syntax());
            }
        }
        Ok(true)
    }

    /// The same for a key.
    #[inline(never)]
    pub(super) fn key(&mut self, first: &mut bool) -> Read<bool> {
        let more = self.more(first, b'}')?;
        if more && self.peek() != b'"' {
            return Err(self.syntax());
        }
        Ok(more)
    }

    #[inline(never)]
    pub(super) fn colon(&mut self) -> Read<()> {
        if self.space() != b':' {
            return Err(self.syntax());
        }
        self.at += 1;
        Ok(())
    }

    #[inline(never)]
    pub(super) fn word(&mut self, word: &str) -> Read<()> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(self.syntax());
        }
        self.at += word.len();
        Ok(())
    }

    /// Whether a `null` stands here; takes it.
    #[inline(never)]
    pub(super) fn null(&mut self) -> Read<bool> {
        if self.absent {
            return Ok(true);
        }
        if self.space() != b'n' {
            return Ok(false);
        }
        self.word("null").map(|()| true)
    }

    #[inline(never)]
    pub(super) fn truth(&mut self) -> Read<bool> {
        match self.space() {
            b't' => self.word("true").map(|()| true),
            b'f' => self.word("false").map(|()| false),
            _ => Err(self.wrong()),
        }
    }

    /// The fault of a value of another type than was asked for.
    #[cold]
    #[inline(never)]
    pub(super) fn wrong(&mut self) -> Fault {
        let read = match self.space() {
            b'{' | b'[' => Ok(()),
            _ => self.skip(),
        };
        match read {
            Ok(()) => Fault::data("invalid type"),
            Err(fault) => fault,
        }
    }

    /// Reads over a value.
    #[inline(never)]
    pub(super) fn skip(&mut self) -> Read<()> {
        match self.space() {
            b'"' => self.skip_string(),
            b'-' | b'0'..=b'9' => self.number().map(drop),
            b'n' => self.word("null"),
            b't' | b'f' => self.truth().map(drop),
            b'{' => {
                self.open(b'{')?;
                let mut first = true;
                while self.key(&mut first)? {
                    self.skip_string()?;
                    self.colon()?;
                    self.skip()?;
                }
                Ok(())
            }
            b'[' => {
                self.open(b'[')?;
                let mut first = true;
                while self.more(&mut first, b']')? {
                    self.skip()?;
                }
                Ok(())
            }
            _ => Err(self.syntax()),
        }
    }

    /// Reads over a text; whether its escapes are right is found out by whoever reads it.
    fn skip_string(&mut self) -> Read<()> {
        self.at += 1;
        loop {
            let byte = self.peek();
            self.at += 1;
            match byte {
                b'"' => return Ok(()),
                b'\\' if self.peek() >= b' ' => self.at += 1,
                0..=0x1f | b'\\' => return Err(self.syntax()),
                _ => {}
            }
        }
    }

    /// Reads over an object and notes where the value of each of `fields` begins: 0 for those that are not there.
    #[inline(never)]
    pub(super) fn find(&mut self, fields: &'static [&'static str]) -> Read<Vec<usize>> {
        self.open(b'{')?;
        let mut found = vec![0; fields.len()];
        let (mut first, mut next) = (true, 0);
        while self.key(&mut first)? {
            let name = self.string()?;
            let known = if fields.get(next).is_some_and(|field| *field == name) {
                Some(next)
            } else {
                fields.iter().position(|field| *field == name)
            };
            if let Some(n) = known {
                next = n + 1;
                if let Some(start) = found.get_mut(n) {
                    if *start != 0 {
                        return Err(Fault::duplicate(&name));
                    }
                    self.colon()?;
                    self.space();
                    *start = self.at;
                }
            } else if self.strict {
                return Err(Fault::unknown(&name));
            } else {
                self.colon()?;
            }
            self.skip()?;
        }
        Ok(found)
    }

    /// After the last field of an object that ends at `end`.
    pub(super) fn leave(&mut self, end: usize) {
        self.at = end;
        self.absent = false;
        self.missing = None;
    }

    /// The fault of an object that ends at `end`: what its type says, or that a key is missing.
    #[cold]
    #[inline(never)]
    pub(super) fn lost(&mut self, end: usize, fault: Fault) -> Fault {
        match self.missing.take() {
            Some(name) => {
                self.leave(end);
                Fault::missing(name)
            }
            None => fault,
        }
    }

    /// An object without one of its keys, the others in order of their names.
    pub fn without(mut self, key: &str) -> Read<String> {
        self.open(b'{')?;
        let mut kept = Vec::new();
        let mut first = true;
        while self.key(&mut first)? {
            let start = self.at;
            let name = self.string()?;
            self.colon()?;
            self.skip()?;
            if name != key {
                kept.push(self.text.get(start..self.at).unwrap_or_default());
            }
        }
        self.finish()?;
        kept.sort_unstable();
        Ok(format!("{{{}}}", kept.join(",")))
    }

    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.syntax());
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn number(&mut self) -> Read<Number> {
        let byte = self.space();
        if byte != b'-' && !byte.is_ascii_digit() {
            return Err(self.wrong());
        }
        let start = self.at;
        let negative = byte == b'-';
        if negative {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
            if self.peek().is_ascii_digit() {
                return Err(self.syntax());
            }
        } else {
            self.digits()?;
        }
        let whole = self.text.get(start..self.at).unwrap_or_default();
        let mut fraction = false;
        if self.peek() == b'.' {
            fraction = true;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            fraction = true;
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        let number = if fraction || whole == "-0" {
            None
        } else if negative {
            whole.parse().ok().map(Number::Negative)
        } else {
            whole.parse().ok().map(Number::Natural)
        };
        Ok(number.unwrap_or(Number::Other))
    }

    /// A text, without its quotes and escapes.
    #[inline(never)]
    pub(super) fn string(&mut self) -> Read<Cow<'de, str>> {
        if self.space() != b'"' {
            return Err(self.wrong());
        }
        self.at += 1;
        let mut out = String::new();
        let mut start = self.at;
        loop {
            match self.peek() {
                b'"' => {
                    let rest = self.text.get(start..self.at).unwrap_or_default();
                    self.at += 1;
                    if out.is_empty() {
                        return Ok(Cow::Borrowed(rest));
                    }
                    out.push_str(rest);
                    return Ok(Cow::Owned(out));
                }
                b'\\' => {
                    out.push_str(self.text.get(start..self.at).unwrap_or_default());
                    self.at += 1;
                    out.push(self.escape()?);
                    start = self.at;
                }
                // Control characters, and the end of the text.
                0..=0x1f => return Err(self.syntax()),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let byte = self.peek();
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.unit()?;
                // Two halves make one character; a half alone makes none.
                if (0xd800..0xdc00).contains(&code) {
                    self.word("\\u")?;
                    let low = self.unit()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(self.syntax());
                    }
                    code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                }
                char::from_u32(code).ok_or_else(|| self.syntax())?
            }
            _ => return Err(self.syntax()),
        })
    }

    fn unit(&mut self) -> Read<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = char::from(self.peek()).to_digit(16);
            code = code * 16 + digit.ok_or_else(|| self.syntax())?;
            self.at += 1;
        }
        Ok(code)
    }
}
