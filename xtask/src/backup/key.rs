//! Who can read a backup: the holders of age identities, or of a passphrase.

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use age::secrecy::{ExposeSecret, SecretString};

use crate::step::{Doing, Failure, Outcome};

/// Makes a pair of keys: the identity into a new file that only its owner reads; answers the public half.
pub fn make(file: &Path) -> Outcome<String> {
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .doing(format!("make {}", file.display()))?;
    writeln!(
        out,
        "# KLISIDA backup key. Whoever has this file reads every backup made for it.\n# public key: {recipient}\n{}",
        identity.to_string().expose_secret()
    )
    .doing(format!("write {}", file.display()))?;
    Ok(recipient)
}

/// For whom a backup is: `age1…` itself, or a file with one public key a line.
pub fn recipients(given: &[String]) -> Outcome<Vec<Box<dyn age::Recipient>>> {
    let mut all: Vec<Box<dyn age::Recipient>> = Vec::new();
    for word in given {
        let text = if word.starts_with("age1") {
            word.clone()
        } else {
            fs::read_to_string(word).doing(format!("read {word}"))?
        };
        for line in lines(&text) {
            if line.starts_with("AGE-SECRET-KEY-") {
                return Err(Failure::new(
                    format!("{word} holds a secret key"),
                    "a backup needs only the public key (age1…): it stands in the second line of that file",
                ));
            }
            let recipient: age::x25519::Recipient = line.parse().map_err(|_| {
                Failure::new(
                    format!("`{line}` is no age public key"),
                    "it begins with age1; `cargo xtask backup-key FILE` makes one",
                )
            })?;
            all.push(Box::new(recipient));
        }
    }
    Ok(all)
}

/// The identities of a file.
pub fn identities(file: &str) -> Outcome<Vec<Box<dyn age::Identity>>> {
    let text = fs::read_to_string(file).doing(format!("read {file}"))?;
    let mut all: Vec<Box<dyn age::Identity>> = Vec::new();
    for line in lines(&text) {
        let identity: age::x25519::Identity = line.parse().map_err(|_| {
            Failure::new(
                format!("{file} holds a line that is no age identity"),
                "an identity begins with AGE-SECRET-KEY-1; if the file is locked with a passphrase, open it first: age -d -o key.txt key.age",
            )
        })?;
        all.push(Box::new(identity));
    }
    if all.is_empty() {
        return Err(Failure::new(format!("{file} holds no identity"), ""));
    }
    Ok(all)
}

/// The first line of a file, or of standard input for `-`: never an argument, which other people of the machine could read.
pub fn passphrase(file: &str) -> Outcome<SecretString> {
    let mut text = String::new();
    if file == "-" {
        std::io::stdin()
            .read_to_string(&mut text)
            .doing("read the passphrase")?;
    } else {
        text = fs::read_to_string(file).doing(format!("read {file}"))?;
    }
    let line = text.lines().next().unwrap_or_default().trim().to_owned();
    if line.chars().count() < 15 {
        return Err(Failure::new(
            "the passphrase is shorter than 15 characters",
            "take five or six words that nobody connects with you",
        ));
    }
    Ok(SecretString::from(line))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}
