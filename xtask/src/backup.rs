//! `backup`, `restore`, `backup-key`: everything that the service keeps, in one locked file, and back again.

mod archive;
mod dump;
mod key;
mod place;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use crate::args::Args;
use crate::http::Client;
use crate::paths;
use crate::step::{Doing, Failure, Outcome, elapsed, step};
use crate::token::now_ms;
use crate::tools::Tools;

use archive::{Lock, Manifest, Private};
use dump::{FileRow, Summary};
use place::Place;

/// How often a backup begins again because somebody wrote meanwhile.
const TRIES: usize = 3;

/// `backup-key FILE`.
pub fn make_key(args: &Args) -> Outcome {
    let file = args.file().ok_or_else(|| {
        Failure::new(
            "the file for the key is missing",
            "cargo xtask backup-key FILE",
        )
    })?;
    let recipient = key::make(Path::new(file))?;
    println!(
        "The secret key is in {file}: keep it away from this machine and from the backups, twice, one of them offline.\n\
         Without it no backup can be read again.\n\nBackups are made for its public half, which is no secret:\n  {recipient}"
    );
    Ok(())
}

fn place(args: &Args) -> Outcome<Place> {
    let remote = args.has("--remote");
    if !remote && Client::new(args.port).healthy() {
        return Err(Failure::new(
            format!("a server is running on port {}", args.port),
            "end it with Ctrl-C first; two programs must not hold the same files",
        ));
    }
    Place::new(Tools::ensure()?, paths::state(args.port), remote)
}

/// `backup --out F (--to K | --passphrase F)`.
pub fn backup(args: &Args) -> Outcome {
    let begun = Instant::now();
    let out = PathBuf::from(args.value("--out").ok_or_else(|| {
        Failure::new(
            "where the backup goes is missing",
            "cargo xtask backup --out klisida.age --to age1…",
        )
    })?);
    if out.exists() {
        return Err(Failure::new(
            format!("{} is there already", out.display()),
            "a backup never writes over another: choose a new name",
        ));
    }
    let to = args.values("--to");
    let lock = match (to.is_empty(), args.value("--passphrase")) {
        (false, None) => Lock::To(to),
        (true, Some(file)) => Lock::Passphrase(file.to_owned()),
        _ => {
            return Err(Failure::new(
                "for whom the backup is must be said once: --to or --passphrase",
                "--to age1… (or a file of public keys; `cargo xtask backup-key FILE` makes a pair), or --passphrase FILE",
            ));
        }
    };
    if let Lock::To(given) = &lock
        && key::recipients(given)?.is_empty()
    {
        return Err(Failure::new(
            "there is no public key in what --to names",
            "",
        ));
    }
    let place = place(args)?;
    let folder = Private::new()?;
    let summary = step("database", || snapshot(&place, &folder))?;
    step(&format!("{} files", summary.files.len()), || {
        each(&place, &summary.files, |n, file| {
            let path = folder.path(&archive::file_name(n));
            place.get(&file.key, &path)?;
            archive::same(&file.key, &archive::sha256(&path)?, &file.sha256)
        })
    })?;
    let manifest = Manifest {
        made_at: now_ms(),
        script: archive::sha256(&folder.path("database.sql"))?,
        summary,
    };
    step("locked", || archive::write(&out, &lock, &folder, &manifest))?;
    let size = fs::metadata(&out).map_or(0, |it| it.len());
    println!(
        "\n{}: {} of {}, {size} bytes, in {}",
        out.display(),
        counted(&manifest.summary),
        place.name(),
        elapsed(begun)
    );
    Ok(())
}

fn counted(summary: &Summary) -> String {
    format!(
        "{} rows in {} tables and {} files",
        summary.tables.values().map(|it| it.rows).sum::<u64>(),
        summary.tables.len(),
        summary.files.len()
    )
}

/// One moment of the database as a script in `folder`.
fn snapshot(place: &Place, folder: &Private) -> Outcome<Summary> {
    for _ in 0..TRIES {
        let file = File::create(folder.path("database.sql")).doing("write the script")?;
        let mut out = BufWriter::new(file);
        let found = dump::read(place, Some(&mut out))?;
        out.flush().doing("write the script")?;
        if let Some(found) = found {
            if found.tables.is_empty() {
                return Err(Failure::new(
                    format!("{} holds no data", place.name()),
                    "the local data are chosen by --port, the service by --remote",
                ));
            }
            return Ok(found);
        }
        println!("      somebody wrote meanwhile: reading again");
    }
    Err(Failure::new(
        "the data did not stand still for one reading",
        "choose a quieter hour; during judging use Time Travel (docs/deploy.md)",
    ))
}

/// Does something with every file, a few at once; the first failure ends it.
fn each(
    place: &Place,
    files: &[FileRow],
    work: impl Fn(usize, &FileRow) -> Outcome + Sync,
) -> Outcome {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    thread::scope(|scope| {
        for _ in 0..place.hands().min(files.len()) {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(n) else { return };
                    if let Err(failure) = work(n, file) {
                        next.store(files.len(), Ordering::Relaxed);
                        failed
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner)
                            .get_or_insert(failure);
                        return;
                    }
                }
            });
        }
    });
    failed
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .map_or(Ok(()), Err)
}

/// `restore F (--identity F | --passphrase F)`.
pub fn restore(args: &Args) -> Outcome {
    let begun = Instant::now();
    let from = args.file().ok_or_else(|| {
        Failure::new(
            "the backup is missing",
            "cargo xtask restore klisida.age --identity key.txt",
        )
    })?;
    let lock = match (args.value("--identity"), args.value("--passphrase")) {
        (Some(file), None) => Lock::Identity(file.to_owned()),
        (None, Some(file)) => Lock::Passphrase(file.to_owned()),
        _ => {
            return Err(Failure::new(
                "what opens the backup must be said once",
                "--identity FILE (the secret key), or --passphrase FILE",
            ));
        }
    };
    let folder = Private::new()?;
    let manifest = step("opened, digests checked", || {
        archive::read(Path::new(from), &lock, &folder)
    })?;
    let place = place(args)?;
    step("empty", || empty(&place))?;
    let files = &manifest.summary.files;
    step(&format!("{} files", files.len()), || {
        each(&place, files, |n, file| {
            place.put(&file.key, &folder.path(&archive::file_name(n)))
        })
    })?;
    step("database", || place.execute(&folder.path("database.sql")))?;
    step("read again and compared", || {
        compare(&place, &folder, &manifest.summary)
    })?;
    println!(
        "\nrestored into {}: {}, every digest as it was, in {}",
        place.name(),
        counted(&manifest.summary),
        elapsed(begun)
    );
    Ok(())
}

/// Refuses a database in which anything stands: a restore never mixes two sets of data.
fn empty(place: &Place) -> Outcome {
    let tables = dump::table_names(place)?;
    if tables.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        format!(
            "the database of {} is not empty: it has {} tables",
            place.name(),
            tables.len()
        ),
        "a restore goes into a new database: locally `cargo xtask reset` (with its --port), at Cloudflare `wrangler d1 create` and \
         its id into wrangler.toml; do not deploy before the restore",
    ))
}

fn compare(place: &Place, folder: &Private, wanted: &Summary) -> Outcome {
    let found = dump::read(place, None)?.ok_or_else(|| {
        Failure::new(
            "somebody wrote while it was compared",
            "nobody may use the service before the restore is done",
        )
    })?;
    for (name, sum) in &wanted.tables {
        let there = found.tables.get(name).map_or("nothing", |it| &it.sha256);
        archive::same(&format!("the table {name}"), there, &sum.sha256)?;
    }
    archive::same("the schema", &found.schema, &wanted.schema)?;
    each(place, &wanted.files, |n, file| {
        let path = folder.path(&format!("again-{n}"));
        place.get(&file.key, &path)?;
        let digest = archive::sha256(&path)?;
        let _ = fs::remove_file(&path);
        archive::same(&file.key, &digest, &file.sha256)
    })
}
