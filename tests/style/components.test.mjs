// Whose a class is: each file of style/ says at its head which classes it owns, and its rules are about those (docs/design.md).
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");

/** Tokens and bare elements have no classes of components; paper changes whatever is printed. */
const EXEMPT = ["base.css", "print.css", "tokens.css"];
const names = readdirSync(new URL("style/", root), { recursive: true })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".css") && !EXEMPT.includes(name));

/** The classes, elements, pseudo-elements and attributes that a selector names. */
const things = (selector) => selector.match(/\.[\w-]+|::[\w-]+|\[[\w-]+|(?<![\w.:[=-])[a-z][\w-]*/g) ?? [];

/** What the comment at the head of a file lists after a word: `Own: .card dialog`. */
const listed = (css, word) => things(css.match(/^\/\*[^]*?\*\//)?.[0].match(new RegExp(`^ *${word}:(.*(?:\\n {5,}.*)*)$`, "m"))?.[1] ?? "");

/** Selectors that stand in `@layer components` or in a condition inside it; rules nested in a rule belong to that one. */
function selectors(css) {
  const found = [];
  const open = [];
  let text = "";
  for (const character of css.replace(/\/\*[^]*?\*\//g, "")) {
    if (character === "{") {
      const head = text.trim();
      if (!head.startsWith("@") && open[0] === "@layer components" && open.every((it) => it === "@layer components" || it.startsWith("@media"))) found.push(...parts(head));
      open.push(head);
      text = "";
    } else if (character === "}") {
      open.pop();
      text = "";
    } else if (character === ";") text = "";
    else text += character;
  }
  return found;
}

/** `a:is(b, c), d` as `a:is(b, c)` and `d`. */
function parts(head) {
  const found = [""];
  let depth = 0;
  for (const character of head) {
    depth += "([".includes(character) - ")]".includes(character);
    if (character === "," && depth === 0) found.push("");
    else found[found.length - 1] += character;
  }
  return found.map((it) => it.trim());
}

const sheets = names.map((name) => {
  const css = read(`style/${name}`);
  return { name, css, own: listed(css, "Own"), more: listed(css, "Adds to"), selectors: selectors(css) };
});

test("every file says what it owns, and nothing is owned twice", () => {
  const owner = new Map();
  for (const { name, own } of sheets) {
    assert.ok(own.length > 0, `style/${name} begins with a comment that has "Own: .class .class"`);
    for (const it of own) {
      assert.ok(!owner.has(it), `${it} is owned by ${owner.get(it)} and ${name}`);
      owner.set(it, name);
    }
  }
  for (const { name, more } of sheets) {
    for (const it of more.filter((it) => it.startsWith("."))) assert.notEqual(owner.get(it) ?? name, name, `${name} adds to ${it}, which no other file owns`);
  }
});

test("every rule is about something that its file owns or says that it adds to", () => {
  for (const { name, own, more, selectors } of sheets) {
    const known = [...own, ...more];
    assert.deepEqual(selectors.filter((selector) => !things(selector).some((it) => known.includes(it))), [], `style/${name}`);
    const named = new Set(selectors.flatMap(things));
    assert.deepEqual(known.filter((it) => !named.has(it)), [], `style/${name} lists what none of its rules names`);
  }
});

test("every class is used in the markup", () => {
  const markup = ["app/src", "views/src", "worker/src"]
    .flatMap((folder) => readdirSync(new URL(`${folder}/`, root), { recursive: true }).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith(".rs"))
    .flatMap((path) => [...read(path).matchAll(/"([^"\n]*)"|class:([\w-]+)/g)].flatMap(([, text, switched]) => (text ?? switched).split(/[^\w-]+/)));
  const used = new Set(markup);
  const classes = new Set(sheets.flatMap(({ selectors }) => selectors).flatMap((selector) => [...selector.matchAll(/\.([a-z][\w-]*)/g)].map(([, it]) => it)));
  assert.deepEqual([...classes].filter((it) => !used.has(it)), []);
});

test("a file of the app's components has at most 400 lines", () => {
  for (const { name, css } of sheets.filter(({ name }) => name.startsWith("workspace/"))) assert.ok(css.split("\n").length <= 400, name);
});
