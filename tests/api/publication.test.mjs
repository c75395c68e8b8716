// Publishing: what is missing is said, the board is immutable, a correction is a new version. (Article 5(1)f, h)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, ok, race, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { MARKS, standard } from "./support/standard.mjs";
import { WEIGHTS, CRITERIA, innovations, join, makeEdition, rubric, score } from "./support/world.mjs";

let world, coordinator, server, found;
before(async () => {
  world = await standard();
  ({ coordinator, server } = world);
  found = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 3);
});
after(() => world?.server.stop());

const publish = async (edition, parts = {}, options) =>
  coordinator.call("EditionPublish", { edition: edition.id }, { version: await edition.version(), id: uuid(), password: coordinator.password, acknowledged: false, note: null, ...parts }, options);

/** A closed edition in which every judge gave every entry `marks(entry, judge)`. */
async function closed(marks, { judges = world.judges, settings, entries = found } = {}) {
  const edition = await makeEdition(coordinator, { entries, judges, open: true, settings });
  for (const [e, entry] of edition.entries.entries())
    for (const [j, judge] of judges.entries()) {
      const given = marks(e, j);
      if (given) await score(judge, edition.of(judge, entry), given.marks ?? given, { lock: given.lock ?? true });
    }
  await edition.close();
  return edition;
}
const plain = () => closed((e, j) => MARKS[e][j]);

/** Score in hundredths, worked out here again: mean of the weighted totals, half away from zero. */
function expectedRows(marks, names) {
  const rows = marks.map((sheets, n) => {
    const totals = sheets.map((sheet) => sheet.reduce((sum, mark, c) => sum + mark * WEIGHTS[c], 0));
    const mean = (values) => Math.floor((2 * values.reduce((a, b) => a + b, 0) + values.length) / (2 * values.length));
    return { name: names[n], score: mean(totals), criteria: CRITERIA.map((_, c) => mean(sheets.map((sheet) => 100 * sheet[c]))), judges: sheets.length };
  });
  rows.sort((a, b) => b.score - a.score);
  return rows.map((row, n) => ({ rank: n + 1, ...row }));
}

describe("the figures", () => {
  test("ranks, scores and mean marks equal those worked out by hand", async () => {
    const board = await new Client(server).do("BoardShow", { slug: world.published.slug });
    assert.equal(board.state, "final");
    const names = (await world.published.show()).entries.map((it) => it.name);
    assert.deepEqual(
      board.board.rows.map(({ rank, name, score: points, criteria, judges }) => ({ rank, name, score: points, criteria, judges })),
      expectedRows(MARKS, names),
    );
    assert.deepEqual([board.board.weights, board.board.judges, board.board.withdrawn, board.board.version], [WEIGHTS, 3, 0, 1]);
    assert.match(board.board.digest, /^[0-9a-f]{64}$/);
  });

  test("equal scores are decided by the tie chain and say so; equal in everything share the rank", async () => {
    // Total 7000 each: 80·20+60·30+80·20+70·20+60·10 against 70 throughout; the third is equal to the second.
    const rows = [
      [80, 60, 80, 70, 60],
      [70, 70, 70, 70, 70],
      [70, 70, 70, 70, 70],
    ];
    const edition = await closed((e) => rows[e]);
    ok(await publish(edition));
    const { board } = await new Client(server).do("BoardShow", { slug: edition.slug });
    assert.deepEqual(board.rows.map((it) => [it.rank, it.score]), [[1, 7000], [1, 7000], [3, 7000]]);
    assert.ok(board.rows[0].tie.shared && board.rows[1].tie.shared);
    assert.equal(board.rows[2].tie.lower, "kemanfaatan");
  });

  test("where only rounding makes two scores equal, row and CSV say the four decimals that decide, and nowhere else", async () => {
    // 83,0033 and 83,0000: both are shown as 83,00.
    const rows = [[[83, 83, 83, 83, 83]], [[84, 83, 82, 83, 83], [83, 83, 83, 83, 83]], [[50, 50, 50, 50, 50]]];
    const edition = await closed((e, j) => rows[e][Math.min(j, rows[e].length - 1)], { settings: { rubric: rubric([21, 29, 20, 20, 10]) } });
    ok(await publish(edition));
    const { board } = await new Client(server).do("BoardShow", { slug: edition.slug });
    assert.deepEqual(board.rows.map((it) => [it.rank, it.score, it.tie.exact ?? null]), [[1, 8300, 830033], [2, 8300, 830000], [3, 5000, null]]);
    const lines = (await world.guest.page(`/papan/${edition.slug}/csv`)).text.trim().split(/\r?\n/).slice(1);
    assert.deepEqual(lines.map((it) => /Beda sebelum pembulatan: [\d,]+/.exec(it)?.[0] ?? null), ["Beda sebelum pembulatan: 83,0033", "Beda sebelum pembulatan: 83,0000", null]);
    assert.match((await world.guest.page(`/papan/${edition.slug}`)).text, /Beda sebelum pembulatan: 83,0033/);
  });

  test("a sheet that does not fit the rest is remarked on and counts like any other", async () => {
    const many = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 9);
    const strange = [100, 0, 100, 100, 100];
    const edition = await closed((e, j) => (e === 4 ? (j === 1 ? strange : [94, 94, 94, 94, 94]) : Array(5).fill(50 + 3 * e + 2 * j)), { entries: many });
    const { unusual, flat, board } = await coordinator.do("ResultRead", { edition: edition.id }, {});
    const [first] = unusual;
    assert.deepEqual([first.entry, first.on, first.above], [edition.entries[4], "kemanfaatan", false]);
    assert.ok(unusual.every((it) => it.entry === edition.entries[4]), JSON.stringify(unusual));
    assert.deepEqual(flat, []);
    assert.ok(!JSON.stringify(unusual).includes('"marks"'), "no mark is told before the entry is opened");
    const name = (await edition.show()).entries.find((it) => it.id === edition.entries[4]).name;
    assert.equal(board.rows.find((it) => it.name === name).judges, 3);
  });
});

describe("what is missing", () => {
  test("an entry under the minimum: refused by name", async () => {
    const edition = await closed((e, j) => (e === 1 && j === 2 ? null : MARKS[e][j]));
    const { gaps } = await edition.results();
    assert.ok(gaps.some((it) => it.code === "entry_under_minimum" && it.blocks));
    const answer = await publish(edition, { acknowledged: true });
    assert.deepEqual(refused(answer, "not_ready").faults.map((it) => it.code), ["entry_under_minimum"]);
    assert.equal((await edition.show()).published, 0);
  });

  test("a full sheet that is not locked must be acknowledged", async () => {
    const edition = await closed((e, j) => (j === 3 ? { marks: MARKS[e][0], lock: false } : MARKS[e][j]), { judges: [...world.judges, world.foreign] });
    const { gaps } = await edition.results();
    assert.deepEqual([...new Set(gaps.map((it) => [it.code, it.blocks].join()))], ["sheet_full_not_locked,false"]);
    refused(await publish(edition), "gaps_not_acknowledged");
    ok(await publish(edition, { acknowledged: true }));
  });

  test("the password is asked again: a wrong one publishes nothing, and is counted", async () => {
    const edition = await plain();
    refused(await publish(edition, { password: "salah sekali ini" }), "bad_password");
    assert.equal((await edition.show()).standing, "closed");
    ok(await publish(edition));
  });

  test("a stale version is refused", async () => {
    const edition = await plain();
    const version = await edition.version();
    refused(await publish(edition, { version: version - 1 }), "stale_version", { current_version: version });
  });
});

describe("publishing", () => {
  test("the preview is what the public then sees", async () => {
    const edition = await plain();
    const { board: preview } = await edition.results();
    ok(await publish(edition));
    const { board } = await new Client(server).do("BoardShow", { slug: edition.slug });
    assert.deepEqual(board.rows, preview.rows);
  });

  test("twice with one key publishes once", async () => {
    const edition = await plain();
    const key = uuid();
    const body = { version: await edition.version(), id: uuid(), password: coordinator.password, acknowledged: false, note: null };
    const one = await coordinator.call("EditionPublish", { edition: edition.id }, body, { key });
    const two = await coordinator.call("EditionPublish", { edition: edition.id }, body, { key });
    ok(one);
    assert.deepEqual([two.status, two.text], [200, one.text]);
    assert.equal((await edition.show()).published, 1);
  });

  test("10 at the same moment: one version exists", async () => {
    const edition = await plain();
    const version = await edition.version();
    const answers = await race(10, (n, options) => publish(edition, { version }, options));
    assert.equal(answers.filter((it) => it.status === 200).length, 1, answers.map((it) => it.text).join("\n"));
    assert.deepEqual(await server.row("SELECT count(*) AS n FROM publication WHERE edition_id = ?1", edition.id), { n: 1 });
  });

  test("is recorded", async () => {
    const events = await coordinator.all("EditionEvents", { edition: world.published.id });
    assert.equal(events.filter((it) => it.action === "edition.published").length, 1);
  });
});

describe("a correction", () => {
  test("needs a note; becomes version 2; version 1 stays readable as it was", async () => {
    const edition = await plain();
    ok(await publish(edition));
    const guest = new Client(server);
    const first = await guest.do("BoardShow", { slug: edition.slug });
    refused(await publish(edition), "note_needed");
    refused(await publish(edition, { note: "pendek" }), "note_needed");
    // After publication nobody withdraws an entry alone.
    const withdrawal = { version: await edition.version(), reason: "Dokumen terbukti bukan milik pengusul." };
    refused(await coordinator.call("EntryWithdraw", { entry: edition.entries[2] }, withdrawal), "second_person_needed");
    const proposal = uuid();
    ok(await coordinator.call("ProposalAdd", {}, { id: proposal, ...withdrawal, subject: { kind: "withdraw_entry", entry: edition.entries[2] }, password: coordinator.password }));
    const other = await join(server, world.admin, "coordinator");
    const { digest } = (await other.do("ProposalList")).find((it) => it.id === proposal);
    const waits = async () => {
      const { mine } = await coordinator.do("HomeShow");
      return [(await edition.show()).ahead, mine.filter((it) => it.edition === edition.id).map((it) => it.kind)];
    };
    assert.deepEqual(await waits(), [false, []]);
    ok(await other.call("ProposalDecide", { proposal }, { digest, approve: true, reason: null, password: other.password }));
    assert.deepEqual(await waits(), [true, ["correct_board"]], "the coordinator is told that the public reads an older state");
    assert.deepEqual((await guest.do("BoardShow", { slug: edition.slug })).board, first.board, "nothing changes before the correction is published");
    const note = "Entri ketiga ditarik karena dokumennya bukan milik pengusul.";
    ok(await publish(edition, { note }));
    assert.deepEqual(await waits(), [false, []]);
    const second = await guest.do("BoardShow", { slug: edition.slug });
    assert.deepEqual([second.board.version, second.board.note, second.board.rows.length, second.board.withdrawn], [2, note, 2, 1]);
    assert.deepEqual(second.versions.map((it) => [it.n, it.note]), [[2, note], [1, null]]);
    const old = await guest.do("BoardVersionShow", { slug: edition.slug, version: 1 });
    assert.deepEqual(old.board, first.board);
    assert.notEqual(second.board.digest, first.board.digest);
    for (const path of [`/papan/${edition.slug}`, `/papan/${edition.slug}/versi/1`, `/papan/${edition.slug}/versi/2`]) {
      const page = await guest.page(path);
      assert.equal(page.status, 200, path);
    }
    const superseded = await guest.page(`/papan/${edition.slug}/versi/1`);
    assert.match(superseded.text, /Versi 1, digantikan versi 2/);
    assert.doesNotMatch(superseded.text, /Hasil akhir, versi 1/);
    const rows = (await guest.page(`/papan/${edition.slug}/versi/1/csv`)).text.trim().split(/\r?\n/).slice(1);
    assert.equal(rows.filter((it) => it.includes("digantikan versi 2")).length, 3, "every row of the old version says it");
    assert.doesNotMatch((await guest.page(`/papan/${edition.slug}/csv`)).text, /digantikan/);
    const home = (await guest.page("/")).text;
    assert.ok(home.includes(`href="/papan/${edition.slug}"`) && second.board.rows.every((it) => home.includes(`href="/inovasi/${it.slug}"`)), "the home page shows the first places of the newest result");
    assert.ok((await guest.page(`/papan/${edition.slug}`)).text.includes("dokumennya bukan milik pengusul"));
    assert.equal((await guest.page(`/papan/${edition.slug}/versi/3`)).status, 404);
  });
});

describe("excluding what the public reads already", () => {
  test("asks whoever proposes and whoever approves for the password again; a wrong one is counted and changes nothing, and none is stored", async () => {
    const edition = await plain();
    ok(await publish(edition));
    const [winner] = (await new Client(server).do("BoardShow", { slug: edition.slug })).board.rows;
    const { id: entry } = (await edition.show()).entries.find((it) => it.slug === winner.slug);
    const subject = { kind: "withdraw_entry", entry };
    const id = uuid();
    const body = { id, version: await edition.version(), subject, reason: "Dokumen terbukti bukan milik pengusul." };
    refused(await coordinator.call("ProposalAdd", {}, body), "password_needed", { field: "password" });
    refused(await coordinator.call("ProposalAdd", {}, { ...body, password: "salah sekali ini" }), "bad_password", { field: "password" });
    assert.deepEqual(await coordinator.do("ProposalList").then((all) => all.filter((it) => it.id === id)), []);
    // With one key the right password repeats the same write: the password is no part of what the key stands for.
    const key = uuid();
    ok(await coordinator.call("ProposalAdd", {}, { ...body, password: coordinator.password }, { key }));
    ok(await coordinator.call("ProposalAdd", {}, { ...body, password: coordinator.password }, { key }));
    const other = await join(server, world.admin, "coordinator");
    const { digest, asks_password } = (await other.do("ProposalList")).find((it) => it.id === id);
    assert.equal(asks_password, true);
    const verdict = { digest, approve: true, reason: null };
    const decide = (parts) => other.call("ProposalDecide", { proposal: id }, { ...verdict, ...parts });
    refused(await decide({}), "password_needed", { field: "password" });
    refused(await decide({ password: coordinator.password }), "bad_password", { field: "password" });
    assert.equal((await edition.show()).entries.find((it) => it.id === entry).withdrawn, null);
    ok(await decide({ password: other.password }));
    assert.notEqual((await edition.show()).entries.find((it) => it.id === entry).withdrawn, null);
    for (const word of [coordinator.password, other.password])
      for (const table of ["idempotency", "proposal", "proposal_end", "event"]) assert.doesNotMatch(JSON.stringify(await server.rows(`SELECT * FROM ${table}`)), new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")), table);
  });

  test("refusing and taking back ask for none, nor does excluding while nothing is published", async () => {
    const edition = await plain();
    ok(await publish(edition));
    const propose = async () => {
      const id = uuid();
      ok(await coordinator.call("ProposalAdd", {}, { id, version: await edition.version(), subject: { kind: "withdraw_entry", entry: edition.entries[0] }, reason: "Dokumen terbukti bukan milik pengusul.", password: coordinator.password }));
      return id;
    };
    const other = await join(server, world.admin, "coordinator");
    const id = await propose();
    const { digest } = (await other.do("ProposalList")).find((it) => it.id === id);
    ok(await other.call("ProposalDecide", { proposal: id }, { digest, approve: false, reason: "Dokumennya sudah diperiksa." }));
    ok(await coordinator.call("ProposalTakeBack", { proposal: await propose() }, {}));
  });
});

describe("after publication, what leaves the board as it is", () => {
  const ahead = async (edition) => {
    const { mine } = await coordinator.do("HomeShow");
    return [(await edition.show()).ahead, mine.some((it) => it.edition === edition.id && it.kind === "correct_board")];
  };

  test("asks for no correction once it was looked at, and none is published", async () => {
    const edition = await plain();
    ok(await publish(edition));
    const first = await new Client(server).do("BoardShow", { slug: edition.slug });
    const assignment = edition.of(world.judge1, edition.entries[0]);
    await server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', ?2)", assignment, Date.now());
    assert.equal((await coordinator.do("ResultRead", { edition: edition.id }, {})).same, false, "its sheet waits for a decision");
    const [proposal, other] = [uuid(), await join(server, world.admin, "coordinator")];
    ok(await coordinator.call("ProposalAdd", {}, { id: proposal, version: await edition.version(), reason: "Hubungan itu sudah lama berakhir.", subject: { kind: "keep_sheet", assignment }, password: coordinator.password }));
    const { digest } = (await other.do("ProposalList")).find((it) => it.id === proposal);
    ok(await other.call("ProposalDecide", { proposal }, { digest, approve: true, reason: null, password: other.password }));
    assert.deepEqual(await ahead(edition), [true, true]);
    refused(await publish(edition, { note: "Tidak ada yang berubah di papan." }), "board_unchanged");
    assert.equal((await coordinator.do("ResultRead", { edition: edition.id }, {})).same, true);
    assert.deepEqual(await ahead(edition), [false, false]);
    assert.deepEqual(await new Client(server).do("BoardShow", { slug: edition.slug }), first);
  });

  test("a change of the sheets behind an equal board can be corrected", async () => {
    const edition = await plain();
    ok(await publish(edition));
    refused(await publish(edition, { note: "Tidak ada yang berubah di papan." }), "board_unchanged");
    refused(await world.judge1.call("SheetPut", { assignment: edition.of(world.judge1, edition.entries[0]) }, { version: 2, sheet: { marks: { kebaruan: 1 }, notes: {} } }), "judging_closed");
    assert.equal((await coordinator.do("ResultRead", { edition: edition.id }, {})).same, false, "what came late is counted in the inputs");
    ok(await publish(edition, { note: "Lembar terlambat dicatat." }));
    assert.equal((await coordinator.do("ResultRead", { edition: edition.id }, {})).same, true);
  });
});

describe("before publication", () => {
  const closedKeys = ["archived", "cancelled", "closes_at", "edition", "opens_at", "sample", "slug", "standing", "state", "tie_chain", "weights", "year"];
  for (const name of ["open", "closed"]) {
    test(`no answer about the ${name} edition has a rank, a score or a row, not even an empty one`, async () => {
      const edition = world[name];
      for (const who of [world.guest, world.judge1, coordinator, world.admin]) {
        const answer = await who.call("BoardShow", { slug: edition.slug });
        assert.deepEqual(Object.keys(ok(answer)).sort(), closedKeys);
        refused(await who.call("BoardVersionShow", { slug: edition.slug, version: 1 }), "not_found");
      }
      const list = await world.guest.call("BoardList");
      assert.deepEqual(ok(list).items.find((it) => it.slug === edition.slug).published_at, null);
      for (const path of [`/papan/${edition.slug}`, "/papan", "/"]) {
        const page = await world.guest.page(path);
        assert.equal(page.status, 200, path);
        for (const { name: entry } of (await edition.show()).entries) assert.ok(path !== `/papan/${edition.slug}` || !page.text.includes(entry), `${path} names an entry`);
        assert.doesNotMatch(page.text, /peringkat\s*1\b/i);
      }
      for (const path of [`/papan/${edition.slug}/csv`, `/papan/${edition.slug}/versi/1`]) assert.equal((await world.guest.page(path)).status, 404, path);
    });
  }

  test("a draft is not known to the public at all", async () => {
    refused(await world.guest.call("BoardShow", { slug: world.draft.slug }), "not_found");
    assert.equal((await world.guest.page(`/papan/${world.draft.slug}`)).status, 404);
    assert.ok(!(await world.guest.all("BoardList")).some((it) => it.slug === world.draft.slug));
  });
});

describe("the CSV", () => {
  test("has one line a row, comma decimals, and no formula (D05)", async () => {
    const answer = await world.guest.page(`/papan/${world.published.slug}/csv`);
    assert.equal(answer.status, 200);
    assert.match(answer.header("content-type"), /^text\/csv; ?charset=utf-8/i);
    assert.match(answer.header("content-disposition"), /^attachment; filename="[\w.-]+"$/);
    const lines = answer.text.replace(/^\ufeff/, "").trim().split(/\r?\n/).filter((it) => !it.startsWith("#"));
    const { board } = await world.guest.do("BoardShow", { slug: world.published.slug });
    for (const { score: points } of board.rows) {
      const words = `${Math.floor(points / 100)},${String(points % 100).padStart(2, "0")}`;
      assert.ok(lines.some((it) => it.includes(words)), words);
    }
    for (const cell of lines.flatMap((it) => it.split(";"))) assert.doesNotMatch(cell, /^"?[=+@\t-]/);
  });
});
