// The log of an innovation (Articles 13, 14): who writes what, when, and what a gate asks for.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { between, ok, refused } from "./support/client.mjs";
import { NOTES, entry, leave, moveRecord, planItem, recordVersion, seedRecord } from "./support/seed.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { DAY, from, join } from "./support/world.mjs";

let world, stranger;
before(async () => {
  world = await standard();
  stranger = await join(world.server, world.coordinator, "innovator", { home: from("DLH") });
});
after(() => world?.server.stop());

const add = (by, record, note, parts, options) => by.call("LogAdd", { innovation: record.id }, entry(note, parts), options);
const follow = (by, record, id, text = "Sudah dipasang penguat sinyal.") => by.call("LogFollow", { innovation: record.id, entry: id }, { text });
const stored = (id) => world.server.row("SELECT * FROM log_entry WHERE id = ?1", id);
const delivering = (item, parts = {}) => seedRecord(world, { place: "deliver", plan: [planItem(item)], ...parts });

describe("who writes", () => {
  test("the team, its coordinator and the clinic; nobody else, and strangers learn nothing", async () => {
    const record = await delivering();
    for (const by of [world.innovator, world.agency, world.clinic, world.coordinator]) ok(await add(by, record, NOTES.monitoring()));
    refused(await add(world.guest, record, NOTES.monitoring()), "sign_in_needed");
    refused(await add(world.judge1, record, NOTES.monitoring()), "forbidden");
    for (const by of [world.head, world.leadership]) refused(await add(by, record, NOTES.monitoring()), "forbidden");
    const unknown = await add(stranger, { id: uuid() }, NOTES.monitoring());
    const foreign = await add(stranger, record, NOTES.monitoring());
    const same = (answer) => ({ ...refused(answer, "not_found"), request_id: "" });
    assert.deepEqual(same(foreign), same(unknown));
  });

  test("consultations and appointments are the clinic's own, in every stage", async () => {
    for (const place of ["drum_up", "diagnose", "design", "deliver", "display", "berlanjut"]) {
      const record = await seedRecord(world, { place });
      ok(await add(world.clinic, record, NOTES.consultation()));
      ok(await add(world.clinic, record, NOTES.appointment(), { at: Date.now() + 3 * DAY }));
      refused(await add(world.innovator, record, NOTES.consultation()), "forbidden");
    }
  });

  test("somebody who left the team writes no more", async () => {
    const record = await delivering();
    await leave(world, record.id, world.innovator);
    refused(await add(world.innovator, record, NOTES.monitoring()), "not_found");
  });
});

describe("progress", () => {
  test("before the launch is refused with Article 13(2)", async () => {
    const item = uuid();
    const record = await delivering(item);
    const { article, missing } = refused(await add(world.innovator, record, NOTES.progress(item)), "gate_closed");
    assert.deepEqual([article.pasal, article.ayat, missing], [13, 2, ["launch"]]);
    assert.equal((await world.server.row("SELECT count(*) AS n FROM log_entry WHERE innovation_id = ?1", record.id)).n, 0);
  });

  test("after the launch is taken for lines of the plan in force, and only for these", async () => {
    const item = uuid();
    const record = await delivering(item);
    ok(await add(world.innovator, record, NOTES.launch()));
    const id = uuid();
    ok(await add(world.innovator, record, NOTES.progress(item, { state: "done" }), { id }));
    assert.deepEqual([(await stored(id)).item_id, (await stored(id)).item_state], [item, "done"]);
    refused(await add(world.innovator, record, NOTES.progress(uuid())), "item_unknown", { field: "item" });
    const next = uuid();
    await world.server.run("INSERT INTO plan_version (innovation_id, n, at, person_id, plan, reason) VALUES (?1, 2, 2, ?2, ?3, 'Rencana berubah.')", record.id, world.innovator.person, JSON.stringify([planItem(next)]));
    await world.server.run("UPDATE record SET plans = 2 WHERE innovation_id = ?1", record.id);
    refused(await add(world.innovator, record, NOTES.progress(item)), "item_unknown");
    ok(await add(world.innovator, record, NOTES.progress(next)));
  });

  test("that happened before the day of the launch is refused, however late it arrives", async () => {
    const item = uuid();
    const record = await delivering(item);
    ok(await add(world.innovator, record, NOTES.launch(), { at: Date.now() - 3 * DAY }));
    refused(await add(world.innovator, record, NOTES.progress(item), { at: Date.now() - 5 * DAY }), "gate_closed");
    ok(await add(world.innovator, record, NOTES.progress(item), { at: Date.now() - 2 * DAY }));
  });
});

describe("each entry in its stage", () => {
  const where = {
    launch: ["deliver"],
    monitoring: ["deliver", "display", "berlanjut"],
    obstacle: ["deliver", "display", "berlanjut"],
    display: ["display", "berlanjut"],
    input: ["display", "berlanjut"],
    noInput: ["display", "berlanjut"],
  };
  for (const place of ["drum_up", "diagnose", "design", "deliver", "display", "berlanjut"]) {
    test(`at ${place}`, async () => {
      const record = await seedRecord(world, { place });
      for (const [kind, places] of Object.entries(where)) {
        const answer = await add(world.innovator, record, NOTES[kind]());
        if (places.includes(place)) ok(answer);
        else refused(answer, "stage_wrong");
      }
    });
  }

  test("nothing is added to what is put aside, stopped or finished", async () => {
    const of = async (parts) => add(world.innovator, await delivering(uuid(), parts), NOTES.monitoring());
    refused(await of({ hold: "paused" }), "innovation_paused");
    refused(await of({ hold: "stopped" }), "innovation_stopped");
    refused(await of({ place: "selesai" }), "stages_ended");
  });

  test("a record that moves on in the same moment refuses the entry", async () => {
    const record = await delivering();
    const answer = await between(
      world.innovator,
      (options) => add(world.innovator, record, NOTES.launch(), {}, options),
      () => moveRecord(world, record, { place: "display" }),
    );
    refused(answer, "stage_wrong");
    assert.equal((await world.server.row("SELECT count(*) AS n FROM log_entry WHERE innovation_id = ?1", record.id)).n, 0);
  });
});

describe("a wrong entry", () => {
  const correct = (by, record, id, note, parts, options) => by.call("LogCorrect", { innovation: record.id, entry: id }, entry(note, parts), options);
  const shown = async (record) => (await world.innovator.do("RecordShow", { innovation: record.id })).rows.log;

  test("is corrected by another one of its kind; the first stays and counts no more", async () => {
    const record = await delivering();
    const [wrong, right] = [uuid(), uuid()];
    const early = Date.now() - 9 * DAY;
    ok(await add(world.innovator, record, NOTES.launch(), { id: wrong, at: early }));
    const facts = async () => (await world.innovator.do("RecordShow", { innovation: record.id })).facts;
    assert.equal((await facts()).launched_early, true);
    refused(await correct(world.innovator, record, wrong, NOTES.monitoring()), "unknown_value", { field: "note" });
    ok(await correct(world.innovator, record, wrong, NOTES.launch(), { id: right }));
    assert.deepEqual([(await facts()).launched, (await facts()).launched_early], [true, false]);
    const log = await shown(record);
    assert.deepEqual(log.map((it) => [it.id, it.replaced, it.own]), [[right, false, true], [wrong, true, true]]);
    refused(await correct(world.innovator, record, wrong, NOTES.launch()), "log_replaced");
    const [line] = await world.innovator.all("HistoryList", { innovation: record.id });
    assert.equal(line.action, "log.corrected");
  });

  test("keeps its follow-up, and one that waits goes on waiting in its place", async () => {
    const record = await delivering();
    const [open, settled] = [uuid(), uuid()];
    for (const id of [open, settled]) ok(await add(world.innovator, record, NOTES.obstacle(), { id }));
    ok(await follow(world.innovator, record, settled));
    for (const id of [open, settled]) ok(await correct(world.innovator, record, id, NOTES.obstacle()));
    const { waiting, rows, facts } = await world.innovator.do("RecordShow", { innovation: record.id });
    assert.deepEqual([waiting.length, facts.open_obstacles], [1, 1]);
    assert.equal(rows.log.filter((it) => !it.replaced && it.follow_up?.text === "Sudah dipasang penguat sinyal.").length, 1);
    refused(await follow(world.innovator, record, open), "nothing_to_follow");
  });

  test("is its writer's or its side's to correct", async () => {
    const record = await delivering();
    const [theirs, ours] = [uuid(), uuid()];
    ok(await add(world.innovator, record, NOTES.monitoring(), { id: theirs }));
    ok(await add(world.clinic, record, NOTES.consultation(), { id: ours }));
    refused(await correct(world.clinic, record, theirs, NOTES.monitoring()), "forbidden");
    refused(await correct(world.innovator, record, ours, NOTES.consultation()), "forbidden");
    refused(await correct(stranger, record, theirs, NOTES.monitoring()), "not_found");
    ok(await correct(world.agency, record, theirs, NOTES.monitoring()));
    ok(await correct(world.coordinator, record, ours, NOTES.consultation()));
  });

  test("a record that is put aside in the same moment refuses the correction", async () => {
    const record = await delivering();
    const id = uuid();
    ok(await add(world.innovator, record, NOTES.monitoring(), { id }));
    const answer = await between(
      world.innovator,
      (options) => correct(world.innovator, record, id, NOTES.monitoring(), {}, options),
      () => moveRecord(world, record, { place: "deliver", hold: "paused" }),
    );
    refused(answer, "stage_wrong");
    assert.equal((await shown(record)).length, 1);
  });
});

describe("an entry from a phone", () => {
  test("keeps when it happened and when it came; what has not happened is refused", async () => {
    const record = await delivering();
    const [id, at] = [uuid(), Date.now() - 4 * DAY];
    ok(await add(world.innovator, record, NOTES.monitoring(), { id, at }));
    const row = await stored(id);
    assert.equal(row.at, at);
    assert.ok(row.stored_at > at + 3 * DAY);
    refused(await add(world.innovator, record, NOTES.monitoring(), { at: Date.now() + DAY }), "date_in_future", { field: "at" });
  });

  test("is stored once, whether sent again with its key or with another", async () => {
    const record = await delivering();
    const [id, key] = [uuid(), uuid()];
    const body = entry(NOTES.monitoring(), { id });
    const send = (options) => world.innovator.call("LogAdd", { innovation: record.id }, body, options);
    const first = await send({ key });
    assert.equal(ok(first) && (await send({ key })).text, first.text);
    refused(await send(), "key_reused");
    assert.equal((await world.server.row("SELECT count(*) AS n FROM log_entry WHERE id = ?1", id)).n, 1);
    assert.equal((await world.server.row("SELECT count(*) AS n FROM event WHERE innovation_id = ?1 AND action = 'log.added'", record.id)).n, 1);
  });

  test("leaves the version of the record alone: nobody's draft becomes stale", async () => {
    const record = await delivering();
    const before = await recordVersion(world, record);
    assert.equal(ok(await add(world.innovator, record, NOTES.monitoring())).version, before);
    assert.equal(await recordVersion(world, record), before);
  });

  test("with faults names each of them", async () => {
    const record = await delivering();
    const { faults } = refused(await add(world.innovator, record, NOTES.obstacle({ text: "x", owner: "", due: 0 })), "text_too_short");
    assert.deepEqual(faults.map((it) => it.field), ["text", "owner", "due"]);
  });
});

describe("an obstacle", () => {
  test("is open until somebody says what was done, and is followed up once (Article 13(3))", async () => {
    const record = await delivering();
    const id = uuid();
    ok(await add(world.innovator, record, NOTES.obstacle(), { id }));
    assert.equal((await stored(id)).waits, 1);
    refused(await follow(world.innovator, record, id, "x"), "text_too_short", { field: "text" });
    refused(await follow(stranger, record, id), "not_found");
    refused(await follow(world.leadership, record, id), "forbidden");
    refused(await follow(world.guest, record, id), "sign_in_needed");
    ok(await follow(world.agency, record, id));
    const row = await stored(id);
    assert.deepEqual([row.waits, row.follow_up, row.followed_by], [0, "Sudah dipasang penguat sinyal.", world.agency.person]);
    refused(await follow(world.innovator, record, id), "nothing_to_follow");
  });

  test("is followed up under its own record; what does not wait has nothing to follow", async () => {
    const [record, other] = [await delivering(), await delivering()];
    const [id, seen] = [uuid(), uuid()];
    ok(await add(world.innovator, record, NOTES.obstacle(), { id }));
    ok(await add(world.innovator, record, NOTES.monitoring(), { id: seen }));
    refused(await follow(world.innovator, other, id), "not_found");
    refused(await follow(world.innovator, record, uuid()), "not_found");
    refused(await follow(world.innovator, record, seen), "nothing_to_follow");
  });
});
