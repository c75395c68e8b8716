// The second person: who proposes, who approves, what moved in between, and that one account is never both.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, ok, race, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { from, innovations, join, makeEdition, score, sheet } from "./support/world.mjs";

let world, coordinator, server, found;
before(async () => {
  world = await standard();
  ({ coordinator, server } = world);
  found = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 2);
});
after(() => world?.server.stop());

const REASON = "Juri ternyata pernah menjadi konsultan pengusul.";
const MARKS = [
  [70, 80, 60, 50],
  [60, 65, 70, 75],
];
const panel = () => [...world.judges, world.foreign];

/** A closed edition of two entries judged by four. */
async function closed() {
  const edition = await makeEdition(coordinator, { entries: found, judges: panel(), open: true });
  for (const [e, entry] of edition.entries.entries()) for (const [j, judge] of panel().entries()) await score(judge, edition.of(judge, entry), Array(5).fill(MARKS[e][j]));
  await edition.close();
  return edition;
}
const read = async () => {
  const edition = await closed();
  await edition.results();
  return edition;
};
const propose = async (edition, subject, by = coordinator, parts = {}) => {
  const id = uuid();
  const answer = await by.call("ProposalAdd", {}, { id, version: await edition.version(), subject, reason: REASON, password: by.password, ...parts });
  return { id, answer };
};
const seen = async (by, id) => (await by.do("ProposalList")).find((it) => it.id === id);
const decide = async (by, id, approve = true, reason = null, digest) => by.call("ProposalDecide", { proposal: id }, { digest: digest ?? (await seen(by, id))?.digest ?? "0".repeat(64), approve, reason, password: by.password });
const removing = (edition) => ({ kind: "remove_judge", edition: edition.id, person: world.foreign.person });
const holds = async () => assert.deepEqual((await world.admin.do("InvariantList")).filter((it) => it.violations > 0), []);
/** Takes a helper out of the way: who may be the second person depends on who there is. */
const gone = async ({ person }) => world.admin.do("PersonDisabled", { person }, { version: (await world.admin.all("PersonList")).find((it) => it.id === person).version, disabled: true, reason: REASON });

describe("excluding", () => {
  test("before anybody read the marks one person excludes; after it nobody alone", async () => {
    const before = await closed();
    ok(await coordinator.call("SeatRemove", { edition: before.id, person: world.foreign.person }, { version: await before.version(), reason: REASON }));
    const edition = await read();
    refused(await coordinator.call("SeatRemove", { edition: edition.id, person: world.foreign.person }, { version: await edition.version(), reason: REASON }), "second_person_needed");
    refused(await coordinator.call("EntryWithdraw", { entry: edition.entries[0] }, { version: await edition.version(), reason: REASON }), "second_person_needed");
    assert.equal((await coordinator.do("EditionWatch", { edition: edition.id })).marks_read, true);
    await holds();
  });

  test("before anybody read the marks nothing is proposed that one person does alone", async () => {
    const draft = await makeEdition(coordinator, { entries: found, judges: panel() });
    for (const edition of [draft, await closed()]) {
      const assignment = edition.of(world.foreign, edition.entries[0]);
      await server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment);
      for (const subject of [removing(edition), { kind: "withdraw_entry", entry: edition.entries[0] }, { kind: "drop_sheet", assignment }, { kind: "keep_sheet", assignment }])
        refused((await propose(edition, subject)).answer, "second_person_not_needed");
      assert.equal((await server.row("SELECT count(*) AS n FROM proposal WHERE edition_id = ?1", edition.id)).n, 0);
      ok(await coordinator.call("ConflictDecide", { assignment }, { version: await edition.version(), keep: false, reason: REASON }));
    }
    await holds();
  });

  test("another coordinator sees exactly what changes and no mark, approves, and then it happens; both stand in the record", async () => {
    const second = await join(server, world.admin, "coordinator", { name: "Dua Koordinator" });
    const edition = await read();
    const { id, answer } = await propose(edition, removing(edition));
    ok(answer);
    assert.equal((await edition.show()).panel.find((it) => it.person === world.foreign.person).removed, null, "nothing yet");
    const it = await seen(second, id);
    assert.deepEqual([it.effect.name, it.effect.sheets, it.effect.entries.length, it.effect.short, it.state, it.may_approve, it.mine, it.nobody], [world.foreign.fullName, 2, 2, [], "waiting", true, false, false]);
    assert.doesNotMatch(JSON.stringify(it.effect), /marks|total|score/);
    // 67,5 before 65 with the fourth judge, 65 behind 70 without.
    const [first, other] = (await edition.show()).entries.map((entry) => entry.name);
    assert.deepEqual(it.effect.moves, [{ name: other, before: 1, after: 2 }, { name: first, before: 2, after: 1 }]);
    assert.ok((await second.do("HomeShow")).mine.some((task) => task.edition === edition.id && task.name.includes(world.foreign.fullName)));
    ok(await decide(second, id));
    assert.equal((await edition.show()).panel.find((seat) => seat.person === world.foreign.person).removed, REASON);
    const events = await coordinator.all("EditionEvents", { edition: edition.id });
    const by = (action) => events.find((event) => event.action === action)?.by;
    assert.deepEqual([by("proposal.made"), by("proposal.approved")], [coordinator.fullName, "Dua Koordinator"]);
    assert.equal((await seen(coordinator, id)).state, "approved");
    refused(await decide(second, id, true, null, it.digest), "proposal_ended");
    await holds();
    await gone(second);
  });

  test("one sheet is left out: who moves is known before, its sheet is kept, and the board says how many do not count", async () => {
    const second = await join(server, world.admin, "coordinator", { name: "Tiga Koordinator" });
    const edition = await read();
    const before = await edition.results();
    const [first, other] = (await edition.show()).entries.map((entry) => entry.name);
    const { id: assignment } = before.sheets.find((it) => it.entry === edition.entries[0] && it.judge === world.foreign.fullName);
    const { id, answer } = await propose(edition, { kind: "drop_sheet", assignment });
    ok(answer);
    // 70 without the sheet of 50, before the other's 67,5.
    const { effect } = await seen(second, id);
    assert.deepEqual([effect.sheets, effect.moves], [1, [{ name: other, before: 1, after: 2 }, { name: first, before: 2, after: 1 }]]);
    ok(await decide(second, id));
    const after = await edition.results();
    assert.deepEqual(after.board.rows.map((it) => [it.rank, it.name, it.judges]), [[1, first, 3], [2, other, 4]]);
    assert.equal(after.board.excluded, before.board.excluded + 1);
    assert.ok(after.sheets.some((it) => it.id === assignment && !it.counted && it.total === 5000), "kept as evidence");
    await holds();
    await gone(second);
  });

  test("one account is never both, even with two sessions and as administrator too (C11)", async () => {
    const edition = await read();
    const { id } = await propose(edition, removing(edition));
    const other = Object.assign(new Client(server, { name: "second session" }), { person: coordinator.person });
    await other.do("SessionOpen", {}, { username: coordinator.username, password: coordinator.password, remember: false });
    for (const who of [coordinator, other]) refused(await decide(who, id, true, null, (await seen(coordinator, id)).digest), "second_person_needed");
    await assert.rejects(server.run("INSERT INTO proposal_end (proposal_id, outcome, person_id, at) VALUES (?1, 'approved', ?2, 1)", id, coordinator.person), /second_person/);
    assert.equal((await edition.show()).panel.find((seat) => seat.person === world.foreign.person).removed, null);
  });

  test("without another coordinator the head of BAPPERIDA approves, once; the head of another agency never", async () => {
    const edition = await read();
    const { id } = await propose(edition, removing(edition));
    const before = await seen(coordinator, id);
    assert.equal(before.nobody, true, "it says that there is nobody");
    const office = await join(server, coordinator, "agency_head", { name: "Kepala Kantor", home: from("BAPPERIDA") });
    assert.equal((await seen(coordinator, id)).nobody, false);
    refused(await decide(world.head, id, true, null, before.digest), "not_found");
    assert.equal(await seen(world.head, id), undefined);
    const it = await seen(office, id);
    assert.equal(it.may_approve, true);
    const [a, b] = await Promise.all([decide(office, id, true, null, it.digest), decide(office, id, true, null, it.digest)]);
    assert.deepEqual([a.status, b.status].sort(), [200, 409]);
    // As soon as there is another coordinator it is theirs.
    const third = await join(server, world.admin, "coordinator");
    const next = await read();
    const later = await propose(next, removing(next));
    assert.equal(await seen(office, later.id), undefined);
    refused(await decide(office, later.id, true, null, (await seen(coordinator, later.id)).digest), "not_found");
    await gone(third);
    await holds();
  });

  test("a coordinator who judged the edition is no second person: the head of BAPPERIDA decides, and is told", async () => {
    const edition = await read();
    await edition.publish();
    const judge = await join(server, world.admin, "coordinator", { name: "Hakim Koordinator" });
    await server.run("INSERT INTO grant_ (person_id, role, edition_id, granted_at) VALUES (?1, 'judge', ?2, 1)", judge.person, edition.id);
    const { id } = await propose(edition, { kind: "withdraw_entry", entry: edition.entries[1] });
    assert.equal(await seen(judge, id), undefined);
    const office = await join(server, coordinator, "agency_head", { home: from("BAPPERIDA") });
    assert.deepEqual(await seen(coordinator, id).then((it) => it.nobody), false);
    ok(await decide(office, id));
    await server.run("DELETE FROM grant_ WHERE person_id = ?1 AND role = 'judge'", judge.person);
    await gone(judge);
    await gone(office);
  });

  test("everybody else learns nothing of it", async () => {
    const edition = await read();
    const { id } = await propose(edition, removing(edition));
    for (const who of [world.clinic, world.leadership, world.judge1, world.innovator, world.agency]) {
      assert.deepEqual(await who.do("ProposalList"), []);
      refused(await decide(who, id, true, null, "0".repeat(64)), "not_found");
    }
  });
});

describe("a proposal", () => {
  let second;
  before(async () => {
    second = await join(server, world.admin, "coordinator", { name: "Tiga Koordinator" });
  });
  after(() => gone(second));

  test("whose subject moved since is refused, and can still be refused or taken back (F34)", async () => {
    const edition = await read();
    const one = await propose(edition, removing(edition));
    const two = await propose(edition, { kind: "withdraw_entry", entry: edition.entries[1] });
    ok(await decide(second, one.id));
    assert.equal((await seen(second, two.id)).state, "outdated");
    refused(await decide(second, two.id), "proposal_outdated");
    refused(await decide(second, two.id, false, "ya"), "reason_needed");
    ok(await decide(second, two.id, false, "Keadaannya sudah lain."));
    assert.deepEqual(await seen(coordinator, two.id).then((it) => [it.state, it.ended_reason]), ["refused", "Keadaannya sudah lain."]);
    assert.equal((await edition.show()).entries[1].withdrawn, null);
  });

  test("made before the publication is outdated by it: what it changes is another thing then", async () => {
    const edition = await read();
    const { id } = await propose(edition, removing(edition));
    await edition.publish();
    assert.deepEqual(await seen(second, id).then((it) => [it.state, it.may_approve, it.may_refuse]), ["outdated", false, true]);
    refused(await decide(second, id), "proposal_outdated");
    await coordinator.do("ProposalTakeBack", { proposal: id }, {});
  });

  test("is taken back by its proposer alone, and then not approved", async () => {
    const edition = await read();
    const { id } = await propose(edition, removing(edition));
    refused(await second.call("ProposalTakeBack", { proposal: id }, {}), "not_found");
    ok(await coordinator.call("ProposalTakeBack", { proposal: id }, {}));
    refused(await coordinator.call("ProposalTakeBack", { proposal: id }, {}), "proposal_ended");
    refused(await decide(second, id), "proposal_ended");
  });

  test("ends by itself", async () => {
    const edition = await read();
    const { id } = await propose(edition, removing(edition));
    const { digest } = await seen(second, id);
    const row = await server.row("SELECT * FROM proposal WHERE id = ?1", id);
    const old = { ...row, id: uuid(), at: row.at - 8 * 86_400_000, expires_at: Date.now() - 1 };
    const names = Object.keys(old);
    await server.run(`INSERT INTO proposal (${names}) VALUES (${names.map((_, n) => `?${n + 1}`)})`, ...Object.values(old));
    refused(await decide(second, old.id, true, null, digest), "proposal_ended");
    assert.equal((await seen(coordinator, old.id)).state, "expired");
    await coordinator.do("ProposalTakeBack", { proposal: id }, {});
  });

  test("is approved as it was seen: another digest is refused", async () => {
    const edition = await read();
    const { id } = await propose(edition, removing(edition));
    refused(await decide(second, id, true, null, "0".repeat(64)), "proposal_changed");
    await coordinator.do("ProposalTakeBack", { proposal: id }, {});
  });

  test("10 approvals at the same moment: one happens", async () => {
    const edition = await read();
    const { id } = await propose(edition, removing(edition));
    const { digest } = await seen(second, id);
    const answers = await race(10, (n, options) => second.call("ProposalDecide", { proposal: id }, { digest, approve: true, reason: null }, options));
    assert.equal(answers.filter((it) => it.status === 200).length, 1, answers.map((it) => it.text).join("\n"));
    await holds();
  });

  test("sent twice with one key it is one proposal", async () => {
    const edition = await read();
    const key = uuid();
    const body = { id: uuid(), version: await edition.version(), subject: removing(edition), reason: REASON };
    const [a, b] = [await coordinator.call("ProposalAdd", {}, body, { key }), await coordinator.call("ProposalAdd", {}, body, { key })];
    ok(a);
    assert.equal(a.text, b.text);
  });
});

describe("a mark", () => {
  let second;
  before(async () => {
    second = await join(server, world.admin, "coordinator", { name: "Empat Koordinator" });
  });
  after(() => gone(second));

  const correction = async (edition, judge, entry, marks) => {
    const assignment = edition.of(judge, entry);
    const { item } = await judge.do("SheetShow", { assignment });
    const id = uuid();
    return { id, assignment, answer: await judge.call("SheetCorrect", { assignment }, { id, version: item.version, sheet: sheet(marks), reason: "Salah ketik pada satu kriteria." }) };
  };

  test("is corrected by its judge's new sheet, approved by the coordinator, who is shown which criterion and not the mark", async () => {
    const edition = await read();
    const [entry] = edition.entries;
    const { id, answer, assignment } = await correction(edition, world.judge1, entry, [70, 70, 70, 70, 90]);
    ok(answer);
    // The approver gets a digest of what is stored; without something random in it a hundred guesses would tell the mark.
    assert.match((await server.row("SELECT payload ->> '$.salt' AS salt FROM proposal WHERE id = ?1", id)).salt, /^[\w-]{43}$/);
    const it = await seen(coordinator, id);
    assert.deepEqual(it.effect.criteria, ["kompatibilitas"]);
    assert.doesNotMatch(JSON.stringify(it), /"marks"/);
    const before = (await edition.results()).board.rows.find((row) => row.judges === 4 && row.name).score;
    ok(await decide(coordinator, id));
    const { sheets } = await edition.results();
    const mine = sheets.find((row) => row.entry === entry && row.judge === world.judge1.fullName);
    assert.deepEqual([mine.sheet.marks.kompatibilitas, mine.total, mine.counted], [90, 7200, true]);
    assert.ok(before);
    assert.deepEqual(await server.rows("SELECT version, act, proposal_id IS NOT NULL AS corrected FROM sheet_event WHERE assignment_id = ?1 ORDER BY version DESC LIMIT 2", assignment), [
      { version: 3, act: "locked", corrected: 1 },
      { version: 2, act: "locked", corrected: 0 },
    ]);
    await holds();
  });

  test("that would turn the ranking is shown with who moves where: to whoever approves, never to the judge, and not before the marks were read", async () => {
    for (const known of [true, false]) {
      const edition = known ? await read() : await closed();
      const { id, answer } = await correction(edition, world.judge1, edition.entries[0], [100, 100, 100, 100, 100]);
      ok(answer);
      const [first, other] = (await edition.show()).entries.map((entry) => entry.name);
      const moves = [{ name: other, before: 1, after: 2 }, { name: first, before: 2, after: 1 }];
      assert.deepEqual((await seen(coordinator, id)).effect.moves, known ? moves : []);
      assert.deepEqual((await seen(world.judge1, id)).effect.moves, [], "the board is not theirs to know yet");
    }
  });

  test("that waits while the result is published is named first, and the publisher says so", async () => {
    const edition = await read();
    const { id, answer } = await correction(edition, world.judge1, edition.entries[0], [70, 70, 70, 70, 90]);
    ok(answer);
    const named = async () => (await edition.results()).gaps.filter((gap) => gap.code === "proposal_waiting");
    const [gap] = await named();
    assert.equal(gap.blocks, false);
    assert.equal(gap.judge, world.judge1.fullName);
    const publish = async (acknowledged) =>
      coordinator.call("EditionPublish", { edition: edition.id }, { version: await edition.version(), id: uuid(), password: coordinator.password, acknowledged, note: null });
    refused(await publish(false), "gaps_not_acknowledged");
    ok(await decide(coordinator, id));
    assert.deepEqual(await named(), []);
    ok(await publish(false));
  });

  test("nobody corrects before closing, nothing, for another, or after leaving", async () => {
    const edition = await makeEdition(coordinator, { entries: found, judges: panel(), open: true });
    const [entry] = edition.entries;
    await score(world.judge1, edition.of(world.judge1, entry), [70, 70, 70, 70, 70]);
    refused((await correction(edition, world.judge1, entry, [70, 70, 70, 70, 90])).answer, "judging_still_open");
    const done = await closed();
    refused((await correction(done, world.judge1, done.entries[0], [70, 70, 70, 70, 70])).answer, "nothing_to_correct");
    const assignment = done.of(world.judge1, done.entries[0]);
    refused(await world.judge2.call("SheetCorrect", { assignment }, { id: uuid(), version: 2, sheet: sheet([1, 2, 3, 4, 5]), reason: REASON }), "not_found");
    await done.results();
    const { id } = await propose(done, removing(done));
    ok(await decide(second, id));
    const left = done.of(world.foreign, done.entries[0]);
    const answer = await world.foreign.call("SheetCorrect", { assignment: left }, { id: uuid(), version: 2, sheet: sheet([1, 2, 3, 4, 5]), reason: REASON });
    refused(answer, "not_found");
  });
});

describe("what all versions of a board tell together", () => {
  let second;
  before(async () => {
    second = await join(server, world.admin, "coordinator", { name: "Lima Koordinator" });
  });
  after(() => gone(second));

  test("from four judges to three: whole points, no criteria, said in words; page and CSV show the same digits", async () => {
    const edition = await read();
    await edition.publish();
    const guest = world.guest;
    const first = (await guest.do("BoardShow", { slug: edition.slug })).board;
    assert.ok(first.rows.every((row) => row.criteria) && !first.precision);
    const { id } = await propose(edition, removing(edition));
    ok(await decide(second, id));
    const preview = (await edition.results()).board;
    await edition.publish({ note: "Satu juri dikeluarkan dari panel." });
    const { board } = await guest.do("BoardShow", { slug: edition.slug });
    assert.deepEqual([board.precision, board.rows.map((row) => row.criteria), board.rows.map((row) => row.score % 100)], ["points", [null, null], [0, 0]]);
    assert.deepEqual(board.rows, preview.rows, "the preview shows what the public will see");
    const page = (await guest.page(`/papan/${edition.slug}`)).text;
    assert.match(page, /Nilai bulat/);
    const csv = (await guest.page(`/papan/${edition.slug}/csv`)).text.trim().split("\r\n");
    for (const [n, row] of board.rows.entries()) {
      const cells = csv[n + 1].split(";");
      assert.equal(cells[5], String(row.score / 100));
      assert.deepEqual(cells.slice(6, 11), ["", "", "", "", ""]);
      assert.ok(page.includes(`>${row.score / 100}<`), "the page shows the digits of the CSV");
    }
    const catalogue = (await guest.page(`/inovasi/${board.rows[0].slug}`)).text;
    assert.ok(catalogue.includes(`nilai ${board.rows[0].score / 100}`) && !catalogue.includes(`nilai ${board.rows[0].score / 100},`), "the page of the innovation too");
    assert.equal((await guest.do("BoardVersionShow", { slug: edition.slug, version: 1 })).board.digest, first.digest);
    assert.match(board.digest, /^[0-9a-f]{64}$/);
    await holds();
  });

  test("a correction that changes no sheet of an entry keeps two decimals", async () => {
    const edition = await read();
    await edition.publish();
    const { id } = await propose(edition, { kind: "withdraw_entry", entry: edition.entries[1] });
    ok(await decide(second, id));
    await edition.publish({ note: "Satu entri ditarik pengusulnya." });
    const { board } = await world.guest.do("BoardShow", { slug: edition.slug });
    assert.deepEqual([board.rows.length, board.precision, Boolean(board.rows[0].criteria)], [1, undefined, true]);
    await holds();
  });
});

describe("recovering a judge", () => {
  let second;
  before(async () => {
    second = await join(server, world.admin, "administrator", { name: "Dua Administrator" });
  });
  const versionOf = async (person) => (await world.admin.all("PersonList")).find((it) => it.id === person).version;
  const recovery = (person) => world.admin.call("RecoveryCreate", { person }, { id: uuid(), reason: "Ponsel hilang, dikenali lewat telepon." });
  const ask = async (person) => {
    const id = uuid();
    ok(await world.admin.call("ProposalAdd", {}, { id, version: await versionOf(person), subject: { kind: "recover", person }, reason: "Ponsel hilang, dikenali lewat telepon." }));
    return id;
  };

  test("one administrator alone makes no link while the edition runs; the coordinator or another administrator approves, for one link", async () => {
    const edition = await makeEdition(coordinator, { entries: found, judges: world.judges });
    const judge = await join(server, coordinator, "judge", { name: "Pulih Juri", edition: edition.id });
    await edition.assign(edition.entries, [judge]);
    await edition.open();
    refused(await recovery(judge.person), "second_person_needed");
    const id = await ask(judge.person);
    // Announced to the judge's devices and to the coordinator, and it ends after a day.
    assert.ok((await judge.do("HomeShow")).mine.some((it) => it.kind === "own_recovery"));
    assert.ok((await coordinator.do("HomeShow")).mine.some((it) => it.kind === "decide_proposal" && it.name.includes("Pulih Juri")));
    const it = await seen(coordinator, id);
    assert.equal(it.expires_at - it.at, 86_400_000);
    refused(await decide(world.admin, id, true, null, it.digest), "second_person_needed");
    refused(await decide(judge, id, true, null, it.digest), "forbidden");
    refused(await recovery(judge.person), "second_person_needed");
    ok(await decide(coordinator, id));
    const { token } = ok(await recovery(judge.person));
    refused(await recovery(judge.person), "second_person_needed");
    const [assignment, untouched] = (await edition.show()).assignments.filter((line) => line.judge === judge.person).map((line) => line.id);
    await score(judge, untouched, [1, 2, 3, 4, 5]);
    const word = "empat kata acak pulih";
    ok(await new Client(server).call("LinkRecover", {}, { token, password: word }));
    refused(await judge.call("SessionShow"), "sign_in_needed");
    await judge.do("SessionOpen", {}, { username: judge.username, password: word, remember: false });
    assert.ok((await judge.do("HomeShow")).mine.some((task) => task.kind === "account_recovered"));
    await score(judge, assignment, [9, 9, 9, 9, 9]);
    const { recovered } = await coordinator.do("EditionWatch", { edition: edition.id });
    assert.deepEqual(recovered.map((line) => [line.assignment, line.judge_name]), [[assignment, "Pulih Juri"]]);
    const actions = (await coordinator.all("EditionEvents", { edition: edition.id })).map((event) => event.action);
    for (const action of ["recovery.started", "account.recovered", "sheet.after_recovery"]) assert.ok(actions.includes(action), action);
    assert.equal(actions.filter((action) => action === "sheet.after_recovery").length, 1);
    await holds();
  });

  test("the judge refuses it on another device; another administrator may approve", async () => {
    const id = await ask(world.judge1.person);
    const { digest, may_refuse, may_approve } = await seen(world.judge1, id);
    assert.deepEqual([may_refuse, may_approve], [true, false]);
    ok(await decide(world.judge1, id, false, "Saya tidak memintanya.", digest));
    refused(await decide(second, id, true, null, digest), "proposal_ended");
    refused(await recovery(world.judge1.person), "second_person_needed");
    const next = await ask(world.judge1.person);
    ok(await decide(second, next));
    ok(await recovery(world.judge1.person));
  });

  test("a judge of a published edition is not recovered by one person either: the published marks can still be corrected", async () => {
    const edition = await closed();
    const judge = world.judge2;
    await edition.results();
    await edition.publish();
    refused(await recovery(judge.person), "second_person_needed");
  });

  test("a link made before the person became a judge is dead", async () => {
    const person = await join(server, coordinator, "clinic");
    const { token } = ok(await recovery(person.person));
    await makeEdition(coordinator, { seated: [person] });
    refused(await new Client(server).call("LinkRecover", {}, { token, password: "empat kata acak sekali" }), "invitation_invalid");
  });
});
