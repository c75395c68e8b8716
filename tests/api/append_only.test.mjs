// What happened cannot be made undone: the record, the sheets' history, late sheets, publications, what was handed in,
// validated plans, reviews, the log. Which tables and keys there are is read from the schema (tests/support/keys.mjs).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { growing, schema } from "../support/keys.mjs";
import { ok } from "./support/client.mjs";
import { reach, review } from "./support/clinic.mjs";
import { sha256, uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { moveClosing, sheet } from "./support/world.mjs";

let world, server;
before(async () => {
  world = await standard();
  ({ server } = world);
  await reach(world, "display");
  // Rows of the tables that only rare steps fill.
  const assignment = world.open.of(world.judge1, world.open.entries[0]);
  const a = uuid();
  for (const [text, ...values] of [
    ["INSERT INTO proposal (id, kind, edition_id, assignment_id, seen_version, effect, digest, reason, proposed_by, at, expires_at) VALUES (?1, 'drop_sheet', ?2, ?3, 1, '{}', ?4, 'alasan', ?5, 1, 2)", a, world.open.id, assignment, "0".repeat(64), world.coordinator.person],
    ["INSERT INTO proposal_end (proposal_id, outcome, person_id, at) VALUES (?1, 'refused', ?2, 1)", a, world.admin.person],
    ["INSERT INTO judge_recovery (invitation_id, edition_id, person_id, at) SELECT id, ?1, ?2, 1 FROM invitation LIMIT 1", world.open.id, world.judge1.person],
    ["INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment],
    ["INSERT INTO conflict_decision (assignment_id, class, at, person_id, reason) VALUES (?1, 'team', 1, ?2, 'alasan')", assignment, world.coordinator.person],
  ])
    await server.run(text, ...values);
  ok(await review(world.clinic, await reach(world, "diagnose", { desk: "clinic" }), "not_yet", { announce: false }));
  await moveClosing(server, world.open, Date.now() - 1);
  await world.judge1.call("SheetPut", { assignment: world.open.of(world.judge1, world.open.entries[1]) }, { version: 0, sheet: sheet([1, 2, 3, 4, 5]) });
});
after(() => world?.server.stop());

/** The tables and their keys, from the schema: a new one is attacked here without anybody naming it. */
const tables = growing(schema());

test("what must only grow does", () => {
  const names = tables.map((it) => it.table);
  for (const name of ["event", "sheet_event", "late_sheet", "publication", "publication_input", "import_batch", "record_revision", "plan_version", "review", "log_entry"]) assert.ok(names.includes(name), name);
});

for (const { table, columns: all, keys } of tables) {
  test(`${table}: UPDATE, DELETE, INSERT OR REPLACE, INSERT OR IGNORE over a row and upsert change nothing`, async () => {
    const rows = () => server.rows(`SELECT * FROM ${table}`);
    const before = await rows();
    assert.ok(before.length > 0, "there is something to attack");
    const columns = Object.keys(before[0]);
    const list = columns.join(", ");
    const key = columns[0];
    for (const attack of [
      `UPDATE ${table} SET ${key} = ${key}`,
      `UPDATE OR IGNORE ${table} SET ${key} = ${key}`,
      `UPDATE OR REPLACE ${table} SET ${columns.at(-1)} = ${columns.at(-1)}`,
      `DELETE FROM ${table}`,
      `DELETE FROM ${table} WHERE ${key} = (SELECT ${key} FROM ${table} LIMIT 1)`,
      `INSERT OR REPLACE INTO ${table} (${list}) SELECT ${list} FROM ${table} LIMIT 1`,
      `REPLACE INTO ${table} (${list}) SELECT ${list} FROM ${table} LIMIT 1`,
      `INSERT INTO ${table} (${list}) SELECT ${list} FROM ${table} WHERE true LIMIT 1 ON CONFLICT DO UPDATE SET ${key} = excluded.${key}`,
    ])
      await assert.rejects(server.run(attack), /append_only/i, attack);
    assert.deepEqual(await rows(), before);
  });

  for (const key of keys) {
    test(`${table}: a row with only the ${key.name} of another takes nothing away`, async () => {
      const hidden = key.columns[0] === "rowid";
      const rows = () => server.rows(`SELECT *${hidden ? ", rowid AS rowid" : ""} FROM ${table}`);
      const before = await rows();
      // Of a partial index only those that it holds.
      const held = before.filter((row) => (key.asked ?? []).every((name) => row[name] === null));
      assert.ok(held.length > 0, `${key.name} holds a row to attack`);
      const unique = new Set(keys.flatMap((it) => it.columns));
      const fresh = (name, value) => (typeof value === "number" ? value + 1_000_000 : name === "digest" ? sha256(uuid()) : uuid());
      const other = Object.fromEntries(
        Object.entries(held[0]).filter(([name]) => name !== "rowid" || hidden).map(([name, value]) => [name, unique.has(name) && !key.columns.includes(name) ? fresh(name, value) : value]),
      );
      // What else it says is another thing.
      const text = all.find((it) => /^(reason|reasons|subject|file_name|note|request_id)$/.test(it.name))?.name;
      if (text && other[text] !== null && text !== "note") other[text] = "Palsu, palsu.";
      const names = Object.keys(other);
      const attack = `INSERT OR REPLACE INTO ${table} (${names}) VALUES (${names.map((_, n) => `?${n + 1}`)})`;
      await assert.rejects(server.run(attack, ...Object.values(other)), /append_only/, attack);
      assert.deepEqual(await rows(), before);
    });
  }
}
