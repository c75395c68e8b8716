//! Child processes: each in a group of its own, and none outlives us.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

static GROUPS: Mutex<Vec<u32>> = Mutex::new(Vec::new());
static PRIVATE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How long children may take to end by themselves.
const GRACE: Duration = Duration::from_secs(4);

/// A running command and everything that it started.
pub struct Running {
    child: Child,
}

/// Starts a command in a process group of its own.
pub fn spawn(command: &mut Command) -> io::Result<Running> {
    let child = command.process_group(0).spawn()?;
    groups().push(child.id());
    Ok(Running { child })
}

impl Running {
    /// The status when it has ended.
    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Ends the command and everything that it started.
    pub fn end(&mut self) {
        let group = self.child.id();
        if matches!(self.child.try_wait(), Ok(None)) {
            signal(group, "TERM");
            let start = Instant::now();
            while start.elapsed() < GRACE && matches!(self.child.try_wait(), Ok(None)) {
                thread::sleep(Duration::from_millis(30));
            }
        }
        signal(group, "KILL");
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
        let group = self.child.id();
        groups().retain(|known| *known != group);
    }
}

/// A folder that must not stay behind when Ctrl-C ends this program.
pub fn remove_on_interrupt(folder: &Path) {
    PRIVATE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .push(folder.to_owned());
}

/// On Ctrl-C (or a terminate or hang-up signal) ends every child group, then this process.
pub fn end_children_on_signals() {
    let ended = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            return;
        }
        let all = groups().clone();
        for group in &all {
            signal(*group, "TERM");
        }
        let start = Instant::now();
        while start.elapsed() < GRACE && all.iter().any(|group| alive(*group)) {
            thread::sleep(Duration::from_millis(50));
        }
        for group in &all {
            signal(*group, "KILL");
        }
        for folder in PRIVATE
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .iter()
        {
            let _ = std::fs::remove_dir_all(folder);
        }
        println!("\nended.");
        std::process::exit(130);
    });
    if let Err(error) = ended {
        eprintln!("Ctrl-C will not end the children: {error}");
    }
}

fn groups() -> std::sync::MutexGuard<'static, Vec<u32>> {
    GROUPS
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn kill(words: &[&str]) -> bool {
    // `kill` of the shell: the standard library has no signals.
    Command::new("sh")
        .arg("-c")
        .arg(format!("kill {} 2>/dev/null", words.join(" ")))
        .status()
        .is_ok_and(|status| status.success())
}

fn signal(group: u32, name: &str) {
    kill(&["-s", name, "--", &format!("-{group}")]);
}

fn alive(group: u32) -> bool {
    kill(&["-0", "--", &format!("-{group}")])
}
