//! Cuts the app's wasm into the part that everybody loads and the parts that come when they are needed
//! (`app/src/split.rs`), binds the first to JavaScript and makes all of them small.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use crate::assets::shrink;
use crate::build::Profile;
use crate::packs::packs;
use crate::paths;
use crate::step::{Doing, Failure, Outcome, quietly};
use crate::tools::Tools;

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
    let said = quietly("wasm-split-cli", &mut command, "see the lines above")?;
    // Segment 0 is what never changes: all texts and tables.
    if said.contains("Overlong segment 0 ") {
        return Err(Failure::new(
            "the cutter has no room to move the data of the pieces",
            "make ROOM in app/src/main.rs larger",
        ));
    }

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

    let loader = fs::read_to_string(raw.join(LOADER)).doing("read the loader")?;
    let main = "klisida-app_bg.wasm";
    let mut paths = vec![(main.to_owned(), folder.join(main))];
    paths.extend(
        referred(&loader)
            .into_iter()
            .map(|piece| (piece.clone(), raw.join(piece))),
    );
    let mut files = if profile == Profile::Release {
        all_shrunk(tools, &paths)?
    } else {
        read(&paths)?
    };
    let main = files.remove(main).unwrap_or_default();
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

type Files = BTreeMap<String, Vec<u8>>;

fn read(paths: &[(String, PathBuf)]) -> Outcome<Files> {
    paths
        .iter()
        .map(|(name, path)| {
            Ok((
                name.clone(),
                fs::read(path).doing("read a part of the app")?,
            ))
        })
        .collect()
}

fn all_shrunk(tools: &Tools, paths: &[(String, PathBuf)]) -> Outcome<Files> {
    let small: Vec<_> = paths
        .iter()
        .map(|(name, path)| (name.clone(), path.with_extension("small")))
        .collect();
    let files: Vec<_> = paths
        .iter()
        .zip(&small)
        .map(|((_, from), (_, to))| (from.clone(), to.clone()))
        .collect();
    shrink(tools, &files)?;
    read(&small)
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

/// Puts the shared pieces into few files and lets the loader take them from there.
fn together(loader: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Outcome<String> {
    const BEGIN: &str = "const __chunk_";
    const END: &str = ", []);\n";
    let mut found = Vec::new();
    let mut sections = loader.split(BEGIN);
    let head = sections.next().ok_or_else(changed)?;
    // What stands before a piece's statement is the comment that says which parts need it.
    let mut before = head;
    let mut after = String::new();
    for section in sections {
        let (statement, rest) = section.split_once(END).ok_or_else(changed)?;
        let (number, _) = statement.split_once(' ').ok_or_else(changed)?;
        if let Some(bytes) = files.get(&piece(number)) {
            let users = before
                .rsplit_once("/* ")
                .and_then(|(_, users)| users.split_once(" */"))
                .ok_or_else(changed)?
                .0;
            let users = users.split(", ").map(str::to_owned).collect();
            found.push((number.to_owned(), users, bytes.len()));
        } else {
            // Empty: nothing to fetch.
            let _ = write!(after, "{BEGIN}{statement}{END}");
        }
        before = rest;
    }
    let own = files
        .iter()
        .filter_map(|(name, bytes)| {
            let part = name.strip_prefix("split_")?.strip_suffix(".wasm")?;
            Some((part.to_owned(), bytes.len()))
        })
        .collect();
    let mut statements = String::new();
    let mut lies: BTreeMap<String, usize> = BTreeMap::new();
    for (at, pack) in packs(&found, &own).into_iter().enumerate() {
        let name = format!("shared_{at}.bin");
        let (mut content, mut sizes) = (Vec::new(), String::new());
        for number in &pack {
            let bytes = files.remove(&piece(number)).unwrap_or_default();
            let _ = write!(sizes, "{},", bytes.len());
            content.extend(bytes);
            lies.insert(format!("__chunk_{number}"), at);
        }
        let _ = writeln!(
            statements,
            "const __shared_{at} = __pack(() => fetch(new URL(\"./{name}\", import.meta.url)), [{sizes}]);"
        );
        files.insert(name, content);
    }
    let parts = by_files(before, &lies).ok_or_else(changed)?;
    Ok(format!(
        "{head}
const __pack = (get, sizes) => makeLoad(() => {{
    const src = get().then((it) => it.ok ? it.arrayBuffer() : Promise.reject(new Error(`${{it.url}}: ${{it.status}}`)));
    return async (imports) => {{
        const bytes = await src;
        let end = 0;
        await Promise.all(sizes.map((size) => WebAssembly.instantiate(bytes.slice(end, end += size), imports)));
    }};
}}
, []);
{statements}{after}{parts}"
    ))
}

/// The loads of the parts, with the files that each waits for in place of the pieces in them: `[__shared_1, __shared_4]`.
fn by_files(parts: &str, lies: &BTreeMap<String, usize>) -> Option<String> {
    const LIST: &str = "\n, [";
    let mut sections = parts.split(LIST);
    let mut out = sections.next()?.to_owned();
    for section in sections {
        let (list, rest) = section.split_once(']')?;
        let mut waits: BTreeSet<String> = BTreeSet::new();
        for piece in list.split(", ").filter(|it| !it.is_empty()) {
            waits.insert(
                lies.get(piece)
                    .map_or_else(|| piece.to_owned(), |at| format!("__shared_{at}")),
            );
        }
        let waits: Vec<String> = waits.into_iter().collect();
        let _ = write!(out, "{LIST}{}]{rest}", waits.join(", "));
    }
    Some(out)
}

fn piece(number: &str) -> String {
    format!("chunk_{number}.wasm")
}

/// Which files each part needs: its own and those that it shares.
fn needs(loader: &str) -> BTreeMap<String, Vec<String>> {
    let mut needs = BTreeMap::new();
    for part in loader.split("export const __wasm_split_load_").skip(1) {
        let (Some((name, _)), Some((_, pieces))) = (part.split_once(' '), part.rsplit_once(", ["))
        else {
            continue;
        };
        let pieces = pieces.split(']').next().unwrap_or_default();
        let shared: BTreeSet<String> = pieces
            .split(", ")
            .filter_map(|file| file.strip_prefix("__shared_"))
            .map(|at| format!("shared_{at}.bin"))
            .collect();
        let mut files = vec![format!("split_{name}.wasm")];
        files.extend(shared);
        needs.insert(name.to_owned(), files);
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, needs, referred, together};

    const LOADER: &str = "import { initSync } from \"./klisida-app.js\";
/* desk, sheet */
const __chunk_3 = makeLoad(() => {
    const src = fetch(new URL(\"./chunk_3.wasm\", import.meta.url));
}
, []);
/* desk, sheet */
const __chunk_4 = makeLoad(() => {
    const src = fetch(new URL(\"./chunk_4.wasm\", import.meta.url));
}
, []);
/* desk, office */
const __chunk_5 = makeLoad(() => {
    const src = fetch(new URL(\"./chunk_5.wasm\", import.meta.url));
}
, []);
export const __wasm_split_load_desk = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL(\"./split_desk.wasm\", import.meta.url));
}
, [__chunk_3, __chunk_4, __chunk_5]));
export const __wasm_split_load_office = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL(\"./split_office.wasm\", import.meta.url));
}
, [__chunk_5]));
export const __wasm_split_load_sheet = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL(\"./split_sheet.wasm\", import.meta.url));
}
, [__chunk_3, __chunk_4]));
";

    #[test]
    fn what_the_same_parts_need_is_one_file_that_each_of_them_fetches() {
        let mut files: BTreeMap<String, Vec<u8>> = referred(LOADER)
            .into_iter()
            .map(|name| (name, vec![0; 10]))
            .collect();
        let loader = together(LOADER, &mut files).expect("understood");
        assert!(loader.contains("[__shared_0, __shared_1]));"));
        assert!(loader.contains("[__shared_1]));"));
        assert!(!loader.contains("__chunk_"));
        assert!(loader.contains("new URL(\"./shared_1.bin\", import.meta.url)), [10,10,]);"));
        assert_eq!(files.get("shared_1.bin").map(Vec::len), Some(20));
        assert!(!files.contains_key("chunk_3.wasm"));
        let needs = needs(&loader);
        let of = |part: &str| needs.get(part).map(|it| it.join(" "));
        assert_eq!(
            of("desk").as_deref(),
            Some("split_desk.wasm shared_0.bin shared_1.bin")
        );
        assert_eq!(
            of("sheet").as_deref(),
            Some("split_sheet.wasm shared_1.bin")
        );
        assert_eq!(
            of("office").as_deref(),
            Some("split_office.wasm shared_0.bin")
        );
    }
}
