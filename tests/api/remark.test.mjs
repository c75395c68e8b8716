// Comments on a record: from both sides, on a part or on the whole, settled once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ok, refused } from "./support/client.mjs";
import { seedRecord } from "./support/seed.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { from, join } from "./support/world.mjs";

let world, record, stranger;
before(async () => {
  world = await standard();
  record = await seedRecord(world, { place: "diagnose" });
  stranger = await join(world.server, world.coordinator, "innovator", { home: from("DLH") });
});
after(() => world?.server.stop());

const add = (by, body = {}, options) => by.call("RemarkAdd", { innovation: record.id }, { id: uuid(), part: null, text: "Mohon jelaskan angkanya.", ...body }, options);
const settle = (by, remark, innovation = record.id, options) => by.call("RemarkDone", { innovation, remark }, {}, options);
const stored = (id) => world.server.row("SELECT * FROM remark WHERE id = ?1", id);

test("both sides comment, and it is kept from which side", async () => {
  for (const [by, clinic] of [
    [world.innovator, 0],
    [world.agency, 0],
    [world.head, 0],
    [world.clinic, 1],
    [world.coordinator, 1],
  ]) {
    const id = uuid();
    ok(await add(by, { id, part: "masalah" }));
    const row = await stored(id);
    assert.deepEqual([row.part, row.clinic, row.person_id], ["masalah", clinic, by.person], by.name);
  }
});

test("whoever only reads does not comment; strangers learn nothing", async () => {
  refused(await add(world.guest), "sign_in_needed");
  refused(await add(world.judge1), "forbidden");
  refused(await add(world.leadership), "forbidden");
  refused(await add(stranger), "not_found");
});

test("a comment has 3 to 1,000 characters and points to a part that exists", async () => {
  refused(await add(world.clinic, { text: " a " }), "text_too_short", { field: "text" });
  refused(await add(world.clinic, { text: " " }), "text_missing", { field: "text" });
  refused(await add(world.clinic, { text: "a".repeat(1_001) }), "text_too_long", { field: "text" });
  ok(await add(world.clinic, { text: "a".repeat(1_000) }));
  refused(await add(world.clinic, { part: "entah" }), "unknown_value");
});

test("sent again with the same key it stands once", async () => {
  const [id, key] = [uuid(), uuid()];
  const send = (options) => add(world.clinic, { id }, options);
  const first = await send({ key });
  assert.equal(ok(first) && (await send({ key })).text, first.text);
  refused(await send(), "key_reused");
  assert.equal((await world.server.row("SELECT count(*) AS n FROM remark WHERE id = ?1", id)).n, 1);
});

test("a comment is settled once, by either side, under its own record", async () => {
  const id = uuid();
  ok(await add(world.clinic, { id }));
  const other = await seedRecord(world);
  refused(await settle(world.innovator, id, other.id), "not_found");
  refused(await settle(world.innovator, uuid()), "not_found");
  refused(await settle(stranger, id), "not_found");
  refused(await settle(world.leadership, id), "forbidden");
  const key = uuid();
  const first = await settle(world.innovator, id, record.id, { key });
  assert.equal(ok(first) && (await settle(world.innovator, id, record.id, { key })).text, first.text);
  assert.equal((await stored(id)).done_by, world.innovator.person);
  refused(await settle(world.clinic, id), "nothing_to_follow");
});
