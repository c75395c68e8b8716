// What happened cannot be made undone: the record, the sheets' history, late sheets, publications, what was handed in,
// validated plans, reviews, the log.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { reach } from "./support/clinic.mjs";
import { standard } from "./support/standard.mjs";
import { uuid } from "./support/ids.mjs";
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
    ["INSERT INTO judge_recovery (edition_id, person_id, at) VALUES (?1, ?2, 1)", world.open.id, world.judge1.person],
    ["INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment],
    ["INSERT INTO conflict_decision (assignment_id, class, at, person_id, reason) VALUES (?1, 'team', 1, ?2, 'alasan')", assignment, world.coordinator.person],
  ])
    await server.run(text, ...values);
  await moveClosing(server, world.open, Date.now() - 1);
  await world.judge1.call("SheetPut", { assignment: world.open.of(world.judge1, world.open.entries[1]) }, { version: 0, sheet: sheet([1, 2, 3, 4, 5]) });
});
after(() => world?.server.stop());

for (const table of ["event", "sheet_event", "late_sheet", "publication", "import_batch", "record_revision", "plan_version", "review", "log_entry", "proposal", "proposal_end", "judge_recovery", "conflict", "conflict_decision", "disclosure"]) {
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
      await assert.rejects(server.run(attack), /append_only|constraint/i, attack);
    assert.deepEqual(await rows(), before);
  });
}

test("a published board cannot be replaced by its digest, its id or its version", async () => {
  const [row] = await server.rows("SELECT * FROM publication");
  for (const change of [{ version: 9, id: "x".repeat(36) }, { version: 9, digest: "0".repeat(64) }, { id: "x".repeat(36), digest: "0".repeat(64) }]) {
    const other = { ...row, slug: row.slug, ...change, board: '{"palsu":true}', note: "catatan palsu" };
    const names = Object.keys(other);
    await assert.rejects(server.run(`INSERT OR REPLACE INTO publication (${names}) VALUES (${names.map((_, n) => `?${n + 1}`)})`, ...Object.values(other)), /append_only|constraint/i);
  }
  assert.deepEqual(await server.rows("SELECT * FROM publication"), [row]);
});
