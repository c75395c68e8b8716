// The clinic's findings: tied to the revision judged, held back until announced, and never two at once. (F44, F45, K8, K9)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { race, refused } from "./support/client.mjs";
import { REASON, deliver, judgements, note, parts, planItem, put, reach, review, reviewOf, step, submit, take, view } from "./support/clinic.mjs";
import { canary, uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";

let world, server, innovator, agency, clinic, coordinator;
before(async () => {
  world = await standard();
  ({ server, innovator, agency, clinic, coordinator } = world);
});
after(() => world?.server.stop());

const add = (by, id, body, options) => by.call("ReviewAdd", { innovation: id }, body, options);

describe("two reviewers at once", () => {
  test("one wins, the other sees that something newer is there", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const { line } = await view(clinic, id);
    const bodies = [await reviewOf(clinic, id), await reviewOf(coordinator, id, "not_yet")];
    const answers = await race(2, (n, options) => add([clinic, coordinator][n], id, bodies[n], options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409], answers.map((it) => it.text).join());
    refused(answers.find((it) => it.status === 409), "stale_version", { current_version: line.version + 1 });
    assert.equal((await view(clinic, id)).rows.reviews.length, 1);
  });

  test("both held back: one is, the other hears that one is", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const bodies = [await reviewOf(clinic, id, "valid", { announce: false }), await reviewOf(coordinator, id, "not_yet", { announce: false })];
    const answers = await race(2, (n, options) => add([clinic, coordinator][n], id, bodies[n], options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409], answers.map((it) => it.text).join());
    refused(answers.find((it) => it.status === 409), "review_held");
  });

  test("the same one sent twice is one review with one answer", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const body = await reviewOf(clinic, id);
    const key = uuid();
    const [one, two] = [await add(clinic, id, body, { key }), await add(clinic, id, body, { key })];
    assert.equal(one.status, 200, one.text);
    assert.equal(two.text, one.text);
    assert.equal((await view(clinic, id)).rows.reviews.length, 1);
  });
});

describe("remarks on parts travel with the review", () => {
  const remark = (part, text) => ({ id: uuid(), part, text });
  const remarks = async (id) => (await view(innovator, id)).open_remarks.map((it) => [it.part, it.text]).sort();

  test("all are stored with it, once, also when it is sent twice; each is a line of the history", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const long = "x".repeat(1000);
    const body = await reviewOf(clinic, id, "valid_with_fixes", { parts: ["masalah", "solusi"], remarks: [remark("masalah", "Sebut angkanya."), remark("solusi", long)] });
    const key = uuid();
    for (const answer of [await add(clinic, id, body, { key }), await add(clinic, id, body, { key })]) assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(await remarks(id), [["masalah", "Sebut angkanya."], ["solusi", long]]);
    const [{ n }] = await server.rows("SELECT count(*) AS n FROM event WHERE innovation_id = ?1 AND action = 'remark.added'", id);
    assert.equal(n, 2);
  });

  for (const [what, changes, code, field] of [
    ["one of 1,001 characters", { remarks: [remark("masalah", "x".repeat(1001))] }, "text_too_long", "remarks.masalah"],
    ["one of two characters", { remarks: [remark("masalah", "xy")] }, "text_too_short", "remarks.masalah"],
    ["one on a part that is not opened", { remarks: [remark("solusi", "Jelaskan.")] }, "unknown_value", "remarks.solusi"],
    ["two on one part", { remarks: [remark("masalah", "Jelaskan."), remark("masalah", "Lagi.")] }, "unknown_value", "remarks.masalah"],
    ["held back, and too long together", { announce: false, reasons: "x".repeat(3500), remarks: [remark("masalah", "y".repeat(600))] }, "text_too_long", "reasons"],
  ]) {
    test(`${what}: refused by name, and nothing of the review is stored`, async () => {
      const id = await reach(world, "diagnose", { desk: "clinic" });
      refused(await add(clinic, id, await reviewOf(clinic, id, "valid_with_fixes", changes)), code, { field });
      const seen = await view(clinic, id);
      assert.deepEqual([seen.rows.reviews.length, seen.open_remarks.length, seen.line.course.desk], [0, 0, "clinic"]);
    });
  }

  test("a review that loses a race stores no remark", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const body = await reviewOf(clinic, id, "valid_with_fixes", { remarks: [remark("masalah", "Jelaskan.")] });
    refused(await add(clinic, id, { ...body, version: body.version - 1 }), "stale_version");
    assert.deepEqual(await remarks(id), []);
  });

  test("of a review that is held back they stand in its reasons until it is announced", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const body = await reviewOf(clinic, id, "valid_with_fixes", { announce: false, remarks: [remark("masalah", "Sebut angkanya.")] });
    assert.equal((await add(clinic, id, body)).status, 200);
    const before = await view(innovator, id);
    assert.deepEqual([before.open_remarks.length, before.rows.reviews.length], [0, 0]);
    await clinic.do("ReviewAnnounce", {}, { reviews: [body.id] });
    assert.match((await view(innovator, id)).rows.reviews[0].reasons, /Per bagian:[^]*Sebut angkanya\./);
  });
});

describe("a review judges one revision", () => {
  test("that was read: a newer one is not judged by it", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const body = await reviewOf(clinic, id);
    await take(innovator, id, "withdraw", { reason: REASON });
    refused(await add(clinic, id, body), "stale_version");
    await put(innovator, id, "masalah", { type: "text", value: "Masalah yang ditulis ulang." });
    await submit(world, id);
    const now = await reviewOf(clinic, id);
    refused(await add(clinic, id, { ...now, revision: body.revision }), "review_outdated");
    assert.equal((await add(clinic, id, now)).status, 200);
    const [stored] = (await view(innovator, id)).rows.reviews;
    assert.deepEqual([stored.revision, stored.finding, stored.by], [now.revision, "valid", clinic.fullName]);
  });

  test("needs reasons; fixes name their parts, a valid one names none", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    refused(await review(clinic, id, "valid", { reasons: " " }), "reason_needed", { field: "reasons" });
    refused(await review(clinic, id, "valid_with_fixes", { parts: [] }), "parts_needed");
    refused(await review(clinic, id, "valid", { parts: ["masalah"] }), "parts_not_wanted");
    refused(await review(clinic, id, "valid", { held_on: Date.now() + 3 * 86_400_000 }), "date_in_future", { field: "held_on" });
    refused(await review(innovator, id), "forbidden");
  });

  test("and only while it lies with the clinic", async () => {
    const id = await reach(world, "diagnose");
    refused(await review(clinic, id), "not_your_turn");
  });
});

describe("revising", () => {
  test("opens only the named parts, and keeps them through the second submission (F43)", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const taken = await review(clinic, id, "valid_with_fixes", { parts: ["masalah", "manfaat"] });
    assert.deepEqual(taken.body.course, { place: { at: "in", stage: "diagnose" }, desk: "innovator", hold: "revising" });
    const seen = await view(innovator, id);
    assert.deepEqual(seen.open, ["masalah", "manfaat"]);
    const save = (part) => innovator.call("PartPut", { innovation: id, part }, { version: seen.parts.find((it) => it.part === part).version, content: { type: "text", value: "Diperbaiki." }, done: true });
    for (const part of ["solusi", "ringkasan", "kebaruan"]) refused(await save(part), "part_closed");
    assert.equal((await save("masalah")).status, 200);
    await submit(world, id);
    assert.equal((await view(innovator, id)).line.course.hold, "revising");
    assert.equal((await review(clinic, id)).status, 200);
    const after = await view(innovator, id);
    assert.deepEqual([after.open, after.line.course.place.stage, after.line.course.hold], [[], "design", "none"]);
  });
});

describe("held back", () => {
  test("the agency learns nothing of it anywhere, the clinic sees it, and its announcement moves the record (F44)", async () => {
    const secret = canary("alasan");
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const before = await view(innovator, id);
    const held = await review(clinic, id, "not_yet", { reasons: `Ditahan ${secret}`, announce: false, parts: ["masalah"] });
    assert.equal(held.status, 200, held.text);
    assert.deepEqual([held.body.version, held.body.course], [before.line.version, before.line.course]);

    const reads = ["RecordShow", "HistoryList"].map((route) => [route, { innovation: id }]).concat([["RecordMore", { innovation: id, list: "reviews" }]]).concat([["RecordList", {}], ["HomeShow", {}], ["TitleList", {}], ["RevisionShow", { innovation: id, n: before.revision }]]);
    for (const by of [innovator, agency, world.head, world.leadership])
      for (const [route, parameters] of reads) {
        const answer = await by.call(route, parameters);
        assert.equal(answer.status, 200, `${route} by ${by.name}`);
        assert.ok(!answer.text.includes(secret), `${route} tells ${by.name}`);
        assert.ok(!answer.text.includes("review.written"), `${route} tells ${by.name}`);
        assert.ok(!answer.text.includes('"held":true'), `${route} tells ${by.name}`);
      }
    const same = await view(innovator, id);
    assert.deepEqual({ ...same, now: 0 }, { ...before, now: 0 }, "the record is as it was, for the team");

    const seen = await view(clinic, id);
    assert.ok(seen.line.held);
    assert.equal(seen.rows.reviews[0].announced_at, null);
    assert.ok((await clinic.all("HistoryList", { innovation: id })).some((it) => it.action === "review.written"));
    refused(await review(coordinator, id), "review_held");
    refused(await step(clinic, id, "go_back", { with: "drum_up", reason: REASON }), "review_held");

    await clinic.do("ReviewAnnounce", {}, { reviews: [seen.rows.reviews[0].id] });
    const told = await view(innovator, id);
    assert.deepEqual([told.line.course.hold, told.open, told.rows.reviews[0].finding], ["revising", ["masalah"], "not_yet"]);
    assert.ok(told.rows.reviews[0].reasons.includes(secret));
    refused(await clinic.call("ReviewAnnounce", {}, { reviews: [seen.rows.reviews[0].id] }), "review_not_held");
  });

  test("taking the submission back says nothing of it: same answer as without one, and it falls away", async () => {
    const ids = [await reach(world, "diagnose", { desk: "clinic" }), await reach(world, "diagnose", { desk: "clinic" })];
    const held = await reviewOf(clinic, ids[1], "not_yet", { announce: false, reasons: `Ditahan ${canary("alasan")}`, parts: ["masalah"] });
    assert.equal((await add(clinic, ids[1], held)).status, 200);
    const plain = (answer) => ({ status: answer.status, body: { ...answer.body, at: 0, receipt: "", due: null } });
    const taken = [];
    for (const id of ids) taken.push(plain(await step(innovator, id, "withdraw", { reason: REASON })));
    assert.deepEqual(taken[1], taken[0]);
    assert.equal(taken[0].status, 200);
    const [without, withHeld] = [await view(innovator, ids[0]), await view(innovator, ids[1])];
    assert.deepEqual([withHeld.line.course, withHeld.line.version, withHeld.rows.reviews.length], [without.line.course, without.line.version, without.rows.reviews.length]);
    refused(await clinic.call("ReviewAnnounce", {}, { reviews: [held.id] }), "not_found");
    assert.equal((await view(clinic, ids[1])).line.held, false);
    assert.ok((await clinic.all("HistoryList", { innovation: ids[1] })).some((it) => it.action === "review.written"), "the clinic can read what it wrote");
    // What follows goes as if it had never been: handed in again, judged again.
    for (const id of ids) await submit(world, id);
    const again = [];
    for (const id of ids) again.push((await review(clinic, id, "valid")).status);
    assert.deepEqual(again, [200, 200]);
  });

  test("several are announced at once, or none: each with its own course", async () => {
    const ids = [await reach(world, "diagnose", { desk: "clinic" }), await reach(world, "design", { desk: "clinic" }), await reach(world, "diagnose", { desk: "clinic" })];
    const findings = ["valid", "valid", "valid_with_fixes"];
    const reviews = [];
    for (const [n, id] of ids.entries()) {
      const body = await reviewOf(clinic, id, findings[n], { announce: false });
      assert.equal((await add(clinic, id, body)).status, 200);
      reviews.push(body.id);
    }
    refused(await clinic.call("ReviewAnnounce", {}, { reviews: [...reviews, uuid()] }), "not_found");
    refused(await clinic.call("ReviewAnnounce", {}, { reviews: [] }), "field_missing");
    for (const id of ids) assert.equal((await view(innovator, id)).rows.reviews.filter((it) => it.finding === "valid_with_fixes").length, 0, "none was told");
    await clinic.do("ReviewAnnounce", {}, { reviews });
    const courses = [];
    for (const id of ids) courses.push((await view(innovator, id)).line.course);
    assert.deepEqual(courses.map((it) => [it.place.stage, it.desk, it.hold]), [["design", "innovator", "none"], ["deliver", "innovator", "none"], ["diagnose", "innovator", "revising"]]);
    assert.equal((await view(innovator, ids[1])).rows.plans.length, 1, "a plan announced as valid is frozen");
  });
});

describe("held back, and seen otherwise meanwhile", () => {
  const hold = async (id, finding, changes = {}) => {
    const body = await reviewOf(clinic, id, finding, { announce: false, ...changes });
    assert.equal((await add(clinic, id, body)).status, 200);
    return body.id;
  };

  test("it is corrected: the new one is held in its place, or told at once, and the agency never reads the first", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const word = canary("alasan");
    const first = await hold(id, "not_yet", { reasons: `Keliru ${word}` });
    refused(await review(clinic, id, "valid", { replaces: uuid(), announce: false }), "review_not_held");
    const second = await reviewOf(clinic, id, "valid_with_fixes", { replaces: first, announce: false });
    assert.equal((await add(clinic, id, second)).status, 200);
    assert.deepEqual((await view(clinic, id)).rows.reviews.map((it) => it.id), [second.id]);
    refused(await add(clinic, id, { ...second, id: uuid(), replaces: first }), "review_not_held");
    assert.equal((await review(clinic, id, "valid", { replaces: second.id })).status, 200);
    const told = await view(innovator, id);
    assert.deepEqual([told.line.course.place.stage, told.rows.reviews.length], ["design", 1]);
    const history = await innovator.call("HistoryList", { innovation: id });
    assert.ok(!history.text.includes(word) && !history.text.includes("review.dropped"));
    const ours = (await clinic.all("HistoryList", { innovation: id })).map((it) => it.action);
    assert.equal(ours.filter((it) => it === "review.dropped").length, 2, "the clinic reads that it was");
  });

  test("it is taken back: the record waits as before, and another may be written", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const held = await hold(id, "not_yet");
    const before = await view(innovator, id);
    const drop = (by, review = held) => by.call("ReviewDrop", { innovation: id, review }, { version: before.line.version });
    refused(await drop(innovator), "forbidden");
    refused(await drop(clinic, uuid()), "review_not_held");
    assert.equal((await drop(clinic)).status, 200);
    refused(await drop(clinic), "review_not_held");
    assert.deepEqual({ ...(await view(innovator, id)), now: 0 }, { ...before, now: 0 });
    refused(await clinic.call("ReviewAnnounce", {}, { reviews: [held] }), "not_found");
    assert.equal((await review(clinic, id)).status, 200);
  });
});

describe("who reviews (Article 5(1)d)", () => {
  const assign = async (id, body) => clinic.do("DeskSet", {}, { records: [{ innovation: id, version: (await view(clinic, id)).line.version }], facilitator: null, reviewer: null, ...body });

  test("whoever coaches it, or is not the one assigned, says why, and the agency reads it", async () => {
    for (const body of [{ facilitator: clinic.person }, { reviewer: coordinator.person }, { facilitator: clinic.person, reviewer: clinic.person }]) {
      const id = await reach(world, "diagnose", { desk: "clinic" });
      await assign(id, body);
      refused(await review(clinic, id), "review_aside", { field: "aside" });
      refused(await review(clinic, id, "valid", { aside: " ya " }), "review_aside", { field: "aside" });
      assert.equal((await review(clinic, id, "valid", { aside: "Penelaah sedang cuti." })).status, 200);
      assert.equal((await view(innovator, id)).rows.reviews[0].aside, "Penelaah sedang cuti.");
    }
  });

  test("the one assigned needs no reason, and none is kept", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    await assign(id, { reviewer: clinic.person });
    assert.equal((await review(clinic, id, "valid", { aside: "Tidak perlu." })).status, 200);
    assert.equal((await view(innovator, id)).rows.reviews[0].aside, null);
  });
});

describe("a validated plan", () => {
  test("changes by a further version with a reason, and lines with progress stay (Article 13(1))", async () => {
    const id = await reach(world, "deliver");
    const { rows: { plans }, line } = await view(innovator, id);
    const [item] = plans[0].plan;
    await note(server, id, innovator.person, "progress", { item: item.id, state: "running", text: "Berjalan." }, { item: item.id, state: "running" });
    const set = (body) => innovator.call("PlanSet", { innovation: id }, { version: line.version, reason: REASON, ...body });
    refused(await set({ plan: [item], reason: "" }), "reason_needed", { field: "reason" });
    refused(await set({ plan: [] }), "text_missing");
    refused(await set({ plan: [planItem()] }), "item_unknown");
    refused(await set({ plan: [item, item] }), "unknown_value", { field: "plan.1.id" });
    const saved = await set({ plan: [{ ...item, output: "Keluaran lain" }, planItem()] });
    assert.equal(saved.status, 200, saved.text);
    const after = await view(innovator, id);
    assert.deepEqual(after.rows.plans.map((it) => [it.n, it.reason]), [[2, REASON], [1, null]]);
    assert.equal(after.rows.plans[1].plan[0].output, item.output, "the version before stays");
    assert.equal(after.facts.open_items, 2);
    refused(await set({ plan: [item] }), "stale_version", { current_version: line.version + 1 });
  });

  test("there is none before the design is valid", async () => {
    const id = await reach(world, "design");
    const { line } = await view(innovator, id);
    refused(await innovator.call("PlanSet", { innovation: id }, { version: line.version, plan: [planItem()], reason: REASON }), "plan_not_validated");
  });
});

describe("the five criteria (Article 8)", () => {
  test("all five met with reasons make it an inovasi daerah, and only then", async () => {
    const id = await reach(world, "deliver", { desk: "clinic" });
    const judge = async (criteria) => clinic.call("CriteriaSet", { innovation: id }, { version: (await view(clinic, id)).line.version, criteria });
    refused(await judge(judgements().slice(1)), "criteria_incomplete");
    const early = await reach(world, "design", { desk: "clinic" });
    const { line: { version } } = await view(clinic, early);
    const answer = await clinic.call("CriteriaSet", { innovation: early }, { version, criteria: judgements() });
    refused(answer, "gate_closed");
    assert.deepEqual(answer.body.missing, ["results"], "no status before every figure has its result or the reason why not");
    refused(await judge(judgements().map((it) => ({ ...it, reason: "" }))), "criterion_reason");
    const four = judgements().map((it, n) => ({ ...it, met: n > 0 }));
    assert.equal((await judge(four)).status, 200);
    assert.equal((await view(innovator, id)).regional, false);
    assert.equal((await judge(judgements())).status, 200);
    const seen = await view(innovator, id);
    assert.deepEqual([seen.regional, seen.facts.criteria_met], [true, [true, true, true, true, true]]);
    const [line] = await innovator.all("HistoryList", { innovation: id });
    assert.deepEqual([line.action, line.before, line.after], ["record.criteria_judged", "4 dari 5 terpenuhi", "5 dari 5 terpenuhi"]);
    refused(await agency.call("CriteriaSet", { innovation: id }, { version: seen.line.version, criteria: judgements() }), "forbidden");
  });
});

test("the rules over the stored data hold after all this", async () => {
  assert.deepEqual((await world.admin.do("InvariantList")).filter((it) => it.violations !== 0), []);
  assert.ok(deliver && parts);
});
