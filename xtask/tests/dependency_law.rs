//! Who may know whom (docs/architecture.md), and what no source may contain.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the clone")
        .to_owned()
}

/// Every dependency of a package of ours on another of ours: (who, on whom).
fn edges() -> BTreeSet<(String, String)> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo metadata runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() >= 5, "the workspace has five members");
    let names: BTreeSet<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let mut found = BTreeSet::new();
    for package in packages {
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let on = dependency["name"].as_str().expect("a name");
            if names.contains(on) {
                found.insert((
                    package["name"].as_str().expect("a name").to_owned(),
                    on.to_owned(),
                ));
            }
        }
    }
    found
}

#[test]
fn domain_knows_nobody_and_app_and_worker_never_see_each_other() {
    let allowed = [
        ("klisida-views", "klisida-domain"),
        ("klisida-app", "klisida-domain"),
        ("klisida-app", "klisida-views"),
        ("klisida-worker", "klisida-domain"),
        ("klisida-worker", "klisida-views"),
        // The front door speaks the contract when it loads demo data; nothing that is shipped depends on it.
        ("xtask", "klisida-domain"),
    ]
    .map(|(who, on)| (who.to_owned(), on.to_owned()));
    assert_eq!(edges(), BTreeSet::from(allowed));
}

#[test]
fn domain_has_no_dependency_with_input_or_output() {
    let manifest = fs::read_to_string(root().join("domain/Cargo.toml")).expect("domain/Cargo.toml");
    let dependencies = manifest
        .split("[dependencies]")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .expect("its dependencies");
    let names: BTreeSet<&str> = dependencies
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty())
        .collect();
    let allowed = BTreeSet::from([
        "csv",
        "data-encoding",
        "percent-encoding",
        "schemars",
        "serde",
        "serde_json",
        "similar",
        "thiserror",
        "uuid",
    ]);
    let more: Vec<_> = names.difference(&allowed).collect();
    assert!(
        more.is_empty(),
        "docs/decisions must give a reason for {more:?}, then it may be listed here"
    );
}

#[test]
fn every_version_is_pinned_exactly_in_the_workspace() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let table = manifest
        .split("[workspace.dependencies]")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .expect("the table of pins");
    for line in table
        .lines()
        .filter(|line| line.contains('=') && !line.contains("path = "))
    {
        assert!(line.contains("\"="), "not an exact pin: {line}");
    }
    for member in ["domain", "views", "app", "worker", "xtask"] {
        let manifest = fs::read_to_string(root().join(member).join("Cargo.toml"))
            .expect("a member's manifest");
        for section in manifest.split("\n[").filter(|section| {
            section.starts_with("dependencies]") || section.starts_with("dev-dependencies]")
        }) {
            for line in section
                .lines()
                .skip(1)
                .filter(|line| line.contains('=') && !line.trim_start().starts_with('#'))
            {
                assert!(
                    line.contains("workspace"),
                    "{member} pins a version of its own: {line}"
                );
            }
        }
    }
    let packages = fs::read_to_string(root().join("package.json")).expect("package.json");
    for line in packages.lines().filter(|line| line.starts_with("    \"")) {
        let version = line.split('"').nth(3).expect("a version");
        assert!(
            version.starts_with(|c: char| c.is_ascii_digit()),
            "not an exact pin: {line}"
        );
    }
}

#[test]
fn lock_files_name_no_host_but_the_public_registry() {
    let cargo = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock");
    for line in cargo.lines().filter(|line| line.starts_with("source = ")) {
        assert_eq!(
            line,
            "source = \"registry+https://github.com/rust-lang/crates.io-index\""
        );
    }
    let npm = fs::read_to_string(root().join("package-lock.json")).expect("package-lock.json");
    assert!(
        !npm.contains("\"resolved\""),
        "package-lock.json names hosts: .npmrc must be in force when it is written"
    );
}

/// All files under a folder with one of these endings.
fn sources(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    fn walk(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, endings, found);
            } else if path
                .extension()
                .and_then(|ending| ending.to_str())
                .is_some_and(|ending| endings.contains(&ending))
            {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), endings, &mut found);
    found.sort();
    found
}

/// Lines of Rust sources, comments left out, in which `wrong` finds something.
fn offences(folders: &[&str], wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for folder in folders {
        let files = sources(folder, &["rs", "html", "js"]);
        assert!(!files.is_empty(), "{folder} has sources");
        for file in files {
            let text = fs::read_to_string(&file).expect("a source file");
            for (number, line) in text.lines().enumerate() {
                let code = line.trim_start();
                if !code.starts_with("//") && wrong(code) {
                    found.push(format!(
                        "{}:{}: {code}",
                        file.strip_prefix(root()).unwrap_or(&file).display(),
                        number + 1
                    ));
                }
            }
        }
    }
    found
}

/// `style=`, `style:`, `style =` as an attribute of markup, not as a field or a longer word.
fn sets_style(code: &str) -> bool {
    code.match_indices("style").any(|(at, word)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].trim_start();
        // `style::` is a path, `<style>` an element that the policy refuses as well.
        before.is_none_or(|c| c == ' ' || c == '<')
            && (after.starts_with('=') && !after.starts_with("==")
                || after.starts_with(':') && !after.starts_with("::") && !after.starts_with(": ")
                || before == Some('<'))
    })
}

#[test]
fn the_style_finder_finds() {
    for code in [
        "<p style=\"color: red\">",
        "<p style=move || x>",
        "<i style:width=\"3px\">",
        "<style>",
        "<p style = x>",
    ] {
        assert!(sets_style(code), "{code}");
    }
    for code in [
        "<link rel=\"stylesheet\" href=\"/x.css\">",
        "style::path()",
        "let restyle = 1;",
        "the style of it",
    ] {
        assert!(!sets_style(code), "{code}");
    }
}

#[test]
fn no_inline_style_and_no_raw_html() {
    let found = offences(&["app", "views/src", "worker/src"], |code| {
        sets_style(code)
            || code.contains("inner_html")
            || code.contains("innerHTML")
            || code.contains("<script>")
    });
    assert!(
        found.is_empty(),
        "the content security policy forbids:\n{}",
        found.join("\n")
    );
}

#[test]
fn lints_are_expected_with_a_reason_never_allowed() {
    let found = offences(
        &[
            "domain/src",
            "app/src",
            "views/src",
            "worker/src",
            "xtask/src",
        ],
        |code| code.contains("#[allow(") || code.contains("#![allow(") || code.contains("#[ignore"),
    );
    assert!(
        found.is_empty(),
        "write #[expect(…, reason = …)]:\n{}",
        found.join("\n")
    );
}

#[test]
fn pages_never_import_pages() {
    let mut found = Vec::new();
    for file in sources("app/src/pages", &["rs"]) {
        let path = file
            .strip_prefix(root().join("app/src/pages"))
            .expect("under pages")
            .to_owned();
        let own = path
            .components()
            .next()
            .map(|part| {
                part.as_os_str()
                    .to_string_lossy()
                    .trim_end_matches(".rs")
                    .to_owned()
            })
            .unwrap_or_default();
        let text = fs::read_to_string(&file).expect("a page");
        // Also inside `use crate::{ … }`.
        for line in text.lines().filter(|line| {
            line.contains("crate::pages::") || line.trim_start().starts_with("pages::")
        }) {
            let other = line.split("pages::").nth(1).unwrap_or_default();
            if !other.starts_with(&own) {
                found.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(
        found.is_empty(),
        "what two pages share is a part or a view:\n{}",
        found.join("\n")
    );
}

#[test]
fn sql_is_written_in_the_db_module_and_in_the_rows_of_a_noun_only() {
    let verbs = [
        "\"SELECT ",
        "\"INSERT ",
        "\"UPDATE ",
        "\"DELETE ",
        "\"WITH ",
    ];
    let found: Vec<String> = offences(&["worker/src"], |code| {
        verbs.iter().any(|verb| code.contains(verb))
    })
    .into_iter()
    .filter(|line| {
        let file = line.split(':').next().unwrap_or_default();
        !file.starts_with("worker/src/db/") && !file.ends_with("/rows.rs")
    })
    .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn style_sheets_take_colours_and_sizes_from_tokens() {
    let mut found = Vec::new();
    for file in sources("style", &["css"]) {
        let name = file
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&file).expect("a style sheet");
        for (number, line) in text.lines().enumerate() {
            let mut wrong = line.contains("!important");
            if name != "tokens.css" {
                wrong |= has_hex_colour(line) || has_px(line);
            }
            if wrong {
                found.push(format!("style/{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn has_hex_colour(line: &str) -> bool {
    line.match_indices('#').any(|(at, _)| {
        let digits = line[at + 1..]
            .chars()
            .take_while(char::is_ascii_hexdigit)
            .count();
        let ends = line[at + 1 + digits..]
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric() && c != '-' && c != '_');
        matches!(digits, 3 | 4 | 6 | 8) && ends && line[at..].find('{').is_none()
    })
}

/// Hairlines of 1px and 2px are what they are; everything else is a token.
fn has_px(line: &str) -> bool {
    line.match_indices("px").any(|(at, _)| {
        let number: String = line[..at]
            .chars()
            .rev()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        !number.is_empty() && number != "1" && number != "2" && number != "0"
    })
}

#[test]
fn the_colour_and_size_finders_find() {
    assert!(
        has_hex_colour("color: #fff;")
            && has_hex_colour("color: #0b5a7a }")
            && !has_hex_colour("#abc { color: red }")
    );
    assert!(has_px("padding: 12px") && !has_px("border: 1px solid") && !has_px("outline: 2px"));
}
