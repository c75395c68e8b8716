// What the public reads of a record: asked for by the agency, published by the clinic, and nothing else.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, ok, race, refused } from "./support/client.mjs";
import { NOTES, TEXTS, entry, handIn, indicators, planItem, recordVersion, seedEvidence, seedRecord } from "./support/seed.mjs";
import { canary, uuid } from "./support/ids.mjs";
import { checkInvariants } from "../support/invariants.mjs";
import { standard } from "./support/standard.mjs";
import { from, join, makeEdition } from "./support/world.mjs";

let world, stranger;
before(async () => {
  world = await standard();
  stranger = await join(world.server, world.coordinator, "agency_coordinator", { home: from("DLH") });
});
after(() => world?.server.stop());

const REASON = "Data perlu diperiksa lagi.";
const ask = async (by, record, version) => by.call("PublicationAsk", { innovation: record.id }, { version: version ?? (await recordVersion(world, record)) });
const put = async (by, record, isPublic, parts = {}, options) =>
  by.call("PublicationPut", { innovation: record.id }, { version: await recordVersion(world, record), public: isPublic, reason: null, ...parts }, options);
const publish = async (record) => ok(await put(world.clinic, record, true));
const takeBack = async (record) => ok(await put(world.clinic, record, false, { reason: REASON }));
const complete = (parts = {}) => seedRecord(world, { place: "deliver", revisions: [{ ...TEXTS, ...indicators() }], ...parts });

/** A page without what differs on every request. */
const page = async (path) => {
  const { status, text, headers } = await new Client(world.server).page(path);
  const quoted = (it) => it.replace(/KL-[0-9A-Z]{6}/g, "KL-");
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !["date", "x-request-id", "connection", "keep-alive"].includes(name)));
  return { status, text: quoted(text), headers: JSON.parse(quoted(JSON.stringify(kept))) };
};
const total = async (query) => (await world.coordinator.do("InnovationList", {}, undefined, { query })).total;

describe("asking", () => {
  test("is the agency coordinator's, once, with the newest version", async () => {
    const record = await complete();
    for (const by of [world.innovator, world.head, world.clinic, world.coordinator, world.leadership]) refused(await ask(by, record), "forbidden");
    refused(await ask(world.guest, record), "sign_in_needed");
    refused(await ask(stranger, record), "not_found");
    refused(await ask(world.agency, record, 7), "stale_version", { current_version: 1 });
    assert.equal(ok(await ask(world.agency, record)).version, 2);
    refused(await ask(world.agency, record), "publication_unchanged");
    assert.ok((await world.server.row("SELECT asked_at FROM record WHERE innovation_id = ?1", record.id)).asked_at > 0);
    assert.equal((await page(`/inovasi/${record.slug}`)).status, 404, "asking publishes nothing");
  });

  test("has its answer once the clinic published, and may be repeated then", async () => {
    const record = await complete();
    ok(await ask(world.agency, record));
    await publish(record);
    assert.equal((await world.server.row("SELECT asked_at FROM record WHERE innovation_id = ?1", record.id)).asked_at, null);
    ok(await ask(world.agency, record));
  });
});

describe("publishing", () => {
  test("is the clinic's, with the newest version", async () => {
    const record = await complete();
    for (const by of [world.innovator, world.head, world.agency, world.leadership]) refused(await put(by, record, true), "forbidden");
    refused(await put(world.guest, record, true), "sign_in_needed");
    refused(await put(stranger, record, true), "not_found");
    refused(await put(world.clinic, record, true, { version: 9 }), "stale_version", { current_version: 1 });
    const key = uuid();
    const first = await put(world.clinic, record, true, { version: 1 }, { key });
    assert.equal(ok(first) && (await put(world.clinic, record, true, { version: 1 }, { key })).text, first.text, "sent again, the same answer");
    assert.equal(await recordVersion(world, record), 2);
  });

  test("by two at the same moment happens once; the other sees why", async () => {
    const record = await complete();
    const answers = await race(2, (n, options) => put([world.clinic, world.coordinator][n], record, true, { version: 1 }, options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409]);
    assert.equal(answers.find((it) => it.status === 409).body.current_version, 2);
  });

  for (const section of Object.keys(TEXTS)) {
    test(`needs ${section}`, async () => {
      const { [section]: _, ...rest } = TEXTS;
      const record = await complete({ revisions: [rest] });
      refused(await put(world.clinic, record, true), "summary_needed", { faults: [{ field: section, code: "text_missing" }] });
      assert.equal((await page(`/inovasi/${record.slug}`)).status, 404);
    });
  }

  test("shows the record on its page, in the catalogue, at its agency, in the sitemap", async () => {
    const record = await complete({ name: "Antar Obat Pulau Contoh", regional: true });
    const before = { total: await total(""), deliver: await total("?tahap=deliver"), outside: await total("?tahap=luar") };
    ok(await world.innovator.call("LogAdd", { innovation: record.id }, entry(NOTES.launch())));
    await publish(record);
    const { status, text } = await page(`/inovasi/${record.slug}`);
    assert.equal(status, 200);
    for (const words of ["Ringkasan contoh", "Masalah contoh", "<p>Akarnya jarak.</p>", "Solusi contoh", "Manfaat contoh", "45 hari", "9,5 hari", "Diluncurkan", "Masuk tahap Kemampuan berinovasi", "Langkah 4 dari 5", "Inovasi daerah"])
      assert.ok(text.includes(words), words);
    for (const path of [`/katalog?q=antar+obat+pulau+contoh`, "/katalog?tahap=deliver", "/instansi/pkm-jebus", "/sitemap.xml"]) assert.ok((await page(path)).text.includes(record.slug), path);
    assert.deepEqual([await total(""), await total("?tahap=deliver"), await total("?tahap=luar")], [before.total + 1, before.deliver + 1, before.outside]);
    assert.equal(await total("?tahap=sihir"), 0);
  });

  test("again refreshes the content; until then it stays as it was", async () => {
    const record = await complete();
    await publish(record);
    const text = (value) => ({ type: "text", value });
    await handIn(world, record, { ...TEXTS, ringkasan: text("Ringkasan yang kedua.") });
    assert.ok(!(await page(`/inovasi/${record.slug}`)).text.includes("Ringkasan yang kedua."));
    await publish(record);
    assert.ok((await page(`/inovasi/${record.slug}`)).text.includes("Ringkasan yang kedua."));
  });

  test("shows the evidence that the agency shows, and no other", async () => {
    const record = await complete();
    const shown = await seedEvidence(world, record, { isPublic: true, note: "Foto untuk umum" });
    const file = await seedEvidence(world, record, { isPublic: true, file: "laporan.pdf", kind: "pdf", note: "" });
    const link = await seedEvidence(world, record, { isPublic: true, url: "https://contoh.example/video" });
    const hidden = [await seedEvidence(world, record, { note: "Foto internal" }), await seedEvidence(world, record, { stored: false, note: "Foto tertunda" })];
    assert.equal((await page(`/inovasi/${record.slug}`)).status, 404);
    await publish(record);
    const { text } = await page(`/inovasi/${record.slug}`);
    assert.match(text, new RegExp(`<img[^>]+src="/bukti/${shown}"`));
    assert.match(text, /<img[^>]+alt="Foto untuk umum"/);
    assert.ok(text.includes(`href="/bukti/${file}"`) && text.includes("laporan.pdf"));
    assert.ok(text.includes('href="https://contoh.example/video"') && !text.includes(link));
    for (const id of hidden) assert.ok(!text.includes(id));
    assert.ok(!text.includes("Foto internal") && !text.includes("Foto tertunda"));
    await world.server.run("UPDATE evidence SET public = 0, dropped_at = 1 WHERE id = ?1", shown);
    assert.ok(!(await page(`/inovasi/${record.slug}`)).text.includes(shown));
  });
});

describe("what is not published", () => {
  test("answers like what never was, byte for byte", async () => {
    const record = await complete({ parts: TEXTS });
    assert.deepEqual(await page(`/inovasi/${record.slug}`), await page("/inovasi/tidak-pernah-ada"));
  });

  test("is in no list, no number and no competition", async () => {
    const numbers = await page("/");
    const all = await total("");
    const record = await complete({ name: `Rahasia ${canary("nama")}` });
    assert.deepEqual(await page("/"), numbers);
    assert.equal(await total(""), all);
    for (const path of ["/katalog", `/katalog?q=${encodeURIComponent(record.name)}`, "/instansi/pkm-jebus", "/sitemap.xml"]) assert.ok(!(await page(path)).text.includes(record.slug), path);
    const edition = await makeEdition(world.coordinator);
    const enter = async () => world.coordinator.call("EntryAdd", { edition: edition.id }, { version: await edition.version(), entries: [{ id: uuid(), innovation: record.id }] });
    refused(await enter(), "not_found", { field: "entries.0.innovation" });
    await publish(record);
    ok(await enter());
  });

  test("needs a reason to be taken back, and is gone again then", async () => {
    const record = await complete();
    refused(await put(world.clinic, record, false, { reason: REASON }), "publication_unchanged");
    await publish(record);
    for (const reason of [null, "", "ya"]) refused(await put(world.clinic, record, false, { reason }), "reason_needed", { field: "reason" });
    await takeBack(record);
    assert.deepEqual(await page(`/inovasi/${record.slug}`), await page("/inovasi/tidak-pernah-ada"));
    assert.equal((await world.server.row("SELECT count(*) AS n FROM showcase WHERE innovation_id = ?1", record.id)).n, 0);
    const { reason } = await world.server.row("SELECT reason FROM event WHERE innovation_id = ?1 AND action = 'record.unpublished'", record.id);
    assert.equal(reason, REASON);
    await publish(record);
    assert.equal((await page(`/inovasi/${record.slug}`)).status, 200);
  });

  test("an imported innovation that is taken back is in the catalogue as before: without its texts, with its stage", async () => {
    const record = await complete();
    await world.server.run("UPDATE innovation SET import_id = (SELECT id FROM import_batch WHERE source = 'innovations' LIMIT 1), listed = 1, stage = 'deliver' WHERE id = ?1", record.id);
    await publish(record);
    await takeBack(record);
    assert.deepEqual(await world.server.row("SELECT listed, stage FROM innovation WHERE id = ?1", record.id), { listed: 1, stage: "deliver" });
    const shown = await page(`/inovasi/${record.slug}`);
    assert.equal(shown.status, 200);
    assert.ok(!shown.text.includes("Ringkasan contoh"));
    await checkInvariants(world.server.rows);
  });

  test("never shows: drafts, initiators, other parts, the log, comments, evidence kept inside", async () => {
    const word = canary("draf");
    const text = { type: "text", value: `Rahasia ${word}` };
    const item = planItem();
    const secret = {
      pembelajaran: text,
      "sumber-daya": text,
      kebaruan: text,
      inisiator: { type: "initiators", value: [{ name: word, position: word, lead: true }] },
      rencana: { type: "plan", value: [{ ...item, activity: word }] },
    };
    const drafts = Object.fromEntries(Object.keys(TEXTS).map((part) => [part, text]));
    const record = await complete({ revisions: [{ ...TEXTS, ...secret }], parts: { ...drafts, ...secret, ...indicators(word) }, plan: [{ ...item, activity: word }], place: "display" });
    const log = (by, note) => by.call("LogAdd", { innovation: record.id }, entry(note));
    for (const note of [NOTES.display({ text: word, place: word }), NOTES.input({ text: word, from: word }), NOTES.obstacle({ text: word, owner: word })]) ok(await log(world.innovator, note));
    ok(await log(world.clinic, NOTES.consultation({ text: word })));
    ok(await world.clinic.call("RemarkAdd", { innovation: record.id }, { id: uuid(), part: null, text: word }));
    await seedEvidence(world, record, { note: word, file: `${word}.jpg` });
    await publish(record);
    const paths = ["/", "/katalog", `/katalog?tahap=display`, "/instansi/pkm-jebus", `/inovasi/${record.slug}`, "/sitemap.xml", "/papan"];
    for (const path of paths) {
      const { status, text: html } = await page(path);
      assert.equal(status, 200, path);
      assert.ok(!html.includes(word), path);
    }
    const found = await world.judge1.call("InnovationList", {}, undefined, { query: `?q=${word}` });
    assert.equal(ok(found).total, 0);
    const shown = await page(`/inovasi/${record.slug}`);
    assert.ok(shown.text.includes("Dipromosikan: pameran"), "that it took place is public");
  });
});
