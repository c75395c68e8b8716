//! Text rules: folding for search, slugs, word counts, Indonesian numbers.

/// The runs of three letters of a text, each once, in their order; none for a shorter text.
///
/// `"lit"` → `["lit"]`, `" e "` → `[" e "]`. A folded text between two spaces gives what the trigram table holds of it, and
/// some with a space in the middle or behind that no search asks for.
pub fn trigrams(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut out: Vec<String> = Vec::new();
    for three in letters.windows(3) {
        let gram: String = three.iter().collect();
        if !out.contains(&gram) {
            out.push(gram);
        }
    }
    out
}

/// Text folded for searching and comparing: lower case, Latin letters without marks, every other
/// run of characters one space.
///
/// `"Bang Muda (Bangka Mudah Dapat Akta)"` → `"bang muda bangka mudah dapat akta"`. What nobody sees (soft hyphens, joiners)
/// and marks over letters are no characters at all; apostrophes that Unicode calls letters are none.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        if is_unseen(c) {
            continue;
        }
        let c = plain(c);
        if c.is_alphanumeric() && !is_modifier(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else {
            gap = true;
        }
    }
    out
}

/// Soft hyphen, joiners and direction marks, variation selectors, byte order mark, and marks over the letter before.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{300}'..='\u{36f}')
}

/// Apostrophes and primes that Unicode counts among the letters (ʻ ʼ ʹ and their like).
const fn is_modifier(c: char) -> bool {
    matches!(c, '\u{2b0}'..='\u{2ff}' | '\u{a78b}' | '\u{a78c}')
}

/// The letters and digits alone: what all spellings of a name share that differ in spaces, hyphens and apostrophes.
///
/// `"e-Lapor"`, `"E Lapor"` and `"eLapor"` → `"elapor"`.
pub fn squeeze(text: &str) -> String {
    fold(text).replace(' ', "")
}

/// The text in which a search looks for [`words_wanted`]: every field folded, then its letters and digits alone, so that a
/// word is found whether it was written in one or with signs and spaces inside.
pub fn haystack(fields: &[&str]) -> String {
    let mut out: Vec<String> = Vec::new();
    let squeezed = fields.iter().map(|field| squeeze(field));
    for part in fields.iter().map(|field| fold(field)).chain(squeezed) {
        if !part.is_empty() && !out.contains(&part) {
            out.push(part);
        }
    }
    out.join(" ")
}

/// The folded words of a search, each to be found in a [`haystack`], at most eight.
///
/// Signs inside a word do not separate a short piece from its word (`e-lapor`, `al-qur'an`); between longer pieces they do,
/// and between numbers. A single letter by itself says nothing beside other words, and may be the first of a name that
/// is written in one (`e lapor`): it is left out then.
pub fn words_wanted(text: &str) -> Vec<String> {
    const SHORT: usize = 2;
    let mut words: Vec<String> = Vec::new();
    for run in text.split_whitespace() {
        let (mut word, mut last) = (String::new(), 0);
        let folded = fold(run);
        for piece in folded.split(' ').filter(|piece| !piece.is_empty()) {
            let size = piece.chars().count();
            let numbers = word.ends_with(|c: char| c.is_ascii_digit())
                && piece.starts_with(|c: char| c.is_ascii_digit());
            if !word.is_empty() && (numbers || last > SHORT && size > SHORT) {
                words.push(core::mem::take(&mut word));
            }
            word.push_str(piece);
            last = size;
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    if words.iter().any(|word| word.chars().count() > 1) {
        words.retain(|word| word.chars().count() > 1);
    }
    words.truncate(8);
    words
}

/// True when every word of the search occurs in the fields. An empty search finds everything.
pub fn finds(fields: &[&str], wanted: &str) -> bool {
    let text = haystack(fields);
    words_wanted(wanted)
        .iter()
        .all(|word| text.contains(word.as_str()))
}

fn plain(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// A URL part of at most 60 characters made from a title: folded ASCII words joined by `-`, cut at a word.
///
/// Falls back to `inovasi` when nothing is left.
pub fn slug(title: &str) -> String {
    let folded = fold(title);
    let mut out = String::new();
    for word in folded.split(' ') {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() {
            continue;
        }
        if out.len() + word.len() + 1 > 60 {
            break;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(&word);
    }
    if out.is_empty() {
        "inovasi".to_owned()
    } else {
        out
    }
}

/// The slug to use when `taken` says that one exists already: `x`, `x-2`, `x-3` …
pub fn free_slug(base: &str, mut taken: impl FnMut(&str) -> bool) -> String {
    if !taken(base) {
        return base.to_owned();
    }
    (2_u32..=u32::MAX)
        .map(|n| format!("{base}-{n}"))
        .find(|candidate| !taken(candidate))
        .unwrap_or_else(|| base.to_owned())
}

/// An address of its own for a title: the slug with letters of `id`, an identifier. It depends on nothing but these two,
/// so that it tells nobody which other titles there are; at most 69 characters.
pub fn own_slug(title: &str, id: &str) -> String {
    let id: Vec<char> = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let tail: String = id.iter().skip(id.len().saturating_sub(8)).collect();
    format!("{}-{tail}", slug(title))
}

/// With a capital first letter.
pub fn upper(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Words as the word limits count them: runs of non-space characters with a letter or a digit.
pub fn words(text: &str) -> usize {
    text.split_whitespace()
        .filter(|run| run.chars().any(char::is_alphanumeric))
        .count()
}

/// Hundredths as an Indonesian decimal: `9140` → `91,40`; thousands get a dot.
pub fn hundredths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let size = value.unsigned_abs();
    format!("{sign}{},{:02}", grouped(size / 100), size % 100)
}

/// A number in ten-thousandths with its four decimals: `713250` → `71,3250`.
pub fn ten_thousandths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let size = value.unsigned_abs();
    format!("{sign}{},{:04}", grouped(size / 10_000), size % 10_000)
}

/// Hundredths without the decimals that say nothing: `1400` → `14`, `1450` → `14,5`.
pub fn decimal(value: i64) -> String {
    let full = hundredths(value);
    full.trim_end_matches('0').trim_end_matches(',').to_owned()
}

/// Reads an Indonesian decimal into hundredths: `14`, `14,5`, `1.234,56`, `-3`.
///
/// A dot before exactly three digits is a thousands dot. A single dot before one or two last digits can only be
/// meant as a comma. Everything else (`1.2.3`, `12,345`, `dua`) is none.
pub fn parse_hundredths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let (whole, fraction) = match text.split_once(',') {
        Some(parts) => parts,
        None => match text.rsplit_once('.') {
            Some((whole, last)) if last.len() < 3 && !whole.contains('.') => (whole, last),
            _ => (text, ""),
        },
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split('.');
    let first = groups.next()?;
    if first.is_empty() || !is_digits(first) || (whole.contains('.') && first.len() > 3) {
        return None;
    }
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !is_digits(group) {
            return None;
        }
        digits.push_str(group);
    }
    if fraction.len() > 2 || !is_digits(fraction) || text.ends_with([',', '.']) {
        return None;
    }
    digits.push_str(fraction);
    digits.extend(core::iter::repeat_n('0', 2 - fraction.len()));
    let value: i64 = digits.parse().ok()?;
    Some(if negative { -value } else { value })
}

/// A whole number with thousands dots: `12345` → `12.345`.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(c);
    }
    out
}

/// Rows as CSV for a spreadsheet of Indonesian locale: separator `;`, each row ends with `\r\n`, no cell runs as a formula.
///
/// Cells that start with `=`, `+`, `-`, `@`, tab or return get a leading apostrophe.
pub fn csv<C: AsRef<str>>(rows: impl IntoIterator<Item: IntoIterator<Item = C>>) -> String {
    let guarded = |cell: C| {
        let cell = cell.as_ref();
        let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        format!("{}{cell}", if runs { "'" } else { "" })
    };
    let mut out = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        // Memory takes every row, and a flexible table every length.
        let _ = out.write_record(row.into_iter().map(guarded));
    }
    let bytes = out.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A text as it is stored, whatever it was pasted from: no control or invisible characters, and no letter lost.
///
/// - Line breaks of word processors (vertical tab, form feed, U+2028, U+2029, `\r\n`) become `\n`; their own hyphen (U+001E)
///   becomes `-`.
/// - U+0080 to U+009F are letters of Windows-1252 that were read as Latin-1: they become what was meant, as in HTML.
/// - Other control characters, soft hyphens, zero-width spaces, byte order marks and marks that turn the direction of the
///   text are taken out.
///
/// Not for passwords ([`crate::wire::Verbatim`]).
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        match c {
            '\n' if after_return => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(c),
            '\u{1e}' => out.push('-'),
            '\u{80}'..='\u{9f}' => out.extend(windows_1252(c)),
            c if c.is_control() || is_invisible(c) => {}
            c => out.push(c),
        }
        after_return = c == '\r';
    }
    out
}

/// [`clean`] for what stands in one line: line breaks and tabs become spaces.
pub fn clean_line(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

/// Soft hyphen, zero-width space and no-break, marks of direction: nobody sees them, and they part words that look whole.
/// Joiners stay: emoji and some scripts need them.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// What Windows-1252 means by this byte; five of them mean nothing.
fn windows_1252(c: char) -> Option<char> {
    const LETTERS: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let at = usize::try_from(u32::from(c).checked_sub(0x80)?).ok()?;
    LETTERS.get(at).copied().filter(|it| *it != '\0')
}

/// True when the text carries control characters other than line feed and tab (they break logs and exports).
pub fn has_control(text: &str) -> bool {
    text.chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn figures_are_read_as_they_are_written_here() {
        for (text, value) in [
            ("14", 1_400),
            ("14,5", 1_450),
            ("1.234,56", 123_456),
            ("1.000", 100_000),
            ("1.000.000", 100_000_000),
            ("12.5", 1_250),
            (" -3 ", -300),
            ("0,05", 5),
            ("1234", 123_400),
        ] {
            assert_eq!(parse_hundredths(text), Some(value), "{text}");
        }
        for text in [
            "",
            "-",
            ",",
            "1,",
            "1.",
            ",5",
            "dua",
            "1.2.3",
            "12,345",
            "1234.567",
            "1e3",
            "99999999999999999999",
        ] {
            assert_eq!(parse_hundredths(text), None, "{text}");
        }
        for value in [0, 5, 50, 1_400, 1_450, -300, 123_456, 100_000_000] {
            assert_eq!(parse_hundredths(&decimal(value)), Some(value), "{value}");
        }
        assert_eq!(decimal(1_450), "14,5");
        assert_eq!(decimal(100_000), "1.000");
    }

    #[test]
    fn folding_keeps_letters_and_digits_only() {
        assert_eq!(
            fold("Bang Muda (Bangka  Mudah—Dapat Akta)"),
            "bang muda bangka mudah dapat akta"
        );
        assert_eq!(fold("  Sepeda Baru V3. "), "sepeda baru v3");
        assert_eq!(fold("É-Lapor"), "e lapor");
        assert_eq!(fold("()"), "");
        assert_eq!(
            fold("Pela\u{ad}yanan\u{200b} Cafe\u{301}"),
            "pelayanan cafe"
        );
        assert_eq!(fold("Qur\u{2bc}an"), "qur an");
    }

    /// Ways to write what stands between the pieces of a word.
    const SIGNS: [&str; 20] = [
        "", " ", "-", "'", "\u{ad}", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}",
        "\u{2018}", "\u{2019}", "\u{2bb}", "\u{2bc}", "`", "\u{b4}", "\u{a0}", "\u{200b}",
        "\u{2032}", ".",
    ];

    #[test]
    fn signs_and_spaces_inside_words_do_not_separate_spellings() {
        for name in [
            ["e", "Lapor"],
            ["Si", "Pandu"],
            ["Bang", "Muda"],
            ["Qur", "an"],
        ] {
            for stored in SIGNS.map(|sign| name.join(sign)) {
                assert_eq!(squeeze(&stored), squeeze(&name.concat()));
                for wanted in SIGNS.map(|sign| name.join(sign)) {
                    assert!(
                        finds(&[&stored, "Dinas Contoh"], &wanted),
                        "{wanted} in {stored}"
                    );
                }
            }
        }
        assert!(finds(&["Rumah Al-Qur\u{2019}an Kita"], "alquran"));
        assert!(finds(&["Alquran"], "al-qur'an"));
        assert!(finds(&["S.I.P.A.N.D.U"], "sipandu"));
        assert!(
            !finds(&["e-Lapor", "Dinas"], "lapordinas"),
            "fields stay apart"
        );
        assert!(!finds(&["e-Lapor"], "lapas"));
    }

    #[test]
    fn words_of_a_search_are_pieces_only_where_nothing_is_lost() {
        assert_eq!(
            words_wanted("kesehatan-ibu anak"),
            ["kesehatan", "ibu", "anak"]
        );
        assert_eq!(words_wanted("e-lapor"), ["elapor"]);
        assert_eq!(words_wanted("e lapor"), ["lapor"]);
        assert_eq!(words_wanted("e"), ["e"]);
        assert_eq!(
            words_wanted("2021-2024 (contoh)"),
            ["2021", "2024", "contoh"]
        );
        assert_eq!(words_wanted(" - "), Vec::<String>::new());
    }

    #[test]
    fn an_own_slug_depends_on_title_and_identifier_alone() {
        assert_eq!(
            own_slug("e-Lapor", "0191-aaaa-bbccddee0011"),
            "e-lapor-ddee0011"
        );
        assert!(own_slug(&"panjang ".repeat(40), "0191-aaaa-bbccddee0011").len() <= 69);
    }

    #[test]
    fn trigrams_are_runs_of_three_letters() {
        assert_eq!(trigrams("padi"), ["pad", "adi"]);
        assert_eq!(trigrams("aaaa"), ["aaa"]);
        assert_eq!(trigrams("ab"), Vec::<String>::new());
    }

    #[test]
    fn slugs_are_short_ascii_and_get_a_suffix_on_collision() {
        assert_eq!(
            slug("e Lit Boo (Edukasi Live Talkshow via Facebook)"),
            "e-lit-boo-edukasi-live-talkshow-via-facebook"
        );
        assert_eq!(slug("日本"), "inovasi");
        assert!(slug(&"panjang ".repeat(40)).len() <= 60);
        assert_eq!(free_slug("a", |s| s == "a" || s == "a-2"), "a-3");
    }

    #[test]
    fn words_need_a_letter_or_digit() {
        assert_eq!(words("Dari 14 hari — menjadi 3 hari."), 6);
        assert_eq!(words("  "), 0);
    }

    #[test]
    fn numbers_read_indonesian() {
        assert_eq!(hundredths(9140), "91,40");
        assert_eq!(hundredths(1_234_567), "12.345,67");
        assert_eq!(hundredths(-5), "-0,05");
        assert_eq!(grouped(1_000_000), "1.000.000");
    }

    #[test]
    fn formulas_in_csv_are_disarmed() {
        assert_eq!(
            csv([vec!["=1+1", "a;b", "aman"], vec!["\"a\"\n", "\t=1", "-1"]]),
            "'=1+1;\"a;b\";aman\r\n\"\"\"a\"\"\n\";'\t=1;'-1\r\n"
        );
    }

    #[test]
    fn what_word_processors_write_becomes_plain_text() {
        let pasted = include_str!("../../tests/fixtures/cases/soft-line-break.txt");
        assert_eq!(
            clean(pasted.trim_end()),
            "Antrean obat turun dari 14 hari\nmenjadi 3 hari.\nBerlaku sejak Mei 2025."
        );
        assert_eq!(clean("a\r\nb\rc\u{2028}d\u{c}e"), "a\nb\nc\nd\ne");
        assert_eq!(
            clean("\u{93}Sehati\u{94} 2021\u{96}2023\u{85}"),
            "“Sehati” 2021–2023…"
        );
        assert_eq!(
            clean("anti\u{1e}korupsi, ke\u{ad}rja\u{1f}, \u{feff}a\u{200b}b\0\u{7}"),
            "anti-korupsi, kerja, ab"
        );
        assert_eq!(clean("berkas\u{202e}fdp.exe"), "berkasfdp.exe");
        assert_eq!(
            clean("👩\u{200d}⚕️ dan kolom\tkedua\u{a0}"),
            "👩\u{200d}⚕️ dan kolom\tkedua\u{a0}"
        );
        assert_eq!(
            clean_line("Nama\u{b}panjang\tsekali"),
            "Nama panjang sekali"
        );
    }

    proptest! {
        #[test]
        fn cleaned_text_has_no_control_characters_and_stays_as_it_is(text in any::<String>()) {
            let once = clean(&text);
            prop_assert!(!has_control(&once));
            prop_assert!(once.chars().count() <= text.chars().count());
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn folding_twice_is_folding_once(text in ".{0,80}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_text_is_found_by_every_word_of_it(text in "\\PC{0,60}") {
            prop_assert!(finds(&[&text], &text));
        }

        #[test]
        fn slug_is_always_a_url_part(text in ".{0,200}") {
            let slug = slug(&text);
            prop_assert!(!slug.is_empty() && slug.len() <= 60);
            prop_assert!(slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        }
    }
}
