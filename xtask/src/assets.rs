//! From what Trunk leaves to what is served: optimised, bundled, named by content.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::build::Profile;
use crate::fingerprint::{files_under, sha256_hex};
use crate::step::{Doing, Failure, Outcome, quietly};
use crate::tools::Tools;
use crate::{headers, paths, split};

/// The style sheets: served name, and its sources in the order of the cascade layers. Every page loads the first, which is
/// all that a board needs; other pages add the second, the app the third, paper the last.
const CSS: [(&str, &[&str]); 4] = [
    ("klisida.css", &["tokens.css", "base.css", "board.css"]),
    ("pages.css", &["components.css"]),
    (
        "workspace.css",
        &[
            "workspace/frame.css",
            "workspace/menu.css",
            "workspace/buttons.css",
            "workspace/progress.css",
            "workspace/forms.css",
            "workspace/dialog.css",
            "workspace/tables.css",
            "workspace/texts.css",
            "workspace/sheet.css",
            "workspace/dock.css",
            "workspace/lists.css",
            "workspace/desk.css",
            "workspace/weights.css",
            "workspace/widths.css",
        ],
    ),
    ("print.css", &["print.css"]),
];

/// What every page of the app needs, by the names before hashing; the parts come besides.
const BASE: [&str; 6] = [
    "boot.js",
    "klisida.wasm",
    "klisida.css",
    "pages.css",
    "workspace.css",
    "theme.js",
];

/// Names of the served files: before hashing (`/assets/boot.js`) and after.
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// The address of a file that was called so before hashing.
    pub fn get(&self, plain: &str) -> Outcome<&str> {
        self.0.get(plain).map(String::as_str).ok_or_else(|| {
            Failure::new(
                format!("the build made no {plain}"),
                "run `cargo xtask build` again",
            )
        })
    }
}

/// What the Worker must know of the static files.
pub struct Assets {
    /// `dist/assets.json`: public names, given to the Worker at compile time.
    pub css: String,
    /// What pages other than a board add.
    pub pages_css: String,
    /// For paper.
    pub print_css: String,
    /// The theme before the first paint.
    pub theme_js: String,
    /// Short hash over all files.
    pub build: String,
}

impl Assets {
    /// As written by [`finish`].
    pub fn read() -> Outcome<Self> {
        let text =
            fs::read_to_string(paths::dist().join("assets.json")).doing("read dist/assets.json")?;
        let value: serde_json::Value =
            serde_json::from_str(&text).doing("read dist/assets.json")?;
        let field = |name: &str| {
            value[name].as_str().map(str::to_owned).ok_or_else(|| {
                Failure::new(
                    format!("dist/assets.json has no `{name}`"),
                    "delete dist/ and run `cargo xtask build` again",
                )
            })
        };
        Ok(Self {
            css: field("css")?,
            pages_css: field("pages_css")?,
            print_css: field("print_css")?,
            theme_js: field("theme_js")?,
            build: field("build")?,
        })
    }
}

/// Makes dist/ from Trunk's output.
pub fn finish(tools: &Tools, profile: Profile, trunk: &Path) -> Outcome {
    let root = paths::root();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut names = Names(BTreeMap::new());

    for (plain, sources) in CSS {
        let mut css = String::new();
        for source in sources {
            css += &fs::read_to_string(root.join("style").join(source))
                .doing(format!("read style/{source}"))?;
        }
        keep(&mut files, &mut names, plain, minify(tools, &css, plain)?);
    }
    let theme = fs::read_to_string(root.join("app/theme.js")).doing("read app/theme.js")?;
    keep(
        &mut files,
        &mut names,
        "theme.js",
        minify(tools, &theme, "theme.js")?,
    );

    let parts = split::cut(tools, profile)?;
    keep(&mut files, &mut names, "klisida.wasm", parts.main);
    let wasm_url = names.get("/assets/klisida.wasm")?.to_owned();
    for (plain, bytes) in parts.files {
        keep(&mut files, &mut names, &plain, bytes);
    }
    let boot = renamed(bundle(tools, &parts.folder, &wasm_url)?, &names)?;
    keep(&mut files, &mut names, "boot.js", boot);
    let mut needs = serde_json::Map::new();
    for (part, plain) in &parts.needs {
        let addresses: Vec<&str> = plain
            .iter()
            .map(|plain| names.get(&format!("/assets/{plain}")))
            .collect::<Outcome<_>>()?;
        needs.insert(part.clone(), json!(addresses));
    }

    let hashed: Vec<String> = names.0.values().cloned().collect();
    let build = sha256_hex(hashed.join("\n").as_bytes())[..12].to_owned();

    let mut index =
        fs::read_to_string(trunk.join("index.html")).doing("read Trunk's index.html")?;
    for (plain, name) in &names.0 {
        index = index.replace(&format!("\"{plain}\""), &format!("\"{name}\""));
    }
    let index = index.replace("%BUILD%", &build);
    let boot = names.get("/assets/boot.js")?;
    if !index.contains(boot) || names.0.keys().any(|plain| index.contains(plain.as_str())) {
        return Err(Failure::new(
            "index.html names a file by the name it had before hashing",
            "compare app/index.html with Trunk.toml",
        ));
    }
    files.insert("/index.html".to_owned(), index.into_bytes());

    for file in files_under(&root.join("app/icons"))? {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        files.insert(
            format!("/icons/{name}"),
            fs::read(&file).doing("read an icon")?,
        );
    }
    files.insert(
        "/manifest.webmanifest".to_owned(),
        fs::read(root.join("app/manifest.webmanifest")).doing("read app/manifest.webmanifest")?,
    );

    let base: Vec<&String> = names
        .0
        .iter()
        .filter(|(plain, _)| BASE.contains(&plain.trim_start_matches("/assets/")))
        .map(|(_, name)| name)
        .collect();
    let worker = fs::read_to_string(root.join("app/sw.js")).doing("read app/sw.js")?;
    let mut filled = worker.clone();
    for (place, content) in [
        ("[\"%BASE%\"]", json!(base).to_string()),
        ("{ \"%PARTS%\": [] }", json!(needs).to_string()),
        ("\"%BUILD%\"", json!(build).to_string()),
    ] {
        if !worker.contains(place) {
            return Err(Failure::new(
                format!("app/sw.js has no place for what the build puts at {place}"),
                "keep its three places",
            ));
        }
        filled = filled.replace(place, &content);
    }
    let worker = filled;
    files.insert("/sw.js".to_owned(), worker.into_bytes());

    files.insert("/_headers".to_owned(), headers::text(&hashed).into_bytes());
    let about = json!({
        "build": build,
        "css": names.get("/assets/klisida.css")?,
        "pages_css": names.get("/assets/pages.css")?,
        "print_css": names.get("/assets/print.css")?,
        "theme_js": names.get("/assets/theme.js")?,
        "workspace_css": names.get("/assets/workspace.css")?,
        "boot_js": names.get("/assets/boot.js")?,
        "wasm": names.get("/assets/klisida.wasm")?,
        "parts": needs,
    });
    files.insert(
        "/assets.json".to_owned(),
        format!("{about:#}\n").into_bytes(),
    );
    // The list is for the build and the tests, not for visitors.
    files.insert("/.assetsignore".to_owned(), b"assets.json\n".to_vec());
    write_out(&files)
}

fn keep(files: &mut BTreeMap<String, Vec<u8>>, names: &mut Names, plain: &str, bytes: Vec<u8>) {
    let (stem, extension) = plain.rsplit_once('.').unwrap_or((plain, "bin"));
    let name = format!("/assets/{stem}.{}.{extension}", &sha256_hex(&bytes)[..16]);
    names.0.insert(format!("/assets/{plain}"), name.clone());
    files.insert(name, bytes);
}

fn scratch(name: &str) -> Outcome<PathBuf> {
    let folder = paths::root().join("target/assets");
    fs::create_dir_all(&folder).doing("make target/assets")?;
    Ok(folder.join(name))
}

fn minify(tools: &Tools, source: &str, name: &str) -> Outcome<Vec<u8>> {
    let (input, output) = (
        scratch(&format!("in-{name}"))?,
        scratch(&format!("out-{name}"))?,
    );
    fs::write(&input, source).doing("write target/assets")?;
    let mut command = tools.command("esbuild");
    command
        .arg(&input)
        .arg(format!("--outfile={}", output.display()))
        .args(["--minify", "--charset=utf8", "--log-level=warning"]);
    let said = quietly(
        &format!("esbuild {name}"),
        &mut command,
        &format!("mend the source of {name}: the lines above say where"),
    )?;
    if !said.trim().is_empty() {
        println!("{said}");
    }
    fs::read(&output).doing("read target/assets")
}

/// The loader of the parts with their final names; it lies in one folder with them.
fn renamed(boot: Vec<u8>, names: &Names) -> Outcome<Vec<u8>> {
    let mut text = String::from_utf8(boot).doing("read boot.js")?;
    for (plain, name) in &names.0 {
        let (plain, name) = (
            plain.trim_start_matches("/assets/"),
            name.trim_start_matches("/assets/"),
        );
        text = text.replace(&format!("\"./{plain}\""), &format!("\"./{name}\""));
    }
    Ok(text.into_bytes())
}

/// The program that makes wasm small, under the root of the clone.
pub const SHRINK: &str = "xtask/src/shrink.mjs";

/// Writes each file as small as wasm-opt makes it; from and to.
pub fn shrink(tools: &Tools, files: &[(PathBuf, PathBuf)]) -> Outcome {
    let mut command = tools.command("node");
    command.arg(SHRINK);
    for (from, to) in files {
        command.arg(from).arg(to);
    }
    quietly("shrink", &mut command, "see the lines above").map(drop)
}

fn bundle(tools: &Tools, folder: &Path, wasm_url: &str) -> Outcome<Vec<u8>> {
    let entry = folder.join("boot.js");
    fs::copy(paths::root().join("app/boot.js"), &entry).doing("copy app/boot.js")?;
    let output = scratch("boot.js")?;
    let mut command = tools.command("esbuild");
    command
        .arg(&entry)
        .arg(format!("--outfile={}", output.display()))
        .arg(format!("--define:WASM_URL={}", json!(wasm_url)))
        .args([
            "--bundle",
            "--format=esm",
            "--minify",
            "--charset=utf8",
            "--log-level=warning",
            "--target=chrome111,firefox115,safari16.4",
        ]);
    quietly(
        "esbuild boot.js",
        &mut command,
        "mend app/boot.js: the lines above say where",
    )?;
    fs::read(&output).doing("read target/assets")
}

/// Writes what differs and removes what is gone, so that a running server sees as little as possible change.
fn write_out(files: &BTreeMap<String, Vec<u8>>) -> Outcome {
    let dist = paths::dist();
    for (path, bytes) in files {
        let target = dist.join(path.trim_start_matches('/'));
        if fs::read(&target).is_ok_and(|present| present == *bytes) {
            continue;
        }
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).doing("make dist/")?;
        }
        fs::write(&target, bytes).doing(format!("write {}", target.display()))?;
    }
    for file in files_under(&dist)? {
        let path = format!(
            "/{}",
            file.strip_prefix(&dist).unwrap_or(&file).to_string_lossy()
        );
        if !files.contains_key(&path) {
            fs::remove_file(&file).doing(format!("remove {}", file.display()))?;
        }
    }
    Ok(())
}
