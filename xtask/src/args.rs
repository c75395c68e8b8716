//! The few flags that the commands know.

use crate::step::{Failure, Outcome};

/// A command, its flags and the port it serves on.
pub struct Args {
    command: String,
    flags: Vec<String>,
    words: Vec<String>,
    values: Vec<(String, String)>,
    file: Option<String>,
    /// TCP port of the local server.
    pub port: u16,
    /// The user name given with `--for`.
    pub user: Option<String>,
}

/// Where the local server listens unless `--port` says otherwise.
pub const DEFAULT_PORT: u16 = 8787;

const FLAGS: [&str; 8] = [
    "--dev",
    "--local",
    "--dry-run",
    "--empty",
    "--lan",
    "--quick",
    "--remote",
    "--worker",
];

/// Flags with a word of their own.
const VALUES: [&str; 4] = ["--identity", "--out", "--passphrase", "--to"];

/// Commands that take a file.
const WITH_FILE: [&str; 2] = ["backup-key", "restore"];

impl Args {
    /// Reads the words after `cargo xtask`.
    pub fn parse(words: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut words = words;
        let command = words.next().unwrap_or_default();
        let mut flags = Vec::new();
        let mut names = Vec::new();
        let mut values = Vec::new();
        let mut file = None;
        let mut port = DEFAULT_PORT;
        let mut user = None;
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (word, None),
            };
            if name == "--port" {
                let value = value.or_else(|| words.next()).unwrap_or_default();
                port = value
                    .parse()
                    .ok()
                    .filter(|port| *port >= 1024)
                    .ok_or_else(|| {
                        Failure::new(
                            format!("`{value}` is no port"),
                            "give a number from 1024 to 65535: --port 8788",
                        )
                    })?;
            } else if VALUES.contains(&name.as_str()) {
                let value = value.or_else(|| words.next()).unwrap_or_default();
                if value.is_empty() || value.starts_with("--") {
                    return Err(Failure::new(
                        format!("`{name}` needs a word after it"),
                        "`cargo xtask help` lists the commands and their flags",
                    ));
                }
                values.push((name, value));
            } else if file.is_none()
                && value.is_none()
                && !name.starts_with('-')
                && WITH_FILE.contains(&command.as_str())
            {
                file = Some(name);
            } else if name == "--for" {
                let value = value.or_else(|| words.next()).unwrap_or_default();
                if klisida_domain::account::check_username(&value).is_err() {
                    return Err(Failure::new(
                        format!("`{value}` is no user name"),
                        "give the user name of an administrator: --for ayu.admin",
                    ));
                }
                user = Some(value);
            } else if FLAGS.contains(&name.as_str()) && value.is_none() {
                flags.push(name);
            } else if command == "mutants" && value.is_none() && !name.starts_with('-') {
                names.push(name);
            } else {
                return Err(Failure::new(
                    format!("`{name}` is not understood"),
                    "`cargo xtask help` lists the commands and their flags",
                ));
            }
        }
        Ok(Self {
            command,
            flags,
            words: names,
            values,
            file,
            port,
            user,
        })
    }

    /// The first word.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// Further words, of the one command that takes some.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The file that the command is about.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// What was given for a flag with a word.
    pub fn value(&self, flag: &str) -> Option<&str> {
        let given = self.values.iter().find(|(name, _)| name == flag);
        given.map(|(_, value)| value.as_str())
    }

    /// The same for a flag that may be repeated.
    pub fn values(&self, flag: &str) -> Vec<String> {
        let given = self.values.iter().filter(|(name, _)| name == flag);
        given.map(|(_, value)| value.clone()).collect()
    }

    /// Whether the flag was given.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|given| given == flag)
    }
}

#[cfg(test)]
mod tests {
    use super::{Args, DEFAULT_PORT};

    fn parse(line: &str) -> Option<Args> {
        Args::parse(line.split_whitespace().map(str::to_owned)).ok()
    }

    #[test]
    fn flags_and_port_are_read_in_any_order() {
        let args = parse("start --empty --port 8790").expect("understood");
        assert!(args.has("--empty") && !args.has("--quick"));
        assert_eq!(args.port, 8790);
        assert_eq!(parse("start").expect("understood").port, DEFAULT_PORT);
        let named = parse("bootstrap --remote --for ayu.admin").expect("understood");
        assert_eq!(named.user.as_deref(), Some("ayu.admin"));
        assert_eq!(parse("start --port=8791").expect("understood").port, 8791);
        assert_eq!(
            parse("mutants ranking gate").expect("understood").words(),
            ["ranking", "gate"]
        );
    }

    #[test]
    fn a_backup_names_its_file_and_its_keys() {
        let args =
            parse("backup --out a.age --to age1a --to=keys.txt --remote").expect("understood");
        assert_eq!(args.value("--out"), Some("a.age"));
        assert_eq!(args.values("--to"), ["age1a", "keys.txt"]);
        let args = parse("restore a.age --identity key.txt --port 8790").expect("understood");
        assert_eq!(
            (args.file(), args.value("--identity")),
            (Some("a.age"), Some("key.txt"))
        );
    }

    #[test]
    fn an_unknown_flag_or_a_bad_port_is_refused() {
        for line in [
            "start --prot 1",
            "start --port",
            "start --port 80",
            "start --port x",
            "test --quick=1",
            "test ranking",
            "mutants --ranking",
            "start a.age",
            "restore a.age b.age",
            "backup --out",
            "backup --out --remote",
            "bootstrap --for",
            "bootstrap --for x'--",
        ] {
            assert!(parse(line).is_none(), "{line}");
        }
    }
}
