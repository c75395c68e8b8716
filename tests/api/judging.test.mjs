// A judge's sheet: saved, locked, reopened by its judge alone until closing by server time.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { between, ok, race, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { CRITERIA, HOUR, innovations, makeEdition, moveClosing, score, sheet } from "./support/world.mjs";

let world, coordinator, server, found, judge;
before(async () => {
  world = await standard();
  ({ coordinator, server } = world);
  found = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 3);
  judge = world.judge1;
});
after(() => world?.server.stop());

const opened = () => makeEdition(coordinator, { entries: found, judges: world.judges, open: true });
/** An assignment of the judge that nobody touched. */
const fresh = async () => {
  const edition = await opened();
  return { edition, entry: edition.entries[0], assignment: edition.of(judge, edition.entries[0]) };
};
const put = (assignment, version, body, by = judge, options) => by.call("SheetPut", { assignment }, { version, sheet: body }, options);
const FULL = sheet([80, 70, 60, 50, 40], { kebaruan: "Catatan contoh." });

describe("the list", () => {
  test("shows the own entries with progress, deadline by server time, and no one else's", async () => {
    const { edition, assignment } = await fresh();
    await score(judge, assignment, [1, 2, 3], { lock: false });
    const desk = await judge.do("JudgeDeskShow");
    const mine = desk.editions.find((it) => it.id === edition.id);
    assert.equal(mine.closes_at, (await edition.show()).setup.closes_at);
    assert.equal(mine.items.length, 3);
    const item = mine.items.find((it) => it.assignment === assignment);
    assert.deepEqual([item.sheet, item.filled, item.version], ["draft", 3, 1]);
    assert.ok(Math.abs(desk.now - Date.now()) < HOUR);
    const others = new Set(edition.sheets[world.judge2.person].map((it) => it.id));
    assert.ok(mine.items.every((it) => !others.has(it.assignment)));
  });

  test("the order is the judge's own and does not change between visits", async () => {
    const entries = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 12);
    assert.equal(entries.length, 12, "enough for two equal orders to be no accident");
    const edition = await makeEdition(coordinator, { entries, judges: world.judges, open: true });
    const order = async (who) => (await who.do("JudgeDeskShow")).editions.find((it) => it.id === edition.id).items.map((it) => it.number);
    const [mine, others] = [await order(judge), await order(world.judge2)];
    assert.deepEqual(await order(judge), mine);
    const sorted = (it) => it.toSorted((a, b) => a - b);
    assert.deepEqual(sorted(mine), sorted(others), "the same entries");
    assert.notDeepEqual(mine, others, "in another order");
    assert.notDeepEqual(mine, sorted(mine), "and not in that of their numbers");
  });

  test("a draft is not shown to its judges", async () => {
    assert.ok((await judge.do("JudgeDeskShow")).editions.every((it) => it.id !== world.draft.id));
    refused(await judge.call("SheetShow", { assignment: world.draft.of(judge, world.draft.entries[0]) }), "not_found");
  });

  test("the pack holds every own entry with dossier and sheet, for work without signal", async () => {
    const pack = await judge.do("JudgePackShow");
    const ids = pack.desk.editions.flatMap((it) => it.items.filter((item) => item.state === "active" && !item.withdrawn).map((item) => item.assignment));
    const packed = pack.entries.map((it) => it.item.assignment);
    for (const id of ids) assert.ok(packed.includes(id));
    const own = pack.entries.find((it) => it.item.assignment === world.open.of(judge, world.open.entries[0]));
    assert.deepEqual(own.sheet.marks, { kebaruan: 71, kemanfaatan: 72, solusi: 73, replikasi: 74, kompatibilitas: 75 });
    assert.ok(own.dossier.summary.length > 0);
  });
});

describe("saving", () => {
  test("marks and notes come back as sent; the version moves by one", async () => {
    const { assignment } = await fresh();
    const first = ok(await put(assignment, 0, sheet([80, undefined, 60])));
    assert.deepEqual([first.version, first.state, first.filled], [1, "draft", 2]);
    const second = ok(await put(assignment, 1, FULL));
    assert.deepEqual([second.version, second.filled], [2, 5]);
    const shown = await judge.do("SheetShow", { assignment });
    assert.deepEqual([shown.sheet, shown.item.version, shown.receipt], [FULL, 2, null]);
  });

  test("a mark can be taken back", async () => {
    const { assignment } = await fresh();
    ok(await put(assignment, 0, FULL));
    ok(await put(assignment, 1, sheet([80])));
    assert.deepEqual((await judge.do("SheetShow", { assignment })).sheet.marks, { kebaruan: 80 });
  });

  test("a stale tab is refused with the current version and can load both", async () => {
    const { assignment } = await fresh();
    ok(await put(assignment, 0, FULL));
    refused(await put(assignment, 0, sheet([1, 1, 1, 1, 1])), "stale_version", { current_version: 1 });
    assert.deepEqual((await judge.do("SheetShow", { assignment })).sheet, FULL);
  });

  test("40 equal saves at the same moment with one key are one save", async () => {
    const { assignment } = await fresh();
    const key = uuid();
    const answers = await race(40, (n, options) => put(assignment, 0, FULL, judge, { key, ...options }));
    assert.deepEqual([...new Set(answers.map((it) => it.status))], [200]);
    assert.equal(new Set(answers.map((it) => it.text)).size, 1);
    assert.deepEqual(await server.row("SELECT count(*) AS n FROM sheet_event WHERE assignment_id = ?1", assignment), { n: 1 });
  });

  test("20 different saves at the same moment on one version: one wins, none is lost unseen (G12)", async () => {
    const { assignment } = await fresh();
    const answers = await race(20, (n, options) => put(assignment, 0, sheet([n, n, n, n, n]), judge, options));
    const won = answers.filter((it) => it.status === 200);
    assert.equal(won.length, 1);
    assert.ok(answers.every((it) => it.status === 200 || it.body.code === "stale_version"));
    const n = answers.indexOf(won[0]);
    assert.deepEqual((await judge.do("SheetShow", { assignment })).sheet.marks.kebaruan, n);
  });

  test("every stored version is kept", async () => {
    const { assignment } = await fresh();
    ok(await put(assignment, 0, sheet([10])));
    ok(await put(assignment, 1, sheet([20])));
    const rows = await server.rows("SELECT version, sheet FROM sheet_event WHERE assignment_id = ?1 ORDER BY version", assignment);
    assert.deepEqual(rows.map((it) => [it.version, JSON.parse(it.sheet).marks.kebaruan]), [[1, 10], [2, 20]]);
  });

  for (const [what, text, code, field] of [
    ["a mark of 101", '{"marks":{"kebaruan":101},"notes":{}}', "mark_out_of_range", "sheet.marks.kebaruan"],
    ["a mark of -1", '{"marks":{"kebaruan":-1},"notes":{}}', "mark_out_of_range", "sheet.marks.kebaruan"],
    ["a mark of 80.5", '{"marks":{"kebaruan":80.5},"notes":{}}', "mark_not_whole", "sheet.marks.kebaruan"],
    ["a mark in words", '{"marks":{"kebaruan":"80"},"notes":{}}', "mark_not_whole", "sheet.marks.kebaruan"],
    ["a criterion that is not there", '{"marks":{"keindahan":80},"notes":{}}', "unknown_value", undefined],
    ["a note for a criterion that is not there", '{"marks":{},"notes":{"keindahan":"x"}}', "unknown_value", undefined],
    ["a note of 1,001 characters", `{"marks":{},"notes":{"solusi":"${"x".repeat(1001)}"}}`, "text_too_long", "notes.solusi"],
    ["a key that is not there", '{"marks":{},"notes":{},"locked":true}', "unknown_field", "sheet.locked"],
  ]) {
    test(`${what}: refused, nothing is written`, async () => {
      const { assignment } = await fresh();
      const answer = await judge.send({ method: "PUT", path: `/api/v1/judging/${assignment}/sheet`, text: `{"version":0,"sheet":${text}}`, headers: { "idempotency-key": uuid() } });
      const problem = JSON.parse(answer.text);
      assert.deepEqual([answer.status, problem.code], [422, code], answer.text);
      if (field) assert.ok(problem.field === field || `sheet.${problem.field}` === field, answer.text);
      assert.equal((await judge.do("SheetShow", { assignment })).item.version, 0);
    });
  }
});

describe("locking", () => {
  test("needs all five marks", async () => {
    const { assignment } = await fresh();
    ok(await put(assignment, 0, sheet([80, 70, 60, 50])));
    refused(await judge.call("SheetLockSet", { assignment }, { version: 1 }), "sheet_incomplete");
  });

  test("gives a receipt with the weighted total; afterwards the sheet does not change", async () => {
    const { assignment } = await fresh();
    ok(await put(assignment, 0, FULL));
    const receipt = await judge.do("SheetLockSet", { assignment }, { version: 1 });
    // 20·80 + 30·70 + 20·60 + 20·50 + 10·40
    assert.equal(receipt.total, 6300);
    assert.ok(receipt.code.length >= 6);
    refused(await put(assignment, receipt.version, sheet([1, 1, 1, 1, 1])), "sheet_locked");
    refused(await judge.call("SheetLockSet", { assignment }, { version: receipt.version }), "sheet_locked");
    const shown = await judge.do("SheetShow", { assignment });
    assert.deepEqual([shown.item.sheet, shown.sheet, shown.receipt], ["locked", FULL, receipt]);
  });

  test("of a version that is not the newest is refused", async () => {
    const { assignment } = await fresh();
    ok(await put(assignment, 0, FULL));
    ok(await put(assignment, 1, sheet([1, 2, 3, 4, 5])));
    refused(await judge.call("SheetLockSet", { assignment }, { version: 1 }), "stale_version", { current_version: 2 });
  });

  test("twice with one key gives one receipt", async () => {
    const { assignment } = await fresh();
    ok(await put(assignment, 0, FULL));
    const key = uuid();
    const [one, two] = [await judge.call("SheetLockSet", { assignment }, { version: 1 }, { key }), await judge.call("SheetLockSet", { assignment }, { version: 1 }, { key })];
    assert.equal(two.text, one.text);
  });
});

describe("reopening", () => {
  test("is the judge's alone, with a reason, until closing, and is recorded", async () => {
    const { edition, assignment } = await fresh();
    const version = await score(judge, assignment, [80, 70, 60, 50, 40]);
    refused(await judge.call("SheetReopenSet", { assignment }, { version, reason: "ya" }), "reason_needed");
    const open = await judge.do("SheetReopenSet", { assignment }, { version, reason: "Salah membaca berkas." });
    assert.equal(open.state, "draft");
    assert.equal((await judge.do("SheetShow", { assignment })).receipt, null);
    ok(await put(assignment, open.version, sheet([1, 2, 3, 4, 5])));
    const event = (await coordinator.all("EditionEvents", { edition: edition.id })).find((it) => it.action === "sheet.reopened");
    assert.deepEqual([event.by, event.reason], [judge.fullName, "Salah membaca berkas."]);
  });

  test("a sheet that is not locked is refused", async () => {
    const { assignment } = await fresh();
    ok(await put(assignment, 0, FULL));
    refused(await judge.call("SheetReopenSet", { assignment }, { version: 1, reason: "Salah membaca berkas." }), "sheet_not_locked");
  });

  test("after closing it is over", async () => {
    const { edition, assignment } = await fresh();
    const version = await score(judge, assignment, [80, 70, 60, 50, 40]);
    await moveClosing(server, edition, Date.now() - 1);
    refused(await judge.call("SheetReopenSet", { assignment }, { version, reason: "Salah membaca berkas." }), "judging_closed");
  });
});

describe("closing by server time", () => {
  test("a late sheet is refused, kept as evidence, shown in the results and not counted", async () => {
    const edition = await opened();
    const [entry] = edition.entries;
    const late = edition.of(judge, entry);
    for (const other of [world.judge2, world.judge3]) await score(other, edition.of(other, entry), [50, 50, 50, 50, 50]);
    await moveClosing(server, edition, Date.now() - 1);
    refused(await put(late, 0, sheet([99, 99, 99, 99, 99])), "judging_closed");
    assert.deepEqual(await server.row("SELECT count(*) AS n FROM late_sheet WHERE assignment_id = ?1", late), { n: 1 });
    assert.deepEqual(await server.row("SELECT count(*) AS n FROM sheet WHERE assignment_id = ?1", late), { n: 0 });
    await edition.close();
    const { sheets, board, gaps } = await edition.results();
    const kept = sheets.find((it) => it.entry === entry && it.late);
    assert.deepEqual([kept.judge, kept.counted, kept.sheet.marks.kebaruan], [judge.fullName, false, 99]);
    assert.ok(!board.rows.some((it) => it.score > 5000));
    assert.ok(gaps.some((it) => it.code === "entry_under_minimum" && it.blocks));
  });

  test("a late save sent again with its key is kept once", async () => {
    const { edition, assignment } = await fresh();
    await moveClosing(server, edition, Date.now() - 1);
    const key = uuid();
    for (let n = 0; n < 3; n += 1) refused(await put(assignment, 0, FULL, judge, { key }), "judging_closed");
    assert.deepEqual(await server.row("SELECT count(*) AS n FROM late_sheet WHERE assignment_id = ?1", assignment), { n: 1 });
  });

  test("a save that was answered before closing is answered the same after it", async () => {
    const { edition, assignment } = await fresh();
    const key = uuid();
    const first = await put(assignment, 0, FULL, judge, { key });
    ok(first);
    await moveClosing(server, edition, Date.now() - 1);
    const again = await put(assignment, 0, FULL, judge, { key });
    assert.deepEqual([again.status, again.text], [200, first.text]);
    assert.deepEqual(await server.row("SELECT count(*) AS n FROM late_sheet WHERE assignment_id = ?1", assignment), { n: 0 });
  });

  test("a burst around the closing instant: what was acknowledged is stored, nothing else counts (G14)", async () => {
    const edition = await opened();
    const all = [...world.judges].flatMap((who) => edition.entries.map((entry) => [who, edition.of(who, entry)]));
    const saves = all.map(([who, assignment]) => put(assignment, 0, FULL, who).then((answer) => [assignment, answer]));
    const closing = moveClosing(server, edition, Date.now() - 1);
    const answers = await Promise.all(saves);
    await closing;
    for (const [assignment, answer] of answers) {
      const { n } = await server.row("SELECT count(*) AS n FROM sheet WHERE assignment_id = ?1", assignment);
      const { n: late } = await server.row("SELECT count(*) AS n FROM late_sheet WHERE assignment_id = ?1", assignment);
      assert.deepEqual([n, late], answer.status === 200 ? [1, 0] : [0, 1], answer.text);
    }
    for (const [who, assignment] of all) refused(await put(assignment, 5, FULL, who), "judging_closed");
  });

  test("the deadline is in the statement that writes: passed after the sheet was read, it refuses all the same (D10)", async () => {
    for (const [act, make] of [
      ["SheetPut", (assignment, version, options) => put(assignment, version, FULL, judge, options)],
      ["SheetLockSet", (assignment, version, options) => judge.call("SheetLockSet", { assignment }, { version }, options)],
    ]) {
      const { edition, assignment } = await fresh();
      ok(await put(assignment, 0, FULL));
      const answer = await between(
        judge,
        (options) => make(assignment, 1, options),
        () => moveClosing(server, edition, Date.now() - 60_000),
      );
      refused(answer, "judging_closed");
      assert.deepEqual(await server.row("SELECT version, state FROM sheet WHERE assignment_id = ?1", assignment), { version: 1, state: "draft" }, act);
    }
  });

  test("so is the assignment: taken away after the sheet was read, nothing is written to it", async () => {
    const { edition, entry, assignment } = await fresh();
    const answer = await between(
      judge,
      (options) => put(assignment, 0, FULL, judge, options),
      () => edition.assign([entry], [judge], { on: false, reason: "Berhalangan karena tugas luar." }),
    );
    refused(answer, "assignment_ended");
    assert.deepEqual(await server.row("SELECT count(*) AS n FROM sheet WHERE assignment_id = ?1", assignment), { n: 0 });
  });

  test("a full sheet that was never locked does not count", async () => {
    const edition = await makeEdition(coordinator, { entries: [found[0]], judges: [...world.judges, world.foreign], open: true });
    const [entry] = edition.entries;
    for (const who of world.judges) await score(who, edition.of(who, entry), [50, 50, 50, 50, 50]);
    await score(world.foreign, edition.of(world.foreign, entry), [100, 100, 100, 100, 100], { lock: false });
    await edition.close();
    const { board, gaps, sheets } = await edition.results();
    assert.deepEqual(board.rows.map((it) => [it.score, it.judges]), [[5000, 3]]);
    assert.deepEqual(gaps.map((it) => [it.code, it.judge, it.blocks]), [["sheet_full_not_locked", world.foreign.fullName, false]]);
    assert.equal(sheets.find((it) => it.judge === world.foreign.fullName).counted, false);
  });
});

describe("a relation with the entry", () => {
  test("takes the entry from the judge's work at once and tells the coordinator", async () => {
    const { edition, entry, assignment } = await fresh();
    await score(judge, assignment, [90, 90, 90, 90, 90]);
    const before = await edition.version();
    refused(await judge.call("ConflictSet", { assignment }, { reason: "ya" }), "reason_needed");
    ok(await judge.call("ConflictSet", { assignment }, { reason: "Saudara kandung pengusul." }));
    const line = (await edition.show()).assignments.find((it) => it.id === assignment);
    assert.deepEqual([line.state, line.reason], ["conflict", "Saudara kandung pengusul."]);
    for (const who of [world.clinic, world.leadership, world.admin]) {
      for (const [route, parameters] of [["EditionShow", { edition: edition.id }], ["EntryShow", { entry }], ["EditionList", {}], ["HomeShow", {}]]) {
        const answer = await who.call(route, parameters);
        assert.ok(!answer.text.includes("Saudara kandung"), `${route} tells ${who.fullName} why`);
      }
      const seen = (await who.do("EditionShow", { edition: edition.id })).assignments.find((it) => it.id === assignment);
      assert.deepEqual([seen.state, seen.reason], ["conflict", null], "that it ended, not why");
    }
    assert.equal(await edition.version(), before + 1);
    const answer = await put(assignment, 2, FULL);
    refused(answer, "assignment_ended");
    assert.ok((await coordinator.all("EditionEvents", { edition: edition.id })).some((it) => it.action === "conflict.declared"));
    const home = await coordinator.do("HomeShow");
    assert.ok([...home.mine, ...home.others].some((it) => it.edition === edition.id && it.kind === "fill_panel"), "the entry is under its minimum now");
    assert.ok(entry);
  });

  test("nothing of it counts", async () => {
    const edition = await makeEdition(coordinator, { entries: [found[0]], judges: [...world.judges, world.foreign], open: true });
    const [entry] = edition.entries;
    for (const who of world.judges) await score(who, edition.of(who, entry), [50, 50, 50, 50, 50]);
    await score(world.foreign, edition.of(world.foreign, entry), [100, 100, 100, 100, 100]);
    await world.foreign.do("ConflictSet", { assignment: edition.of(world.foreign, entry) }, { reason: "Saudara kandung pengusul." });
    await edition.close();
    const { board } = await edition.results();
    assert.deepEqual(board.rows.map((it) => [it.score, it.judges]), [[5000, 3]]);
  });
});

describe("who may see a sheet", () => {
  test("nobody but its judge before closing: no route of anybody shows a mark, a note or a total", async () => {
    const word = `catatanrahasia${uuid().slice(-8)}`;
    const edition = await opened();
    const assignment = edition.of(judge, edition.entries[0]);
    await score(judge, assignment, [97, 96, 95, 94, 93], { notes: { solusi: word } });
    for (const who of [world.admin, coordinator, world.clinic, world.leadership, world.agency, world.innovator, world.judge2, world.idle, world.guest]) {
      for (const [route, parameters, body] of [
        ["EditionShow", { edition: edition.id }],
        ["EditionMore", { edition: edition.id, after: 0 }],
        ["EditionList", {}],
        ["EntryShow", { entry: edition.entries[0] }],
        ["EditionEvents", { edition: edition.id }],
        ["ResultRead", { edition: edition.id }, {}],
        ["ResultSheets", { edition: edition.id, entry: edition.entries[0] }, {}],
        ["SheetShow", { assignment }],
        ["JudgeDeskShow", {}],
        ["JudgePackShow", {}],
        ["HomeShow", {}],
        ["BoardShow", { slug: edition.slug }],
      ]) {
        const answer = await who.call(route, parameters, body);
        assert.ok(!answer.text.includes(word), `${route} by ${who.name} shows a note`);
        assert.doesNotMatch(answer.text, /:9550\b(?=[,}\]])/, `${route} by ${who.name} shows a total`);
        assert.doesNotMatch(answer.text, /:9[3-7]\b[,}]/, `${route} by ${who.name} shows a mark`);
      }
    }
    refused(await coordinator.call("ResultRead", { edition: edition.id }, {}), "marks_sealed");
    refused(await world.admin.call("ResultRead", { edition: edition.id }, {}), "forbidden");
  });

  test("when time is up the marks are still sealed until the coordinator closes", async () => {
    const edition = await opened();
    await moveClosing(server, edition, Date.now() - 1);
    refused(await coordinator.call("ResultRead", { edition: edition.id }, {}), "marks_sealed");
  });

  test("after closing the coordinator sees all of it, and each reading is recorded; others still do not", async () => {
    const before = (await coordinator.all("EditionEvents", { edition: world.closed.id })).filter((it) => it.action === "result.read").length;
    const { sheets, entries } = await world.closed.results();
    assert.equal(sheets.length, 9);
    assert.ok(sheets.every((it) => Object.keys(it.sheet.marks).length === CRITERIA.length));
    const after = (await coordinator.all("EditionEvents", { edition: world.closed.id })).filter((it) => it.action === "result.read");
    // The board, and the sheets of each entry.
    assert.equal(after.length, before + 1 + entries.length);
    assert.equal(after[0].by, coordinator.fullName);
    assert.match(after[0].subject, /^E-03 /);
    for (const who of [world.admin, world.clinic, world.leadership, world.judge1]) {
      refused(await who.call("ResultRead", { edition: world.closed.id }, {}), "forbidden");
      refused(await who.call("ResultSheets", { edition: world.closed.id, entry: world.closed.entries[0] }, {}), "forbidden");
    }
  });

  test("a judge never sees another's sheet, before or after closing", async () => {
    for (const edition of [world.open, world.closed, world.published])
      refused(await world.judge1.call("SheetShow", { assignment: edition.of(world.judge2, edition.entries[0]) }), "not_found");
  });
});
