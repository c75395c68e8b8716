// The panel: seats and who judges what. Never the own agency, its parent or its units (Article 5(1)d).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ok, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { from, innovations, join, makeEdition, score } from "./support/world.mjs";

let world, coordinator, server, found, all;
before(async () => {
  world = await standard();
  ({ coordinator, server } = world);
  all = await innovations(coordinator, 293);
  found = all.filter((it) => it.agency_code === null).slice(0, 3);
});
after(() => world?.server.stop());

const REASON = "Berhalangan karena tugas luar.";
const seat = async (edition, judge) => coordinator.call("SeatCreate", { edition: edition.id }, { version: await edition.version(), person: judge.person ?? judge });
const unseat = async (edition, judge, reason = REASON) => coordinator.call("SeatRemove", { edition: edition.id, person: judge.person }, { version: await edition.version(), reason });
const assign = async (edition, changes, reason = null) =>
  coordinator.call("AssignmentSet", { edition: edition.id }, { version: await edition.version(), changes: changes.map(([entry, judge, on = true]) => ({ id: uuid(), entry, judge: judge.person, on })), reason });
const line = async (edition, entry, judge) => (await edition.show()).assignments.find((it) => it.entry === entry && it.judge === judge.person);

describe("seats", () => {
  test("an existing person becomes a judge of the edition at once", async () => {
    const edition = await makeEdition(coordinator);
    const person = await join(server, coordinator, "clinic");
    refused(await person.call("JudgeDeskShow"), "forbidden");
    ok(await seat(edition, person));
    ok(await person.call("JudgeDeskShow"));
    assert.deepEqual((await person.do("SessionShow")).actor.grants.find((it) => it.role === "judge").edition, edition.id);
  });

  test("twice is refused, and a person that nobody has too", async () => {
    const edition = await makeEdition(coordinator);
    ok(await seat(edition, world.judge1));
    const again = await seat(edition, world.judge1);
    assert.ok(again.status === 409, again.text);
    const nobody = await seat(edition, uuid());
    assert.ok([404, 409, 422].includes(nobody.status), nobody.text);
    assert.equal((await edition.show()).panel.length, 1);
  });

  test("removing a judge of a draft takes the assignments too and needs a reason", async () => {
    const edition = await makeEdition(coordinator, { entries: found, judges: world.judges });
    refused(await unseat(edition, world.judge1, "ya"), "reason_needed");
    ok(await unseat(edition, world.judge1));
    assert.equal((await edition.show()).panel.find((it) => it.person === world.judge1.person).removed, REASON);
    assert.ok((await edition.show()).assignments.every((it) => it.judge !== world.judge1.person || it.state === "removed"));
  });
});

describe("assignments", () => {
  test("several changes are one unit: one that is refused undoes all", async () => {
    const edition = await makeEdition(coordinator, { entries: found });
    await edition.seat(world.judge1);
    const answer = await assign(edition, [
      [edition.entries[0], world.judge1],
      [edition.entries[1], world.judge2],
    ]);
    refused(answer, "not_a_judge");
    assert.deepEqual((await edition.show()).assignments, []);
  });

  test("an entry assigned twice to one judge is refused and stays assigned once", async () => {
    const edition = await makeEdition(coordinator, { entries: found });
    await edition.seat(world.judge1);
    refused(await assign(edition, [[edition.entries[0], world.judge1], [edition.entries[0], world.judge1]]), "already_assigned");
    ok(await assign(edition, [[edition.entries[0], world.judge1]]));
    refused(await assign(edition, [[edition.entries[0], world.judge1]]), "already_assigned");
    assert.equal((await edition.show()).assignments.length, 1);
  });

  test("taking away what was never given is refused", async () => {
    const edition = await makeEdition(coordinator, { entries: found });
    await edition.seat(world.judge1);
    refused(await assign(edition, [[edition.entries[0], world.judge1, false]]), "not_assigned");
  });

  test("in a draft a pair goes without a trace, and one that a conflict or a proposal names is ended and can come back", async () => {
    const edition = await makeEdition(coordinator, { entries: found, judges: world.judges });
    const [first, second, third] = edition.entries;
    const stored = async (entry) => (await edition.show()).assignments.find((it) => it.entry === entry && it.judge === world.judge1.person);
    const [plain, conflicted, proposed] = [await stored(first), await stored(second), await stored(third)];
    await server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", conflicted.id);
    await server.run(
      "INSERT INTO proposal (id, kind, edition_id, assignment_id, seen_version, effect, digest, reason, proposed_by, at, expires_at) VALUES (?1, 'drop_sheet', ?2, ?3, 1, ?4, ?5, 'Alasan contoh.', ?6, 1, 2)",
      uuid(), edition.id, proposed.id,
      JSON.stringify({ subject: { kind: "drop_sheet", assignment: proposed.id }, name: "Contoh", edition: null, entries: [], short: [], sheets: 0, criteria: [], classes: [] }),
      "0".repeat(64), coordinator.person,
    );
    ok(await assign(edition, [first, second, third].map((entry) => [entry, world.judge1, false])));
    assert.deepEqual([await stored(first), (await stored(second)).state, (await stored(third)).state], [undefined, "removed", "removed"]);
    assert.equal(await server.row("SELECT id FROM assignment WHERE id = ?1", plain.id), undefined);
    refused(await assign(edition, [[second, world.judge1, false]]), "not_assigned");
    // What the conflict was about ends with the pair.
    assert.deepEqual((await coordinator.do("EditionWatch", { edition: edition.id })).conflicts, []);
    ok(await assign(edition, [first, third].map((entry) => [entry, world.judge1])));
    assert.deepEqual([(await stored(third)).id, (await stored(third)).state], [proposed.id, "active"]);
    assert.notEqual((await stored(first)).id, plain.id);
  });

  test("an entry of another edition is not found here", async () => {
    const edition = await makeEdition(coordinator);
    await edition.seat(world.judge1);
    const answer = await assign(edition, [[world.open.entries[0], world.judge1]]);
    refused(answer, "not_found", { field: "changes.0" });
    assert.deepEqual((await edition.show()).assignments, []);
  });

  for (const [what, home, entryOf] of [
    ["the own agency", "DINKES", "DINKES"],
    ["the parent of the own unit", "PKM-JEBUS", "DINKES"],
    ["a unit of the own agency", "DINKES", "PKM-JEBUS"],
  ]) {
    test(`a judge never judges an entry of ${what} (Article 5(1)d)`, async () => {
      const entry = all.find((it) => it.agency_code === entryOf) ?? (await own(entryOf));
      const edition = await makeEdition(coordinator, { entries: [entry] });
      const judge = await edition.invite(server, { home: from(home) });
      refused(await assign(edition, [[edition.entries[0], judge]]), "conflict_of_interest");
      assert.deepEqual((await edition.show()).assignments, []);
    });
  }

  test("a judge of an unrelated agency may", async () => {
    const entry = all.find((it) => it.agency_code !== null && !["DINKES", "DLH"].includes(it.agency_code) && !it.agency_code.startsWith("PKM"));
    const edition = await makeEdition(coordinator, { entries: [entry] });
    const judge = await edition.invite(server, { home: from("DINKES") });
    ok(await assign(edition, [[edition.entries[0], judge]]));
  });

  test("once open, a change needs a reason", async () => {
    const edition = await makeEdition(coordinator, { entries: found, judges: world.judges, open: true });
    await edition.seat(world.foreign);
    refused(await assign(edition, [[edition.entries[0], world.foreign]]), "reason_needed");
    ok(await assign(edition, [[edition.entries[0], world.foreign]], REASON));
  });
});

/** An innovation of an agency, imported when the catalogue has none. */
async function own(code) {
  const { importFile, INNOVATION_HEADER } = await import("./support/world.mjs");
  const agency = (await coordinator.do("AgencyList")).find((it) => it.code === code);
  const name = `Inovasi contoh ${uuid()}`;
  await importFile(coordinator, "innovations", `${INNOVATION_HEADER}\n${name},${agency.name},Kabupaten Bangka Barat,Kepulauan Bangka Belitung,2025,metode,,pemda,asli,yes,\n`);
  return (await innovations(coordinator, 24, `&q=${encodeURIComponent(name)}`)).find((it) => it.name === name);
}

describe("mid-round", () => {
  test("a removed judge is out on the next request; finished sheets stay as evidence and do not count", async () => {
    const edition = await makeEdition(coordinator, { entries: found, judges: [...world.judges, world.foreign], open: true });
    const [entry] = edition.entries;
    for (const judge of [...world.judges, world.foreign]) await score(judge, edition.of(judge, entry), [50, 50, 50, 50, 50]);
    const gone = world.judge3;
    ok(await unseat(edition, gone));
    refused(await gone.call("SheetShow", { assignment: edition.of(gone, entry) }), "not_found");
    assert.ok(!(await gone.do("JudgeDeskShow")).editions.some((it) => it.id === edition.id));
    refused(await gone.call("SheetPut", { assignment: edition.of(gone, edition.entries[1]) }, { version: 0, sheet: { marks: {}, notes: {} } }), "not_found");
    const kept = await line(edition, entry, gone);
    assert.deepEqual([kept.state, kept.sheet, kept.reason], ["removed", "locked", REASON]);
    for (const judge of [world.judge1, world.judge2, world.foreign]) for (const other of edition.entries.slice(1)) await score(judge, edition.of(judge, other), [60, 60, 60, 60, 60]);
    await edition.close();
    const { sheets, board } = await edition.results();
    const evidence = sheets.find((it) => it.entry === entry && it.judge === gone.fullName);
    assert.deepEqual([evidence.counted, evidence.total], [false, 5000]);
    assert.ok(board.rows.every((it) => it.judges === 3));
  });

  test("a judge who declared a relation cannot be assigned that entry again", async () => {
    const edition = await makeEdition(coordinator, { entries: found, judges: world.judges, open: true });
    const [entry] = edition.entries;
    await world.judge1.do("ConflictSet", { assignment: edition.of(world.judge1, entry) }, { reason: "Saudara kandung pengusul." });
    refused(await assign(edition, [[entry, world.judge1]], REASON), "conflict_declared");
  });

  test("a replacement scores instead and counts", async () => {
    const edition = await makeEdition(coordinator, { entries: [found[0]], judges: world.judges, open: true });
    const [entry] = edition.entries;
    ok(await unseat(edition, world.judge3));
    ok(await seat(edition, world.foreign));
    ok(await assign(edition, [[entry, world.foreign]], REASON));
    const assignment = await edition.assignment(entry, world.foreign);
    for (const judge of [world.judge1, world.judge2]) await score(judge, edition.of(judge, entry), [80, 80, 80, 80, 80]);
    await score(world.foreign, assignment, [50, 50, 50, 50, 50]);
    await edition.close();
    assert.deepEqual((await edition.results()).board.rows.map((it) => [it.score, it.judges]), [[7000, 3]]);
  });

  test("the panel shows progress as counts, never a mark", async () => {
    const answer = await coordinator.call("EditionShow", { edition: world.open.id });
    const first = ok(answer).assignments.find((it) => it.judge === world.judge1.person && it.entry === world.open.entries[0]);
    assert.deepEqual([first.sheet, first.filled], ["locked", 5]);
    assert.doesNotMatch(answer.text, /"(marks|total|score|notes)"/);
  });
});
