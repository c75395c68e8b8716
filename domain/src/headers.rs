//! Headers that every answer carries: the Worker sets them on its own answers, the build writes them into
//! the file that the static assets are served with, and one test asks both.

/// What the browser may load and run: nothing inline, nothing from elsewhere. `wasm-unsafe-eval` lets it
/// compile WebAssembly and nothing more.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
form-action 'self'; frame-ancestors 'none'";

/// Name (lower case) and value of each.
pub const SECURITY: [(&str, &str); 7] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    (
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

#[cfg(test)]
mod tests {
    use super::SECURITY;

    #[test]
    fn policy_is_one_line_and_names_are_unique() {
        for (index, (name, value)) in SECURITY.iter().enumerate() {
            assert!(!value.contains('\n') && !value.contains("  "), "{name}");
            assert!(
                SECURITY
                    .iter()
                    .skip(index + 1)
                    .all(|(other, _)| other != name)
            );
            assert_eq!(*name, name.to_lowercase());
        }
    }
}
