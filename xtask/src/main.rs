//! The one front door of the repository: `cargo xtask <command>`.
//!
//! A person who clones the repository needs two commands, `start` and `test`; both install what they need.

mod args;
mod assets;
mod backup;
mod bench;
mod build;
mod child;
mod database;
mod demo;
mod deploy;
mod fingerprint;
mod guards;
mod headers;
mod http;
mod install;
mod mutants;
mod packs;
mod paths;
mod serve;
mod soak;
mod split;
mod step;
mod test;
mod tls;
mod token;
mod tools;
mod wasm;

use std::process::ExitCode;

use args::Args;
use step::Outcome;

const HELP: &str = "\
cargo xtask <command>

  start [--port N] [--empty] [--lan]  install, build, load demo data when the database is empty, serve
  dev [--port N]                      like start, and rebuild whenever a source file changes
  reset [--port N]                    empty the local data
  test [--quick]                      every check; --quick leaves the browser out
  bench                               sizes, and the public board timed beside a file and a small JS Worker
  soak                                kill -9 while judges save: 200 times over 10,000 acknowledged saves
  guards                              leave each guard of each write out once: a named test must notice
  mutants [NAME]...                   change the rules of domain one at a time: a test must notice (access, ranking ...)
  build [--worker] [--dev|--local]    the app into dist/, the Worker into build/; --worker leaves the app as it was built,
                                      --dev compiles quickly and large, --local in between, as `start` does
  deploy --dry-run                    what would go up, and its size (docs/deploy.md has the rest)
  bootstrap [--port N] [--remote] [--for USER]
                                      a one-time link for the first administrator; for one who lost the password, a new one
  backup --out F --to K [--remote]    all data and files into one file that only the holder of the key reads; K is age1… or a file
                                      of such keys (--passphrase F instead: its first line)
  restore F --identity F [--remote]   a backup into an empty database; digests are compared before it says done
  backup-key F                        a pair of keys for backups
  tools                               install what building and testing need
";

fn run(arguments: &Args) -> Outcome {
    match arguments.command() {
        "start" => serve::start(arguments, false),
        "dev" => serve::start(arguments, true),
        "reset" => serve::reset(arguments),
        "test" => test::run(arguments),
        "bench" => bench::run(),
        "soak" => soak::run(),
        "guards" => guards::run(),
        "mutants" => mutants::run(arguments),
        "build" => {
            let profile = if arguments.has("--dev") {
                build::Profile::Dev
            } else if arguments.has("--local") {
                build::Profile::Local
            } else {
                build::Profile::Release
            };
            if arguments.has("--worker") {
                build::worker_alone(profile)
            } else {
                build::everything(profile).map(drop)
            }
        }
        "deploy" => deploy::run(arguments),
        "backup" => backup::backup(arguments),
        "restore" => backup::restore(arguments),
        "backup-key" => backup::make_key(arguments),
        "bootstrap" => serve::bootstrap(arguments),
        "tools" => tools::Tools::ensure_all().map(drop),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(step::Failure::new(
            format!("there is no command `{other}`"),
            "`cargo xtask help` lists the commands",
        )),
    }
}

fn main() -> ExitCode {
    child::end_children_on_signals();
    let arguments = match Args::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(failure) => return failure.report(),
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
