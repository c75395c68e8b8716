// docs/retention.md is true of the schema and of the code: every table has its class and period once, what is said to end is
// deleted by some statement, and what is archive is deleted by none (G07). The section Archive is made of what the nouns say in
// tests/api/nouns: `UPDATE_RETENTION=1 node --test tests/style/retention.test.mjs` writes it.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { KEPT } from "../api/nouns.mjs";
import { growing, schema } from "../support/keys.mjs";

const root = join(import.meta.dirname, "../..");
const text = (name) => readFileSync(join(root, name), "utf8");
const db = schema();
const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all().map((it) => it.name);

const archive = KEPT.map(({ what, tables, why }) => `| ${what} | ${tables.map((it) => `\`${it}\``).join(", ")} | ${why} |`).join("\n");
const ARCHIVE = /(## Archive\n\n\| class \| tables \| why \|\n\|---\|---\|---\|\n)[^]*?(?=\n\n## )/;
if (process.env.UPDATE_RETENTION) writeFileSync(join(root, "docs/retention.md"), text("docs/retention.md").replace(ARCHIVE, (_, head) => head + archive));

test("the archive is what the nouns say", () => {
  assert.equal(ARCHIVE.exec(text("docs/retention.md"))[0].split("|---|---|---|\n")[1], archive);
});

/** Rows of the tables of a section: its title and their cells. */
const sections = new Map(
  text("docs/retention.md")
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const rows = part.split("\n").filter((line) => line.startsWith("| ")).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
      return [part.slice(0, part.indexOf("\n")), rows.slice(1)];
    }),
);
const named = (cell) => [...cell.matchAll(/`(\w+)`/g)].map((it) => it[1]);
const tablesOf = (title) => sections.get(title).flatMap(([, cell]) => named(cell));
/** How long the class of a table is kept, in words. */
const period = (table) => [...sections.values()].flat().find(([, cell]) => named(cell).includes(table))[2];

/** Tables that some statement of the Worker or some trigger deletes rows of. */
const deleting = (() => {
  const rust = readdirSync(join(root, "worker/src"), { recursive: true }).filter((it) => it.endsWith(".rs")).map((it) => text(join("worker/src", it)));
  const triggers = db.prepare("SELECT sql FROM sqlite_master WHERE type = 'trigger'").all().map((it) => it.sql);
  return new Set([...rust, ...triggers].flatMap((it) => [...it.matchAll(/DELETE\s+FROM\s+(\w+)/gi)].map(([, table]) => table)));
})();

test("every table of the schema is named once (G07)", () => {
  assert.deepEqual([...sections.keys()], ["Kept for a time", "Files", "Archive", "No data of anybody"]);
  assert.deepEqual([...sections.keys()].flatMap(tablesOf).sort(), tables);
  for (const row of [...sections.values()].flat()) assert.ok(row[0] && row[2], `a class and a period or a reason: ${row.join(" | ")}`);
});

test("what is kept for a time is deleted by some statement, and nothing else is", () => {
  assert.deepEqual([...deleting].sort(), tablesOf("Kept for a time").sort());
});

test("what only grows is archive", () => {
  const archive = tablesOf("Archive");
  const grows = growing(db).map((it) => it.table);
  assert.ok(grows.length > 10);
  assert.deepEqual(grows.filter((it) => !archive.includes(it)), []);
});

test("the periods are those of the code", () => {
  const constant = (file, name) => {
    const found = new RegExp(`const ${name}: i64 = (?:(\\d+) \\* )?(DAY|HOUR);`).exec(text(file));
    assert.ok(found, `${file} has ${name}`);
    return `${found[1] ?? 1} ${found[2].toLowerCase()}${found[1] ? "s" : ""}`;
  };
  const known = constant("worker/src/db/throttle.rs", "KNOWN_FOR");
  for (const [table, ...spans] of [
    ["session", constant("worker/src/db/sweep.rs", "SESSION_FOR")],
    ["idempotency", constant("worker/src/db/sweep.rs", "KEPT_FOR")],
    ["known_device", known],
    ["throttle", known, `${/\.at\(now\.plus\(-(\d+) \* HOUR\)\)/.exec(text("worker/src/db/throttle.rs").slice(text("worker/src/db/throttle.rs").indexOf("pub fn sweep(")))[1]} hours`],
  ])
    for (const span of spans) assert.ok(period(table).includes(span), `${table}: "${period(table)}" says ${span}`);
  assert.match(period("known_device"), /\bten\b/);
  assert.match(text("worker/src/db/throttle.rs"), /const DEVICES: \w+ = 10;/);
  const bytes = sections.get("Files").find(([what]) => what.includes("bytes"))[2];
  assert.ok(bytes.includes(constant("domain/src/evidence.rs", "PENDING_LIFE")), bytes);
  const links = sections.get("Archive").find(([, cell]) => named(cell).includes("invitation"))[2];
  for (const name of ["INVITATION_LIFE", "RECOVERY_LIFE", "BOOTSTRAP_LIFE"]) assert.ok(links.includes(constant("domain/src/account.rs", name)), `${links}: ${name}`);
});

test("/privasi promises the same periods", () => {
  const page = text("views/src/privacy.rs");
  for (const [table, words] of [
    ["session", /"paling lama 30 hari"/],
    ["known_device", /"paling lama 90 hari sejak terakhir masuk/],
  ]) {
    assert.match(page, words);
    assert.ok(period(table).includes(/\d+/.exec(words.source)[0]), table);
  }
  assert.equal(page.match(/"mengikuti jadwal retensi arsip pemerintah daerah"/g).length, 3);
});
