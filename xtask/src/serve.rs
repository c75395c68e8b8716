//! `start`, `dev`, `reset`, `bootstrap`: the Worker in workerd with D1 and R2 on this disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::args::Args;
use crate::build::{self, Profile};
use crate::child::{self, Running};
use crate::database::{administrators, make_token, migrate, people, recover, wrangler};
use crate::fingerprint::files_under;
use crate::http::Client;
use crate::step::{Doing, Failure, Outcome, elapsed, step};
use crate::tools::Tools;
use crate::{demo, paths, tls};

/// How long the server may take to answer the first time.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a local server listens and what it keeps.
struct Site {
    port: u16,
    lan: bool,
    state: PathBuf,
}

impl Site {
    fn of(args: &Args) -> Self {
        Self {
            port: args.port,
            lan: args.has("--lan"),
            state: paths::state(args.port),
        }
    }

    /// What a browser on this machine is given.
    fn origin(&self) -> String {
        let scheme = if self.lan { "https" } else { "http" };
        let host = if self.lan {
            lan_address().unwrap_or_else(|| "localhost".to_owned())
        } else {
            "localhost".to_owned()
        };
        format!("{scheme}://{host}:{}", self.port)
    }

    /// The accounts of the demo data that this state holds.
    fn demo_file(&self) -> PathBuf {
        self.state.join("demo.json")
    }

    fn has_demo(&self) -> bool {
        self.demo_file().is_file()
    }
}

/// The address by which others in the same network reach this machine.
fn lan_address() -> Option<String> {
    // Connecting a datagram socket sends nothing; it only chooses the way out.
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    Some(socket.local_addr().ok()?.ip().to_string())
}

/// `start` and `dev`.
pub fn start(args: &Args, watch: bool) -> Outcome {
    let begun = Instant::now();
    let site = Site::of(args);
    free_port(&site)?;
    let profile = if watch { Profile::Dev } else { Profile::Local };
    let tools = build::everything(profile)?;
    println!("data");
    let loading = site.state.join("demo.loading");
    if loading.exists() && !site.has_demo() {
        println!("  ... loading the demo data was broken off last time: starting afresh");
        wipe(&site.state)?;
    }
    migrate(&tools, &site.state)?;
    let empty = !site.has_demo() && people(&tools, &site.state)? == 0;
    let load_demo = empty && !args.has("--empty");
    let bootstrap = if empty {
        Some(make_token(&tools, &site.state, false)?)
    } else {
        None
    };
    if load_demo {
        fs::write(&loading, "").doing("note that demo data are being loaded")?;
    }
    println!("server");
    if let Some(token) = bootstrap.as_deref().filter(|_| load_demo) {
        // Loaded over plain HTTP on this machine alone, whatever the server is to be afterwards.
        let quiet = Site {
            lan: false,
            ..Site::of(args)
        };
        let mut server = serve(&tools, &quiet, true)?;
        let accounts = demo::load(&Client::new(site.port), token)?;
        fs::write(site.demo_file(), accounts).doing("keep the list of demo accounts")?;
        let _ = fs::remove_file(&loading);
        if site.lan {
            server.end();
        } else {
            return attend(&tools, &site, &mut server, begun, None, watch);
        }
    }
    let mut server = serve(&tools, &site, site.has_demo())?;
    let bootstrap = bootstrap.filter(|_| !load_demo);
    attend(&tools, &site, &mut server, begun, bootstrap, watch)
}

/// Says where it runs, and stays.
fn attend(
    tools: &Tools,
    site: &Site,
    server: &mut Running,
    begun: Instant,
    bootstrap: Option<String>,
    watch: bool,
) -> Outcome {
    publish_demo_accounts(site)?;
    println!("\nready in {}: {}", elapsed(begun), site.origin());
    if site.has_demo() {
        demo::print_accounts(&site.demo_file())?;
    } else if let Some(token) = bootstrap {
        println!(
            "\nThe first administrator's link (once, for 24 hours):\n  {}/undangan#{token}",
            site.origin()
        );
    } else {
        println!(
            "
The database is not empty; `cargo xtask reset` empties it."
        );
    }
    if site.lan {
        println!(
            "
On a phone in this network: {}",
            site.origin()
        );
        println!(
            "It must trust {} first (README: \"On a real phone\").",
            short(&paths::root().join(".wrangler/tls/klisida-local-ca.crt"))
        );
    }
    println!("\nServer log: {}\nCtrl-C ends it.", short(&log_file(site)));
    if watch {
        rebuild_on_change(tools, server, site)
    } else {
        wait(server, site)
    }
}

/// `reset`.
pub fn reset(args: &Args) -> Outcome {
    let site = Site::of(args);
    if Client::new(site.port).healthy() {
        return Err(Failure::new(
            format!("a server is running on port {}", site.port),
            "end it with Ctrl-C first; emptying the files under a running server breaks it",
        ));
    }
    wipe(&site.state)?;
    println!(
        "{} is empty; `cargo xtask start` fills it again",
        short(&site.state)
    );
    Ok(())
}

/// `bootstrap`: a link for the first administrator of an empty database, or a recovery link for an administrator who
/// lost the password. Both leave their line in the record when they are used; the second also when it is made.
pub fn bootstrap(args: &Args) -> Outcome {
    let site = Site::of(args);
    let remote = args.has("--remote");
    let tools = Tools::ensure()?;
    if !remote {
        migrate(&tools, &site.state)?;
    }
    let there = administrators(&tools, &site.state, remote)?;
    let (words, token) = match chosen(&there, args.user.as_deref())? {
        None => (
            "The first administrator's link".to_owned(),
            make_token(&tools, &site.state, remote)?,
        ),
        Some(username) => (
            format!("A recovery link for the administrator {username}"),
            recover(&tools, &site.state, remote, username)?,
        ),
    };
    let origin = if remote {
        production_origin()?
    } else {
        site.origin()
    };
    println!("\n{words} (once, for 24 hours):\n  {origin}/undangan#{token}");
    Ok(())
}

/// Whom the link is for: nobody yet, the only administrator, or the one who was named.
fn chosen<'a>(there: &'a [String], named: Option<&str>) -> Outcome<Option<&'a str>> {
    match (there, named) {
        ([], None) => Ok(None),
        ([only], None) => Ok(Some(only)),
        (_, None) => Err(Failure::new(
            format!("there are several administrators: {}", there.join(", ")),
            "say which one lost the password: --for USER (another administrator can do it in the app)",
        )),
        (_, Some(named)) => there
            .iter()
            .find(|it| *it == named)
            .map(|it| Some(it.as_str()))
            .ok_or_else(|| {
                Failure::new(
                    format!("`{named}` is no administrator, or is switched off"),
                    format!("the administrators are: {}", there.join(", ")),
                )
            }),
    }
}

fn production_origin() -> Outcome<String> {
    let text =
        fs::read_to_string(paths::root().join("wrangler.toml")).doing("read wrangler.toml")?;
    text.lines()
        .find_map(|line| line.strip_prefix("PUBLIC_ORIGIN = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| {
            Failure::new(
                "wrangler.toml has no PUBLIC_ORIGIN",
                "docs/deploy.md says what belongs there",
            )
        })
}

fn short(path: &Path) -> String {
    path.strip_prefix(paths::root())
        .unwrap_or(path)
        .display()
        .to_string()
}

fn wipe(state: &Path) -> Outcome {
    if state.is_dir() {
        fs::remove_dir_all(state).doing(format!("empty {}", state.display()))?;
    }
    Ok(())
}

fn log_file(site: &Site) -> PathBuf {
    paths::logs().join(format!("server-{}.log", site.port))
}

/// Said before anything is written: what runs there keeps its data open.
fn free_port(site: &Site) -> Outcome {
    if std::net::TcpListener::bind(("127.0.0.1", site.port)).is_err() {
        return Err(Failure::new(
            format!("port {} is taken", site.port),
            "end what listens there, or choose another: --port 8790",
        ));
    }
    Ok(())
}

fn serve(tools: &Tools, site: &Site, demo: bool) -> Outcome<Running> {
    let client = Client::new(site.port);
    fs::create_dir_all(paths::logs()).doing("make the folder for logs")?;
    let log = fs::File::create(log_file(site)).doing("write the server's log")?;
    let mut command = wrangler(tools);
    command
        .args([
            "dev",
            "--local",
            "--show-interactive-dev-session=false",
            "--inspector-port=0",
            "--types=false",
        ])
        .args(["--config", paths::CONFIG])
        .arg(format!("--port={}", site.port))
        .arg(format!(
            "--ip={}",
            if site.lan { "0.0.0.0" } else { "127.0.0.1" }
        ))
        .arg(format!(
            "--local-protocol={}",
            if site.lan { "https" } else { "http" }
        ))
        .arg("--persist-to")
        .arg(&site.state);
    if site.lan {
        let certificate =
            tls::certificate(&lan_address().unwrap_or_else(|| "127.0.0.1".to_owned()))?;
        command
            .arg("--https-key-path")
            .arg(certificate.key)
            .arg("--https-cert-path")
            .arg(certificate.server);
    }
    command
        .args([
            "--var",
            &format!("PUBLIC_ORIGIN:{}", site.origin()),
            "--var",
            if demo { "DEMO:1" } else { "DEMO:" },
            // No edge stands in front: anybody could write the header that would be believed.
            "--var",
            "CLIENT_ADDRESS:none",
        ])
        .stdout(log.try_clone().doing("write the server's log")?)
        .stderr(log);
    step(&format!("wrangler dev on port {}", site.port), || {
        let mut server = child::spawn(&mut command).doing("start wrangler")?;
        let start = Instant::now();
        while !(if site.lan {
            log_says_ready(site)
        } else {
            client.healthy()
        }) {
            let ended = server.try_wait().doing("watch wrangler")?.is_some();
            if ended || start.elapsed() > PATIENCE {
                show_log_end(site);
                return Err(Failure::new(
                    if ended {
                        "wrangler ended".to_owned()
                    } else {
                        format!("the server did not answer within {} s", PATIENCE.as_secs())
                    },
                    "see the lines above",
                ));
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(server)
    })
}

/// With TLS the certificate is for others to trust, so the log is asked instead of the server.
fn log_says_ready(site: &Site) -> bool {
    fs::read_to_string(log_file(site)).is_ok_and(|text| text.contains("Ready on"))
}

fn show_log_end(site: &Site) {
    let text = fs::read_to_string(log_file(site)).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    for line in lines.iter().skip(lines.len().saturating_sub(30)) {
        println!("      | {line}");
    }
}

/// The sign-in page shows the demo accounts from here; without demo data the file does not exist.
fn publish_demo_accounts(site: &Site) -> Outcome {
    let target = paths::dist().join("assets/demo.json");
    if site.has_demo() {
        fs::copy(site.demo_file(), &target).doing("write dist/assets/demo.json")?;
    } else if target.exists() {
        fs::remove_file(&target).doing("remove dist/assets/demo.json")?;
    }
    Ok(())
}

fn wait(server: &mut Running, site: &Site) -> Outcome {
    loop {
        if server.try_wait().doing("watch the server")?.is_some() {
            show_log_end(site);
            return Err(Failure::new("the server ended", "see the lines above"));
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// The newest change of any source file.
fn newest_change() -> Outcome<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for source in build::sources() {
        for file in files_under(&paths::root().join(source))? {
            let changed = fs::metadata(&file)
                .and_then(|about| about.modified())
                .unwrap_or(newest);
            newest = newest.max(changed);
        }
    }
    Ok(newest)
}

fn rebuild_on_change(tools: &Tools, server: &mut Running, site: &Site) -> Outcome {
    println!("Watching the sources.");
    let mut built = newest_change()?;
    loop {
        if server.try_wait().doing("watch the server")?.is_some() {
            show_log_end(site);
            return Err(Failure::new("the server ended", "see the lines above"));
        }
        thread::sleep(Duration::from_millis(500));
        let changed = newest_change()?;
        if changed == built {
            continue;
        }
        built = changed;
        println!("changed:");
        // wrangler sees the new files by itself; new migrations are applied under the running server.
        let rebuilt = build::both(tools, Profile::Dev)
            .and_then(|()| migrate(tools, &site.state))
            .and_then(|()| publish_demo_accounts(site));
        match rebuilt {
            Ok(()) => println!("  ok  rebuilt: {}", site.origin()),
            Err(failure) => {
                failure.report();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn the_console_makes_a_link_for_the_first_the_only_or_the_named_administrator() {
        let all = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let (none, one, two) = (all(&[]), all(&["ayu"]), all(&["ayu", "budi"]));
        assert!(matches!(chosen(&none, None), Ok(None)));
        assert!(matches!(chosen(&one, None), Ok(Some("ayu"))));
        assert!(matches!(chosen(&two, Some("budi")), Ok(Some("budi"))));
        assert!(chosen(&two, None).is_err());
        assert!(chosen(&one, Some("sari")).is_err());
        assert!(chosen(&none, Some("sari")).is_err());
    }
}
