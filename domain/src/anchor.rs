//! What a heading is called in an address. The build of the guides uses the same file.

/// The words of a heading as the last part of an address: small letters and digits, one dash between words.
pub fn of(words: &str) -> String {
    let mut out = String::new();
    for sign in words.chars().flat_map(char::to_lowercase) {
        if sign.is_alphanumeric() {
            out.push(sign);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn an_anchor_is_letters_digits_and_single_dashes() {
        assert_eq!(
            of("Validasi (Pasal 11 ayat (3))"),
            "validasi-pasal-11-ayat-3"
        );
        assert_eq!(of("  „Ya, sudah selesai“  "), "ya-sudah-selesai");
        assert_eq!(of("…"), "");
    }
}
