// Figures that do not depend on the machine: round trips, rows read and written, the bytes of a board. (B1, B2,
// B3, V2; the sizes of app and Worker are tests/bench/sizes.test.mjs)

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";
import { Client } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { repo } from "./support/repo.mjs";
import { standard } from "./support/standard.mjs";
import { innovations, sheet } from "./support/world.mjs";

let world, server;
before(async () => {
  world = await standard();
  ({ server } = world);
});
// Editions of full size are written straight into the database, without the marks in their histories and without boards.
after(() => world?.server.stop({ broken: ["sheet_holds_the_marks_of_its_newest_event", "board_is_the_newest_publication", "board_shows_the_course_of_its_edition"] }));

const brotli = (bytes, quality) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

/** Fills the tables with `sheets` locked sheets of another edition. */
async function fill(sheets) {
  const { person } = world.judge1;
  const edition = uuid();
  const prefix = uuid().slice(0, 24);
  const copy = async (table, where, changes) => {
    const [row] = await server.rows(`SELECT * FROM ${table} WHERE ${where} LIMIT 1`);
    const names = Object.keys(row);
    return server.run(`INSERT INTO ${table} (${names}) SELECT ${names.map((it) => changes[it] ?? it)} FROM ${table} WHERE ${where} LIMIT 1`);
  };
  const per = 250;
  const judges = Math.ceil(sheets / per);
  const upTo = (count) => `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count})`;
  await copy("edition", `id = '${world.closed.id}'`, { id: `'${edition}'`, slug: `'ramai-${edition.slice(-12)}'` });
  await copy("edition_phase", `edition_id = '${world.closed.id}'`, { edition_id: `'${edition}'` });
  const key = (kind, n) => `'${prefix}${kind}' || printf('%011x', ${n})`;
  const run = (sql) => server.run(sql);
  await run(`${upTo(judges)} INSERT INTO person (id, name, username, verifier, created_at) SELECT ${key("a", "n")}, 'Juri ' || n, 'ramai.${prefix.slice(0, 8)}${prefix.slice(9, 13)}${prefix.slice(19, 23)}.' || n, '$argon2id$uji', 1 FROM c`);
  await run(`${upTo(judges)} INSERT INTO grant_ (person_id, role, edition_id, granted_at) SELECT ${key("a", "n")}, 'judge', '${edition}', 1 FROM c`);
  await run(
    `INSERT INTO entry (id, edition_id, innovation_id, number, dossier, dossier_frozen, ready) SELECT ${key("b", "row_number() OVER (ORDER BY id)")}, '${edition}', id, row_number() OVER (ORDER BY id), '{"summary":"a b c","criteria":["","","","",""],"links":[]}', '{"summary":"a b c","criteria":["","","","",""],"links":[]}', 1 FROM innovation ORDER BY id LIMIT ${Math.min(per, sheets)}`,
  );
  await run(
    `${upTo(sheets)} INSERT INTO assignment (id, edition_id, entry_id, judge_id, created_at) SELECT ${key("c", "n")}, '${edition}', ${key("b", `((n - 1) % ${Math.min(per, sheets)} + 1)`)}, ${key("a", `((n - 1) / ${per} + 1)`)}, 1 FROM c`,
  );
  await run(
    `${upTo(sheets)} INSERT INTO sheet (assignment_id, version, state, kebaruan, kemanfaatan, solusi, replikasi, kompatibilitas, notes, saved_at, receipt, total) SELECT ${key("c", "n")}, 1, 'locked', n % 101, 50, 50, 50, 50, '{}', 1, 'KL-UJI', (n % 101) * 20 + 4000 FROM c`,
  );
  await run(
    `${upTo(sheets)} INSERT INTO sheet_event (assignment_id, version, act, at, person_id, sheet) SELECT ${key("c", "n")}, 1, 'locked', 1, '${person}', '{"marks":{"kebaruan":50},"notes":{}}' FROM c`,
  );
}

describe("one sheet saved (B3)", () => {
  test("costs at most 3 round trips, the write is one batch, at most 90 rows read and 15 written", async () => {
    const assignment = world.open.of(world.judge1, world.open.entries[1]);
    const first = await world.judge1.call("SheetPut", { assignment }, { version: 0, sheet: sheet([1, 2, 3, 4, 5]) });
    const second = await world.judge1.call("SheetPut", { assignment }, { version: 1, sheet: sheet([5, 4, 3, 2, 1]) });
    for (const answer of [first, second]) {
      assert.equal(answer.status, 200, answer.text);
      assert.ok(answer.d1.trips <= 3, JSON.stringify(answer.d1));
      assert.ok(answer.d1.rows_read <= 90, JSON.stringify(answer.d1));
      assert.ok(answer.d1.rows_written <= 15, JSON.stringify(answer.d1));
    }
  });
});

describe("the same at 10^2 and at 10^5 marks (B2)", () => {
  test("saving, locking, reopening, reading a sheet and the public board read and write as many rows as before", async () => {
    const { judge1, judge2, judge3, open, guest, published } = world;
    async function measure(judge, entry) {
      const assignment = open.of(judge, open.entries[entry]);
      const out = {};
      const note = (name, answer) => {
        assert.equal(answer.status, 200, `${name}: ${answer.text}`);
        out[name] = answer.d1;
        return answer.body;
      };
      note("SheetPut, new", await judge.call("SheetPut", { assignment }, { version: 0, sheet: sheet([1, 2, 3, 4, 5]) }));
      note("SheetPut", await judge.call("SheetPut", { assignment }, { version: 1, sheet: sheet([5, 4, 3, 2, 1]) }));
      const { version } = note("SheetLockSet", await judge.call("SheetLockSet", { assignment }, { version: 2 }));
      note("SheetReopenSet", await judge.call("SheetReopenSet", { assignment }, { version, reason: "Salah membaca berkas." }));
      note("SheetShow", await judge.call("SheetShow", { assignment }));
      note("BoardShow", await guest.call("BoardShow", { slug: published.slug }));
      return out;
    }
    await fill(20);
    const few = await measure(judge2, 2);
    await fill(20_000);
    const { n } = await server.row("SELECT count(*) AS n FROM sheet");
    assert.ok(n * 5 > 100_000, `${n * 5} marks`);
    const many = await measure(judge3, 2);
    assert.deepEqual(many, few);
    assert.ok(judge1);
  });
});

describe("a public view of a board (B1)", () => {
  test("reads at most 3 rows and writes none, as page, version, CSV and through the API", async () => {
    const { guest, published, open } = world;
    for (const [what, answer] of [
      ["page", await guest.page(`/papan/${published.slug}`)],
      ["version", await guest.page(`/papan/${published.slug}/versi/1`)],
      ["csv", await guest.page(`/papan/${published.slug}/csv`)],
      ["closed page", await guest.page(`/papan/${open.slug}`)],
      ["api", await guest.call("BoardShow", { slug: published.slug })],
      ["api version", await guest.call("BoardVersionShow", { slug: published.slug, version: 1 })],
      ["with a cookie", await world.coordinator.page(`/papan/${published.slug}`)],
    ]) {
      assert.equal(answer.status, 200, what);
      assert.ok(answer.d1.rows_read <= 3, `${what}: ${JSON.stringify(answer.d1)}`);
      assert.equal(answer.d1.rows_written, 0, what);
      assert.ok(answer.d1.trips <= 1, what);
    }
  });
});

describe("sizes", () => {
  const dist = repo("dist");
  const assets = existsSync(join(dist, "assets.json")) ? JSON.parse(readFileSync(join(dist, "assets.json"), "utf8")) : null;

  test("a board of 250 real rows with its CSS: at most 20 kB at brotli 5 (V2)", { skip: !assets && "no built app" }, async () => {
    const { board } = await world.guest.do("BoardShow", { slug: world.published.slug });
    const names = await innovations(world.coordinator, 250);
    const rows = names.map((it, n) => ({
      ...board.rows[0],
      rank: n + 1,
      slug: it.slug,
      name: it.name,
      agency: it.agency,
      region: it.region,
      kind: it.kind,
      score: 9600 - 27 * n,
      criteria: [9533 - 23 * n, 9467 - 22 * n, 9700 - 29 * n, 9333 - 21 * n, 9150 - 26 * n],
      judges: 3 + (n % 4),
      tie: {},
    }));
    await server.run("UPDATE board SET board = ?1 WHERE slug = ?2", JSON.stringify({ ...board, rows }), world.published.slug);
    const page = await new Client(server).page(`/papan/${world.published.slug}`);
    assert.equal(page.status, 200);
    for (const { name } of [names[0], names[249]]) assert.ok(page.text.replaceAll("&amp;", "&").includes(name), name);
    const sheets = [...page.text.matchAll(/<link[^>]+rel="?stylesheet"?[^>]*>/g)].filter(([tag]) => !/media="?print/.test(tag)).map(([tag]) => /href="?([^"\s>]+)/.exec(tag)[1]);
    const css = sheets.map((path) => brotli(readFileSync(join(dist, path)), 5));
    const html = brotli(page.bytes, 5);
    const total = html + css.reduce((a, b) => a + b, 0);
    console.log(`board of 250 rows: html ${html} + css ${css.join("+")} = ${total} bytes at brotli 5`);
    assert.ok(total <= 20_000, `${total} bytes`);
    assert.equal([...page.text.matchAll(/<script/g)].filter(Boolean).length, [...page.text.matchAll(/<script[^>]+src=/g)].length, "no inline script");
  });
});
