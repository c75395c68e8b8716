// Entries and their dossiers: added from the catalogue, described, frozen at opening, withdrawn with a reason.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ok, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { TEXTS, indicators, seedRecord } from "./support/seed.mjs";
import { standard } from "./support/standard.mjs";
import { dossier, innovations, makeEdition, score } from "./support/world.mjs";

let world, coordinator, found, elsewhere;
before(async () => {
  world = await standard();
  ({ coordinator } = world);
  const all = await innovations(coordinator, 293);
  found = all.filter((it) => it.agency_code !== null && it.agency_code !== "DINKES").slice(0, 3);
  elsewhere = all.filter((it) => it.agency_code === null && it.region !== "Kabupaten Bangka Barat").slice(0, 3);
});
after(() => world?.server.stop());

const REASON = "Ditarik oleh pengusul sendiri.";
const add = async (edition, list) =>
  coordinator.call("EntryAdd", { edition: edition.id }, { version: await edition.version(), entries: list.map((it) => ({ id: uuid(), innovation: it.id })) });
const step = async (edition, route, parameters, body = {}) => coordinator.call(route, parameters, { version: await edition.version(), ...body });

/** A proposal as an earlier version let one be made about a draft. */
const proposal = async (edition, kind, { entry = null, assignment = null }) =>
  world.server.run(
    "INSERT INTO proposal (id, kind, edition_id, entry_id, assignment_id, seen_version, effect, digest, reason, proposed_by, at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'Alasan contoh.', ?9, 1, 2)",
    uuid(), kind, edition.id, entry, assignment, await edition.version(),
    JSON.stringify({ subject: { kind, ...(entry ? { entry } : { assignment }) }, name: "Contoh", edition: null, entries: [], short: [], sheets: 0, criteria: [], classes: [] }),
    "0".repeat(64), coordinator.person,
  );

describe("adding", () => {
  test("numbers entries from 1 and shows what the catalogue knows", async () => {
    const edition = await makeEdition(coordinator);
    ok(await add(edition, found));
    const { entries } = await edition.show();
    assert.deepEqual(entries.map((it) => [it.number, it.name, it.agency, it.region]), found.map((it, n) => [n + 1, it.name, it.agency, it.region]));
  });

  test("the same innovation twice is refused, and nothing of that request is written", async () => {
    const edition = await makeEdition(coordinator);
    ok(await add(edition, [found[0]]));
    refused(await add(edition, [found[1], found[0]]), "entry_exists");
    refused(await add(edition, [found[1], found[1]]), "entry_exists");
    assert.equal((await edition.show()).entries.length, 1);
  });

  test("an innovation that nobody has is refused", async () => {
    const edition = await makeEdition(coordinator);
    const answer = await add(edition, [{ id: uuid() }]);
    refused(answer, "not_found", { field: "entries.0.innovation" });
    assert.equal((await edition.show()).entries.length, 0);
  });

  test("an edition for agencies and regional companies takes nobody from elsewhere", async () => {
    const edition = await makeEdition(coordinator, { settings: { entrants: "pd_bumd" } });
    refused(await add(edition, [elsewhere[0]]), "entrant_not_eligible");
    ok(await add(edition, [found[0]]));
  });

  test("none, and 201 at once, are refused", async () => {
    const edition = await makeEdition(coordinator);
    assert.equal((await add(edition, [])).status, 422);
    assert.equal((await add(edition, Array.from({ length: 201 }, () => ({ id: uuid() })))).status, 422);
  });

  test("a request that was answered is not done twice", async () => {
    const edition = await makeEdition(coordinator);
    const key = uuid();
    const body = { version: await edition.version(), entries: [{ id: uuid(), innovation: found[0].id }] };
    const first = await coordinator.call("EntryAdd", { edition: edition.id }, body, { key });
    const again = await coordinator.call("EntryAdd", { edition: edition.id }, body, { key });
    assert.deepEqual([again.status, again.text], [200, first.text]);
    assert.equal((await edition.show()).entries.length, 1);
  });
});

describe("removing from a draft", () => {
  test("takes the entry and its assignments out; its number is not given again", async () => {
    const edition = await makeEdition(coordinator, { entries: elsewhere, judges: world.judges });
    ok(await step(edition, "EntryRemove", { entry: edition.entries[1] }));
    const shown = await edition.show();
    assert.deepEqual(shown.entries.map((it) => it.number), [1, 3]);
    assert.ok(shown.assignments.every((it) => it.entry !== edition.entries[1]));
    refused(await coordinator.call("EntryShow", { entry: edition.entries[1] }), "not_found");
    ok(await add(edition, [elsewhere[1]]));
    assert.deepEqual((await edition.show()).entries.map((it) => it.number), [1, 3, 4]);
  });

  test("one that a conflict or a proposal names is refused with what to do, and withdrawn with a reason instead", async () => {
    const names = {
      "a conflict that was found": (edition) => world.server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", edition.of(world.judge1, edition.entries[0])),
      "a proposal about one of its sheets": (edition) => proposal(edition, "drop_sheet", { assignment: edition.of(world.judge1, edition.entries[0]) }),
      "a proposal about itself": (edition) => proposal(edition, "withdraw_entry", { entry: edition.entries[0] }),
    };
    for (const [what, name] of Object.entries(names)) {
      const edition = await makeEdition(coordinator, { entries: elsewhere, judges: world.judges });
      await name(edition);
      const before = await edition.show();
      refused(await step(edition, "EntryRemove", { entry: edition.entries[0] }), "entry_on_record");
      assert.deepEqual({ ...(await edition.show()), now: 0 }, { ...before, now: 0 }, `${what}: nothing is half done`);
      ok(await step(edition, "EntryWithdraw", { entry: edition.entries[0] }, { reason: REASON }));
      ok(await step(edition, "EntryRemove", { entry: edition.entries[1] }), what);
      await edition.open();
      assert.equal((await edition.show()).entries.find((it) => it.id === edition.entries[0]).withdrawn, REASON);
    }
  });

  test("after opening it is withdrawn instead", async () => {
    const edition = await makeEdition(coordinator, { entries: elsewhere, judges: world.judges, open: true });
    refused(await step(edition, "EntryRemove", { entry: edition.entries[0] }), "edition_already_open");
  });
});

describe("a dossier from the record of the clinic", () => {
  const kebaruan = { kebaruan: { type: "text", value: "Kebaruan contoh: kurir berjadwal." } };
  /** An innovation of the catalogue with a record; `published` shows it to the public. */
  async function recorded(revisions, { published = false } = {}) {
    const it = await seedRecord(world, { revisions, parts: { pembelajaran: { type: "text", value: "DRAF yang belum diajukan." } } });
    await world.server.run("UPDATE innovation SET listed = 1 WHERE id = ?1", it.id);
    if (published) await world.server.run("UPDATE record SET published_at = 1 WHERE innovation_id = ?1", it.id);
    return it;
  }
  const evidence = (innovation, shown, note, url) =>
    world.server.run(
      `INSERT INTO evidence (id, innovation_id, purpose, url, note, captured_at, on_site, person_id, announced_at, stored_at, public, consent_by, consent_at)
       VALUES (?1, ?2, '{"for":"criterion","what":"kemanfaatan"}', ?3, ?4, 1, 0, ?5, 1, 1, ?6, ?7, ?8)`,
      uuid(), innovation, url, note, world.innovator.person, shown ? 1 : 0, shown ? world.innovator.person : null, shown ? 1 : null,
    );
  const texts = async (entry) => (await coordinator.do("EntryShow", { entry })).dossier;

  test("gives what was handed in last, figures and public evidence, each with its source, and nothing of a draft", async () => {
    const it = await recorded([{ ...TEXTS }, { ...TEXTS, ...kebaruan, ...indicators() }], { published: true });
    await evidence(it.id, true, "Liputan warga", "https://contoh.example/liputan");
    await evidence(it.id, false, "RAHASIA instansi", "https://contoh.example/rahasia");
    const edition = await makeEdition(coordinator);
    const [entry] = await edition.enter([it], { dossiers: false });
    const { record, dossier: now } = await coordinator.do("EntryShow", { entry });
    assert.deepEqual(now, { summary: "", criteria: ["", "", "", "", ""], links: [] }, "nothing is filled by itself");
    assert.equal(record.revision, 2);
    const [novelty, benefit, solution, replication] = record.dossier.criteria;
    assert.match(novelty, /^Kebaruan contoh: kurir berjadwal\.\n\n\(Dari catatan klinik, ajuan ke-2 tanggal \d+ \p{L}+ \d{4}\.\)$/u);
    assert.match(benefit, /Waktu tunggu: 45 menjadi 9,5 hari/);
    assert.match(benefit, /Bukti yang terbuka untuk umum: Liputan warga\./);
    assert.match(solution, /Solusi contoh[^]*Masalah contoh/);
    assert.equal(replication, "");
    assert.deepEqual(record.dossier.links, [{ label: "Liputan warga", url: "https://contoh.example/liputan" }]);
    assert.doesNotMatch(JSON.stringify(record), /DRAF|RAHASIA|rahasia/);
    for (const by of [world.admin, world.leadership]) assert.equal((await by.do("EntryShow", { entry })).record, null, "for the coordinator alone");
    await world.server.run("UPDATE record SET published_at = NULL WHERE innovation_id = ?1", it.id);
  });

  test("of a record that is not published no evidence is given", async () => {
    const it = await recorded([TEXTS]);
    await evidence(it.id, true, "Liputan warga", "https://contoh.example/liputan");
    const edition = await makeEdition(coordinator);
    const [entry] = await edition.enter([it], { dossiers: false });
    const { record } = await coordinator.do("EntryShow", { entry });
    assert.doesNotMatch(JSON.stringify(record), /Liputan/);
  });

  test("all empty ones at once: what somebody wrote stays, and it is said how many have nothing", async () => {
    const edition = await makeEdition(coordinator);
    const found = [await recorded([TEXTS]), await recorded([]), await recorded([TEXTS])];
    const [first, nothing, own] = await edition.enter(found, { dossiers: false });
    const written = { summary: "Ditulis koordinator sendiri.", criteria: ["", "", "", "", ""], links: [] };
    await edition.describe(own, written);
    const [version, key] = [await edition.version(), uuid()];
    const fill = (options) => coordinator.call("DossiersFill", { edition: edition.id }, { version }, options);
    const done = ok(await fill({ key }));
    assert.deepEqual([done.filled, done.without], [1, 1]);
    assert.deepEqual(ok(await fill({ key })), done, "the same request again gets the same answer");
    refused(await fill(), "stale_version", { current_version: version + 1 });
    assert.match((await texts(first)).summary, /^Ringkasan contoh/);
    assert.deepEqual([(await texts(nothing)).summary, await texts(own)], ["", written]);
    const { totals, entries } = await edition.show();
    assert.deepEqual([totals.ready, totals.incomplete], [0, 2]);
    assert.deepEqual(entries.map((it) => it.content), [{ summary: true, criteria: 2 }, { summary: false, criteria: 0 }, { summary: true, criteria: 0 }]);
    refused(await coordinator.call("DossiersFill", { edition: edition.id }, { version: version + 1 }), "nothing_to_carry");
  });
});

describe("the dossier", () => {
  test("is read back as saved", async () => {
    const edition = await makeEdition(coordinator, { entries: [found[0]] });
    const wanted = dossier("Ringkasan dengan 日本 dan <b>tanda</b> & \"kutip\".");
    await edition.describe(edition.entries[0], wanted);
    const shown = await coordinator.do("EntryShow", { entry: edition.entries[0] });
    assert.deepEqual(shown.dossier, wanted);
    assert.deepEqual(shown.entry.content, { summary: true, criteria: 5 });
  });

  for (const [what, changes, code, field] of [
    ["201 words of summary", { summary: "kata ".repeat(201) }, "text_too_long", "dossier.summary"],
    ["401 words for a criterion", { criteria: ["kata ".repeat(401), "", "", "", ""] }, "text_too_long", "dossier.kebaruan"],
    ["six links", { links: Array(6).fill({ label: "a", url: "https://a.example" }) }, "too_many", "dossier.links"],
    ["a link that is no https", { links: [{ label: "a", url: "javascript:alert(1)" }] }, "link_not_https", "dossier.links.0.url"],
    ["a link without words", { links: [{ label: "", url: "https://a.example" }] }, "text_missing", "dossier.links.0.label"],
  ]) {
    test(`${what}: refused by field`, async () => {
      const { entry } = await coordinator.do("EntryShow", { entry: world.draft.entries[0] });
      refused(await coordinator.call("DossierSet", { entry: entry.id }, { version: entry.version, dossier: { ...dossier(), ...changes } }), code, { field });
      assert.equal((await coordinator.do("EntryShow", { entry: entry.id })).entry.version, entry.version);
    });
  }

  test("a stale version is refused with the current one", async () => {
    const edition = await makeEdition(coordinator, { entries: [found[0]] });
    const { entry } = await coordinator.do("EntryShow", { entry: edition.entries[0] });
    await edition.describe(entry.id);
    const problem = refused(await coordinator.call("DossierSet", { entry: entry.id }, { version: entry.version, dossier: dossier("Ringkasan yang tertinggal.") }), "stale_version");
    assert.equal(problem.current_version, (await coordinator.do("EntryShow", { entry: entry.id })).entry.version);
  });

  test("is frozen at opening: judges read what stood then", async () => {
    const edition = await makeEdition(coordinator, { entries: elsewhere, judges: world.judges });
    await edition.describe(edition.entries[0], dossier("Ringkasan yang dibekukan."));
    await edition.open();
    const { entry } = await coordinator.do("EntryShow", { entry: edition.entries[0] });
    refused(await coordinator.call("DossierSet", { entry: entry.id }, { version: entry.version, dossier: dossier() }), "edition_already_open");
    const read = await world.judge1.do("SheetShow", { assignment: edition.of(world.judge1, edition.entries[0]) });
    assert.equal(read.dossier.summary, "Ringkasan yang dibekukan.");
  });
});

describe("withdrawing after opening", () => {
  test("needs a reason; the entry leaves the judges' work, its sheets stay as evidence", async () => {
    const edition = await makeEdition(coordinator, { entries: elsewhere, judges: world.judges, open: true });
    const [entry] = edition.entries;
    const assignment = edition.of(world.judge1, entry);
    await score(world.judge1, assignment, [50, 50, 50, 50, 50]);
    refused(await step(edition, "EntryWithdraw", { entry }, { reason: "" }), "reason_needed");
    ok(await step(edition, "EntryWithdraw", { entry }, { reason: REASON }));
    assert.equal((await edition.show()).entries.find((it) => it.id === entry).withdrawn, REASON);
    refused(await world.judge2.call("SheetPut", { assignment: edition.of(world.judge2, entry) }, { version: 0, sheet: { marks: {}, notes: {} } }), "entry_withdrawn");
    refused(await step(edition, "EntryWithdraw", { entry }, { reason: REASON }), "entry_withdrawn");
    assert.deepEqual(await world.server.row("SELECT count(*) AS n FROM sheet WHERE assignment_id = ?1", assignment), { n: 1 });
    const events = await coordinator.all("EditionEvents", { edition: edition.id });
    assert.equal(events.find((it) => it.action === "entry.withdrawn").reason, REASON);
  });

  test("a withdrawn entry is in no result", async () => {
    const edition = await makeEdition(coordinator, { entries: elsewhere, judges: world.judges, open: true });
    for (const judge of world.judges) for (const entry of edition.entries) await score(judge, edition.of(judge, entry), [50, 60, 70, 80, 90]);
    ok(await step(edition, "EntryWithdraw", { entry: edition.entries[0] }, { reason: REASON }));
    await edition.close();
    const { board, sheets } = await edition.results();
    assert.deepEqual(board.rows.map((it) => it.name).sort(), elsewhere.slice(1).map((it) => it.name).sort());
    assert.equal(board.withdrawn, 1);
    const gone = sheets.filter((it) => it.entry === edition.entries[0]);
    assert.equal(gone.length, 3, "the sheets are still there to see");
    assert.ok(gone.every((it) => !it.counted));
  });
});
