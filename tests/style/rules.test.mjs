// The rules of docs/design.md that a machine can see.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

const folder = new URL("../../style/", import.meta.url);
const sheets = readdirSync(folder, { recursive: true })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".css"))
  .map((name) => ({ name, css: readFileSync(new URL(name, folder), "utf8").replace(/\/\*[^]*?\*\//g, "") }));
const components = sheets.filter(({ name }) => name !== "tokens.css");

/** Lines of `css` that match, as `file: line`. */
const hits = (list, pattern) =>
  list.flatMap(({ name, css }) => css.split("\n").filter((line) => pattern.test(line)).map((line) => `${name}: ${line.trim()}`));

test("the sheets are the ones that the build bundles", () => {
  const bundles = readFileSync(new URL("../../xtask/src/assets.rs", import.meta.url), "utf8").match(/^const CSS: [^]*?^\];/m)[0];
  // Each bundle is its name and the list of its sources.
  const bundled = [...bundles.matchAll(/&\[([^\]]*)\]/g)].flatMap(([, list]) => [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name));
  assert.deepEqual(sheets.map(({ name }) => name).sort(), bundled.sort());
});

test("colours are tokens", () => {
  assert.deepEqual(hits(components.filter(({ name }) => name !== "print.css"), /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i), []);
});

test("lengths are tokens or rem, px only for a hairline", () => {
  assert.deepEqual(hits(components, /(?<![\d.])(?!1px\b)\d*\.?\d+px\b/), []);
});

test("no !important, no ids", () => {
  assert.deepEqual(hits(sheets, /!important/), []);
  assert.deepEqual(hits(components, /(^|[\s,>+~(])#[a-z][\w-]*[^;]*\{/i), []);
});

test("logical properties only", () => {
  const physical = /(?<![\w-])((margin|padding|border)-(left|right|top|bottom)|(?<!-)(width|height|left|right|top|bottom)|(min|max)-(width|height))\s*:/;
  assert.deepEqual(hits(sheets.map((it) => ({ ...it, css: it.css.replace(/@media[^{]*/g, "") })), physical), []);
});

test("nothing newer than Chrome 138, where phones with Android 8 and 9 stopped", () => {
  assert.deepEqual(hits(sheets, /@function|\bif\(|sibling-index|sibling-count|corner-shape|@custom-media|attr\([^)]*type\(/), []);
});

test("everything is in a cascade layer", () => {
  for (const { name, css } of sheets) {
    assert.match(css.trimStart(), /^@layer /, name);
    let depth = 0;
    let top = "";
    for (const character of css) {
      if (character === "{") depth += 1;
      if (depth === 0) top += character;
      if (character === "}") depth -= 1;
    }
    const outside = top.split(/[;}]/).map((it) => it.trim()).filter((it) => it && !it.startsWith("@layer"));
    assert.deepEqual(outside, [], name);
  }
});

test("a declaration has a line of its own", () => {
  for (const { name, css } of sheets) {
    const crowded = css.split("\n").filter((line) => /[;{]\s*[^\s}]/.test(line.replace(/\([^)]*\)|"[^"]*"|\/\*.*?\*\//g, "")));
    assert.deepEqual(crowded, [], name);
  }
});
