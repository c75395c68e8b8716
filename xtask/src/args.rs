//! The few flags that the commands know.

use crate::step::{Failure, Outcome};

/// A command, its flags and the port it serves on.
pub struct Args {
    command: String,
    flags: Vec<String>,
    /// TCP port of the local server.
    pub port: u16,
    /// The user name given with `--for`.
    pub user: Option<String>,
}

/// Where the local server listens unless `--port` says otherwise.
pub const DEFAULT_PORT: u16 = 8787;

const FLAGS: [&str; 7] = [
    "--dev",
    "--dry-run",
    "--empty",
    "--lan",
    "--quick",
    "--remote",
    "--worker",
];

impl Args {
    /// Reads the words after `cargo xtask`.
    pub fn parse(words: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut words = words;
        let command = words.next().unwrap_or_default();
        let mut flags = Vec::new();
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
            port,
            user,
        })
    }

    /// The first word.
    pub fn command(&self) -> &str {
        &self.command
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
    }

    #[test]
    fn an_unknown_flag_or_a_bad_port_is_refused() {
        for line in [
            "start --prot 1",
            "start --port",
            "start --port 80",
            "start --port x",
            "test --quick=1",
            "bootstrap --for",
            "bootstrap --for x'--",
        ] {
            assert!(parse(line).is_none(), "{line}");
        }
    }
}
