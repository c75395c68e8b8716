// The five stages over HTTP: every gate refused once with its article, every step by its side, nobody skips one.
// (K7-K14, C03, F43)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { race, refused } from "./support/client.mjs";
import { REASON, attend, begin, deliver, fill, missing, note, parts, planItem, prepare, prove, put, reach, review, show, step, submit, take, view } from "./support/clinic.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";

let world, server, innovator, agency, clinic;
before(async () => {
  world = await standard();
  ({ server, innovator, agency, clinic } = world);
});
after(() => world?.server.stop());

const article = (pasal, ayat) => ({ pasal, ayat, huruf: null });
/** The gate refuses with exactly these, the first one's article in front. */
function gate(answer, wanted, of) {
  refused(answer, "gate_closed", { article: of });
  assert.deepEqual(missing(answer), wanted);
}
const handIn = (id) => step(innovator, id, "hand_in");

describe("a gate names what is missing and its article", () => {
  test("drum-up: an activity (Article 10(2)), then it ends by itself", async () => {
    const id = await begin(innovator);
    await fill(innovator, id, "drum_up");
    gate(await handIn(id), ["activity"], article(10, 2));
    await attend(server, innovator.person, "lokakarya_diagnosis");
    const answer = await handIn(id);
    gate(answer, ["activity"], article(10, 2));
    await attend(server, innovator.person, "kuliah_umum");
    const taken = await take(innovator, id, "hand_in");
    assert.deepEqual(taken.course, { place: { at: "in", stage: "diagnose" }, desk: "innovator", hold: "none" });
    assert.match(taken.receipt, /^INV-\d{4}-\d{4,}\/1$/);
    const { revision, line } = await view(innovator, id);
    assert.equal(revision, 1);
    assert.equal(line.version, taken.version);
  });

  test("drum-up: a form that is not filled is named by its fields", async () => {
    const id = await begin(innovator);
    await attend(server, innovator.person, "sosialisasi");
    const { faults } = refused(await handIn(id), "text_missing");
    assert.ok(faults.some((it) => it.field === "identity.idea") && faults.some((it) => it.field === "kind" && it.code === "field_missing"), JSON.stringify(faults));
  });

  test("diagnose: a workshop and the idea card (Article 11)", async () => {
    // Another team of the same agency: nobody of it was at a workshop yet.
    const team = await newTeam("BAPPERIDA");
    const id = await begin(team.innovator);
    await attend(server, team.innovator.person, "sosialisasi", { agency: "BAPPERIDA" });
    await fill(team.innovator, id, "drum_up");
    await take(team.innovator, id, "hand_in");
    gate(await step(team.innovator, id, "hand_in"), ["workshop_diagnose", "idea_card"], article(11, 2));
    await attend(server, team.innovator.person, "lokakarya_diagnosis", { agency: "BAPPERIDA" });
    gate(await step(team.innovator, id, "hand_in"), ["idea_card"], article(11, 1));
    for (const [part, content] of Object.entries(parts().diagnose)) if (part !== "prinsip") await put(team.innovator, id, part, content);
    refused(await step(team.innovator, id, "hand_in"), "text_missing", { field: "prinsip" });
    await put(team.innovator, id, "prinsip", parts().diagnose.prinsip);
    await put(team.innovator, id, "ringkasan", { type: "text", value: "kata ".repeat(201) });
    refused(await step(team.innovator, id, "hand_in"), "text_too_long", { field: "ringkasan" });
    await put(team.innovator, id, "ringkasan", parts().diagnose.ringkasan);
    assert.equal((await take(team.innovator, id, "hand_in")).course.desk, "agency_coordinator");

    // The same for the design, where only the workshop of Article 12(2) is missing.
    await take(team.agency, id, "release");
    assert.equal((await review(clinic, id)).status, 200);
    await fill(team.innovator, id, "design");
    gate(await step(team.innovator, id, "hand_in"), ["workshop_design"], article(12, 2));
  });

  for (const [part, wanted] of [["rencana", "action_plan"], ["peta", "stakeholder_map"], ["komunikasi", "communication"]])
    test(`design: no ${wanted} (Article 12(1))`, async () => {
      const id = await reach(world, "design");
      await attend(server, innovator.person, "lokakarya_rancangan");
      await fill(innovator, id, "design", { [part]: null });
      gate(await handIn(id), [wanted], article(12, 1));
    });

  test("deliver: launch, monitoring, lines of the plan, obstacles (Article 13)", async () => {
    const id = await reach(world, "deliver");
    gate(await handIn(id), ["launch", "results", "monitoring", "open_items"], article(13, 2));
    const log = (...all) => note(server, id, innovator.person, ...all);
    await log("launch", { place: "Aula", ceremony: "formal", text: "Peluncuran contoh." });
    gate(await handIn(id), ["launch_evidence", "results", "monitoring", "open_items"], article(13, 2));
    await prove(server, id, innovator.person, { stored: false });
    assert.deepEqual(missing(await handIn(id))[0], "launch_evidence", "what was announced and never came proves nothing");
    await prove(server, id, innovator.person);
    gate(await handIn(id), ["results", "monitoring", "open_items"], article(2, 3));
    // A figure may say why it has no result yet, and that is enough.
    const [figure] = parts().design.indikator.value;
    const figures = (...all) => put(innovator, id, "indikator", { type: "indicators", value: all });
    await figures({ ...figure, result: 350 }, { ...figure, name: "Biaya" });
    assert.deepEqual(missing(await handIn(id))[0], "results");
    await figures({ ...figure, result: 350 }, { ...figure, name: "Biaya", no_result: "Dihitung pada akhir tahun." });
    gate(await handIn(id), ["monitoring", "open_items"], article(13, 3));
    await log("monitoring", { way: "online", text: "Pantauan contoh." });
    gate(await handIn(id), ["open_items"], article(13, 1));
    const [{ plan }] = (await view(innovator, id)).rows.plans;
    const of = { item: plan[0].id, state: "running" };
    await log("progress", { ...of, text: "Berjalan." }, { ...of, at: Date.now() - 5000 });
    gate(await handIn(id), ["open_items"], article(13, 1));
    await log("progress", { ...of, state: "dropped", text: "Tidak jadi, dijelaskan." }, { ...of, state: "dropped" });
    const obstacle = await log("obstacle", { text: "Kendala contoh", owner: "Siapa", due: Date.now() }, { waits: true });
    gate(await handIn(id), ["open_obstacles"], article(13, 3));
    await server.run("UPDATE log_entry SET waits = 0, follow_up = 'Selesai.', followed_at = 1, followed_by = ?1 WHERE id = ?2", innovator.person, obstacle);
    await take(innovator, id, "hand_in");
  });

  test("a launch dated before the valid plan is told to everybody and refused to nobody (Article 13(2))", async () => {
    const id = await reach(world, "deliver");
    await note(server, id, innovator.person, "launch", { place: "Aula", ceremony: "formal", text: "Peluncuran contoh." });
    assert.equal((await view(clinic, id)).facts.launched_early, false, "on the day of the plan is not before it");
    await note(server, id, innovator.person, "launch", { place: "Aula", ceremony: "formal", text: "Terlalu awal." }, { at: Date.now() - 2 * 86_400_000 });
    assert.equal((await view(clinic, id)).facts.launched_early, true);
    assert.ok(!missing(await handIn(id)).includes("launch_early"));
  });

  test("display: an activity, input and its follow-up (Article 14); only then it ends", async () => {
    const id = await reach(world, "display");
    refused(await step(clinic, id, "finish"), "not_your_turn");
    gate(await handIn(id), ["display_activity", "inputs"], article(14, 2));
    await note(server, id, innovator.person, "display", { ways: ["seminar"], place: "Aula", text: "Seminar contoh." });
    gate(await handIn(id), ["inputs"], article(14, 1));
    const input = await note(server, id, innovator.person, "input", { from: "Warga", text: "Masukan contoh" }, { waits: true });
    gate(await handIn(id), ["open_inputs"], article(14, 1));
    await server.run("UPDATE log_entry SET waits = 0, follow_up = 'Dipakai.', followed_at = 1, followed_by = ?1 WHERE id = ?2", innovator.person, input);
    await submit(world, id);
    refused(await review(clinic, id), "stage_wrong", { field: "finding" });
    await note(server, id, innovator.person, "input", { from: "Warga", text: "Masukan baru" }, { waits: true });
    gate(await step(clinic, id, "finish"), ["open_inputs"], article(14, 1));
  });

  test("the clinic cannot find valid what a gate still asks for", async () => {
    const id = await reach(world, "deliver", { desk: "clinic" });
    await note(server, id, innovator.person, "obstacle", { text: "Kendala baru", owner: "Siapa", due: Date.now() }, { waits: true });
    gate(await review(clinic, id), ["open_obstacles"], article(13, 3));
    assert.equal((await review(clinic, id, "not_yet")).status, 200, "but it can say that it is not");
  });
});

/** An innovator and a coordinator of another agency. */
async function newTeam(code) {
  const { from, join } = await import("./support/world.mjs");
  const make = (role) => join(server, world.coordinator, role, { home: from(code) });
  return { innovator: await make("innovator"), agency: await make("agency_coordinator") };
}

describe("what goes on as a routine service", () => {
  const note = (text) => ({ id: uuid(), at: Date.now(), note: { type: "input", value: { from: "Warga", text } } });

  test("results, input, promotion and the next year's plan stay open, the idea does not; each is in the history", async () => {
    const id = await reach(world, "display", { desk: "clinic" });
    await take(clinic, id, "continue");
    await put(innovator, id, "indikator", { type: "indicators", value: [{ ...parts().design.indikator.value[0], result: 250 }] });
    const stored = (await view(innovator, id)).parts.find((it) => it.part === "masalah");
    refused(await innovator.call("PartPut", { innovation: id, part: "masalah" }, { version: stored.version, content: stored.content, done: true }), "stages_ended");
    await innovator.do("LogAdd", { innovation: id }, note("Perlu jam malam."));
    await innovator.do("LogAdd", { innovation: id }, { id: uuid(), at: Date.now(), note: { type: "display", value: { ways: ["seminar"], place: "Aula", text: "Seminar tahun kedua." } } });
    const { line, rows } = await view(innovator, id);
    const [{ plan }] = rows.plans;
    await innovator.do("PlanSet", { innovation: id }, { version: line.version, plan: [...plan, planItem({ activity: "Perluasan tahun kedua" })], reason: REASON });
    const launch = { type: "launch", value: { place: "Aula", ceremony: "formal", text: "Dua kali." } };
    refused(await innovator.call("LogAdd", { innovation: id }, { id: uuid(), at: Date.now(), note: launch }), "stage_wrong");
    const history = (await innovator.all("HistoryList", { innovation: id })).map((it) => it.action);
    assert.deepEqual(history.slice(0, 5).sort(), ["log.added", "log.added", "part.saved", "plan.changed", "record.continued"]);
  });

  test("a mistaken closing is taken back with a reason that the agency reads", async () => {
    const id = await reach(world, "display", { desk: "clinic" });
    refused(await step(clinic, id, "reopen", { reason: REASON }), "not_ended");
    await take(clinic, id, "finish");
    refused(await step(clinic, id, "reopen"), "reason_needed", { field: "reason" });
    refused(await step(innovator, id, "reopen", { reason: REASON }), "forbidden");
    const { course } = await take(clinic, id, "reopen", { reason: REASON });
    assert.deepEqual(course, { place: { at: "in", stage: "display" }, desk: "clinic", hold: "none" });
    const { line } = await view(innovator, id);
    assert.equal(line.told.reason, REASON);
    assert.equal(line.told.step.step, "reopen");
    await take(clinic, id, "continue");
    assert.equal((await view(innovator, id)).line.told, null, "once it is closed again there is nothing to tell");
  });
});

describe("all five stages", () => {
  test("from the idea to a routine service, each step written down", async () => {
    const id = await reach(world, "display", { desk: "clinic" });
    const taken = await take(clinic, id, "continue");
    assert.deepEqual(taken.course.place, { at: "continued" });
    const { line, rows: { plans }, revision, facts } = await view(innovator, id);
    assert.equal(line.course.place.at, "continued");
    assert.equal(plans.length, 1);
    assert.equal(revision, 5);
    assert.ok(facts.end_review);
    refused(await step(clinic, id, "finish"), "stages_ended");
    const history = await innovator.all("HistoryList", { innovation: id });
    assert.equal(history[0].action, "record.continued");
    assert.equal(history[0].before, "Promosi dan pemanfaatan · Tim Klinik");
    assert.equal(history[0].after, "Berlanjut");
    assert.deepEqual(history.filter((it) => it.action === "record.handed_in").length, 5);
    assert.ok(history.every((it) => it.by));
    const first = await innovator.do("RevisionShow", { innovation: id, n: 1 });
    assert.deepEqual(Object.keys(first.parts).sort(), ["identitas", "inisiator"]);
    refused(await innovator.call("RevisionShow", { innovation: id, n: 9 }), "not_found");
  });

  test("cannot be ended from an earlier one (Article 9(2))", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    for (const end of ["finish", "continue"]) refused(await step(clinic, id, end), "not_at_display", { article: article(9, 2) });
    refused(await step(clinic, id, "go_back", { with: "design", reason: REASON }), "not_earlier", { article: article(9, 2) });
  });
});

describe("a reason reaches the one it is for", () => {
  const said = async (by, id) => {
    const { line: { told } } = await view(by, id);
    return told && [told.step.step, told.reason, told.by, told.side, told.stage];
  };
  const onHome = async (by, id, list) => (await by.do("HomeShow"))[list].find((it) => it.innovation === id);

  test("given back by the agency: on the record, in the list and at home, until it is handed in again", async () => {
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    assert.equal(await said(innovator, id), null);
    const reason = `Angka manfaat belum bersumber. ${"Sebut tabelnya. ".repeat(25)}`.trim();
    await take(agency, id, "return", { reason });
    const wanted = ["return", reason, agency.fullName, "agency_coordinator", "diagnose"];
    for (const by of [innovator, agency, world.head, clinic]) assert.deepEqual(await said(by, id), wanted, by.fullName);
    const { records } = await innovator.do("RecordList");
    const { told } = records.find((it) => it.id === id);
    assert.ok(told.reason.startsWith("Angka manfaat belum bersumber.") && told.reason.length <= 161, "a list has the beginning");
    const item = await onHome(innovator, id, "mine");
    assert.deepEqual([item.kind, item.turn.told.reason, item.turn.course.desk], ["mend_innovation", told.reason, "innovator"]);
    await take(innovator, id, "hand_in");
    assert.equal(await said(innovator, id), null);
    assert.deepEqual(await said(agency, id), wanted, "whoever checks sees what was asked");
    await take(agency, id, "release");
    assert.equal((await review(clinic, id)).status, 200);
    assert.deepEqual((await said(innovator, id)).slice(0, 2), ["decide", REASON], "the finding is newer");
  });

  test("put aside and stopped: why, to everybody who sees it; taken up, what was asked before is there again", async () => {
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    await take(agency, id, "return", { reason: "Lengkapi masalahnya." });
    await take(clinic, id, "pause", { reason: "Menunggu anggaran perubahan." });
    assert.deepEqual(await said(innovator, id), ["pause", "Menunggu anggaran perubahan.", clinic.fullName, "clinic", "diagnose"]);
    const item = await onHome(innovator, id, "others");
    assert.deepEqual([item.kind, item.turn.told.step.step, item.due], ["innovation_elsewhere", "pause", null]);
    await take(agency, id, "resume");
    assert.deepEqual((await said(innovator, id)).slice(0, 2), ["return", "Lengkapi masalahnya."]);
    await take(agency, id, "stop", { reason: "Layanannya digabung dengan yang lain." });
    assert.deepEqual((await said(innovator, id)).slice(0, 4), ["stop", "Layanannya digabung dengan yang lain.", agency.fullName, "agency_coordinator"]);
  });

  test("led back by the clinic: the older finding gives way", async () => {
    const id = await reach(world, "design");
    assert.deepEqual((await said(innovator, id)).slice(0, 2), ["decide", REASON]);
    await take(clinic, id, "go_back", { with: "diagnose", reason: "Masalahnya ternyata lain." });
    assert.deepEqual(await said(innovator, id), ["go_back", "Masalahnya ternyata lain.", clinic.fullName, "clinic", "design"]);
    assert.equal((await onHome(innovator, id, "mine")).kind, "mend_innovation");
  });

  test("a review that is held back is told when it is announced, by its name", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    await review(clinic, id, "not_yet", { announce: false, reasons: "Belum terlihat kebaruannya." });
    assert.equal(await said(innovator, id), null);
    const { reviews } = (await view(clinic, id)).rows;
    await world.coordinator.do("ReviewAnnounce", {}, { reviews: [reviews[0].id] });
    assert.deepEqual(await said(innovator, id), ["decide", "Belum terlihat kebaruannya.", clinic.fullName, "clinic", "diagnose"]);
  });
});

describe("whose turn it is", () => {
  test("the head releases after the coordinator where the agency wants it so", async () => {
    // Nobody is head there: what is handed in would wait for nobody.
    const without = await world.clinic.call("AgencySettingSet", { agency: "DLH" }, { version: 0, head_releases: true, decree: null });
    refused(without, "no_agency_head", { field: "head_releases" });
    await agency.do("AgencySettingSet", { agency: "PKM-JEBUS" }, { version: 0, head_releases: true, decree: null });
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    refused(await step(world.head, id, "release"), "not_your_turn");
    assert.equal((await take(agency, id, "release")).course.desk, "agency_head");
    refused(await step(agency, id, "release"), "not_your_turn");
    assert.equal((await take(agency, id, "withdraw", { reason: REASON })).course.desk, "innovator", "when the head does not act, the coordinator takes it back");
    await take(innovator, id, "hand_in");
    assert.equal((await take(agency, id, "release")).course.desk, "agency_head");
    assert.equal((await take(world.head, id, "release")).course.desk, "clinic");
    const { version } = await agency.do("AgencySettingShow", { agency: "PKM-JEBUS" });
    await agency.do("AgencySettingSet", { agency: "PKM-JEBUS" }, { version, head_releases: false, decree: null });
  });

  test("without a head to release, what lies with one lies with the coordinator: the setting is switched off, the last head is gone", async () => {
    const set = async (head_releases) => {
      const { version } = await agency.do("AgencySettingShow", { agency: "PKM-JEBUS" });
      await agency.do("AgencySettingSet", { agency: "PKM-JEBUS" }, { version, head_releases, decree: null });
    };
    const home = async (id) => (await agency.do("HomeShow")).mine.find((it) => it.innovation === id)?.kind;
    await set(true);
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    await take(agency, id, "release");
    assert.equal(await home(id), undefined);
    await set(false);
    assert.equal((await view(agency, id)).line.course.desk, "agency_coordinator");
    assert.equal(await home(id), "check_submission");
    const [line] = await agency.all("HistoryList", { innovation: id });
    assert.deepEqual([line.action, line.before, line.after], ["record.freed", "Ide inovasi · Kepala instansi", "Ide inovasi · Koordinator instansi"]);
    assert.equal((await take(agency, id, "release")).course.desk, "clinic");

    await set(true);
    const other = await reach(world, "diagnose", { desk: "agency_coordinator" });
    await take(agency, other, "release");
    assert.equal((await view(agency, other)).line.course.desk, "agency_head");
    await server.run("UPDATE person SET disabled = 1 WHERE id = ?1", world.head.person);
    try {
      const seen = await view(agency, other);
      assert.deepEqual([seen.line.course.desk, seen.head_releases], ["agency_coordinator", false]);
      await put(agency, other, "masalah", { type: "text", value: "Masalah yang diperbaiki koordinator." });
      assert.equal((await take(agency, other, "return", { reason: REASON })).course.desk, "innovator");
      await take(innovator, other, "hand_in");
      assert.equal((await take(agency, other, "release")).course.desk, "clinic", "and nothing new comes to lie with nobody");
    } finally {
      await server.run("UPDATE person SET disabled = 0 WHERE id = ?1", world.head.person);
      await set(false);
    }
  });

  test("a submission comes back with a reason, by the coordinator or by the team itself", async () => {
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    refused(await step(agency, id, "return"), "reason_needed", { field: "reason" });
    assert.equal((await take(agency, id, "return", { reason: REASON })).course.desk, "innovator");
    refused(await step(innovator, id, "withdraw", { reason: REASON }), "not_with_clinic");
    await take(innovator, id, "hand_in");
    assert.equal((await take(innovator, id, "withdraw", { reason: REASON })).course.desk, "innovator", "also before the coordinator looked");
    await submit(world, id);
    refused(await step(innovator, id, "withdraw"), "reason_needed");
    assert.equal((await take(innovator, id, "withdraw", { reason: REASON })).course.desk, "innovator");
    const [line] = await agency.all("HistoryList", { innovation: id });
    assert.deepEqual([line.action, line.reason, line.by], ["record.withdrawn", REASON, innovator.fullName]);
    assert.equal((await view(innovator, id)).revision, 4, "each hand-in is kept");
  });

  test("what the coordinator mended before releasing is a revision of its own", async () => {
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    const { revision } = await view(agency, id);
    await put(agency, id, "masalah", { type: "text", value: "Masalah yang diperbaiki koordinator." });
    refused(await innovator.call("PartPut", { innovation: id, part: "solusi" }, { version: 1, content: { type: "text", value: "Terlambat." }, done: true }), "not_your_turn");
    const taken = await take(agency, id, "release");
    assert.ok(taken.receipt.endsWith(`/${revision + 1}`));
    const { parts: kept } = await clinic.do("RevisionShow", { innovation: id, n: revision + 1 });
    assert.equal(kept.masalah.value, "Masalah yang diperbaiki koordinator.");
  });

  test("put aside, taken up, stopped: each with its reason, and stopped is for good", async () => {
    const id = await reach(world, "diagnose");
    refused(await step(agency, id, "pause"), "reason_needed");
    refused(await step(innovator, id, "pause", { reason: REASON }), "forbidden");
    assert.equal((await take(agency, id, "pause", { reason: REASON })).course.hold, "paused");
    refused(await handIn(id), "innovation_paused");
    refused(await innovator.call("PartPut", { innovation: id, part: "masalah" }, { version: 0, content: { type: "text", value: "Isi." }, done: false }), "innovation_paused");
    await take(clinic, id, "resume");
    refused(await step(clinic, id, "resume"), "not_paused");
    await take(agency, id, "stop", { reason: REASON });
    refused(await handIn(id), "innovation_stopped");
    refused(await step(clinic, id, "resume"), "innovation_stopped");
  });

  test("leading back needs a reason, opens everything, and a plan validated again is a further version", async () => {
    const id = await reach(world, "deliver");
    refused(await innovator.call("PartPut", { innovation: id, part: "rencana" }, { version: 1, content: parts().design.rencana, done: true }), "plan_frozen");
    refused(await step(clinic, id, "go_back", { with: "design" }), "reason_needed");
    refused(await step(agency, id, "go_back", { with: "design", reason: REASON }), "forbidden");
    await take(clinic, id, "go_back", { with: "design", reason: REASON });
    await put(innovator, id, "rencana", parts().design.rencana);
    await submit(world, id);
    assert.equal((await review(clinic, id)).status, 200);
    const { rows: { plans }, line } = await view(innovator, id);
    assert.deepEqual(plans.map((it) => it.n), [2, 1]);
    assert.ok(plans[0].reason && !plans[1].reason);
    assert.equal(line.course.place.stage, "deliver");
  });

  test("due when the clinic set a duration, and never otherwise", async () => {
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    const { version } = await clinic.do("ClinicSettingShow");
    await clinic.do("ClinicSettingSet", {}, { version, durations: { days: [{ stage: "diagnose", desk: "clinic", days: 5 }] } });
    const taken = await take(agency, id, "release");
    assert.equal(taken.due, taken.at + 5 * 86_400_000);
    const { line } = await view(clinic, id);
    assert.equal(line.since, taken.at);
    await clinic.do("ClinicSettingSet", {}, { version: version + 1, durations: { days: [] } });
  });
});

describe("two at once", () => {
  test("one step is taken, the other learns the version", async () => {
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    const { line } = await view(agency, id);
    const answers = await race(2, (n, options) => agency.call("StepSet", { innovation: id }, { version: line.version, step: { step: ["release", "return"][n] }, reason: REASON }, options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409]);
    refused(answers.find((it) => it.status === 409), "stale_version", { current_version: line.version + 1 });
  });

  test("a part saved while it is handed in: what is kept is what is stored", async () => {
    const id = await reach(world, "diagnose", { desk: "ready" });
    const { line, parts: stored } = await view(innovator, id);
    const { version } = stored.find((it) => it.part === "masalah");
    const answers = await race(2, (n, options) =>
      n === 0
        ? innovator.call("StepSet", { innovation: id }, { version: line.version, step: { step: "hand_in" }, reason: null }, options)
        : innovator.call("PartPut", { innovation: id, part: "masalah" }, { version, content: { type: "text", value: "Tulisan yang lain." }, done: true }, options),
    );
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409], answers.map((it) => it.text).join());
    refused(answers.find((it) => it.status === 409), answers[0].status === 409 ? "stale_version" : "not_your_turn");
  });

  test("sent again it happens once, with the same answer", async () => {
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    const { line } = await view(agency, id);
    const key = uuid();
    const send = () => agency.call("StepSet", { innovation: id }, { version: line.version, step: { step: "release" }, reason: null }, { key });
    const [one, two] = [await send(), await send()];
    assert.equal(one.status, 200, one.text);
    assert.equal(two.text, one.text);
    assert.equal((await view(agency, id)).line.version, line.version + 1);
  });

  test("a version seen too long ago is refused before anything else", async () => {
    const id = await reach(world, "diagnose", { desk: "agency_coordinator" });
    const { line } = await view(agency, id);
    refused(await step(agency, id, "release", { version: line.version - 1 }), "stale_version", { current_version: line.version });
    refused(await step(agency, id, "decide", { with: "valid" }), "unknown_value", { field: "step" });
  });
});

test("the rules over the stored data hold after all this", async () => {
  const rules = await world.admin.do("InvariantList");
  assert.deepEqual(rules.filter((it) => it.violations !== 0), []);
  assert.ok(prepare && deliver && show);
});
