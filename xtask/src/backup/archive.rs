//! The file of a backup: a tar inside age. `age -d -i key.txt F | tar x` opens it without this program.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::fingerprint::hex;
use crate::step::{Doing, Failure, Outcome};

use super::dump::{FileRow, Sum, Summary};
use super::key;

/// Version of the layout.
const FORMAT: u64 = 1;

/// How a backup is locked or opened.
pub enum Lock {
    /// For the holders of these public keys.
    To(Vec<String>),
    /// With the identities of this file.
    Identity(String),
    /// With the passphrase of this file.
    Passphrase(String),
}

/// A folder that only we read, gone when we are.
pub struct Private(PathBuf);

impl Private {
    /// An empty one.
    pub fn new() -> Outcome<Self> {
        use std::os::unix::fs::DirBuilderExt;
        let path = std::env::temp_dir().join(format!("klisida-backup-{}", crate::token::uuid()?));
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .doing("make a private folder")?;
        crate::child::remove_on_interrupt(&path);
        Ok(Self(path))
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// SHA-256 of a file's bytes.
pub fn sha256(path: &Path) -> Outcome<String> {
    let mut file = File::open(path).doing(format!("read {}", path.display()))?;
    let (mut digest, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let n = file.read(&mut buffer).doing("read a file")?;
        if n == 0 {
            return Ok(hex(&digest.finalize()));
        }
        digest.update(&buffer[..n]);
    }
}

/// What a backup says of itself.
pub struct Manifest {
    /// When it was made, as milliseconds since 1970 UTC.
    pub made_at: u64,
    /// What was read.
    pub summary: Summary,
    /// SHA-256 of `database.sql`.
    pub script: String,
}

impl Manifest {
    fn write(&self) -> Value {
        let tables: serde_json::Map<String, Value> = self
            .summary
            .tables
            .iter()
            .map(|(name, sum)| {
                (
                    name.clone(),
                    json!({"rows": sum.rows, "sha256": sum.sha256}),
                )
            })
            .collect();
        let files: Vec<Value> = self
            .summary
            .files
            .iter()
            .map(|it| json!({"key": it.key, "sha256": it.sha256}))
            .collect();
        json!({
            "format": FORMAT,
            "made_at": self.made_at,
            "schema": self.summary.schema,
            "database.sql": self.script,
            "tables": tables,
            "files": files,
        })
    }

    fn read(value: &Value) -> Outcome<Self> {
        if value["format"] != FORMAT {
            return Err(Failure::new(
                format!("this backup has the layout {}", value["format"]),
                "restore it with the version of KLISIDA that made it, then deploy the newer one",
            ));
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let tables = value["tables"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, it)| {
                (
                    name.clone(),
                    Sum {
                        rows: it["rows"].as_u64().unwrap_or(0),
                        sha256: text(&it["sha256"]),
                    },
                )
            })
            .collect();
        let files = value["files"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| FileRow {
                key: text(&it["key"]),
                sha256: text(&it["sha256"]),
            })
            .collect();
        Ok(Self {
            made_at: value["made_at"].as_u64().unwrap_or(0),
            summary: Summary {
                tables,
                schema: text(&value["schema"]),
                files,
            },
            script: text(&value["database.sql"]),
        })
    }
}

/// Puts the script and the files of `folder` into `out`, locked. It gets its name when it is whole.
pub fn write(out: &Path, lock: &Lock, folder: &Private, manifest: &Manifest) -> Outcome {
    let encryptor = match lock {
        Lock::To(given) => {
            let recipients = key::recipients(given)?;
            age::Encryptor::with_recipients(
                recipients.iter().map(|it| &**it as &dyn age::Recipient),
            )
            .doing("encrypt")?
        }
        Lock::Passphrase(file) => age::Encryptor::with_user_passphrase(key::passphrase(file)?),
        Lock::Identity(_) => {
            return Err(Failure::new(
                "a backup is made for a public key, not with an identity",
                "--to age1…",
            ));
        }
    };
    let partial = out.with_extension("part");
    let file = File::create(&partial).doing(format!("write {}", partial.display()))?;
    let locked = encryptor
        .wrap_output(BufWriter::new(file))
        .doing("encrypt")?;
    let mut tar = tar::Builder::new(locked);
    let mut add = |name: &str, from: &Path| -> Outcome {
        let mut file = File::open(from).doing(format!("read {name}"))?;
        let mut header = tar::Header::new_gnu();
        header.set_size(file.metadata().doing("measure a file")?.len());
        header.set_mode(0o600);
        header.set_mtime(manifest.made_at / 1000);
        tar.append_data(&mut header, name, &mut file)
            .doing(format!("pack {name}"))
    };
    fs::write(
        folder.path("manifest.json"),
        serde_json::to_vec_pretty(&manifest.write()).doing("write JSON")?,
    )
    .doing("write the manifest")?;
    add("manifest.json", &folder.path("manifest.json"))?;
    add("database.sql", &folder.path("database.sql"))?;
    for (n, file) in manifest.summary.files.iter().enumerate() {
        add(&format!("files/{}", file.key), &folder.path(&file_name(n)))?;
    }
    tar.into_inner()
        .and_then(age::stream::StreamWriter::finish)
        .and_then(|mut out| {
            out.flush()?;
            out.get_ref().sync_all()
        })
        .doing("finish the backup")?;
    fs::rename(&partial, out).doing(format!("name {}", out.display()))
}

/// Where the file number `n` of a manifest lies in the private folder: keys are never used as paths.
pub fn file_name(n: usize) -> String {
    format!("file-{n}")
}

/// Opens a backup into `folder` and checks every digest.
pub fn read(from: &Path, lock: &Lock, folder: &Private) -> Outcome<Manifest> {
    let file = File::open(from).doing(format!("read {}", from.display()))?;
    let decryptor = age::Decryptor::new_buffered(BufReader::new(file))
        .map_err(|error| Failure::new(format!("{} is no age file: {error}", from.display()), ""))?;
    let identities: Vec<Box<dyn age::Identity>> = match lock {
        Lock::Identity(file) => key::identities(file)?,
        Lock::Passphrase(file) => {
            vec![Box::new(age::scrypt::Identity::new(key::passphrase(file)?))]
        }
        Lock::To(_) => {
            return Err(Failure::new(
                "a backup is opened with an identity, not with a public key",
                "--identity FILE",
            ));
        }
    };
    let opened = decryptor
        .decrypt(identities.iter().map(|it| &**it))
        .map_err(|error| {
            Failure::new(
                format!("the backup does not open: {error}"),
                "it was made for another key or passphrase",
            )
        })?;
    let mut tar = tar::Archive::new(opened);
    let mut manifest = None;
    for entry in tar.entries().doing("read the backup")? {
        let mut entry = entry.doing("read the backup")?;
        let name = entry
            .path()
            .doing("read the backup")?
            .to_string_lossy()
            .into_owned();
        let target = match (name.as_str(), &manifest) {
            ("manifest.json" | "database.sql", _) => name.clone(),
            (name, Some(Manifest { summary, .. })) => summary
                .files
                .iter()
                .position(|it| name.strip_prefix("files/") == Some(&it.key))
                .map(file_name)
                .ok_or_else(|| Failure::new(format!("the backup holds an unknown {name}"), ""))?,
            (name, None) => {
                return Err(Failure::new(
                    format!("the backup begins with {name}, not with its manifest"),
                    "",
                ));
            }
        };
        let mut out = File::create(folder.path(&target)).doing("unpack")?;
        io::copy(&mut entry, &mut out).doing(format!("unpack {name}"))?;
        if name == "manifest.json" {
            let bytes = fs::read(folder.path(&name)).doing("read the manifest")?;
            let value = serde_json::from_slice(&bytes).doing("read the manifest")?;
            manifest = Some(Manifest::read(&value)?);
        }
    }
    let manifest =
        manifest.ok_or_else(|| Failure::new("the backup holds no manifest", "it is broken"))?;
    same(
        "database.sql",
        &sha256(&folder.path("database.sql"))?,
        &manifest.script,
    )?;
    for (n, file) in manifest.summary.files.iter().enumerate() {
        same(
            &file.key,
            &sha256(&folder.path(&file_name(n)))?,
            &file.sha256,
        )?;
    }
    Ok(manifest)
}

/// Two digests of the same thing.
pub fn same(what: &str, found: &str, wanted: &str) -> Outcome {
    if found == wanted {
        Ok(())
    } else {
        Err(Failure::new(
            format!("{what} is not what it was: SHA-256 {found} instead of {wanted}"),
            "do not go on with these data; take another backup, or look into what changed them",
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use super::{FileRow, Lock, Manifest, Private, Sum, Summary, file_name, read, sha256, write};
    use crate::backup::key;

    fn made() -> (Private, Manifest) {
        let folder = Private::new().expect("a folder");
        fs::write(folder.path("database.sql"), "CREATE TABLE x (a);\n").expect("written");
        fs::write(folder.path(&file_name(0)), [0, 1, 2, 255]).expect("written");
        let manifest = Manifest {
            made_at: 1,
            script: sha256(&folder.path("database.sql")).expect("read"),
            summary: Summary {
                tables: BTreeMap::from([(
                    "x".to_owned(),
                    Sum {
                        rows: 0,
                        sha256: "0".to_owned(),
                    },
                )]),
                schema: "1".to_owned(),
                files: vec![FileRow {
                    key: "../../etc/anything".to_owned(),
                    sha256: sha256(&folder.path(&file_name(0))).expect("read"),
                }],
            },
        };
        (folder, manifest)
    }

    fn opened(file: &Path, lock: &Lock) -> bool {
        let folder = Private::new().expect("a folder");
        read(file, lock, &folder).is_ok_and(|manifest| {
            manifest.summary.tables.contains_key("x")
                && fs::read(folder.path(&file_name(0))).is_ok_and(|bytes| bytes == [0, 1, 2, 255])
        })
    }

    #[test]
    fn a_backup_opens_for_each_of_its_keys_or_its_passphrase_and_for_nobody_else() {
        let (folder, mut manifest) = made();
        // A key of the store is a name inside the tar, never a path on this disk.
        manifest.summary.files[0].key = "anything".to_owned();
        let path = |name: &str| folder.path(name);
        let text = |name: &str| path(name).to_string_lossy().into_owned();
        let one = key::make(&path("one.txt")).expect("made");
        let two = key::make(&path("two.txt")).expect("made");
        key::make(&path("three.txt")).expect("made");
        assert!(
            key::make(&path("one.txt")).is_err(),
            "a key is never overwritten"
        );
        let out = path("keys.age");
        write(&out, &Lock::To(vec![one, two]), &folder, &manifest).expect("written");
        assert!(opened(&out, &Lock::Identity(text("one.txt"))));
        assert!(opened(&out, &Lock::Identity(text("two.txt"))));
        assert!(!opened(&out, &Lock::Identity(text("three.txt"))));

        fs::write(path("word.txt"), "lima kata acak untuk uji\n").expect("written");
        fs::write(path("other.txt"), "lima kata lain untuk uji\n").expect("written");
        let out = path("word.age");
        let lock = Lock::Passphrase(text("word.txt"));
        write(&out, &lock, &folder, &manifest).expect("written");
        assert!(opened(&out, &lock));
        assert!(!opened(&out, &Lock::Passphrase(text("other.txt"))));
    }

    #[test]
    fn a_name_that_leaves_the_folder_is_not_packed() {
        let (folder, manifest) = made();
        let key = key::make(&folder.path("key.txt")).expect("made");
        let out = folder.path("bad.age");
        assert!(write(&out, &Lock::To(vec![key]), &folder, &manifest).is_err());
        assert!(!out.exists(), "a backup gets its name when it is whole");
    }
}
