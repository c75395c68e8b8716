//! Turns the guides of `docs/panduan` into plain data, so that what is printed and what `/bantuan` shows is one text.

use std::{env, error::Error, fmt::Write, fs, path::Path};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

#[path = "../domain/src/anchor.rs"]
mod anchor;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// An element that is open: how it begins in Rust, what is in it, its words alone.
#[derive(Default)]
struct Open {
    begins: String,
    inside: Vec<String>,
    words: String,
}

fn main() -> Outcome<()> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let guides = Path::new(&root).join("../docs/panduan");
    println!("cargo:rerun-if-changed={}", guides.display());
    println!("cargo:rerun-if-changed=../domain/src/anchor.rs");
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(&guides)? {
        let name = entry?.file_name().into_string().unwrap_or_default();
        if let Some(slug) = name.strip_suffix(".md").filter(|slug| *slug != "README") {
            names.push(slug.to_owned());
        }
    }
    names.sort();
    let mut out = String::from(
        "/// All guides by the last part of their address.\npub const TEXTS: &[(&str, &[Node])] = &[\n",
    );
    for slug in names {
        let path = guides.join(format!("{slug}.md"));
        println!("cargo:rerun-if-changed={}", path.display());
        let nodes =
            nodes(&fs::read_to_string(&path)?).map_err(|error| format!("{slug}.md: {error}"))?;
        writeln!(out, "    ({slug:?}, &[{nodes}]),")?;
    }
    out.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("guides.rs"), out)?;
    Ok(())
}

/// What a guide says, as Rust. Pictures are left out: whoever reads this has the screen itself.
fn nodes(text: &str) -> Outcome<String> {
    let mut stack = vec![Open::default()];
    let mut picture = false;
    let mut head = false;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Image { .. }) => picture = true,
            Event::End(TagEnd::Image) => picture = false,
            _ if picture => {}
            Event::Start(tag) => {
                if matches!(tag, Tag::TableHead) {
                    head = true;
                }
                stack.push(Open {
                    begins: begins(&tag, head)?,
                    ..Open::default()
                });
            }
            Event::End(end) => {
                if matches!(end, TagEnd::TableHead) {
                    head = false;
                }
                let open = stack.pop().ok_or("an end without a beginning")?;
                let outer = stack.last_mut().ok_or("an end without a beginning")?;
                outer.words.push_str(&open.words);
                if !open.inside.is_empty() || matches!(end, TagEnd::TableCell) {
                    let begins = open.begins.replace("{id}", &anchor::of(&open.words));
                    outer
                        .inside
                        .push(format!("{begins}, &[{}])", open.inside.join(", ")));
                }
            }
            Event::Text(words) => text_of(&mut stack, &words, "Text"),
            Event::Code(words) => text_of(&mut stack, &words, "Key"),
            Event::SoftBreak | Event::HardBreak => text_of(&mut stack, " ", "Text"),
            other => return Err(format!("a guide has no {other:?}").into()),
        }
    }
    let whole = stack.pop().ok_or("nothing")?;
    Ok(whole.inside.join(", "))
}

fn text_of(stack: &mut [Open], words: &str, sort: &str) {
    if let Some(open) = stack.last_mut() {
        open.words.push_str(words);
        open.inside.push(format!("Node::{sort}({words:?})"));
    }
}

/// How the node of an element begins; `{id}` stands for what its words are called in an address.
fn begins(tag: &Tag<'_>, head: bool) -> Outcome<String> {
    let plain = |sort: &str| Ok(format!("Node::In(Sort::{sort}"));
    match tag {
        Tag::Paragraph => plain("Paragraph"),
        Tag::Heading {
            level: HeadingLevel::H1,
            ..
        } => plain("Title"),
        Tag::Heading {
            level: HeadingLevel::H2,
            ..
        } => plain("Chapter(\"{id}\")"),
        Tag::Heading {
            level: HeadingLevel::H3,
            ..
        } => plain("Section(\"{id}\")"),
        Tag::List(None) => plain("List"),
        Tag::List(Some(_)) => plain("Steps"),
        Tag::Item => plain("Item"),
        Tag::Strong => plain("Strong"),
        Tag::Emphasis => plain("Emphasis"),
        Tag::Table(_) => plain("Table"),
        Tag::TableHead | Tag::TableRow => plain("Row"),
        Tag::TableCell => plain(if head { "Head" } else { "Cell" }),
        Tag::Link { dest_url, .. } => {
            let (file, part) = dest_url.split_once('#').unwrap_or((dest_url, ""));
            let slug = file
                .strip_suffix(".md")
                .ok_or_else(|| format!("a link to {dest_url}, which is no guide"))?;
            let hash = if part.is_empty() { "" } else { "#" };
            plain(&format!("Link(\"/bantuan/{slug}{hash}{part}\")"))
        }
        other => Err(format!("a guide has no {other:?}").into()),
    }
}
