//! Cuts the app's wasm into the part that everybody loads and the parts that come when they are needed
//! (`app/src/chunk.rs`), binds the first to JavaScript and makes all of them small.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::assets::shrink;
use crate::build::Profile;
use crate::paths;
use crate::step::{Doing, Failure, Outcome, quietly};
use crate::tools::Tools;

/// Pieces that several parts share go into one file when each is below this many bytes: a phone waits longer for
/// twenty requests than for their content.
const SMALL: usize = 12_000;
/// The file of the small pieces.
const SHARED: &str = "shared.bin";
/// What loads the pieces; written by the cutter, imported by what wasm-bindgen writes.
const LOADER: &str = "__wasm_split.js";

/// What came out.
pub struct Parts {
    /// The folder with `klisida-app.js` and the loader, ready to be bundled.
    pub folder: PathBuf,
    /// The wasm of the first load.
    pub main: Vec<u8>,
    /// Files that are loaded later, by the name by which the loader knows them.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Which of them each part needs.
    pub needs: BTreeMap<String, Vec<String>>,
}

/// Cuts what the compiler left.
pub fn cut(tools: &Tools, profile: Profile) -> Outcome<Parts> {
    let compiled = tools.wasm.artefact(profile, "klisida-app.wasm");
    let raw = paths::root().join("target/assets/parts");
    if raw.exists() {
        fs::remove_dir_all(&raw).doing("empty target/assets/parts")?;
    }
    fs::create_dir_all(&raw).doing("make target/assets/parts")?;
    let mut command = tools.command("wasm-split-cli");
    command
        .args(["--out-name", "klisida-app"])
        .arg(&compiled)
        .arg(&raw);
    quietly("wasm-split-cli", &mut command, "see the lines above")?;

    let folder = raw.join("bound");
    let mut command = tools.command("wasm-bindgen");
    command
        .args([
            "--target",
            "web",
            "--keep-lld-exports",
            "--no-typescript",
            "--out-dir",
        ])
        .arg(&folder)
        .arg(raw.join("klisida-app.wasm"));
    quietly("wasm-bindgen", &mut command, "see the lines above")?;

    let small = |from: &Path| -> Outcome<Vec<u8>> {
        if profile == Profile::Release {
            let to = from.with_extension("small");
            shrink(tools, from, &to, &[])?;
            fs::read(&to).doing("read a part of the app")
        } else {
            fs::read(from).doing("read a part of the app")
        }
    };
    let main = small(&folder.join("klisida-app_bg.wasm"))?;
    let loader = fs::read_to_string(raw.join(LOADER)).doing("read the loader")?;
    let mut files = BTreeMap::new();
    for piece in referred(&loader) {
        files.insert(piece.clone(), small(&raw.join(&piece))?);
    }
    let loader = together(&loader, &mut files)?;
    let needs = needs(&loader);
    if needs.is_empty() {
        return Err(changed());
    }
    fs::write(folder.join(LOADER), loader).doing("write the loader")?;
    Ok(Parts {
        folder,
        main,
        files,
        needs,
    })
}

fn changed() -> Failure {
    Failure::new(
        "the cutter's loader does not look as expected",
        "compare xtask/src/split.rs with what this version of wasm_split_cli_support writes",
    )
}

/// `./chunk_7.wasm` and the like, as the loader names them.
fn referred(loader: &str) -> Vec<String> {
    loader
        .split("new URL(\"./")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// Puts the small shared pieces into one file and lets the loader take them from there.
fn together(loader: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Outcome<String> {
    const BEGIN: &str = "const __chunk_";
    const END: &str = ", []);\n";
    let (head, rest) = loader.split_once(BEGIN).ok_or_else(changed)?;
    // What stands before a piece's line is the comment that says who shares it.
    let (mut pieces, mut ranges) = (String::new(), String::new());
    let mut pack: Vec<u8> = Vec::new();
    let mut rest = rest;
    loop {
        let (statement, after) = rest.split_once(END).ok_or_else(changed)?;
        let (number, _) = statement.split_once(' ').ok_or_else(changed)?;
        let name = format!("chunk_{number}.wasm");
        match files.get(&name) {
            Some(bytes) if bytes.len() >= SMALL => {
                let _ = write!(pieces, "{BEGIN}{statement}{END}");
            }
            Some(_) => {
                let bytes = files.remove(&name).unwrap_or_default();
                let from = pack.len();
                pack.extend_from_slice(&bytes);
                let _ = write!(ranges, "[{from},{}],", pack.len());
                let _ = writeln!(pieces, "{BEGIN}{number} = __shared;");
            }
            // Empty: nothing to fetch.
            None => {
                let _ = write!(pieces, "{BEGIN}{statement}{END}");
            }
        }
        let Some((between, next)) = after.split_once(BEGIN) else {
            rest = after;
            break;
        };
        pieces.push_str(between);
        rest = next;
    }
    files.insert(SHARED.to_owned(), pack);
    Ok(format!(
        "{head}
const __shared = makeLoad(() => {{
    const src = fetch(new URL(\"./{SHARED}\", import.meta.url))
        .then((it) => it.ok ? it.arrayBuffer() : Promise.reject(new Error(`{SHARED}: ${{it.status}}`)));
    return async (imports) => {{
        const bytes = await src;
        await Promise.all([{ranges}].map(([from, to]) => WebAssembly.instantiate(bytes.slice(from, to), imports)));
    }};
}}
, []);
{pieces}{rest}"
    ))
}

/// Which files each part needs: its own and the shared pieces.
fn needs(loader: &str) -> BTreeMap<String, Vec<String>> {
    let mut needs = BTreeMap::new();
    for part in loader.split("export const __wasm_split_load_").skip(1) {
        let (Some((name, _)), Some((_, pieces))) = (part.split_once(' '), part.rsplit_once(", ["))
        else {
            continue;
        };
        let pieces = pieces.split(']').next().unwrap_or_default();
        let mut files = vec![format!("split_{name}.wasm")];
        for piece in pieces.split(", ").filter(|piece| !piece.is_empty()) {
            let own = format!("{}.wasm", piece.trim_start_matches("__"));
            if loader.contains(&format!("\"./{own}\"")) {
                files.push(own);
            } else if !files.iter().any(|file| file == SHARED) {
                files.push(SHARED.to_owned());
            }
        }
        needs.insert(name.to_owned(), files);
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, SHARED, needs, referred, together};

    const LOADER: &str = "import { initSync } from \"./klisida-app.js\";
/* desk, sheet */
const __chunk_3 = makeLoad(() => {
    const src = fetch(new URL(\"./chunk_3.wasm\", import.meta.url));
}
, []);
/* desk, office */
const __chunk_4 = makeLoad(() => {
    const src = fetch(new URL(\"./chunk_4.wasm\", import.meta.url));
}
, []);
export const __wasm_split_load_desk = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL(\"./split_desk.wasm\", import.meta.url));
}
, [__chunk_3, __chunk_4]));
export const __wasm_split_load_sheet = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL(\"./split_sheet.wasm\", import.meta.url));
}
, [__chunk_3]));
";

    #[test]
    fn small_pieces_come_in_one_file_and_large_ones_alone() {
        let mut files: BTreeMap<String, Vec<u8>> = referred(LOADER)
            .into_iter()
            .map(|name| {
                let size = if name == "chunk_4.wasm" { 20_000 } else { 10 };
                (name, vec![0; size])
            })
            .collect();
        let loader = together(LOADER, &mut files).expect("understood");
        assert!(loader.contains("const __chunk_3 = __shared;"));
        assert!(loader.contains("new URL(\"./chunk_4.wasm\""));
        assert_eq!(files.get(SHARED).map(Vec::len), Some(10));
        assert!(!files.contains_key("chunk_3.wasm"));
        let needs = needs(&loader);
        assert_eq!(
            needs.get("desk").map(|it| it.join(" ")).as_deref(),
            Some("split_desk.wasm shared.bin chunk_4.wasm")
        );
        assert_eq!(
            needs.get("sheet").map(|it| it.join(" ")).as_deref(),
            Some("split_sheet.wasm shared.bin")
        );
    }
}
