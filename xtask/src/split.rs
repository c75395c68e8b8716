//! Cuts the app's wasm into the part that everybody loads and the parts that come when they are needed
//! (`app/src/split.rs`), binds the first to JavaScript and makes all of them small.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use crate::assets::shrink;
use crate::build::Profile;
use crate::paths;
use crate::step::{Doing, Failure, Outcome, quietly};
use crate::tools::Tools;

/// A part is at most its own file and so many files that it shares with other parts: a phone waits longer for twenty
/// requests than for their content.
const MOST_SHARED: usize = 9;
/// Parts that a person may meet first: what they fetch in vain counts so many times.
const FIRST: [&str; 3] = ["door", "home", "desk"];
const FIRST_COUNTS: usize = 4;
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

/// Pieces that go into one file, and the parts that need any of them.
struct Pack {
    users: BTreeSet<String>,
    /// Numbers of the pieces.
    pieces: Vec<String>,
    size: usize,
}

impl Pack {
    const EMPTY: Self = Self {
        users: BTreeSet::new(),
        pieces: Vec::new(),
        size: 0,
    };

    /// The same without a piece.
    fn without(&self, number: &str, all: &[Piece]) -> Self {
        let mut rest = Self::EMPTY;
        for (other, users, size) in all {
            if other != number && self.pieces.contains(other) {
                rest.users.extend(users.iter().cloned());
                rest.pieces.push(other.clone());
                rest.size += size;
            }
        }
        rest
    }

    /// Bytes that parts would fetch in vain if these two were one file.
    fn waste(&self, other: &Self) -> usize {
        let one_way = |from: &Self, to: &Self| -> usize {
            from.users
                .difference(&to.users)
                .map(|part| {
                    if FIRST.contains(&part.as_str()) {
                        to.size * FIRST_COUNTS
                    } else {
                        to.size
                    }
                })
                .sum()
        };
        one_way(self, other) + one_way(other, self)
    }
}

/// A piece: its number, the parts that need it, its size.
type Piece = (String, BTreeSet<String>, usize);

/// Which pieces go into one file: first so that no part needs too many files, then each where it costs least.
fn packs(pieces: &[Piece]) -> Vec<Pack> {
    let mut packs = few(pieces);
    while settle(pieces, &mut packs) {}
    packs.retain(|pack| !pack.pieces.is_empty());
    packs
}

/// What is fetched of a file, over all the parts that need it.
fn fetched(users: &BTreeSet<String>, size: usize) -> usize {
    let counts = |part: &String| {
        if FIRST.contains(&part.as_str()) {
            FIRST_COUNTS
        } else {
            1
        }
    };
    users.iter().map(counts).sum::<usize>() * size
}

/// Moves each piece to the file where the parts fetch least. Says whether any was moved: every move makes the sum smaller, so it ends.
fn settle(pieces: &[Piece], packs: &mut Vec<Pack>) -> bool {
    let mut any = false;
    for (number, users, size) in pieces {
        let Some(from) = packs.iter().position(|it| it.pieces.contains(number)) else {
            continue;
        };
        let without = packs[from].without(number, pieces);
        let now = fetched(&packs[from].users, packs[from].size);
        let gain = now - fetched(&without.users, without.size);
        let alone = without.pieces.is_empty();
        let held = core::mem::replace(&mut packs[from], without);
        let mut files: BTreeMap<&String, usize> = BTreeMap::new();
        for part in packs.iter().flat_map(|pack| &pack.users) {
            *files.entry(part).or_default() += 1;
        }
        let room = |part: &String| files.get(part).copied().unwrap_or(0) < MOST_SHARED;
        let mut best = (gain, None);
        for (at, pack) in packs.iter().enumerate() {
            if pack.pieces.is_empty() || !users.difference(&pack.users).all(room) {
                continue;
            }
            let both = pack.users.union(users).cloned().collect();
            let cost = fetched(&both, pack.size + size) - fetched(&pack.users, pack.size);
            if cost < best.0 {
                best = (cost, Some(at));
            }
        }
        if !alone && users.iter().all(room) && fetched(users, *size) < best.0 {
            best = (fetched(users, *size), Some(packs.len()));
        }
        let Some(to) = best.1 else {
            packs[from] = held;
            continue;
        };
        if to == packs.len() {
            packs.push(Pack::EMPTY);
        }
        let pack = &mut packs[to];
        pack.users.extend(users.iter().cloned());
        pack.pieces.push(number.clone());
        pack.size += size;
        any = true;
    }
    any
}

/// Those that the same parts need, then what costs least, until no part needs too many.
fn few(pieces: &[Piece]) -> Vec<Pack> {
    let mut same: BTreeMap<&BTreeSet<String>, Pack> = BTreeMap::new();
    for (number, users, size) in pieces {
        let pack = same.entry(users).or_insert(Pack {
            users: users.clone(),
            ..Pack::EMPTY
        });
        pack.pieces.push(number.clone());
        pack.size += size;
    }
    let mut packs: Vec<Pack> = same.into_values().collect();
    loop {
        let mut files: BTreeMap<&str, usize> = BTreeMap::new();
        for part in packs.iter().flat_map(|pack| &pack.users) {
            *files.entry(part).or_default() += 1;
        }
        let relief = |one: &Pack, other: &Pack| {
            let both = one.users.intersection(&other.users);
            both.filter(|part| files[part.as_str()] > MOST_SHARED)
                .count()
        };
        let mut best: Option<(usize, usize, usize)> = None;
        for (at, one) in packs.iter().enumerate() {
            for (beside, other) in packs.iter().enumerate().skip(at + 1) {
                let relief = relief(one, other);
                if relief == 0 {
                    continue;
                }
                let cost = one.waste(other) / relief;
                if best.is_none_or(|(least, ..)| cost < least) {
                    best = Some((cost, at, beside));
                }
            }
        }
        let Some((_, at, beside)) = best else {
            return packs;
        };
        let other = packs.remove(beside);
        let one = &mut packs[at];
        one.users.extend(other.users);
        one.pieces.extend(other.pieces);
        one.size += other.size;
    }
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
    let mut statements = String::new();
    let mut lies: BTreeMap<String, usize> = BTreeMap::new();
    for (at, pack) in packs(&found).into_iter().enumerate() {
        let name = format!("shared_{at}.bin");
        let (mut content, mut sizes) = (Vec::new(), String::new());
        for number in &pack.pieces {
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
    use super::{BTreeMap, BTreeSet, MOST_SHARED, needs, packs, referred, together};

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

    #[test]
    fn no_part_needs_many_files_and_first_visits_fetch_least_in_vain() {
        let pieces: Vec<_> = (0..20)
            .map(|at| {
                // Every piece is needed by another set of parts, all of them by the office.
                let mut users = BTreeSet::from(["office".to_owned(), format!("part {at}")]);
                users.extend((at == 7).then(|| "door".to_owned()));
                (at.to_string(), users, 100 + at)
            })
            .collect();
        let packs = packs(&pieces);
        assert_eq!(packs.len(), MOST_SHARED);
        let of_door: Vec<_> = packs
            .iter()
            .filter(|it| it.users.contains("door"))
            .collect();
        assert_eq!(of_door.len(), 1);
        assert_eq!(of_door[0].pieces, ["7"]);
    }

    #[test]
    fn every_piece_lies_in_one_file_that_all_who_need_it_fetch() {
        let pieces: Vec<_> = (0..60_usize)
            .map(|at| {
                let needs = |part: &usize| (at * 7 + part * 5) % (part + 2) < 2;
                let users: BTreeSet<_> = (0..9)
                    .filter(needs)
                    .map(|part| part.to_string())
                    .chain(["home".to_owned()])
                    .collect();
                (at.to_string(), users, 50 + at * 3)
            })
            .collect();
        let packs = packs(&pieces);
        for (number, users, _) in &pieces {
            let of: Vec<_> = packs
                .iter()
                .filter(|it| it.pieces.contains(number))
                .collect();
            assert_eq!(of.len(), 1);
            assert!(users.is_subset(&of[0].users));
        }
        let most = |part: String| packs.iter().filter(|it| it.users.contains(&part)).count();
        assert!((0..9).all(|part| most(part.to_string()) <= MOST_SHARED));
        let all = |packs: &[super::Pack]| -> usize {
            packs
                .iter()
                .map(|it| super::fetched(&it.users, it.size))
                .sum()
        };
        assert!(all(&packs) < all(&super::few(&pieces)));
    }
}
