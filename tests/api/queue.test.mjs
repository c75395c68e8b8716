// The clinic's desk: lanes, who facilitates, and that it costs the same however long the history is. (K11, B-queue)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { refused } from "./support/client.mjs";
import { PRINCIPLES, REASON, begin, prepare, put, reach, review, take, view } from "./support/clinic.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { join } from "./support/world.mjs";

let world, server, clinic, coordinator, innovator;
before(async () => {
  world = await standard();
  ({ server, clinic, coordinator, innovator } = world);
});
// Thousands of records are written straight into the database, without teams and plans.
after(() => world?.server.stop({ broken: ["delivery_has_a_validated_plan", "record_has_one_lead"] }));

const queue = (query = "") => clinic.do("QueueShow", {}, undefined, { query });

/** Writes `count` records of a lane straight into the database. */
async function seed(count, lane) {
  const prefix = uuid().slice(0, 24);
  const [place, desk] = lane === "done" ? ["selesai", "clinic"] : ["diagnose", lane === "ours" ? "clinic" : "innovator"];
  const upTo = `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count})`;
  const id = `'${prefix}' || printf('%012x', n)`;
  await server.run(
    `${upTo} INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, carrier, replication, unverified, search_text, sort_name, created_at, listed) SELECT ${id}, 'ramai-' || ${id}, 'ramai-' || ${id}, 'Inovasi ramai ' || n, 'Dinas', 'DLH', '', '', 'pemda', 0, 0, 'ramai', 'ramai', 1, 0 FROM c`,
  );
  await server.run(
    `${upTo} INSERT INTO record (innovation_id, number, agency_code, place, desk, hold, lane, since, created_at, created_by) SELECT ${id}, 'INV-2024-' || '${prefix}' || n, 'DLH', '${place}', '${desk}', 'none', '${lane}', n, 1, '${world.agency.person}' FROM c`,
  );
}

describe("lanes", () => {
  test("a record lies in ours, theirs, done as its course says, and the counts say so", async () => {
    const start = (await queue()).counts;
    const ours = await reach(world, "diagnose", { desk: "clinic" });
    const theirs = await reach(world, "diagnose");
    const done = await reach(world, "diagnose");
    await take(world.agency, done, "stop", { reason: REASON });
    for (const [lane, id] of [["menunggu-kami", ours], ["menunggu-pd", theirs], ["selesai", done]]) {
      const { items, counts, team } = await queue(`?lajur=${lane}`);
      assert.deepEqual([ours, theirs, done].filter((it) => items.some((item) => item.line.id === it)), [id], lane);
      assert.deepEqual(counts, start.map((n) => n + 1));
      assert.ok(team.some((it) => it.id === clinic.person) && team.some((it) => it.id === coordinator.person));
      assert.ok(!team.some((it) => it.id === innovator.person));
    }
    assert.ok((await queue("?lajur=menunggu-kami&tahap=diagnose")).items.some((it) => it.line.id === ours));
    assert.ok(!(await queue("?lajur=menunggu-kami&tahap=design")).items.some((it) => it.line.id === ours));
    const { line } = await view(clinic, ours);
    await clinic.do("DeskSet", {}, { records: [{ innovation: ours, version: line.version }], facilitator: clinic.person, reviewer: null });
    assert.ok((await queue(`?lajur=menunggu-kami&pendamping=${clinic.person}`)).items.some((it) => it.line.id === ours));
    assert.ok(!(await queue(`?lajur=menunggu-kami&pendamping=${coordinator.person}`)).items.some((it) => it.line.id === ours));
  });

  test("the longest waiting comes first, with the review held back", async () => {
    const first = await reach(world, "diagnose", { desk: "clinic" });
    const second = await reach(world, "diagnose", { desk: "clinic" });
    const held = await review(clinic, second, "valid", { announce: false });
    assert.equal(held.status, 200, held.text);
    const { items } = await queue();
    const at = (id) => items.findIndex((it) => it.line.id === id);
    assert.ok(at(first) < at(second));
    assert.ok(items[at(second)].held && items[at(second)].line.held);
    assert.equal(items[at(first)].held, null);
  });
});

describe("who facilitates and who reviews", () => {
  test("people of the clinic only, all records or none", async () => {
    const ids = [await reach(world, "diagnose"), await reach(world, "diagnose")];
    const records = [];
    for (const innovation of ids) records.push({ innovation, version: (await view(clinic, innovation)).line.version });
    const set = (body) => clinic.call("DeskSet", {}, { records, facilitator: null, reviewer: null, ...body });
    refused(await set({ facilitator: innovator.person }), "not_of_clinic", { field: "facilitator" });
    refused(await set({ reviewer: uuid() }), "not_of_clinic", { field: "reviewer" });
    refused(await set({}), "field_missing");
    refused(await set({ reviewer: clinic.person, records: [records[0], { ...records[1], version: 999 }] }), "stale_version");
    refused(await set({ reviewer: clinic.person, records: [records[0], { innovation: uuid(), version: 1 }] }), "not_found");
    assert.equal((await view(clinic, ids[0])).line.reviewer, null, "none was set");
    assert.equal((await set({ facilitator: clinic.person, reviewer: coordinator.person })).status, 200);
    for (const id of ids) {
      const { line } = await view(innovator, id);
      assert.deepEqual([line.facilitator.name, line.reviewer.name], [clinic.fullName, coordinator.fullName]);
    }
    const spare = await join(server, coordinator, "clinic");
    const { version } = (await world.admin.all("PersonList")).find((it) => it.id === spare.person);
    await world.admin.do("PersonDisabled", { person: spare.person }, { version, disabled: true, reason: REASON });
    for (const it of records) it.version += 1;
    refused(await set({ facilitator: spare.person }), "not_of_clinic");
  });
});

describe("nobody facilitates or reviews any more", () => {
  test("each is taken away by itself, and named anew in the same step", async () => {
    const innovation = await reach(world, "diagnose");
    const set = async (body) => clinic.do("DeskSet", {}, { records: [{ innovation, version: (await view(clinic, innovation)).line.version }], facilitator: null, reviewer: null, ...body });
    const names = async () => {
      const { line } = await view(innovator, innovation);
      return [line.facilitator?.name ?? null, line.reviewer?.name ?? null];
    };
    await set({ facilitator: clinic.person, reviewer: coordinator.person });
    await set({ no_facilitator: true });
    assert.deepEqual(await names(), [null, coordinator.fullName]);
    await set({ facilitator: clinic.person, no_reviewer: true });
    assert.deepEqual(await names(), [clinic.fullName, null]);
    const [said] = await clinic.all("HistoryList", { innovation });
    assert.equal(said.after, `${clinic.fullName}, tanpa penelaah`);
  });
});

describe("the register of conflicts of interest (Article 5(1)d)", () => {
  const answers = (answer, proof) => ({ type: "principles", value: PRINCIPLES.map((principle) => ({ principle, answer: principle === "tanpa_konflik" ? answer : "yes", proof: principle === "tanpa_konflik" ? proof : "Bukti contoh." })) });
  const register = async (id) => (await clinic.all("InterestList")).find((it) => it.innovation === id);

  test("what the writers name is flagged to the clinic alone and stands there, also once they answer otherwise", async () => {
    const id = await reach(world, "diagnose");
    assert.equal(await register(id), undefined);
    await put(innovator, id, "prinsip", answers("no", "Kakak ketua tim memasok alatnya."));
    const found = await register(id);
    assert.deepEqual([found.said, found.stands, found.by], ["Kakak ketua tim memasok alatnya.", true, innovator.fullName]);
    assert.equal((await view(clinic, id)).line.interest, true);
    assert.equal((await view(innovator, id)).line.interest, false, "the flag is the clinic's");
    await prepare(world, id, "diagnose");
    await put(innovator, id, "prinsip", answers("no", "Kakak ketua tim memasok alatnya."));
    await take(innovator, id, "hand_in");
    await take(world.agency, id, "return", { reason: REASON });
    await put(innovator, id, "prinsip", answers("yes", "Pemasok lain dipilih."));
    const later = await register(id);
    assert.deepEqual([later.stands, later.said], [false, "Kakak ketua tim memasok alatnya."]);
    assert.equal((await view(clinic, id)).line.interest, false);
    refused(await innovator.call("InterestList"), "forbidden");
  });

  test("costs what a page shows, however many there are behind it", async () => {
    const { server } = world;
    const some = async (count, at) => {
      const no = JSON.stringify(answers("no", "Contoh."));
      for (let n = 0; n < count; n += 1) {
        const id = await begin(innovator);
        await server.run("INSERT INTO record_part (innovation_id, part, version, content, done, at, person_id) VALUES (?1, 'prinsip', 1, ?2, 1, ?3, ?4)", id, no, at + n, innovator.person);
      }
    };
    await some(60, Date.now());
    const page = async () => {
      const answer = await clinic.call("InterestList");
      assert.equal(answer.body.items.length, 50);
      return answer.d1.rows_read;
    };
    const few = await page();
    await some(60, 1_000);
    assert.equal(await page(), few);
    const all = await clinic.all("InterestList");
    assert.equal(new Set(all.map((it) => it.innovation)).size, all.length);
    assert.deepEqual(all.map((it) => it.at), all.map((it) => it.at).sort((a, b) => b - a));
    const id = await begin(innovator);
    await put(innovator, id, "prinsip", answers("no", "Draf yang dihapus."));
    assert.ok(await register(id));
    await innovator.do("RecordDelete", { innovation: id }, { version: 1 });
    assert.equal(await register(id), undefined);
  });
});

describe("what the desk costs", () => {
  test("a page in one read beside the session's, and not a row more with 5,000 that are finished", async () => {
    await seed(600, "ours");
    const measure = async () => {
      const answer = await clinic.call("QueueShow", {}, undefined, { query: "?lajur=menunggu-kami" });
      assert.equal(answer.status, 200, answer.text.slice(0, 300));
      assert.equal(answer.body.items.length, 50);
      assert.ok(answer.body.next, "and the way on");
      assert.ok(answer.d1.trips <= 2, JSON.stringify(answer.d1));
      assert.equal(answer.d1.rows_written, 0);
      return answer.d1;
    };
    const few = await measure();
    await seed(5_000, "done");
    assert.deepEqual(await measure(), few);
    assert.ok((await queue()).counts[2] >= 5_000);
    const home = await clinic.call("HomeShow");
    assert.ok(home.d1.trips <= 2, JSON.stringify(home.d1));
    assert.ok(home.body.mine.some((it) => it.kind === "validate_queue" && it.count >= 600));
  });

  test("a record is read in one batch beside the session's", async () => {
    const id = await reach(world, "display");
    const answer = await innovator.call("RecordShow", { innovation: id });
    assert.ok(answer.d1.trips <= 2, JSON.stringify(answer.d1));
    assert.ok(answer.d1.rows_read <= 400, JSON.stringify(answer.d1));
  });
});
