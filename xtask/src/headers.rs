//! `_headers`: what the static assets are served with.

use std::fmt::Write;

use klisida_domain::headers::SECURITY;

/// Paths that answer with the app's shell or steer its updates: always asked for again.
const FRESH: [&str; 7] = [
    "/index.html",
    "/sw.js",
    "/manifest.webmanifest",
    "/masuk",
    "/undangan",
    "/app",
    "/app/*",
];

/// The file's text. Every hashed file has a line of its own: a pattern would also match a file that is gone, and its
/// stand-in (the shell) would be kept for a year.
pub fn text(hashed: &[String]) -> String {
    let mut text = String::from("/*\n");
    for (name, value) in SECURITY {
        let _ = writeln!(text, "  {name}: {value}");
    }
    for path in FRESH {
        let _ = write!(text, "\n{path}\n  cache-control: no-cache\n");
    }
    for path in hashed {
        let _ = write!(
            text,
            "\n{path}\n  cache-control: public, max-age=31536000, immutable\n"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn hashed_files_are_immutable_and_the_shell_is_not() {
        let text = text(&["/assets/boot.0123456789abcdef.js".to_owned()]);
        assert!(text.contains("content-security-policy: default-src 'none'"));
        assert!(text.contains("/assets/boot.0123456789abcdef.js\n  cache-control: public, max-age=31536000, immutable\n"));
        assert!(text.contains("/index.html\n  cache-control: no-cache\n"));
        assert!(!text.contains("/assets/*"));
    }

    #[test]
    fn no_line_is_longer_than_the_platform_reads() {
        // Cloudflare refuses lines of more than 2,000 characters and more than 100 rules.
        let text = text(&[]);
        assert!(text.lines().all(|line| line.len() <= 2_000));
    }
}
