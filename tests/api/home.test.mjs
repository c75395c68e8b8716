// The home page: what waits for whom, what happened to one's innovations, and what is ahead. (ux A2; Articles 11, 12)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { judgements, reach, reviewOf, view } from "./support/clinic.mjs";
import { ok } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { from, join } from "./support/world.mjs";

const DAY = 86_400_000;

let world, stranger;
before(async () => {
  world = await standard();
  stranger = await join(world.server, world.coordinator, "innovator", { home: from("DLH") });
});
after(() => world?.server.stop());

const home = (by) => by.do("HomeShow");
const about = (list, innovation) => list.filter((it) => it.innovation === innovation);
const remark = async (by, innovation, text, part = "masalah") =>
  ok(await by.call("RemarkAdd", { innovation }, { id: uuid(), part, text }));
const meet = async (by, innovation, at, text = "Membahas ide.") =>
  ok(await by.call("LogAdd", { innovation }, { id: uuid(), at, note: { type: "appointment", value: { place: "Klinik Inovasi", text } } }));

describe("news", () => {
  test("a comment of the clinic reaches the team and its coordinator, not who wrote it, nor another agency", async () => {
    const innovation = await reach(world, "diagnose");
    await remark(world.clinic, innovation, "Sebutkan sumber angkanya.");
    for (const by of [world.innovator, world.agency]) {
      const [news] = about((await home(by)).news, innovation);
      assert.deepEqual([news.news, news.by, news.subject], ["remark.added", world.clinic.fullName, "Masalah dan akar masalah"]);
    }
    assert.deepEqual(about((await home(world.clinic)).news, innovation), []);
    for (const by of [stranger, world.judge1, world.leadership]) assert.deepEqual((await home(by)).news, []);
  });

  test("a result that is held back is not news; announced it is, with its reasons", async () => {
    const innovation = await reach(world, "diagnose", { desk: "clinic" });
    const body = await reviewOf(world.clinic, innovation, "valid", { announce: false });
    ok(await world.clinic.call("ReviewAdd", { innovation }, body));
    assert.deepEqual(about((await home(world.innovator)).news, innovation), []);
    ok(await world.clinic.call("ReviewAnnounce", {}, { reviews: [body.id] }));
    const [news] = about((await home(world.innovator)).news, innovation);
    assert.equal(news.news, "review.announced");
    assert.ok(news.reason.length > 5);
  });

  test("criteria judged are news, with the name of the innovation", async () => {
    const innovation = await reach(world, "design");
    const { line } = await view(world.clinic, innovation);
    ok(await world.clinic.call("CriteriaSet", { innovation }, { version: line.version, criteria: judgements(false) }));
    const [news] = about((await home(world.agency)).news, innovation);
    assert.deepEqual([news.news, news.name], ["record.criteria_judged", line.name]);
  });

  test("is at most five, the newest first, and two weeks old at most", async () => {
    const innovation = await reach(world, "diagnose");
    for (let n = 0; n < 7; n += 1) await remark(world.clinic, innovation, `Komentar contoh ${n}.`);
    const { news } = await home(world.innovator);
    assert.equal(news.length, 5);
    assert.deepEqual(news.map((it) => it.at), news.map((it) => it.at).toSorted((a, b) => b - a));
    const { server } = world;
    const old = await reach(world, "diagnose");
    await server.run(
      "INSERT INTO event (at, person_id, action, innovation_id, subject_id, subject, request_id) VALUES (?1, ?2, 'remark.added', ?3, ?3, 'Masalah', 'x')",
      Date.now() - 15 * DAY, world.clinic.person, old,
    );
    assert.deepEqual(about((await home(world.innovator)).news, old), []);
  });

  test("ends with the role", async () => {
    const innovation = await reach(world, "diagnose");
    await remark(world.clinic, innovation, "Sebelum perannya berakhir.");
    assert.equal(about((await home(world.innovator)).news, innovation).length, 1);
    await world.server.run("UPDATE record_member SET removed_at = 1, lead = 0 WHERE innovation_id = ?1 AND person_id = ?2", innovation, world.innovator.person);
    await world.server.run("INSERT INTO record_member (innovation_id, person_id, lead, added_at) VALUES (?1, ?2, 1, 1)", innovation, world.agency.person);
    assert.deepEqual(about((await home(world.innovator)).news, innovation), []);
  });
});

describe("appointments", () => {
  test("of the next seven days are told to the team, the coordinator and whoever coaches, the next one first", async () => {
    const innovation = await reach(world, "diagnose");
    await world.server.run("UPDATE record SET facilitator_id = ?2 WHERE innovation_id = ?1", innovation, world.clinic.person);
    const [soon, later] = [Date.now() + DAY, Date.now() + 3 * DAY];
    await meet(world.clinic, innovation, later, "Yang kedua.");
    await meet(world.clinic, innovation, soon, "Yang pertama.");
    await meet(world.clinic, innovation, Date.now() + 9 * DAY, "Pekan depan.");
    for (const by of [world.innovator, world.agency, world.clinic])
      assert.deepEqual(about((await home(by)).appointments, innovation).map((it) => [it.at, it.text, it.place]), [
        [soon, "Yang pertama.", "Klinik Inovasi"],
        [later, "Yang kedua.", "Klinik Inovasi"],
      ]);
    assert.deepEqual(about((await home(stranger)).appointments, innovation), []);
    const uncoached = await reach(world, "diagnose");
    await meet(world.clinic, uncoached, soon, "Tanpa pendamping.");
    assert.deepEqual(about((await home(world.clinic)).appointments, uncoached).map((it) => it.text), ["Tanpa pendamping."]);
  });
});

describe("the clinic", () => {
  test("sees by name what waits for its own review or coaching, the oldest first, and since when the desk waits", async () => {
    const [one, two, other] = [await reach(world, "diagnose", { desk: "clinic" }), await reach(world, "diagnose", { desk: "clinic" }), await reach(world, "diagnose", { desk: "clinic" })];
    await world.server.run("UPDATE record SET reviewer_id = ?2, since = 2000 WHERE innovation_id = ?1", one, world.clinic.person);
    await world.server.run("UPDATE record SET facilitator_id = ?2, since = 1000 WHERE innovation_id = ?1", two, world.clinic.person);
    const { mine } = await home(world.clinic);
    const own = mine.filter((it) => it.kind === "review_innovation").map((it) => it.innovation);
    assert.deepEqual(own, [two, one]);
    assert.ok(!own.includes(other));
    const queue = mine.find((it) => it.kind === "validate_queue");
    assert.equal(queue.since, 1000);
    assert.ok(queue.count >= 3);
  });
});
