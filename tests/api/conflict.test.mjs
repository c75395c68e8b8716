// Conflicts of interest that appear after a judge was assigned: looked at again at every moment, shown to the coordinator,
// ended only by a named person (Article 5(1)d).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { ok, refused } from "./support/client.mjs";
import { begin, reviewOf, reach, view } from "./support/clinic.mjs";
import { uuid } from "./support/ids.mjs";
import { repo } from "./support/repo.mjs";
import { standard } from "./support/standard.mjs";
import { from, importFile, innovations, join, makeEdition, score, setup } from "./support/world.mjs";

let world, coordinator, server, others;
before(async () => {
  world = await standard();
  ({ coordinator, server } = world);
  others = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 3);
});
after(() => world?.server.stop());

const REASON = "Alasan contoh untuk uji.";
const fixture = (name) => readFileSync(repo(`tests/fixtures/${name}.csv`), "utf8");
const watch = (edition) => coordinator.do("EditionWatch", { edition: edition.id });
const decide = async (edition, assignment, keep) => coordinator.call("ConflictDecide", { assignment }, { version: await edition.version(), keep, reason: REASON });
const counted = async (edition, judge, entry) => (await edition.results()).sheets.find((it) => it.entry === entry && it.judge === judge.fullName)?.counted;
/** As a published innovation stands in the catalogue. */
const listed = (innovation) => server.run("UPDATE innovation SET listed = 1 WHERE id = ?1", innovation);
const holds = async () => assert.deepEqual((await world.admin.do("InvariantList")).filter((it) => it.violations > 0), []);

describe("an import that gives an entry its agency after a judge of the body above it was assigned", () => {
  let edition, judge, panel, entry, assignment;
  before(async () => {
    // The innovation comes first, its agency later: the file of life.
    await importFile(coordinator, "innovations", fixture("late-conflict-innovation"));
    const [found] = (await innovations(coordinator, 300)).filter((it) => it.name === "Cek Air Sumur Contoh");
    assert.equal(found.agency_code, null);
    edition = await makeEdition(coordinator, { entries: [found], judges: world.judges });
    entry = edition.entries[0];
    judge = await join(server, coordinator, "judge", { name: "Dodi dari Dinkes", home: from("DINKES"), edition: edition.id });
    await edition.assign([entry], [judge]);
    assignment = await edition.assignment(entry, judge);
    panel = [...world.judges, judge];
    await importFile(coordinator, "agencies", fixture("late-conflict-agency"));
  });

  test("the pair is flagged for the coordinator, with the class of the reason, and in the record", async () => {
    const { conflicts } = await watch(edition);
    assert.deepEqual(conflicts.map((it) => [it.assignment, it.judge_name, it.classes, it.open]), [[assignment, "Dodi dari Dinkes", ["agency"], true]]);
    assert.ok((await coordinator.all("EditionEvents", { edition: edition.id })).some((it) => it.action === "conflict.found" && it.subject.includes("Dodi")));
    assert.ok((await coordinator.do("HomeShow")).mine.some((it) => it.kind === "DecideConflicts" || it.kind === "decide_conflicts"));
    await holds();
  });

  test("nobody but the coordinator reads it", async () => {
    for (const who of [world.admin, world.clinic, world.leadership, judge]) refused(await who.call("EditionWatch", { edition: edition.id }), "forbidden");
  });

  test("opening is refused by name; taking the assignment away lets it open", async () => {
    const answer = await coordinator.call("EditionOpen", { edition: edition.id }, { version: await edition.version() });
    const { faults } = refused(answer, "not_ready");
    assert.ok(faults.some((it) => it.code === "conflict_undecided" && it.field.includes("Dodi dari Dinkes")), JSON.stringify(faults));
    ok(await decide(edition, assignment, false));
    refused(await decide(edition, assignment, false), "no_conflict");
    await edition.open();
    await holds();
  });
});

describe("the same after opening", () => {
  test("a flagged sheet is stored and locked, is not counted and blocks publishing by name, until somebody decides", async () => {
    const innovation = { id: uuid() };
    await server.run(
      "INSERT INTO innovation (id, slug, import_key, name, agency_name, region, province, carrier, replication, unverified, search_text, sort_name, created_at) VALUES (?1, ?1, ?1, 'Inovasi lambat', 'Puskesmas Contoh Lambat', 'Kabupaten Bangka Barat', '', 'pemda', 0, 0, 'x', 'x', 1)",
      innovation.id,
    );
    const edition = await makeEdition(coordinator, { entries: [innovation], judges: world.judges });
    const [entry] = edition.entries;
    const judge = await join(server, coordinator, "judge", { name: "Dewi dari Dinkes", home: from("DINKES"), edition: edition.id });
    await edition.assign([entry], [judge]);
    const assignment = await edition.assignment(entry, judge);
    await edition.open();
    await importFile(coordinator, "agencies", "kode,nama,jenis,induk,wajib_satu_inovasi,verified\nPKM-LAMBAT,Puskesmas Contoh Lambat,upt,DINKES,tidak,yes\n");
    for (const it of world.judges) await score(it, edition.of(it, entry), [70, 70, 70, 70, 70]);
    await score(judge, assignment, [10, 10, 10, 10, 10]);
    await edition.close();
    assert.equal(await counted(edition, judge, entry), false);
    const { gaps, board } = await edition.results();
    assert.ok(gaps.some((it) => it.code === "conflict_undecided" && it.blocks && it.judge === "Dewi dari Dinkes"));
    assert.equal(board.rows[0].score, 7000, "the conflicted sheet is not in the mean");
    const refusal = await coordinator.call("EditionPublish", { edition: edition.id }, { version: await edition.version(), id: uuid(), password: coordinator.password, acknowledged: true, note: null });
    assert.ok(refused(refusal, "not_ready").faults.some((it) => it.code === "conflict_undecided"));
    // The marks were read: one person alone decides nothing any more.
    refused(await decide(edition, assignment, false), "second_person_needed");
    refused(await decide(edition, assignment, true), "second_person_needed");
    const second = await join(server, world.admin, "coordinator");
    const id = uuid();
    await coordinator.do("ProposalAdd", {}, { id, version: await edition.version(), subject: { kind: "drop_sheet", assignment }, reason: REASON });
    const seen = (await second.do("ProposalList")).find((it) => it.id === id);
    await second.do("ProposalDecide", { proposal: id }, { digest: seen.digest, approve: true, reason: null });
    await edition.publish();
    await holds();
  });
});

describe("facts of later years", () => {
  test("make no conflict in an edition that was published: a correction stays possible, and the next edition refuses", async () => {
    const record = await begin(world.innovator);
    await listed(record);
    const judge = await join(server, coordinator, "clinic", { name: "Nanti Fasilitator" });
    const panel = [...world.judges, judge];
    const edition = await makeEdition(coordinator, { entries: [{ id: record }], judges: world.judges, seated: [judge] });
    const [entry] = edition.entries;
    await edition.assign([entry], [judge]);
    await edition.open();
    for (const it of panel) await score(it, await edition.assignment(entry, it), [70, 70, 70, 70, 70]);
    await edition.close();
    await edition.results();
    await edition.publish();
    const { board } = await coordinator.do("BoardShow", { slug: edition.slug });
    const assignment = await edition.assignment(entry, judge);

    // A year later the judge accompanies and joins what was judged then.
    await world.clinic.do("DeskSet", {}, { records: [{ innovation: record, version: (await view(world.clinic, record)).line.version }], facilitator: judge.person, reviewer: null });
    await server.run("INSERT INTO record_member (innovation_id, person_id, lead, added_at) VALUES (?1, ?2, 0, 1)", record, judge.person);
    await importFile(coordinator, "agencies", `kode,nama,jenis,induk,wajib_satu_inovasi,verified\nNANTI-${uuid().slice(0, 4).toUpperCase()},Dinas Nanti ${uuid()},dinas,,tidak,yes\n`);
    const { conflicts } = await watch(edition);
    const { gaps } = await edition.results();
    await coordinator.do("ResultSheets", { edition: edition.id, entry }, {});
    assert.deepEqual([conflicts, gaps], [[], []]);
    assert.equal(await counted(edition, judge, entry), true);
    assert.equal((await server.row("SELECT count(*) AS n FROM conflict WHERE assignment_id = ?1", assignment)).n, 0, "nothing was written down");
    refused(await coordinator.call("ProposalAdd", {}, { id: uuid(), version: await edition.version(), subject: { kind: "keep_sheet", assignment }, reason: REASON, password: coordinator.password }), "no_conflict");
    const again = { version: await edition.version(), id: uuid(), password: coordinator.password, acknowledged: true, note: "Nama instansi diperbaiki penulisannya." };
    refused(await coordinator.call("EditionPublish", { edition: edition.id }, again), "board_unchanged");
    assert.deepEqual((await coordinator.do("BoardShow", { slug: edition.slug })).board, board);

    const next = await makeEdition(coordinator, { entries: [{ id: record }], judges: world.judges, seated: [judge] });
    refused(await coordinator.call("AssignmentSet", { edition: next.id }, { version: await next.version(), reason: null, changes: [{ id: uuid(), entry: next.entries[0], judge: judge.person, on: true }] }), "conflict_of_work");
    await holds();
  });

  test("one found before the publication waits in it all the same", async () => {
    const edition = world.published;
    const assignment = edition.of(world.judge1, edition.entries[0]);
    await server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'agency', ?2)", assignment, Date.now());
    assert.deepEqual((await watch(edition)).conflicts.map((it) => [it.assignment, it.classes, it.open]), [[assignment, ["agency"], true]]);
    const answer = await coordinator.call("EditionPublish", { edition: edition.id }, { version: await edition.version(), id: uuid(), password: coordinator.password, acknowledged: true, note: "Satu nilai diperbaiki." });
    assert.ok(refused(answer, "not_ready").faults.some((it) => it.code === "conflict_undecided"));
  });
});

describe("team, facilitator, reviewer", () => {
  let record, entrant;
  before(async () => {
    record = await begin(world.innovator);
    await listed(record);
    entrant = { id: record };
  });
  const fresh = async (judges = world.judges) => makeEdition(coordinator, { entries: [entrant, ...others.slice(0, 1)], judges, settings: setup() });
  const assign = async (edition, judge) => coordinator.call("AssignmentSet", { edition: edition.id }, { version: await edition.version(), reason: null, changes: [{ id: uuid(), entry: edition.entries[0], judge: judge.person, on: true }] });
  const seated = async (edition, person) => {
    await edition.seat(person);
    return person;
  };

  test("a member of the team is refused as the judge", async () => {
    const edition = await fresh();
    const former = await join(server, coordinator, "clinic");
    // Whoever left the team worked on it all the same.
    await server.run("INSERT INTO record_member (innovation_id, person_id, lead, added_at, removed_at) VALUES (?1, ?2, 0, 1, 2)", record, former.person);
    refused(await assign(edition, await seated(edition, former)), "conflict_of_work");
  });

  test("the facilitator is refused; one made facilitator after being assigned is flagged, and stays so when taken off", async () => {
    const edition = await fresh();
    const helper = await join(server, coordinator, "clinic", { name: "Feri Fasilitator" });
    ok(await assign(edition, await seated(edition, helper)));
    const set = async (person) => world.clinic.do("DeskSet", {}, { records: [{ innovation: record, version: (await view(world.clinic, record)).line.version }], facilitator: person, reviewer: null });
    await set(helper.person);
    assert.deepEqual((await watch(edition)).conflicts.map((it) => [it.judge_name, it.classes, it.open]), [["Feri Fasilitator", ["facilitator"], true]]);
    await set(world.clinic.person);
    const [{ open, assignment }] = (await watch(edition)).conflicts;
    assert.equal(open, true, "only a named person ends it");
    ok(await decide(edition, assignment, true));
    const [decided] = (await watch(edition)).conflicts;
    assert.deepEqual([decided.open, decided.decided_by, decided.reason], [false, coordinator.fullName, REASON]);
    await edition.open();
    const other = await fresh();
    await set(helper.person);
    refused(await assign(other, await seated(other, helper)), "conflict_of_work");
    await holds();
  });

  test("whoever wrote a finding is refused as the judge", async () => {
    const id = await reach(world, "diagnose", { desk: "clinic" });
    const reviewer = await join(server, coordinator, "clinic", { name: "Rini Reviu" });
    ok(await reviewer.call("ReviewAdd", { innovation: id }, await reviewOf(reviewer, id)));
    await listed(id);
    const edition = await makeEdition(coordinator, { entries: [{ id }], judges: world.judges });
    refused(await assign(edition, await seated(edition, reviewer)), "conflict_of_work");
  });
});

describe("the own work in the clinic", () => {
  test("a member of the clinic who is on the team neither reviews, judges, publishes nor accompanies it", async () => {
    const innovation = await reach(world, "diagnose", { desk: "clinic" });
    const both = await join(server, coordinator, "clinic", { name: "Bona Berdua", home: from("PKM-JEBUS") });
    await server.run("INSERT INTO record_member (innovation_id, person_id, lead, added_at) VALUES (?1, ?2, 0, 1)", innovation, both.person);
    const version = (await view(world.clinic, innovation)).line.version;
    refused(await both.call("ReviewAdd", { innovation }, await reviewOf(world.clinic, innovation)), "own_work");
    const criteria = ["kebaruan", "kemanfaatan", "solusi", "replikasi", "kompatibilitas"].map((criterion) => ({ criterion, met: true, reason: REASON }));
    refused(await both.call("CriteriaSet", { innovation }, { version, criteria }), "own_work");
    refused(await both.call("PublicationPut", { innovation }, { version, public: true, reason: null }), "own_work");
    for (const field of ["facilitator", "reviewer"]) {
      const body = { records: [{ innovation, version }], facilitator: null, reviewer: null, [field]: both.person };
      refused(await world.clinic.call("DeskSet", {}, body), "own_work", { field });
    }
    const held = await reviewOf(world.clinic, innovation, "valid", { announce: false });
    ok(await world.clinic.call("ReviewAdd", { innovation }, held));
    refused(await both.call("ReviewAnnounce", {}, { reviews: [held.id] }), "own_work");
    ok(await world.clinic.call("ReviewAnnounce", {}, { reviews: [held.id] }));
  });
});
