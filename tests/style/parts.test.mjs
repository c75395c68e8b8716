// The list of parts, docs/parts.md: everything that the lock files bring, with its licence, each one that may be used (G09).
// `UPDATE_PARTS=1 node --test tests/style/parts.test.mjs` writes it anew; that alone may need the network.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const root = join(import.meta.dirname, "../..");
const text = (name) => readFileSync(join(root, name), "utf8");

/** Licences under which a part may stand in the product or in its tools: none asks anything of our own code. */
const FREE = new Set([
  "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT", "Unicode-3.0", "Unlicense", "Zlib",
]);
/** Tools that are run and never shipped may also stand under these, for this reason. */
const TOOLS = new Map([
  ["MPL-2.0", /^(@axe-core\/playwright|axe-core)$/],
  // Pictures for miniflare's image binding, which nothing here uses.
  ["LGPL-3.0-or-later", /^@img\/sharp-/],
]);

const may = (name, licence, tool) => FREE.has(licence) || (tool && (TOOLS.get(licence)?.test(name) ?? false));
/** Whether an SPDX expression lets the part be used: one of the alternatives, with everything that it asks. `/` is an old OR. */
function allowed(name, expression, tool) {
  const tokens = expression.replace(/([()/])/g, " $1 ").replace(/\s+WITH\s+/g, "·").trim().split(/\s+/);
  const one = () => {
    const token = tokens.shift();
    if (token !== "(") return may(name, token.replace("·", " WITH "), tool);
    const inside = any();
    assert.equal(tokens.shift(), ")", expression);
    return inside;
  };
  const all = () => {
    let good = one();
    while (tokens[0] === "AND") (tokens.shift(), (good = one() && good));
    return good;
  };
  function any() {
    let good = all();
    while (["OR", "/"].includes(tokens[0])) (tokens.shift(), (good = all() || good));
    return good;
  }
  const good = any();
  assert.deepEqual(tokens, [], expression);
  return good;
}

const crates = () =>
  [...text("Cargo.lock").matchAll(/^\[\[package\]\]\nname = "([^"]+)"\nversion = "([^"]+)"\n(?:source = "([^"]+)"\n)?/gm)]
    .filter((it) => it[3])
    .map(([, name, version, source]) => ({ name, version, source }));
const tools = () =>
  Object.entries(JSON.parse(text("package-lock.json")).packages)
    .filter(([path]) => path !== "")
    .map(([path, { version, license, name }]) => ({ name: name ?? path.slice(path.lastIndexOf("node_modules/") + 13), version, licence: license }));
const sorted = (rows) => [...new Set(rows)].sort();
const row = ({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`;

if (process.env.UPDATE_PARTS) {
  const { packages } = JSON.parse(execFileSync(process.env.CARGO ?? "cargo", ["metadata", "--locked", "--all-features", "--format-version", "1"], { cwd: root, maxBuffer: 1 << 28 }));
  const licence = new Map(packages.map((it) => [`${it.name} ${it.version}`, it.license]));
  const known = crates().map((it) => ({ ...it, licence: licence.get(`${it.name} ${it.version}`) }));
  writeFileSync(
    join(root, "docs/parts.md"),
    `# Parts

Everything that the lock files bring, with its licence. Written by \`UPDATE_PARTS=1 node --test tests/style/parts.test.mjs\`, which
also says what licences are allowed and why; do not edit. KLISIDA itself: MIT or Apache-2.0.

## Rust

| crate | version | licence |
|---|---|---|
${sorted(known.map(row)).join("\n")}

## Tools of development, never shipped

| package | version | licence |
|---|---|---|
${sorted(tools().map(row)).join("\n")}
`,
  );
}

const [rust, npm] = text("docs/parts.md")
  .split(/^## /m)
  .slice(1)
  .map((part) => [...part.matchAll(/^\| (\S+) \| (\S+) \| ([^|]+) \|$/gm)].map(([, name, version, licence]) => ({ name, version, licence })).filter((it) => it.version !== "version"));

test("the list names every crate of Cargo.lock and no other", () => {
  const names = (rows) => sorted(rows.map((it) => `${it.name} ${it.version}`));
  assert.ok(rust.length > 200, `${rust.length} crates`);
  assert.deepEqual(names(rust), names(crates()));
});

test("the list names every package of package-lock.json with its licence and no other", () => {
  assert.ok(npm.length > 50, `${npm.length} packages`);
  assert.deepEqual(sorted(npm.map(row)), sorted(tools().map(row)));
});

test("everything comes from the one public registry of its kind: no repository, no file from elsewhere", () => {
  const sources = [...new Set(crates().map((it) => it.source))];
  assert.equal(sources.length, 1, sources.join(" "));
  assert.match(sources[0], /^registry\+/);
  const { packages } = JSON.parse(text("package-lock.json"));
  assert.deepEqual(Object.entries(packages).filter(([, it]) => it.link || /^(git|file|http)/.test(it.version ?? "")), []);
});

test("every licence is one that may be used (G09)", () => {
  for (const [rows, tool] of [[rust, false], [npm, true]])
    for (const { name, licence } of rows) assert.ok(allowed(name, licence, tool), `${name}: ${licence}`);
});

test("an expression is read as SPDX means it", () => {
  for (const [expression, tool, good] of [
    ["MIT/GPL-2.0-only", false, true],
    ["GPL-2.0-only AND MIT", false, false],
    ["(MIT OR Apache-2.0) AND Unicode-3.0", false, true],
    ["(MIT OR Apache-2.0) AND GPL-3.0-only", false, false],
    ["Apache-2.0 WITH LLVM-exception", false, true],
    ["AGPL-3.0-only", true, false],
    ["MPL-2.0", true, false],
    ["undefined", false, false],
  ])
    assert.equal(allowed("a-part", expression, tool), good, expression);
});
