// An edition of 50 entries with 20 judges each, a tenth of the largest one: what is read, sent, stored and held in memory.
// KLISIDA_SCALE=full takes the largest itself (500 x 20, a minute); `cargo xtask bench` prints its times.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, ok, refused } from "./support/client.mjs";
import { sha256, uuid } from "./support/ids.mjs";
import { fixture, FULL, TENTH } from "./support/scale.mjs";
import { makeEdition } from "./support/world.mjs";

const size = process.env.KLISIDA_SCALE === "full" ? FULL : TENTH;
const sheets = size.entries * size.judges;
/** What the Worker may hold at the full size; Argon2id's 19 MiB are part of it (publishing asks for the password). */
const MEMORY = 32 * 1024 * 1024;

let world, server, coordinator, edition;
before(async () => {
  world = await fixture(size);
  ({ server, coordinator, edition } = world);
});
after(() => world?.server.stop());

/** At most `most` rows are read for one sheet, and at most `fixed` beside. */
const bounded = ({ rows_read: rows }, most, fixed = 2000) => assert.ok(rows <= sheets * most + fixed, `${rows} rows read for ${sheets} sheets`);
const small = ({ bytes }, most) => assert.ok(bytes.length <= most, `${bytes.length} bytes`);

describe("the workspace", () => {
  test("comes in parts: each at most 250 kB and three round trips, together every entry and every assignment once", async () => {
    const first = await coordinator.call("EditionShow", { edition: edition.id });
    const shown = ok(first);
    small(first, 250_000);
    // The sums ask every assignment and its sheet; the first part is the same at every size.
    bounded(first.d1, 5, 4500);
    assert.ok(first.d1.trips <= 3);
    const parts = [shown];
    for (let { more } = shown; more !== null; ) {
      const answer = await coordinator.call("EditionMore", { edition: edition.id, after: more });
      const part = ok(answer);
      small(answer, 250_000);
      assert.ok(answer.d1.rows_read <= 50 * (3 + 3 * size.judges) + 100, `${answer.d1.rows_read} rows read for 50 entries`);
      assert.equal(part.version, shown.version);
      parts.push(part);
      ({ more } = part);
    }
    const entries = parts.flatMap((it) => it.entries);
    assert.deepEqual(entries.map((it) => it.number), Array.from({ length: size.entries }, (_, n) => n + 1));
    const pairs = new Set(parts.flatMap((it) => it.assignments).map((it) => `${it.entry} ${it.judge}`));
    assert.equal(pairs.size, sheets);
    const { totals } = shown;
    assert.deepEqual(totals, { entries: size.entries, standing: size.entries, ready: size.entries, incomplete: 0, under: 0, short: 0, sheets, locked: sheets, begun: 0 });
    for (const { load } of shown.panel) assert.deepEqual(load, { entries: size.entries, locked: size.entries, begun: 0, conflicts: 0 });
  });

  test("sums leave out what does not stand: withdrawn entries, ended assignments, relations", async () => {
    const [first, second, third] = (await edition.show()).assignments;
    await server.run("UPDATE entry SET withdrawn_at = 1, withdrawn_reason = 'uji' WHERE id = ?1", first.entry);
    const other = (await edition.show()).assignments.filter((it) => it.entry !== first.entry);
    await server.run("UPDATE assignment SET state = 'conflict', ended_at = 1, reason = 'uji' WHERE id = ?1", other[0].id);
    await server.run("UPDATE sheet SET state = 'draft', receipt = NULL, total = NULL WHERE assignment_id = ?1", other[1].id);
    const { totals, panel } = await edition.show();
    assert.deepEqual(totals, { entries: size.entries, standing: size.entries - 1, ready: size.entries - 1, incomplete: 0, under: 0, short: 0, sheets: sheets - size.judges - 1, locked: sheets - size.judges - 2, begun: 1 });
    assert.equal(panel.find((it) => it.person === other[0].judge).load.conflicts, 1);
    assert.equal(panel.find((it) => it.person === other[1].judge).load.begun, 1);
    await server.run("UPDATE entry SET withdrawn_at = NULL, withdrawn_reason = NULL");
    await server.run("UPDATE assignment SET state = 'active', ended_at = NULL, reason = NULL");
    await server.run("UPDATE sheet SET state = 'locked', receipt = 'UKUR', total = 20 * kebaruan + 30 * kemanfaatan + 20 * solusi + 20 * replikasi + 10 * kompatibilitas WHERE state = 'draft'");
    assert.ok(second && third);
  });

  test("an entry of another edition and a number past the end give an empty part, an unknown edition nothing", async () => {
    assert.deepEqual((await coordinator.do("EditionMore", { edition: edition.id, after: size.entries })).entries, []);
    refused(await coordinator.call("EditionMore", { edition: uuid(), after: 0 }), "not_found");
  });
});

describe("results", () => {
  test("the board, the gaps and the numbers of sheets come without a mark of a judge or a note; at most 0.6 kB an entry", async () => {
    const answer = await coordinator.call("ResultRead", { edition: edition.id }, {});
    const results = ok(answer);
    small(answer, size.entries * 600 + 20_000);
    // Four for the sheet, the others for what is known of a conflict of interest between its judge and its entry.
    bounded(answer.d1, 10);
    assert.ok(answer.d1.trips <= 3);
    assert.ok(!answer.text.includes("Catatan juri"));
    assert.equal(results.board.rows.length, size.entries);
    assert.deepEqual(results.entries.map((it) => [it.number, it.counted, it.sheets]), Array.from({ length: size.entries }, (_, n) => [n + 1, size.judges, size.judges]));
  });

  test("the sheets of one entry come with their notes, and the reading is recorded with the entry", async () => {
    const { entries } = await coordinator.do("ResultRead", { edition: edition.id }, {});
    const entry = entries[6];
    const answer = await coordinator.call("ResultSheets", { edition: edition.id, entry: entry.entry }, {});
    small(answer, size.judges * 3000);
    assert.ok(answer.d1.rows_read <= 20 * size.judges + 100, `${answer.d1.rows_read} rows read for ${size.judges} sheets`);
    assert.deepEqual([...new Set(ok(answer).map((it) => [it.entry, it.counted, it.late].join()))], [`${entry.entry},true,false`]);
    assert.equal(new Set(answer.body.map((it) => it.judge)).size, size.judges);
    assert.match(answer.body[0].sheet.notes.kebaruan, /^Catatan juri/);
    const event = await server.row("SELECT action, subject FROM event ORDER BY n DESC LIMIT 1");
    assert.deepEqual(event, { action: "result.read", subject: `E-07 ${entry.name}` });
  });

  test("an entry of another edition is not found", async () => {
    const other = await makeEdition(coordinator);
    const { entries } = await coordinator.do("ResultRead", { edition: edition.id }, {});
    refused(await coordinator.call("ResultSheets", { edition: other.id, entry: entries[0].entry }, {}), "marks_sealed");
    refused(await coordinator.call("ResultSheets", { edition: edition.id, entry: uuid() }, {}), "not_found");
  });

  test("many open sheets: a hundred gaps are listed, the others counted", async () => {
    await server.run("UPDATE sheet SET state = 'draft', receipt = NULL, total = NULL WHERE assignment_id IN (SELECT assignment_id FROM sheet LIMIT 150)");
    const answer = await coordinator.call("ResultRead", { edition: edition.id }, {});
    const { gaps, more_gaps } = ok(answer);
    assert.equal(gaps.length, 100);
    assert.ok(gaps[0].blocks, "what blocks stands first");
    assert.equal(gaps.length + more_gaps, 150 + gaps.filter((it) => it.blocks).length);
    await server.run("UPDATE sheet SET state = 'locked', receipt = 'UKUR', total = 20 * kebaruan + 30 * kemanfaatan + 20 * solusi + 20 * replikasi + 10 * kompatibilitas WHERE state = 'draft'");
  });
});

describe("publishing", () => {
  test("keeps its inputs in parts that cannot be changed, join to the digest, and leave no row near a megabyte", async () => {
    const before = await coordinator.do("ResultRead", { edition: edition.id }, {});
    const id = uuid();
    const answer = await coordinator.call("EditionPublish", { edition: edition.id }, { version: before.version, id, password: coordinator.password, acknowledged: false, note: null });
    ok(answer);
    bounded(answer.d1, 10, 3000);
    const row = await server.row("SELECT inputs, board, digest FROM publication WHERE id = ?1", id);
    const parts = await server.rows("SELECT text FROM publication_input WHERE publication_id = ?1 ORDER BY part", id);
    const inputs = parts.map((it) => it.text).join("");
    assert.deepEqual(JSON.parse(row.inputs), { parts: parts.length, bytes: Buffer.byteLength(inputs), sha256: sha256(inputs) });
    assert.equal(JSON.parse(inputs).sheets.length, sheets);
    assert.equal(row.digest, sha256(`${inputs}\n${row.board.replace(`"digest":"${row.digest}"`, '"digest":""')}`));
    // The full size has ten times the entries.
    const largest = Math.max(...[row.inputs, row.board, ...parts.map((it) => it.text)].map((it) => Buffer.byteLength(it)));
    assert.ok((largest * FULL.entries) / size.entries < 1_000_000 || largest <= 65_536, `${largest} bytes in one row`);
    assert.ok(Buffer.byteLength(row.board) * (FULL.entries / size.entries) < 900_000, "the board");
    await assert.rejects(server.run("INSERT INTO publication_input (publication_id, part, text) VALUES (?1, ?2, 'x')", id, parts.length + 1), /append_only/);
    await assert.rejects(
      server.run("INSERT INTO publication (slug, version, id, edition_id, at, person_id, note, inputs, board, digest) SELECT slug, 2, ?1, edition_id, at, person_id, 'catatan palsu', json_object('x', printf('%.*c', 1000000, 'x')), board, ?2 FROM publication", uuid(), "0".repeat(64)),
      /too_long/,
    );
    assert.deepEqual((await world.admin.do("InvariantList")).filter((it) => it.violations > 0), []);
    const board = await new Client(server).page(`/papan/${edition.slug}`);
    assert.equal(board.status, 200);
  });

  test("parts that do not measure what the publication says are noticed", async () => {
    const [{ sql }] = await server.rows("SELECT sql FROM sqlite_master WHERE name = 'publication_input_no_update'");
    await server.run("DROP TRIGGER publication_input_no_update");
    await server.run("UPDATE publication_input SET text = substr(text, 2) WHERE part = 1");
    const broken = async () => (await world.admin.do("InvariantList")).filter((it) => it.violations > 0).map((it) => it.name);
    assert.deepEqual(await broken(), ["publication_has_all_its_inputs"]);
    await server.run("UPDATE publication_input SET text = '{' || text WHERE part = 1");
    await server.run(sql);
    assert.deepEqual(await broken(), []);
  });

  test("a publication from before keeps its text in its own row and counts as whole", async () => {
    const [trigger] = await server.rows("SELECT sql FROM sqlite_master WHERE name = 'publication_fits'");
    await server.run("DROP TRIGGER publication_fits");
    const edition2 = await makeEdition(coordinator);
    await server.run(
      "INSERT INTO publication (slug, version, id, edition_id, at, person_id, note, inputs, board, digest) SELECT 'dulu', 1, ?1, ?2, at, person_id, NULL, json_object('sheets', json_array(printf('%.*c', 5000, 'x'))), board, ?3 FROM publication LIMIT 1",
      uuid(), edition2.id, "1".repeat(64),
    );
    await server.run(trigger.sql);
    assert.equal((await world.admin.do("InvariantList")).find((it) => it.name === "publication_has_all_its_inputs").violations, 0);
    const [kept] = await server.rows("SELECT sql FROM sqlite_master WHERE name = 'publication_no_delete'");
    await server.run("DROP TRIGGER publication_no_delete");
    await server.run("DELETE FROM publication WHERE slug = 'dulu'");
    await server.run(kept.sql);
  });
});

describe("the size of an edition", () => {
  /** A draft with these rows; judges of the fixture, entries of its innovations. */
  async function draft(entries, judges) {
    const it = await makeEdition(coordinator);
    const text = JSON.stringify({ summary: "Ringkasan contoh untuk juri.", criteria: ["", "", "", "", ""], links: [] });
    const ids = (kind, n) => `printf('${it.id.slice(0, 23)}-%04x${kind}%07x', 1, ${n})`;
    const upTo = (count) => `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count})`;
    await server.run(`${upTo(entries)} INSERT OR IGNORE INTO innovation (id, slug, import_key, name, agency_name, region, province, carrier, replication, unverified, search_text, sort_name, created_at, listed) SELECT printf('0190000f-0000-7000-8000-%012x', n), 'banyak-' || n, 'banyak-' || n, 'Inovasi banyak ' || n, 'Dinas', '', '', 'pemda', 0, 0, 'x', 'x', 1, 0 FROM c`);
    await server.run(`${upTo(entries)} INSERT INTO entry (id, edition_id, innovation_id, number, dossier, ready, criteria) SELECT ${ids("e", "n")}, ?1, printf('0190000f-0000-7000-8000-%012x', n), n, ?2, 1, 5 FROM c`, it.id, text);
    await server.run(`${upTo(judges)} INSERT OR IGNORE INTO person (id, username, name, verifier, created_at) SELECT printf('0190000a-0000-7000-8000-%012x', n), 'banyak-' || n, 'Juri Banyak ' || n, '$argon2id$tidak-dapat-masuk', 1 FROM c`);
    await server.run(`${upTo(judges)} INSERT INTO grant_ (person_id, role, edition_id, granted_at) SELECT printf('0190000a-0000-7000-8000-%012x', n), 'judge', ?1, 1 FROM c`, it.id);
    await server.run(`INSERT INTO assignment (id, edition_id, entry_id, judge_id, created_at) SELECT printf('${it.id.slice(0, 23)}-2%011x', row_number() OVER ()), ?1, n.id, g.person_id, 1 FROM entry n, grant_ g WHERE n.edition_id = ?1 AND g.edition_id = ?1`, it.id);
    return it;
  }
  const faults = async (it) => {
    const answer = await coordinator.call("EditionOpen", { edition: it.id }, { version: await it.version() });
    return refused(answer, "not_ready").faults.map((fault) => fault.code);
  };

  test("501 entries: refused at opening by a code that names the limit", async () => {
    assert.deepEqual(await faults(await draft(501, 3)), ["edition_too_many_entries"]);
  });

  test("21 judges of one entry: refused at opening; 20 open, and a 21st is refused then too", async () => {
    assert.deepEqual(await faults(await draft(1, 21)), ["entry_too_many_judges"]);
    const it = await draft(1, 21);
    const { assignments, entries } = await it.show();
    const change = (on) => ({ id: uuid(), entry: entries[0].id, judge: assignments[20].judge, on });
    await coordinator.do("AssignmentSet", { edition: it.id }, { version: await it.version(), changes: [change(false)], reason: null });
    await it.open();
    refused(await coordinator.call("AssignmentSet", { edition: it.id }, { version: await it.version(), changes: [change(true)], reason: "Juri tambahan contoh." }), "entry_too_many_judges", { field: "changes.0" });
    // One ends and one begins in the same unit: still twenty.
    const swap = [change(true), { ...change(false), judge: assignments[0].judge }];
    await coordinator.do("AssignmentSet", { edition: it.id }, { version: await it.version(), changes: swap, reason: "Pengganti contoh." });
  });
});

test("what the Worker holds for it, taken to the full size, stays within 32 MB", async () => {
  // Wasm memory only grows, so what an instance has at the end is the most that it ever needed. Three instances: nothing but the
  // start and a page; the workspace and results of this size; the same and a publication, whose password takes Argon2id's 19 MiB.
  const memory = async (publishing, asked) => {
    const it = await fixture(size);
    try {
      if (asked) {
        await it.coordinator.do("EditionShow", { edition: it.edition.id });
        const { version } = await it.coordinator.do("ResultRead", { edition: it.edition.id }, {});
        if (publishing) await it.coordinator.do("EditionPublish", { edition: it.edition.id }, { version, id: uuid(), password: it.coordinator.password, acknowledged: false, note: null });
      }
      return (await it.coordinator.call("HealthShow")).d1.memory;
    } finally {
      await it.server.stop();
    }
  };
  const [bare, read, published] = [await memory(false, false), await memory(false, true), await memory(true, true)];
  // What the sheets take grows with them; the password does not. As if the one could not use what the other has left (the full
  // size itself, measured by the bench, needs a little less).
  const full = published + (read - bare) * ((FULL.entries * FULL.judges) / sheets - 1);
  console.log(`    memory: ${bare} bytes bare, ${read} with ${sheets} sheets, ${published} after publishing, ${Math.round(full)} at the full size`);
  assert.ok(bare > 0 && full <= MEMORY, `${bare} bare, ${read} with ${sheets} sheets, ${published} after publishing, ${full} at the full size`);
});
