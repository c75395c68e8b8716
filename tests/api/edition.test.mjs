// An edition: settings, opening, deadline, closing, and the record of all of it. (Article 5(2)a)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, ok, race, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { DAY, HOUR, CRITERIA, dossier, innovations, makeEdition, moveClosing, rubric, score, setup, sheet } from "./support/world.mjs";

let world, coordinator, server, found;
before(async () => {
  world = await standard();
  ({ coordinator, server } = world);
  found = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 3);
});
after(() => world?.server.stop());

const REASON = "Alasan contoh untuk uji.";
const create = (changes) => coordinator.call("EditionCreate", {}, { id: uuid(), setup: setup(changes) });
const complete = () => makeEdition(coordinator, { entries: found, judges: world.judges });
const step = async (edition, route, body = {}, version, options) => coordinator.call(route, { edition: edition.id }, { version: version ?? (await edition.version()), ...body }, options);
const actions = async (edition) => (await coordinator.all("EditionEvents", { edition: edition.id })).map((it) => it.action);

describe("settings", () => {
  test("a new edition is a draft with its settings as sent", async () => {
    const wanted = setup();
    const id = uuid();
    ok(await coordinator.call("EditionCreate", {}, { id, setup: wanted }));
    const shown = await coordinator.do("EditionShow", { edition: id });
    assert.deepEqual([shown.setup, shown.standing, shown.entries, shown.panel, shown.published], [wanted, "draft", [], [], 0]);
    assert.deepEqual(shown.phases.map((it) => [it.n, it.percent]), [[1, 100]]);
    assert.ok((await coordinator.all("EditionList")).some((it) => it.id === id));
  });

  test("two editions of one name get two slugs", async () => {
    const name = `Kompetisi kembar ${uuid()}`;
    const [one, two] = [await makeEdition(coordinator, { settings: { name } }), await makeEdition(coordinator, { settings: { name } })];
    assert.notEqual(one.slug, two.slug);
  });

  for (const [what, changes, code, field] of [
    ["weights that sum to 99", { rubric: rubric([20, 30, 20, 20, 9]) }, "weights_not_hundred", "rubric.weights"],
    ["weights that sum to 101", { rubric: rubric([20, 30, 20, 20, 11]) }, "weights_not_hundred", "rubric.weights"],
    ["a weight of zero", { rubric: rubric([30, 30, 20, 20, 0]) }, "weight_zero", "rubric.kompatibilitas.weight"],
    ["four criteria", { rubric: { criteria: rubric().criteria.slice(0, 4) } }, "criteria_incomplete", "rubric.criteria"],
    ["a criterion twice", { rubric: { criteria: rubric().criteria.with(4, rubric().criteria[0]) } }, "criteria_incomplete", "rubric.criteria"],
    ["four bands", { rubric: { criteria: rubric().criteria.map((it, n) => (n === 0 ? { ...it, bands: it.bands.slice(1) } : it)) } }, "bands_incomplete", "rubric.kebaruan.bands"],
    ["closing before opening", { opens_at: Date.now() + DAY, closes_at: Date.now() + HOUR }, "closing_before_opening", "closes_at"],
    ["two judges an entry", { min_judges: 2 }, "panel_too_small", "min_judges"],
    ["sixteen judges an entry", { min_judges: 16 }, "panel_too_small", "min_judges"],
    ["a criterion twice in the tie chain", { tie_chain: [CRITERIA[0], CRITERIA[0]] }, "tie_chain_repeats", "tie_chain"],
    ["a name of four letters", { name: "Lomb" }, "text_too_short", "name"],
    ["a name of 121 letters", { name: "x".repeat(121) }, "text_too_long", "name"],
    ["the year 2023", { year: 2023 }, "year_out_of_range", "year"],
  ]) {
    test(`${what}: refused by field, nothing is made`, async () => {
      const before = (await server.row("SELECT count(*) AS n FROM edition")).n;
      const problem = refused(await create(changes), code);
      assert.ok(problem.faults.some((it) => it.code === code && it.field.endsWith(field)), JSON.stringify(problem.faults));
      assert.equal((await server.row("SELECT count(*) AS n FROM edition")).n, before);
    });
  }

  test("are changed while a draft and never after opening", async () => {
    const edition = await complete();
    const wanted = setup({ name: "Kompetisi yang berganti nama" });
    ok(await step(edition, "EditionSetup", { setup: wanted }));
    assert.equal((await edition.show()).setup.name, wanted.name);
    await edition.open();
    refused(await step(edition, "EditionSetup", { setup: setup() }), "edition_already_open");
    assert.equal((await edition.show()).setup.name, wanted.name);
  });

  test("a stale version is refused with the current one, and the first change stays", async () => {
    const edition = await makeEdition(coordinator);
    const version = await edition.version();
    ok(await step(edition, "EditionSetup", { setup: setup({ name: "Perubahan pertama" }) }, version));
    refused(await step(edition, "EditionSetup", { setup: setup({ name: "Perubahan kedua" }) }, version), "stale_version", { current_version: version + 1 });
    assert.equal((await edition.show()).setup.name, "Perubahan pertama");
  });

  test("20 changes at the same moment on one version: one wins (G12)", async () => {
    const edition = await makeEdition(coordinator);
    const version = await edition.version();
    const answers = await race(20, (n, options) => step(edition, "EditionSetup", { setup: setup({ name: `Perubahan ${n} serentak` }) }, version, options));
    const winners = answers.filter((it) => it.status === 200);
    assert.equal(winners.length, 1);
    assert.ok(answers.filter((it) => it.status !== 200).every((it) => it.body.code === "stale_version"));
    assert.equal((await edition.show()).setup.name, `Perubahan ${answers.indexOf(winners[0])} serentak`);
    assert.equal(await edition.version(), version + 1);
  });
});

describe("opening", () => {
  test("an edition without entries and judges says both and stays a draft", async () => {
    const edition = await makeEdition(coordinator);
    const problem = refused(await step(edition, "EditionOpen"), "not_ready");
    assert.deepEqual(problem.faults.map((it) => it.code).sort(), ["no_entries", "not_enough_judges"]);
    assert.deepEqual((await edition.show()).gaps.map((it) => it.code).sort(), ["no_entries", "not_enough_judges"]);
    assert.equal((await edition.show()).standing, "draft");
  });

  test("entries without enough judges are refused by name", async () => {
    const edition = await makeEdition(coordinator, { entries: found, judges: world.judges });
    await edition.assign([edition.entries[1]], [world.judge3], { on: false });
    const problem = refused(await step(edition, "EditionOpen"), "not_ready");
    assert.deepEqual(problem.faults.map((it) => it.code), ["entry_under_minimum"]);
    const gap = (await edition.show()).gaps;
    assert.equal(gap.length, 1);
    assert.match(gap[0].entry, /E-02|./);
  });

  test("an entry begins empty, and one that is left so is refused, whatever is known", async () => {
    const edition = await makeEdition(coordinator);
    edition.entries = await edition.enter(found, { dossiers: false });
    await edition.seat(...world.judges);
    await edition.assign(edition.entries, world.judges);
    for (const entry of edition.entries.slice(1)) await edition.describe(entry);
    const { entry } = await coordinator.do("EntryShow", { entry: edition.entries[0] });
    assert.deepEqual(entry.content, { summary: false, criteria: 0 });
    const problem = refused(await step(edition, "EditionOpen", { incomplete: 1000 }), "not_ready");
    assert.deepEqual(problem.faults.map((it) => it.code), ["dossier_missing"]);
  });

  test("incomplete dossiers are refused by name until their number is known, and the record keeps it", async () => {
    const edition = await complete();
    await edition.describe(edition.entries[1], { ...dossier(), criteria: ["Uraian yang cukup panjang.", "", "dua kata", "", ""] });
    await edition.describe(edition.entries[2], { ...dossier(), summary: "Kelas Apung dari Dinas Pendidikan: jenis belum ditentukan, tahun 2021–2022." });
    const shown = await edition.show();
    assert.deepEqual([shown.totals.ready, shown.totals.incomplete, shown.gaps], [1, 2, []]);
    assert.deepEqual(shown.incomplete.map((it) => [it.number, it.content]), [
      [2, { summary: true, criteria: 1 }],
      [3, { summary: false, criteria: 5 }],
    ]);
    for (const body of [{}, { incomplete: 1 }]) {
      const problem = refused(await step(edition, "EditionOpen", body), "dossiers_incomplete");
      assert.deepEqual(problem.faults.map((it) => it.field.slice(0, 4)), ["E-02", "E-03"]);
    }
    assert.equal((await edition.show()).standing, "draft");
    ok(await step(edition, "EditionOpen", { incomplete: 2 }));
    const event = (await coordinator.all("EditionEvents", { edition: edition.id }))[0];
    assert.deepEqual([event.action, event.subject], ["edition.opened", `${edition.name}, dengan 2 entri belum lengkap`]);
  });

  test("a closing instant in the past is refused", async () => {
    const edition = await complete();
    await moveClosing(server, edition, Date.now() - 1);
    const problem = refused(await step(edition, "EditionOpen"), "not_ready");
    assert.deepEqual(problem.faults.map((it) => it.code), ["closing_in_past"]);
  });

  test("before the opening instant judges wait: scheduled, no marks taken", async () => {
    const edition = await makeEdition(coordinator, { settings: { opens_at: Date.now() + DAY, closes_at: Date.now() + 2 * DAY }, entries: found, judges: world.judges, open: true });
    assert.equal((await edition.show()).standing, "scheduled");
    const assignment = edition.of(world.judge1, edition.entries[0]);
    refused(await world.judge1.call("SheetPut", { assignment }, { version: 0, sheet: { marks: {}, notes: {} } }), "judging_not_open");
  });

  test("twice is refused", async () => {
    const edition = await complete();
    await edition.open();
    refused(await step(edition, "EditionOpen"), "edition_already_open");
  });
});

describe("the deadline", () => {
  test("moves later with a reason, never earlier or into the past", async () => {
    const edition = await complete();
    await edition.open();
    const { setup: now } = await edition.show();
    refused(await step(edition, "EditionExtend", { closes_at: now.closes_at - 1, reason: REASON }), "deadline_not_later");
    refused(await step(edition, "EditionExtend", { closes_at: now.closes_at, reason: REASON }), "deadline_not_later");
    refused(await step(edition, "EditionExtend", { closes_at: now.closes_at + DAY, reason: "ya" }), "reason_needed");
    ok(await step(edition, "EditionExtend", { closes_at: now.closes_at + DAY, reason: REASON }));
    assert.equal((await edition.show()).setup.closes_at, now.closes_at + DAY);
    assert.ok((await actions(edition)).includes("edition.extended"));
  });

  test("more than 90 days ahead is taken only when it is meant", async () => {
    const edition = await complete();
    await edition.open();
    const closes_at = Date.now() + 91 * DAY;
    refused(await step(edition, "EditionExtend", { closes_at, reason: REASON }), "deadline_far", { field: "closes_at" });
    ok(await step(edition, "EditionExtend", { closes_at, reason: REASON, far: true }));
    await edition.close();
    refused(await step(edition, "EditionReopen", { closes_at, reason: REASON }), "deadline_far", { field: "closes_at" });
    ok(await step(edition, "EditionReopen", { closes_at, reason: REASON, far: true }));
    assert.equal((await edition.show()).setup.closes_at, closes_at);
  });

  test("an extension is taken back to the deadline before it, before that passes, while no sheet written since is unlocked", async () => {
    const edition = await complete();
    await edition.open();
    const before = (await edition.show()).setup.closes_at;
    const to = (closes_at, parts = {}) => step(edition, "EditionExtend", { closes_at, reason: REASON, far: true, ...parts });
    ok(await to(before + 3650 * DAY));
    assert.equal((await edition.show()).extended_from, before);
    refused(await to(before - 1), "deadline_before_extension", { field: "closes_at" });
    refused(await to(before + DAY, { reason: "ya" }), "reason_needed", { field: "reason" });
    const assignment = edition.of(world.judge1, edition.entries[0]);
    const version = await score(world.judge1, assignment, [50, 50, 50, 50, 50], { lock: false });
    refused(await to(before), "sheets_since_extension");
    await world.judge1.do("SheetLockSet", { assignment }, { version });
    ok(await to(before + DAY));
    ok(await to(before));
    const shown = await edition.show();
    assert.deepEqual([shown.setup.closes_at, shown.extended_from], [before, null]);
    assert.equal((await new Client(server).do("BoardShow", { slug: edition.slug })).closes_at, before);
    assert.ok((await actions(edition)).includes("edition.shortened"));
    refused(await to(before - 1), "deadline_not_later");
    await moveClosing(server, edition, Date.now() - 1);
    ok(await to(Date.now() + DAY));
    refused(await to(Date.now() + HOUR), "extension_stands", { field: "closes_at" });
  });

  test("after time is up an extension opens judging again", async () => {
    const edition = await complete();
    await edition.open();
    await moveClosing(server, edition, Date.now() - 1);
    assert.equal((await edition.show()).standing, "time_up");
    const assignment = edition.of(world.judge1, edition.entries[0]);
    refused(await world.judge1.call("SheetPut", { assignment }, { version: 0, sheet: { marks: { kebaruan: 50 }, notes: {} } }), "judging_closed");
    refused(await step(edition, "EditionExtend", { closes_at: Date.now() - 1000, reason: REASON }), "deadline_not_later");
    ok(await step(edition, "EditionExtend", { closes_at: Date.now() + HOUR, reason: REASON }));
    assert.equal((await edition.show()).standing, "judging");
    await score(world.judge1, assignment, [50, 50, 50, 50, 50]);
  });

  test("a draft's is changed in its settings, not extended", async () => {
    const edition = await makeEdition(coordinator);
    refused(await step(edition, "EditionExtend", { closes_at: Date.now() + 30 * DAY, reason: REASON }), "judging_not_open");
  });
});

describe("closing", () => {
  test("needs a reason, ends the judging and is recorded", async () => {
    const edition = await complete();
    await edition.open();
    refused(await step(edition, "EditionClose", { reason: "" }), "reason_needed");
    ok(await step(edition, "EditionClose", { reason: REASON, short: found.length }));
    assert.equal((await edition.show()).standing, "closed");
    refused(await step(edition, "EditionExtend", { closes_at: Date.now() + 30 * DAY, reason: REASON }), "judging_closed");
    refused(await step(edition, "EditionClose", { reason: REASON }), "judging_closed");
    const event = (await coordinator.all("EditionEvents", { edition: edition.id }))[0];
    assert.deepEqual([event.action, event.reason, event.by], ["edition.closed", REASON, coordinator.fullName]);
  });

  test("entries with too few locked sheets are named, and refuse it until their number is known", async () => {
    const edition = await complete();
    await edition.open();
    for (const judge of world.judges) await score(judge, edition.of(judge, edition.entries[0]), [50, 50, 50, 50, 50]);
    await score(world.judge1, edition.of(world.judge1, edition.entries[1]), [50, 50, 50, 50, 50]);
    await score(world.judge2, edition.of(world.judge2, edition.entries[1]), [50, 50, 50, 50, 50], { lock: false });
    const shown = await edition.show();
    assert.deepEqual([shown.totals.short, shown.short.map((it) => [it.number, it.locked])], [2, [[2, 1], [3, 0]]]);
    for (const body of [{}, { short: 1 }]) {
      const problem = refused(await step(edition, "EditionClose", { reason: REASON, ...body }), "entries_short");
      assert.deepEqual(problem.faults.map((it) => [it.field.slice(0, 4), it.code]), [["E-02", "entry_under_minimum"], ["E-03", "entry_under_minimum"]]);
    }
    assert.equal((await edition.show()).standing, "judging");
    ok(await step(edition, "EditionClose", { reason: REASON, short: 2 }));
    const event = (await coordinator.all("EditionEvents", { edition: edition.id }))[0];
    assert.deepEqual([event.action, event.subject, event.reason], ["edition.closed", `${edition.name}, dengan 2 entri kurang lembar`, REASON]);
  });

  test("with enough locked sheets everywhere nothing needs to be known", async () => {
    const edition = await complete();
    await edition.open();
    for (const judge of world.judges) for (const entry of edition.entries) await score(judge, edition.of(judge, entry), [50, 50, 50, 50, 50]);
    ok(await step(edition, "EditionClose", { reason: REASON }));
  });

  test("a locked sheet with a conflict that waits for a decision is no locked sheet, as in the ranking", async () => {
    const edition = await complete();
    await edition.open();
    for (const judge of world.judges) for (const entry of edition.entries) await score(judge, edition.of(judge, entry), [50, 50, 50, 50, 50]);
    const assignment = edition.of(world.judge1, edition.entries[1]);
    await server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment);
    const short = async () => {
      const shown = await edition.show();
      return [shown.totals.short, shown.short.map((it) => [it.number, it.locked])];
    };
    assert.deepEqual(await short(), [1, [[2, 2]]]);
    refused(await step(edition, "EditionClose", { reason: REASON }), "entries_short");
    ok(await coordinator.call("ConflictDecide", { assignment }, { version: await edition.version(), keep: true, reason: REASON }));
    assert.deepEqual(await short(), [0, []]);
    // Not written down yet: the facts of now count.
    await server.run("UPDATE person SET home_code = (SELECT agency_code FROM innovation WHERE agency_code IS NOT NULL LIMIT 1) WHERE id = ?1", world.judge1.person);
    const own = await server.row("SELECT agency_code FROM innovation WHERE id = ?1", found[0].id);
    await server.run("UPDATE innovation SET agency_code = (SELECT home_code FROM person WHERE id = ?1) WHERE id = ?2", world.judge1.person, found[0].id);
    assert.deepEqual(await short(), [1, [[1, 2]]]);
    await server.run("UPDATE innovation SET agency_code = ?1 WHERE id = ?2", own.agency_code, found[0].id);
    await server.run("UPDATE person SET home_code = NULL WHERE id = ?1", world.judge1.person);
    ok(await step(edition, "EditionClose", { reason: REASON }));
  });

  test("the home page counts what is not locked, and says to close once everything is", async () => {
    const edition = await complete();
    await edition.open();
    const told = async () => {
      const { mine, others } = await coordinator.do("HomeShow");
      const own = (list) => list.filter((it) => it.edition === edition.id).map((it) => [it.kind, it.count, it.of]);
      return [own(mine), own(others)];
    };
    const pairs = world.judges.flatMap((judge) => edition.entries.map((entry) => [judge, edition.of(judge, entry)]));
    for (const [judge, assignment] of pairs.slice(1)) await score(judge, assignment, [50, 50, 50, 50, 50]);
    assert.deepEqual(await told(), [[], [["judging_runs", 8, 9]]]);
    await score(...pairs[0], [50, 50, 50, 50, 50]);
    assert.deepEqual(await told(), [[["close_edition", 9, 9]], []]);
    await edition.close();
    assert.deepEqual(await told(), [[["publish_edition", 9, 9]], []]);
  });

  test("a draft cannot be closed", async () => {
    const edition = await makeEdition(coordinator);
    refused(await step(edition, "EditionClose", { reason: REASON }), "judging_not_open");
  });
});

describe("reopening", () => {
  /** Closed with sheets of the first judge alone: locked for the first entry, a draft for the second. */
  async function closed() {
    const edition = await complete();
    await edition.open();
    await score(world.judge1, edition.of(world.judge1, edition.entries[0]), [60, 60, 60, 60, 60]);
    await score(world.judge1, edition.of(world.judge1, edition.entries[1]), [10, 20], { lock: false });
    await edition.close();
    return edition;
  }
  const body = (changes) => ({ closes_at: Date.now() + DAY, reason: REASON, ...changes });
  const late = (judge, assignment, version, marks) => judge.call("SheetPut", { assignment }, { version, sheet: sheet(marks) });

  test("with a reason and a deadline ahead judging goes on, everything stands as it stood, and it is recorded", async () => {
    const edition = await closed();
    refused(await step(edition, "EditionReopen", body({ reason: "ya" })), "reason_needed");
    refused(await step(edition, "EditionReopen", body({ closes_at: Date.now() - 1 })), "closing_in_past", { field: "closes_at" });
    const wanted = body();
    ok(await step(edition, "EditionReopen", wanted));
    const shown = await edition.show();
    assert.deepEqual([shown.standing, shown.setup.closes_at, shown.totals.locked, shown.totals.begun], ["judging", wanted.closes_at, 1, 1]);
    assert.equal((await world.judge1.do("BoardShow", { slug: edition.slug })).standing, "judging");
    const event = (await coordinator.all("EditionEvents", { edition: edition.id }))[0];
    assert.deepEqual([event.action, event.reason, event.by], ["edition.reopened", REASON, coordinator.fullName]);
    const first = edition.of(world.judge1, edition.entries[0]);
    assert.equal((await world.judge1.do("SheetShow", { assignment: first })).item.sheet, "locked");
    await score(world.judge1, edition.of(world.judge1, edition.entries[1]), [10, 20, 30, 40, 50], { version: 1 });
    for (const entry of edition.entries) for (const judge of [world.judge2, world.judge3]) await score(judge, edition.of(judge, entry), [50, 50, 50, 50, 50]);
    await score(world.judge1, edition.of(world.judge1, edition.entries[2]), [50, 50, 50, 50, 50]);
    ok(await step(edition, "EditionClose", { reason: REASON }));
    assert.equal((await edition.results()).board.rows.length, 3);
  });

  test("not before opening plus an hour", async () => {
    const edition = await makeEdition(coordinator, { settings: { opens_at: Date.now() + DAY, closes_at: Date.now() + 2 * DAY }, entries: found, judges: world.judges, open: true });
    await edition.close();
    refused(await step(edition, "EditionReopen", body({ closes_at: Date.now() + DAY })), "closing_before_opening", { field: "closes_at" });
    ok(await step(edition, "EditionReopen", body({ closes_at: Date.now() + 3 * DAY })));
    assert.equal((await edition.show()).standing, "scheduled");
  });

  test("nobody does once a mark was read, whoever read it, of one entry or of all", async () => {
    for (const read of [
      (edition) => coordinator.do("ResultRead", { edition: edition.id }, {}),
      (edition) => coordinator.do("ResultSheets", { edition: edition.id, entry: edition.entries[0] }, {}),
    ]) {
      const edition = await closed();
      assert.equal((await edition.show()).marks_read, false);
      await read(edition);
      assert.equal((await edition.show()).marks_read, true);
      refused(await step(edition, "EditionReopen", body()), "marks_read");
      assert.equal((await edition.show()).standing, "closed");
    }
  });

  test("nobody reads marks while it is open again", async () => {
    const edition = await closed();
    ok(await step(edition, "EditionReopen", body()));
    refused(await coordinator.call("ResultRead", { edition: edition.id }, {}), "marks_sealed");
    refused(await coordinator.call("ResultSheets", { edition: edition.id, entry: edition.entries[0] }, {}), "marks_sealed");
  });

  test("a stale version is refused, and the same request again gets the same answer", async () => {
    const edition = await closed();
    const [version, key] = [await edition.version(), uuid()];
    refused(await step(edition, "EditionReopen", body(), version - 1), "stale_version", { current_version: version });
    const wanted = body();
    const first = ok(await step(edition, "EditionReopen", wanted, version, { key }));
    assert.deepEqual(ok(await step(edition, "EditionReopen", wanted, version, { key })), first);
    assert.equal((await actions(edition)).filter((it) => it === "edition.reopened").length, 1);
  });

  test("what came late becomes its judge's draft, counts when it is locked, and stays as evidence", async () => {
    const edition = await closed();
    const [first, second, third] = edition.entries;
    const pair = (entry, judge = world.judge1) => edition.of(judge, entry);
    // On the stored draft, twice: the later one counts as what the judge wrote last.
    refused(await late(world.judge1, pair(second), 1, [11, 12, 13, 14]), "judging_closed");
    refused(await late(world.judge1, pair(second), 1, [11, 12, 13, 14, 15]), "judging_closed");
    // Where nothing was stored; on what is locked; on a version that is not there.
    refused(await late(world.judge1, pair(third), 0, [21, 22, 23, 24, 25]), "judging_closed");
    refused(await late(world.judge1, pair(first), 2, [99, 99, 99, 99, 99]), "judging_closed");
    refused(await late(world.judge2, pair(first, world.judge2), 4, [98, 98, 98, 98, 98]), "judging_closed");
    ok(await step(edition, "EditionReopen", body()));
    const stored = async (entry, judge) => {
      const { item, sheet: text } = await (judge ?? world.judge1).do("SheetShow", { assignment: pair(entry, judge) });
      return [item.sheet, item.version, CRITERIA.map((it) => text.marks[it])];
    };
    assert.deepEqual(await stored(second), ["draft", 2, [11, 12, 13, 14, 15]]);
    assert.deepEqual(await stored(third), ["draft", 1, [21, 22, 23, 24, 25]]);
    assert.deepEqual(await stored(first), ["locked", 2, [60, 60, 60, 60, 60]]);
    assert.deepEqual((await stored(first, world.judge2)).slice(0, 2), ["empty", 0]);
    const lines = (await coordinator.all("EditionEvents", { edition: edition.id })).filter((it) => it.action === "sheet.taken_up").map((it) => it.subject);
    assert.deepEqual(lines.toSorted().map((it) => it.slice(0, 4)), ["E-02", "E-03"]);
    assert.ok(lines.every((it) => it.endsWith(`: ${world.judge1.fullName}`)), lines.join());
    await edition.close();
    const { entries } = await coordinator.do("ResultRead", { edition: edition.id }, {});
    assert.deepEqual(entries.map((it) => it.counted), [1, 0, 0], "a draft does not count");
    const sheets = await coordinator.do("ResultSheets", { edition: edition.id, entry: second }, {});
    assert.equal(sheets.filter((it) => it.late).length, 2);
  });

  test("corrections that wait end with its reason, in the record, and their judges change the sheets themselves", async () => {
    const edition = await closed();
    const assignment = edition.of(world.judge1, edition.entries[0]);
    const id = uuid();
    ok(await world.judge1.call("SheetCorrect", { assignment }, { id, version: 2, sheet: sheet([61, 60, 60, 60, 60]), reason: "Salah ketik pada satu kriteria." }));
    const waits = async () => (await coordinator.do("HomeShow")).mine.some((it) => it.kind === "decide_proposal" && it.edition === edition.id);
    const { digest } = (await coordinator.do("ProposalList")).find((it) => it.id === id);
    ok(await step(edition, "EditionReopen", body()));
    const [own, theirs] = await Promise.all([world.judge1, coordinator].map(async (who) => (await who.do("ProposalList")).find((it) => it.id === id)));
    for (const it of [own, theirs]) assert.deepEqual([it.state, it.ended_by, it.ended_reason, it.may_approve], ["refused", coordinator.fullName, REASON, false]);
    assert.equal(await waits(), false);
    const lines = (await coordinator.all("EditionEvents", { edition: edition.id })).filter((it) => it.action === "proposal.refused");
    assert.deepEqual(lines.map((it) => [it.by, it.reason]), [[coordinator.fullName, REASON]]);
    assert.ok(lines[0].subject.endsWith(theirs.effect.name), lines[0].subject);
    refused(await coordinator.call("ProposalDecide", { proposal: id }, { digest, approve: true, reason: null }), "proposal_ended");
    const version = ok(await world.judge1.call("SheetReopenSet", { assignment }, { version: 2, reason: REASON })).version;
    await score(world.judge1, assignment, [61, 60, 60, 60, 60], { version });
    await edition.close();
    ok(await world.judge1.call("SheetCorrect", { assignment }, { id: uuid(), version: version + 2, sheet: sheet([62, 60, 60, 60, 60]), reason: "Salah ketik pada satu kriteria." }));
  });

  test("a judge is told of more time only while it can be given", async () => {
    const edition = await closed();
    const told = async () => (await world.judge1.do("JudgeDeskShow", {})).editions.find((it) => it.id === edition.id).more_time;
    assert.equal(await told(), true);
    ok(await step(edition, "EditionReopen", body()));
    assert.equal(await told(), true);
    await edition.close();
    await edition.results();
    assert.equal(await told(), false);
  });
});

test("the order of steps: in every standing only the drawn arrows succeed (D07)", async () => {
  const people = { ...world };
  const at = {
    draft: complete,
    scheduled: () => makeEdition(coordinator, { settings: { opens_at: Date.now() + DAY, closes_at: Date.now() + 2 * DAY }, entries: found, judges: people.judges, open: true }),
    judging: () => makeEdition(coordinator, { entries: found, judges: people.judges, open: true }),
    time_up: async () => {
      const edition = await makeEdition(coordinator, { entries: found, judges: people.judges, open: true });
      await moveClosing(server, edition, Date.now() - 1);
      return edition;
    },
    closed: async () => world.closed,
    published: async () => world.published,
  };
  const acts = {
    EditionSetup: [() => ({ setup: setup() }), { draft: "ok", "*": "edition_already_open" }],
    EntryAdd: [() => ({ entries: [{ id: uuid(), innovation: found[0].id }] }), { draft: "entry_exists", "*": "edition_already_open" }],
    EditionOpen: [() => ({}), { draft: "ok", "*": "edition_already_open" }],
    EditionExtend: [() => ({ closes_at: Date.now() + 40 * DAY, reason: REASON }), { draft: "judging_not_open", scheduled: "ok", judging: "ok", time_up: "ok", "*": "judging_closed" }],
    EditionReopen: [
      () => ({ closes_at: Date.now() + 40 * DAY, reason: REASON }),
      { draft: "judging_not_open", closed: null, published: "already_published", "*": "judging_not_closed" },
    ],
    EditionClose: [() => ({ reason: REASON, short: 1000 }), { draft: "judging_not_open", scheduled: "ok", judging: "ok", time_up: "ok", "*": "judging_closed" }],
    EditionPublish: [() => ({ id: uuid(), password: coordinator.password, acknowledged: true, note: null }), { closed: null, published: "note_needed", "*": "judging_still_open" }],
    SeatCreate: [() => ({ person: people.foreign.person }), { closed: "judging_closed", published: "judging_closed", "*": "ok" }],
    AssignmentSet: [
      (edition) => ({ changes: [{ id: uuid(), entry: edition.entries[0], judge: people.judge1.person, on: false }], reason: REASON }),
      { closed: "judging_closed", published: "judging_closed", "*": "ok" },
    ],
  };
  for (const [standing, make] of Object.entries(at)) {
    for (const [route, [body, expected]] of Object.entries(acts)) {
      const wanted = standing in expected ? expected[standing] : expected["*"];
      if (wanted === null) continue;
      const edition = await make();
      const answer = await step(edition, route, body(edition));
      const got = answer.status === 200 ? "ok" : answer.body.code;
      assert.equal(got, wanted, `${route} while ${standing}: ${answer.text.slice(0, 200)}`);
    }
    const results = await coordinator.call("ResultRead", { edition: (await make()).id }, {});
    const open = ["closed", "published"].includes(standing);
    assert.equal(results.status === 200 ? "ok" : results.body.code, open ? "ok" : "marks_sealed", `ResultRead while ${standing}`);
  }
});

describe("the record", () => {
  test("names every step in order with who and why, and no mark", async () => {
    const edition = await complete();
    await edition.open();
    await score(world.judge1, edition.of(world.judge1, edition.entries[0]), [11, 22, 33, 44, 55]);
    await edition.close();
    await edition.results();
    const answer = await coordinator.call("EditionEvents", { edition: edition.id });
    const events = ok(answer).items;
    const order = events.map((it) => it.action).toReversed();
    for (const action of ["edition.created", "entry.added", "seat.added", "assignment.changed", "edition.opened", "sheet.locked", "edition.closed", "result.read"])
      assert.ok(order.includes(action), `${action} is recorded`);
    assert.ok(order.indexOf("edition.opened") < order.indexOf("sheet.locked") && order.indexOf("sheet.locked") < order.indexOf("edition.closed"));
    assert.equal(events.find((it) => it.action === "sheet.locked").by, world.judge1.fullName);
    for (const mark of ["11", "22", "33", "44", "55"]) assert.ok(!events.some((it) => `${it.subject} ${it.reason}`.split(/\D+/).includes(mark)), "no mark");
  });
});
