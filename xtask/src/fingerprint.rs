//! Whether an artefact is made of exactly these inputs: content, not time stamps, so that a fresh clone or a switched
//! branch is judged rightly.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::paths;
use crate::step::{Doing, Outcome};

/// A running digest of inputs.
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self(Sha256::new())
    }

    /// Adds a name with a value.
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.add(name, value.as_bytes());
        self
    }

    /// Adds files and folders, given relative to the clone; what does not exist counts as such.
    pub fn files(mut self, relative: &[&str]) -> Outcome<Self> {
        for path in relative {
            for file in files_under(&paths::root().join(path))? {
                let bytes = fs::read(&file).doing(format!("read {}", file.display()))?;
                let name = file
                    .strip_prefix(paths::root())
                    .unwrap_or(&file)
                    .to_string_lossy()
                    .into_owned();
                self.add(&name, &bytes);
            }
        }
        Ok(self)
    }

    fn add(&mut self, name: &str, bytes: &[u8]) {
        // Lengths keep two inputs apart that would read the same one after the other.
        self.0.update((name.len() as u64).to_le_bytes());
        self.0.update(name);
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// As hexadecimal digits.
    pub fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 as hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// All files under a folder (or the file itself), sorted; none when it does not exist.
pub fn files_under(path: &Path) -> Outcome<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).doing(format!("list {}", path.display()))? {
        let entry = entry.doing(format!("list {}", path.display()))?;
        found.extend(files_under(&entry.path())?);
    }
    found.sort();
    Ok(found)
}

/// Whether the stamp beside an artefact has this fingerprint.
pub fn matches(stamp: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|text| text == fingerprint)
}

/// Leaves the stamp.
pub fn stamp(path: &Path, fingerprint: &str) -> Outcome {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).doing(format!("make {}", parent.display()))?;
    }
    fs::write(path, fingerprint).doing(format!("write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn neighbours_are_kept_apart() {
        let one = Fingerprint::new().text("a", "bc").hex();
        let other = Fingerprint::new().text("ab", "c").hex();
        assert_ne!(one, other);
        assert_eq!(one, Fingerprint::new().text("a", "bc").hex());
    }
}
