//! `/bantuan/…`: the guides of `docs/panduan`, read from the files when this crate is built.

use klisida_domain::guide::Guide;
use leptos::prelude::*;

use crate::{
    document::{Meta, Page},
    kit::head,
};

/// A piece of a guide.
#[derive(Clone, Copy, Debug)]
pub enum Node {
    /// Words.
    Text(&'static str),
    /// A key of the keyboard.
    Key(&'static str),
    /// An element and what is in it.
    In(Sort, &'static [Self]),
}

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The one h1.
    Title,
    /// An h2, with its name in addresses.
    Chapter(&'static str),
    /// An h3, with its name in addresses.
    Section(&'static str),
    /// A paragraph.
    Paragraph,
    /// A list without order.
    List,
    /// A list in order.
    Steps,
    /// Of a list.
    Item,
    /// A word on screen.
    Strong,
    /// What a step is about.
    Emphasis,
    /// A link to another guide.
    Link(&'static str),
    /// A table.
    Table,
    /// Of a table.
    Row,
    /// The head of a column.
    Head,
    /// Of a row.
    Cell,
}

include!(concat!(env!("OUT_DIR"), "/guides.rs"));

/// What a guide says.
pub fn text(guide: Guide) -> &'static [Node] {
    let found = TEXTS.iter().find(|(slug, _)| *slug == guide.code());
    found.map_or(&[], |(_, nodes)| nodes)
}

fn words(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match node {
            Node::Text(text) | Node::Key(text) => out.push_str(text),
            Node::In(_, inside) => out.push_str(&words(inside)),
        }
    }
    out
}

fn title(guide: Guide) -> String {
    let title = |node: &Node| match node {
        Node::In(Sort::Title, inside) => Some(words(inside)),
        _ => None,
    };
    text(guide).iter().find_map(title).unwrap_or_default()
}

/// The names of its headings in addresses.
pub fn headings(guide: Guide) -> Vec<&'static str> {
    let heading = |node: &Node| match node {
        Node::In(Sort::Chapter(name) | Sort::Section(name), _) => Some(*name),
        _ => None,
    };
    text(guide).iter().filter_map(heading).collect()
}

fn all(nodes: &'static [Node]) -> Vec<AnyView> {
    nodes.iter().map(one).collect()
}

fn one(node: &'static Node) -> AnyView {
    match node {
        Node::Text(words) => (*words).into_any(),
        Node::Key(words) => view! { <kbd>{*words}</kbd> }.into_any(),
        Node::In(sort, nodes) => {
            let inside = all(nodes);
            match sort {
                // The head of the page shows it.
                Sort::Title => ().into_any(),
                Sort::Chapter(name) => view! { <h2 id=*name>{inside}</h2> }.into_any(),
                Sort::Section(name) => view! { <h3 id=*name>{inside}</h3> }.into_any(),
                Sort::Paragraph => view! { <p>{inside}</p> }.into_any(),
                Sort::List => view! { <ul>{inside}</ul> }.into_any(),
                Sort::Steps => view! { <ol>{inside}</ol> }.into_any(),
                Sort::Item => view! { <li>{inside}</li> }.into_any(),
                Sort::Strong => view! { <strong>{inside}</strong> }.into_any(),
                Sort::Emphasis => view! { <em>{inside}</em> }.into_any(),
                Sort::Link(to) => view! { <a href=*to>{inside}</a> }.into_any(),
                Sort::Table => {
                    let (heads, rows) = nodes
                        .split_first()
                        .map_or((vec![], vec![]), |(heads, rows)| {
                            (vec![one(heads)], rows.iter().map(one).collect())
                        });
                    view! {
                        <table>
                            <thead>{heads}</thead>
                            <tbody>{rows}</tbody>
                        </table>
                    }
                    .into_any()
                }
                Sort::Row => view! { <tr>{inside}</tr> }.into_any(),
                Sort::Head => view! { <th scope="col">{inside}</th> }.into_any(),
                Sort::Cell => view! { <td>{inside}</td> }.into_any(),
            }
        }
    }
}

/// `/bantuan/…`.
pub fn page(guide: Guide) -> Page<impl IntoView + use<>> {
    let chapters = text(guide)
        .iter()
        .filter_map(|node| match node {
            Node::In(Sort::Chapter(name), inside) => Some((*name, words(inside))),
            _ => None,
        })
        .map(|(name, words)| {
            view! {
                <li>
                    <a href=format!("#{name}")>{words}</a>
                </li>
            }
        })
        .collect_view();
    Page {
        meta: Meta {
            title: title(guide),
            description: guide.about().to_owned(),
            path: guide.address(),
            index: true,
            ..Meta::default()
        },
        body: view! {
            {head(
                view! { <a href=klisida_domain::paths::public::HELP>"Bantuan"</a> },
                title(guide),
                guide.about(),
            )}
            <nav class="contents" aria-label="Isi panduan">
                <ul>{chapters}</ul>
            </nav>
            <article class="prose">{all(text(guide))}</article>
        },
    }
}
