// A noun is added in twelve files at most: docs/new-noun.md is true, with the activity as its example, and every noun is called the
// same in the Worker and in the facts of the tests.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const root = join(import.meta.dirname, "../..");
const text = (name) => readFileSync(join(root, name), "utf8");
const below = (folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name).slice(root.length + 1));

/** Files of the table that begins with this line, in order. */
function filesOf(head) {
  const page = text("docs/new-noun.md");
  const start = page.indexOf(head);
  assert.ok(start >= 0, head);
  const rows = page.slice(start).split("\n\n")[0].split("\n").slice(2);
  return rows.map((row) => [...row.split("|").slice(1, 3).join("|").matchAll(/`([\w./-]+\.\w+)`/g)].map((it) => it[1]));
}
const files = filesOf("| no | file | what it says |").flat();
const written = filesOf("| file | command |").flat();

const contract = [...text("domain/src/api.rs").matchAll(/^ {4}(\w+)(?: \{[^}]*\})? = (?:Get|Post|Put|Delete) "/gm)].map((it) => it[1]);

/** The nouns of the Worker: the file that answers, and the endpoints that it answers. */
const nouns = new Map(
  readdirSync(join(root, "worker/src"))
    .filter((it) => it.endsWith(".rs"))
    .map((it) => [it.slice(0, -3), [...text(`worker/src/${it}`).matchAll(/^(?:answers|bytes)! \{\n([^]*?)^\}/gm)].flatMap(([, block]) => [...block.matchAll(/^ {4}(\w+)/gm)].map((line) => line[1]))])
    .filter(([, endpoints]) => endpoints.length > 0),
);

test("the table names twelve files at most, one a line, and each of them exists", () => {
  assert.ok(files.length >= 10 && files.length <= 12, `${files.length} files`);
  assert.equal(new Set(files).size, files.length);
  assert.equal(filesOf("| no | file | what it says |").filter((it) => it.length !== 1).length, 0);
  assert.deepEqual([...files, ...written].filter((it) => !existsSync(join(root, it))), []);
});

test("the endpoints of the activity are named in these files, and elsewhere only by who calls them", () => {
  const endpoints = nouns.get("activity");
  assert.ok(endpoints.length >= 6, endpoints.join());
  const named = new RegExp(`\\b(?:${endpoints.join("|")})\\b`, "g");
  const called = new RegExp(`\\.(?:do|call|all)\\("(?:${endpoints.join("|")})"`, "g");
  const count = (content, pattern) => [...content.matchAll(pattern)].length;
  const found = [];
  for (const file of ["app", "docs", "domain", "style", "tests", "views", "worker", "xtask"].flatMap(below)) {
    if (files.includes(file) || written.includes(file) || !/\.(rs|m?js|json|toml|css|sql|md|html)$/.test(file)) continue;
    if (/^(app\/src\/pages|xtask\/src\/demo)\//.test(file)) continue;
    const content = text(file);
    const calls = file.startsWith("tests/") ? count(content, called) : 0;
    if (count(content, named) > calls) found.push(file);
  }
  assert.deepEqual(found, []);
});

test("every endpoint is answered by one file of the Worker", () => {
  assert.equal(contract.length, text("domain/src/api.rs").match(/=\s*(Get|Post|Put|Delete)\s+"\/api/g).length);
  assert.deepEqual([...nouns.values()].flat().sort(), [...contract].sort());
});

test("a noun is called the same in the Worker and in the facts of the tests", () => {
  for (const [noun, endpoints] of nouns) {
    const facts = [...text(`tests/api/nouns/${noun}.mjs`).matchAll(/^ {2}row\("(\w+)"/gm)].map((it) => it[1]);
    assert.deepEqual([...new Set(facts)].sort(), [...endpoints].sort(), noun);
  }
  assert.deepEqual(readdirSync(join(root, "tests/api/nouns")).sort(), [...nouns.keys()].map((it) => `${it}.mjs`).sort());
});

test("SQL below worker/src/db is asked by two files at least; what one noun alone asks stands with it", () => {
  // Not of one noun: the database itself, what every write does, what the night does, the rules over everything.
  const common = ["mod", "write", "sweep", "invariant"];
  const sources = below("worker/src").map((file) => [file, text(file).replace(/\/\/.*$/gm, "")]);
  for (const name of readdirSync(join(root, "worker/src/db")).map((it) => it.slice(0, -3))) {
    if (common.includes(name)) continue;
    const asks = sources.filter(([file, content]) => {
      if (file === `worker/src/db/${name}.rs`) return false;
      const inside = /use crate::\{[^;]*?\bdb::\{([^;]*)\}[^;]*;/.exec(content)?.[1] ?? "";
      const group = inside.split("\n    },")[0];
      return new RegExp(`\\b(?:db|super)::(?:\\{[^}]*\\b)?${name}\\b`).test(content) || new RegExp(`(?:^|[\\s,{])${name}::`).test(group);
    });
    assert.ok(asks.length >= 2, `worker/src/db/${name}.rs is asked by ${asks.map(([file]) => file).join() || "nobody"}`);
  }
});
