//! The whole HTML document of a public page: head, header, main, footer.

use leptos::prelude::*;

use klisida_domain::paths::public;

/// What the Worker knows of itself and of its files.
#[derive(Clone, Debug)]
pub struct Site {
    /// Scheme and host without a trailing slash, e.g. `https://klisida.example.go.id`.
    pub origin: String,
    /// Path of the style sheet that every page needs; a board needs no other.
    pub css: String,
    /// Path of the style sheet for all pages but the boards.
    pub pages_css: String,
    /// Path of the style sheet for paper.
    pub print_css: String,
    /// Version shown in the footer.
    pub version: String,
}

/// What the head of a page says.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// Title without the product's name.
    pub title: String,
    /// One sentence for search engines and shared links, at most 160 characters.
    pub description: String,
    /// Canonical path, starting with `/`.
    pub path: String,
    /// False keeps the page out of search engines (searches, old versions, errors).
    pub index: bool,
    /// A board: does with the first style sheet, because its bytes are counted.
    pub board: bool,
    /// Lays the page out for paper on the screen too.
    pub paper: bool,
}

/// A page: its head and its main part.
#[derive(Debug)]
pub struct Page<V> {
    /// Head.
    pub meta: Meta,
    /// The content of `<main>`, one h1 included.
    pub body: V,
}

/// The links of the header: title, path.
const NAVIGATION: [(&str, &str); 3] = [
    ("Papan", public::BOARDS),
    ("Katalog", public::CATALOGUE),
    ("Masuk", public::SIGN_IN),
];

/// The links of the footer; help stands last on every page.
const FOOTER: [(&str, &str); 3] = [
    ("Privasi", public::PRIVACY),
    ("Aksesibilitas", public::ACCESSIBILITY),
    ("Bantuan", public::HELP),
];

/// The header of every public page. `path` marks where the visitor is.
pub fn header(path: &str) -> impl IntoView + use<> {
    let links = NAVIGATION
        .into_iter()
        .map(|(title, to)| {
            let here = (path == to
                || path
                    .strip_prefix(to)
                    .is_some_and(|rest| rest.starts_with('/')))
            .then_some("page");
            view! { <a href=to aria-current=here>{title}</a> }
        })
        .collect_view();
    view! {
        <header class="bar">
            <a class="mark" href=public::HOME><i aria-hidden="true"></i>"KLISIDA"</a>
            <nav aria-label="Utama">{links}</nav>
        </header>
    }
}

/// The footer of every public page.
pub fn footer(version: &str) -> impl IntoView + use<> {
    let links = FOOTER
        .into_iter()
        .map(|(title, to)| view! { <a href=to>{title}</a> })
        .collect_view();
    let version = format!("Klinik Inovasi Daerah Kabupaten Bangka Barat · versi {version}");
    view! {
        <footer class="foot">
            {links}
            <p>{version}</p>
        </footer>
    }
}

/// Text made safe between tags and inside double-quoted attributes.
#[cfg(feature = "ssr")]
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// The document of a page, doctype included: complete, readable without script.
#[cfg(feature = "ssr")]
pub fn document<V: IntoView>(site: &Site, page: Page<V>) -> String {
    let Page { meta, body } = page;
    let mut html = String::new();
    let mut body = Some(body);
    owned(&mut || {
        if let Some(body) = body.take() {
            html = body.to_html();
        }
    });
    around(site, &meta, &html)
}

/// Lets something be rendered. What differs from page to page is only what is rendered, not how.
#[cfg(feature = "ssr")]
fn owned(render: &mut dyn FnMut()) {
    Owner::new().with(render);
}

/// Everything around the content of `<main>`.
#[cfg(feature = "ssr")]
fn around(site: &Site, meta: &Meta, content: &str) -> String {
    let title = escape(&format!("{} · KLISIDA", meta.title));
    let description = escape(&meta.description);
    let url = escape(&format!("{}{}", site.origin, meta.path));
    let robots = if meta.index {
        ""
    } else {
        "<meta name=\"robots\" content=\"noindex\">"
    };
    let media = if meta.paper { "all" } else { "print" };
    let (css, print_css) = (escape(&site.css), escape(&site.print_css));
    let pages_css = if meta.board {
        String::new()
    } else {
        format!(
            "<link rel=\"stylesheet\" href=\"{}\">",
            escape(&site.pages_css)
        )
    };
    let (mut head, mut foot) = (String::new(), String::new());
    owned(&mut || {
        head = header(&meta.path).to_html();
        foot = footer(&site.version).to_html();
    });
    let body = format!(
        "<body><a class=\"skip\" href=\"#isi\">Langsung ke isi</a>{head}\
         <main id=\"isi\" tabindex=\"-1\" class=\"page\">{content}</main>{foot}</body>"
    )
    // Marks for hydration, which public pages never do.
    .replace("<!>", "");
    format!(
        "<!doctype html><html lang=\"id\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{title}</title><meta name=\"description\" content=\"{description}\">{robots}\
         <link rel=\"canonical\" href=\"{url}\">\
         <meta property=\"og:site_name\" content=\"KLISIDA\"><meta property=\"og:type\" content=\"website\">\
         <meta property=\"og:locale\" content=\"id_ID\"><meta property=\"og:title\" content=\"{title}\">\
         <meta property=\"og:description\" content=\"{description}\"><meta property=\"og:url\" content=\"{url}\">\
         <meta name=\"theme-color\" content=\"#ffffff\" media=\"(prefers-color-scheme:light)\">\
         <meta name=\"theme-color\" content=\"#162127\" media=\"(prefers-color-scheme:dark)\">\
         <link rel=\"icon\" href=\"/icons/icon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"{css}\">{pages_css}<link rel=\"stylesheet\" href=\"{print_css}\" media=\"{media}\">\
         </head>{body}</html>"
    )
}
