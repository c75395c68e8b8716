// The guides of docs/panduan say what the app says: what stands there in bold is on a screen, letter by letter; pictures and links
// are there; README.md names every guide. Bold is for words on screen only; "…" in it stands for what the app puts in.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "docs/panduan");
const guides = new Map(readdirSync(folder).filter((name) => name.endsWith(".md")).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

const ESCAPES = { n: " ", r: " ", t: " ", 0: " " };

/** The string literals of a Rust source, without comments and without its tests. */
function literals(source) {
  const text = source.replace(/#\[cfg\(test\)\]\s*mod \w+ \{[^]*/, "");
  const found = [];
  const token = /\/\/[^\n]*|\/\*[^]*?\*\/|\bb?r(#*)"([^]*?)"\1|"((?:[^"\\]|\\[^])*)"|'(?:[^'\\\n]|\\[^'\n]*[^\n])'/gu;
  for (const [, , raw, quoted] of text.matchAll(token)) {
    const it = raw ?? quoted?.replace(/\\(\n\s*|u\{([0-9a-fA-F]+)\}|[^])/g, (_, letter, code) => (code ? String.fromCodePoint(parseInt(code, 16)) : letter.startsWith("\n") ? "" : (ESCAPES[letter] ?? letter)));
    if (it) found.push(it);
  }
  return found;
}

const plain = (text) => text.replace(/\s+/g, " ").trim();

/** A literal as it is read on screen: what a `format!` fills in is an ellipsis. */
const shown = (literal) => plain(literal.replace(/\{[\w.:<>0]*\}/g, "…"));

/** The words on screen, by source file. */
const screens = ["app/src", "views/src", "domain/src"]
  .flatMap((from) => readdirSync(join(root, from), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith(".rs") && !/tests?\.rs$/.test(entry.name))
  .map((entry) => new Set(literals(readFileSync(join(entry.parentPath, entry.name), "utf8")).map(shown).filter((it) => /\p{L}/u.test(it))));

/** As the app does it: a label in the middle of a sentence begins small, a sentence great. */
const turns = (words) => [...new Set([words, words[0].toLowerCase() + words.slice(1), words[0].toUpperCase() + words.slice(1)])];

/** `words` stands in `text`, not inside longer words. */
function within(text, words) {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const edge = (n, inner) => !/[\p{L}\d]/u.test(text[n] ?? "") || !/[\p{L}\d]/u.test(inner);
    if (edge(at - 1, words[0]) && edge(at + words.length, words.at(-1))) return true;
  }
  return false;
}

/** Somewhere on a screen: as a literal, as a part of one (more than one word), or put together from whole literals of one file. */
function isOnScreen(bold) {
  const words = plain(bold);
  const alone = !words.includes(" ");
  if (turns(words).some((it) => screens.some((literals) => literals.has(it) || (!alone && [...literals].some((literal) => within(literal, it)))))) return true;
  const pieces = words.split("…").map(plain).filter(Boolean);
  return words.includes("…") && pieces.length > 0 && screens.some((literals) => pieces.every((piece) => turns(piece).some((it) => literals.has(it))));
}

/** The text of a guide without code. */
const prose = (text) => text.replace(/```[^]*?```|`[^`\n]*`/g, "");
const bolds = (text) => [...prose(text).matchAll(/\*\*([^*]+)\*\*/g)].map(([, words]) => words);
const anchor = (heading) => plain(heading).toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replace(/ /g, "-");
const anchors = (text) => [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading));
const links = (text) => [...prose(text).matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, picture, to]) => ({ picture: picture === "!", to }));

test("there are guides and words to look for", () => {
  assert.ok(guides.size > 9, `${guides.size} guides`);
  assert.ok(screens.length > 200, `${screens.length} files with words`);
  for (const [name, text] of guides) if (name !== "README.md") assert.ok(bolds(text).length > 4, `${name} names what is on screen`);
  for (const words of ["Kunci nilai", "Mulai inovasi baru", "Tambahkan … baris", "Periksa dan kunci … lembar", "Ya, tenggatnya memang lebih dari … hari lagi"]) assert.ok(isOnScreen(words), words);
  for (const words of ["Kunci nila", "Umumkan sekarang", "Tambahkan … ekor", "Kuncilah", "…"]) assert.ok(!isOnScreen(words), words);
});

test("what stands in bold is on a screen", () => {
  const missing = [...guides].flatMap(([name, text]) => bolds(text).filter((words) => !isOnScreen(words)).map((words) => `${name}: ${words}`));
  assert.deepEqual(missing, []);
});

test("every picture and every link leads somewhere", () => {
  const lost = [];
  for (const [name, text] of guides) {
    for (const { picture, to } of links(text)) {
      if (/^https?:/.test(to)) continue;
      const [path, at] = to.split("#");
      const target = path || name;
      const there = existsSync(join(folder, target)) && (at === undefined || (guides.has(target) && anchors(guides.get(target)).includes(decodeURIComponent(at))));
      if (!there || (picture && !/\.(png|jpg|webp|svg)$/.test(target))) lost.push(`${name}: ${to}`);
    }
  }
  assert.deepEqual(lost, []);
});

test("README.md leads to every guide", () => {
  const named = links(guides.get("README.md")).map(({ to }) => to);
  assert.deepEqual([...guides.keys()].filter((name) => name !== "README.md" && !named.includes(name)), []);
});
