// What the public reads of a record: asked for by the agency, published by the clinic, and nothing else.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, ok, race, refused } from "./support/client.mjs";
import { NOTES, TEXTS, entry, foundValid, handIn, indicators, planItem, recordVersion, seedEvidence, seedRecord } from "./support/seed.mjs";
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
const askedFor = async (record) => (await world.server.row("SELECT asked_revision FROM record WHERE innovation_id = ?1", record.id)).asked_revision;
const put = async (by, record, isPublic, parts = {}, options) =>
  by.call("PublicationPut", { innovation: record.id }, { version: await recordVersion(world, record), public: isPublic, revision: await askedFor(record), reason: null, ...parts }, options);
const publish = async (record) => {
  if ((await askedFor(record)) === null) ok(await ask(world.agency, record));
  return ok(await put(world.clinic, record, true));
};
const takeBack = async (record) => ok(await put(world.clinic, record, false, { reason: REASON }));
const complete = (parts = {}) => seedRecord(world, { place: "deliver", revisions: [{ ...TEXTS, ...indicators() }], valid: true, ...parts });
/** A record that the agency asked to publish. */
const asked = async (parts) => {
  const record = await complete(parts);
  ok(await ask(world.agency, record));
  return record;
};

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
    const record = await asked();
    for (const by of [world.innovator, world.head, world.agency, world.leadership]) refused(await put(by, record, true), "forbidden");
    refused(await put(world.guest, record, true), "sign_in_needed");
    refused(await put(stranger, record, true), "not_found");
    refused(await put(world.clinic, record, true, { version: 9 }), "stale_version", { current_version: 2 });
    const key = uuid();
    const first = await put(world.clinic, record, true, { version: 2, revision: 1 }, { key });
    assert.equal(ok(first) && (await put(world.clinic, record, true, { version: 2, revision: 1 }, { key })).text, first.text, "sent again, the same answer");
    assert.equal(await recordVersion(world, record), 3);
  });

  test("by two at the same moment happens once; the other sees why", async () => {
    const record = await asked();
    const answers = await race(2, (n, options) => put([world.clinic, world.coordinator][n], record, true, { version: 2, revision: 1 }, options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409]);
    assert.equal(answers.find((it) => it.status === 409).body.current_version, 3);
  });

  for (const section of Object.keys(TEXTS)) {
    test(`needs ${section}`, async () => {
      const { [section]: _, ...rest } = TEXTS;
      const record = await asked({ revisions: [rest] });
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
    for (const path of [`/katalog?q=antar+obat+pulau+contoh`, "/katalog?tahap=deliver", "/instansi/pkm-jebus", "/sitemap-1.xml"]) assert.ok((await page(path)).text.includes(record.slug), path);
    assert.deepEqual([await total(""), await total("?tahap=deliver"), await total("?tahap=luar")], [before.total + 1, before.deliver + 1, before.outside]);
    assert.equal(await total("?tahap=sihir"), 0);
  });

  test("again refreshes the content; until then it stays as it was", async () => {
    const record = await complete();
    await publish(record);
    const text = (value) => ({ type: "text", value });
    await handIn(world, record, { ...TEXTS, ringkasan: text("Ringkasan yang kedua.") });
    await foundValid(world, record);
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

describe("the clinic publishes what was asked for, handed in and found valid, and nothing else", () => {
  const text = (value) => ({ type: "text", value });
  const summary = (words) => ({ ...TEXTS, ringkasan: text(words) });

  test("asking needs a revision that was found valid (Article 11(3))", async () => {
    for (const parts of [{ revisions: [], valid: false }, { valid: false }]) {
      const record = await complete(parts);
      refused(await ask(world.agency, record), "publication_not_validated", { article: { pasal: 11, ayat: 3, huruf: null } });
    }
  });

  test("what nobody asked for is refused, also after it was published or taken back once", async () => {
    const record = await complete();
    refused(await put(world.clinic, record, true, { revision: 1 }), "publication_unasked");
    await publish(record);
    refused(await put(world.clinic, record, true, { revision: 1 }), "publication_unasked");
    await takeBack(record);
    refused(await put(world.clinic, record, true, { revision: 1 }), "publication_unasked");
  });

  test("the request names the newest valid revision; another one is refused, and none too", async () => {
    const record = await complete();
    await handIn(world, record, summary("Belum dibaca klinik."));
    ok(await ask(world.agency, record));
    assert.equal(await askedFor(record), 1);
    for (const revision of [2, 3, 0]) refused(await put(world.clinic, record, true, { revision }), "publication_outdated", { field: "revision" });
    refused(await put(world.clinic, record, true, { revision: null }), "field_missing", { field: "revision" });
    ok(await put(world.clinic, record, true, { revision: 1 }));
    assert.ok(!(await page(`/inovasi/${record.slug}`)).text.includes("Belum dibaca klinik."));
  });

  test("what is written or handed in after the clinic read it does not go out", async () => {
    const record = await asked({ desk: "innovator" });
    ok(await world.innovator.call("PartPut", { innovation: record.id, part: "ringkasan" }, { version: 0, content: text("Ditulis sesudah dibaca."), done: true }));
    await handIn(world, record, summary("Diajukan sesudah dibaca."));
    ok(await put(world.clinic, record, true, { revision: 1 }));
    const shown = (await page(`/inovasi/${record.slug}`)).text;
    assert.ok(shown.includes("Ringkasan contoh: obat diantar ke pulau."));
    assert.ok(!shown.includes("sesudah dibaca"));
  });

  test("a newer valid revision is asked for anew, and the request before is over", async () => {
    const record = await asked();
    refused(await ask(world.agency, record), "publication_unchanged");
    await handIn(world, record, summary("Yang kedua."));
    refused(await ask(world.agency, record), "publication_unchanged");
    await foundValid(world, record, { stage: "design" });
    ok(await ask(world.agency, record));
    refused(await put(world.clinic, record, true, { revision: 1 }), "publication_outdated");
    ok(await put(world.clinic, record, true, { revision: 2 }));
    assert.ok((await page(`/inovasi/${record.slug}`)).text.includes("Yang kedua."));
    const view = await world.clinic.do("RecordShow", { innovation: record.id });
    assert.deepEqual([view.published_revision, view.asked_at, view.asked_by, view.asked_revision, view.askable], [2, null, null, null, 2]);
  });

  test("the record says which revision is asked for, by whom, and what could be", async () => {
    const record = await asked();
    const view = await world.clinic.do("RecordShow", { innovation: record.id });
    assert.deepEqual([view.asked_revision, view.asked_by, view.askable, view.published_revision], [1, world.agency.fullName, 1, null]);
    assert.equal((await world.clinic.do("RevisionShow", { innovation: record.id, n: 1 })).n, 1);
  });

  test("the page only ever equals a revision that was asked for, whatever happens in whatever order", async () => {
    let seed = 20_240_802;
    const dice = (n) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * n);
    };
    for (let round = 0; round < 6; round += 1) {
      const record = await seedRecord(world, { place: "deliver", parts: { ...summary("Draf 0."), identitas: { type: "identity", value: identity(`Jalan acak ${round}`) } } });
      const wanted = new Set();
      let [written, revisions] = [0, 0];
      for (let act = 0; act < 22; act += 1) {
        const did = dice(6);
        if (did === 0) {
          written += 1;
          ok(await world.innovator.call("PartPut", { innovation: record.id, part: "ringkasan" }, { version: written, content: text(`Draf ${written}.`), done: true }));
        } else if (did === 1) {
          revisions += 1;
          await handIn(world, record, summary(`Ajuan ${revisions}.`));
        } else if (did === 2 && revisions > 0) await foundValid(world, record, { stage: ["diagnose", "design"][dice(2)], revision: 1 + dice(revisions) });
        else if (did === 3) {
          if ((await ask(world.agency, record)).status === 200) wanted.add(`Ajuan ${await askedFor(record)}.`);
        } else if (did === 4) await put(world.clinic, record, true, { revision: dice(3) === 0 ? dice(revisions + 2) : await askedFor(record) });
        else if (did === 5 && dice(3) === 0) await put(world.clinic, record, false, { reason: REASON });
        const { status, text: html } = await page(`/inovasi/${record.slug}`);
        const stored = await world.server.row("SELECT content ->> '$.summary' AS summary FROM showcase WHERE innovation_id = ?1", record.id);
        assert.equal(status, stored ? 200 : 404);
        assert.ok(!html.includes("Draf "), `act ${act}: a draft is public`);
        for (const words of html.match(/Ajuan \d+\./g) ?? []) assert.ok(wanted.has(words), `act ${act}: ${words} was never asked for`);
        if (stored) assert.ok(html.includes(stored.summary));
      }
    }
  });
});

const identity = (name, kind = "metode") => ({ name, idea: "Contoh gagasan.", kind, other_kinds: [], digital: false, form: "public_service", affairs: "Kesehatan", trial_from: null, used_from: null });

describe("what else the public page tells", () => {
  test("lessons, matters, programme and related innovations where they were handed in, the agency's contact, and the address to hand on", async () => {
    const related = await complete({ name: `Terkait ${canary("t")}` });
    const hidden = await complete({ name: `Tersembunyi ${canary("h")}` });
    await publish(related);
    const who = { ...identity(`Induk ${canary("i")}`), programme: "Program contoh RKPD", related: [related.id, hidden.id] };
    const parts = { ...TEXTS, ...indicators(), identitas: { type: "identity", value: who }, pembelajaran: { type: "text", value: "Jadwal pagi sepi." } };
    const record = await complete({ name: who.name, revisions: [parts], parts });
    await publish(record);
    const names = async () => (await world.innovator.do("RecordShow", { innovation: record.id })).related.map((it) => it.name);
    const { name } = await world.server.row("SELECT name FROM innovation WHERE id = ?1", related.id);
    assert.deepEqual(await names(), [name], "only what the public knows is named");
    const shown = (await page(`/inovasi/${record.slug}`)).text;
    for (const words of ["Jadwal pagi sepi.", "Program contoh RKPD", "Kesehatan", name, "https://wa.me/?text="]) assert.ok(shown.includes(words), words);
    assert.ok(!shown.includes("Tersembunyi"));
    await takeBack(related);
    assert.ok(!(await page(`/inovasi/${record.slug}`)).text.includes(`>${name}</a>`), "what is taken back is named no more");
    assert.deepEqual(await names(), []);
  });
});

/** A record of what was imported: in the catalogue under `name`, with its agency's texts as parts. */
async function imported({ name = `e-Lapor Warga ${canary("n")}`, parts = TEXTS, ...more } = {}) {
  const record = await complete({ name, revisions: [], valid: false, parts, ...more });
  const squeezed = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const import_ = (await world.server.row("SELECT id FROM import_batch WHERE source = 'innovations' LIMIT 1")).id;
  await world.server.run(
    "UPDATE innovation SET listed = 1, import_id = ?2, import_key = ?3, search_text = ?4 WHERE id = ?1",
    record.id, import_, `${squeezed}|uptpuskesmasjebus|kabupatenbangkabarat`, `${name.toLowerCase()} ${squeezed}`,
  );
  return record;
}

describe("what was imported (Article 17(1))", () => {
  test("is in the catalogue by name, agency, kind and year; its texts and files only when the agency asked, without validation", async () => {
    const record = await imported();
    const file = await seedEvidence(world, record, { isPublic: true, note: "Foto contoh" });
    // Other innovations that the page suggests come and go with other tests.
    const own = (text) => text.replace(/<li><a href="\/inovasi\/[^]*?<\/li>/g, "");
    const hidden = await page(`/inovasi/${record.slug}`);
    assert.equal(hidden.status, 200);
    for (const words of ["Ringkasan contoh", "Langkah", file, "Masuk tahap"]) assert.ok(!hidden.text.includes(words), words);
    assert.equal((await page(`/bukti/${file}`)).status, 404);
    refused(await put(world.clinic, record, true, { revision: 1 }), "publication_unasked");
    ok(await ask(world.agency, record));
    assert.equal(await askedFor(record), 1, "what was written then is kept as a revision");
    assert.equal(own((await page(`/inovasi/${record.slug}`)).text), own(hidden.text), "asking shows nothing");
    ok(await world.innovator.call("PartPut", { innovation: record.id, part: "ringkasan" }, { version: 1, content: { type: "text", value: "Ditulis sesudah diminta." }, done: true }));
    ok(await put(world.clinic, record, true, { revision: 1 }));
    const shown = (await page(`/inovasi/${record.slug}`)).text;
    assert.ok(shown.includes("Ringkasan contoh") && shown.includes(file) && shown.includes("Langkah 4 dari 5"));
    assert.ok(!shown.includes("Ditulis sesudah"));
    await takeBack(record);
    assert.equal(own((await page(`/inovasi/${record.slug}`)).text), own(hidden.text), "taken back it is as before, also its stage");
  });

  test("where its record stands is public with the record: in no list before", async () => {
    const before = await total("?tahap=deliver");
    const record = await imported();
    ok(await world.clinic.call("StepSet", { innovation: record.id }, { version: 1, step: { step: "pause" }, reason: REASON }));
    assert.equal((await world.server.row("SELECT stage FROM innovation WHERE id = ?1", record.id)).stage, null);
    assert.equal(await total("?tahap=deliver"), before);
  });

  test("a name corrected in the record and published is the name everywhere; the old one still finds it, and imports it once", async () => {
    const [old, corrected] = [`Jempol Sehatt ${canary("a")}`, `Jempol Sehat ${canary("b")}`];
    const record = await imported({ name: old, parts: { ...TEXTS, identitas: { type: "identity", value: identity(corrected, "produk") } } });
    const found = async (q) => (await world.coordinator.do("InnovationList", {}, undefined, { query: `?q=${encodeURIComponent(q)}` })).items.map((it) => it.id);
    assert.deepEqual([await found(old), await found(corrected)], [[record.id], []], "nothing of it before");
    await publish(record);
    const shown = await page(`/inovasi/${record.slug}`);
    assert.ok(shown.text.includes(`<h1>${corrected}</h1>`) && !shown.text.includes(old));
    const view = await world.innovator.do("RecordShow", { innovation: record.id });
    assert.equal(view.line.name, corrected, "the room");
    assert.deepEqual([await found(old), await found(corrected)], [[record.id], [record.id]]);
    for (const path of ["/instansi/pkm-jebus", `/katalog?q=${encodeURIComponent(old)}`]) {
      const { text } = await page(path);
      assert.ok(text.includes(corrected) && !text.includes(`>${old}<`), path);
    }
    const edition = await makeEdition(world.coordinator);
    ok(await world.coordinator.call("EntryAdd", { edition: edition.id }, { version: await edition.version(), entries: [{ id: uuid(), innovation: record.id }] }));
    assert.ok((await edition.show()).entries.some((it) => it.name === corrected), "later entries");
    const row = await world.server.row("SELECT import_key, kind FROM innovation WHERE id = ?1", record.id);
    assert.equal(row.kind, "produk");
    const { import_key: alias } = await world.server.row("SELECT import_key FROM innovation_alias WHERE innovation_id = ?1 AND name = ?2", record.id, old);
    assert.notEqual(alias, row.import_key);
    const header = "nama,instansi,wilayah,provinsi,tahun,jenis,jenis_dari,kelompok,kategori_baris,verified,asal_replikasi";
    const line = (name) => `${name},UPT Puskesmas Jebus,Kabupaten Bangka Barat,,2026,metode,inferred,pemda,asli,yes,`;
    const preview = await world.coordinator.do("ImportCheck", {}, { source: "innovations", file_name: "lama.csv", content: [header, line(old), line(corrected)].join("\n") });
    assert.deepEqual([preview.new, preview.same], [0, 2]);
  });

  test("a name that is another's at the same agency is refused", async () => {
    const other = await imported();
    const record = await imported({ parts: { ...TEXTS, identitas: { type: "identity", value: identity(other.name.replaceAll("-", "")) } } });
    ok(await ask(world.agency, record));
    refused(await put(world.clinic, record, true), "innovation_exists");
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
    for (const path of ["/katalog", `/katalog?q=${encodeURIComponent(record.name)}`, "/instansi/pkm-jebus", "/sitemap-1.xml"]) assert.ok(!(await page(path)).text.includes(record.slug), path);
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

  test("an imported innovation that is taken back is in the catalogue as before: without its texts and its stage", async () => {
    const record = await complete();
    await world.server.run("UPDATE innovation SET import_id = (SELECT id FROM import_batch WHERE source = 'innovations' LIMIT 1), listed = 1 WHERE id = ?1", record.id);
    await publish(record);
    await takeBack(record);
    assert.deepEqual(await world.server.row("SELECT listed, stage FROM innovation WHERE id = ?1", record.id), { listed: 1, stage: null });
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
      prasyarat: text,
      "sumber-daya": text,
      kebaruan: text,
      inisiator: { type: "initiators", value: [{ name: word, position: word, lead: true }] },
      rencana: { type: "plan", value: [{ ...item, activity: word }] },
    };
    const drafts = Object.fromEntries([...Object.keys(TEXTS), "pembelajaran"].map((part) => [part, text]));
    const record = await complete({ revisions: [{ ...TEXTS, ...secret }], parts: { ...drafts, ...secret, ...indicators(word) }, plan: [{ ...item, activity: word }], place: "display" });
    const log = (by, note) => by.call("LogAdd", { innovation: record.id }, entry(note));
    for (const note of [NOTES.display({ text: word, place: word }), NOTES.input({ text: word, from: word }), NOTES.obstacle({ text: word, owner: word })]) ok(await log(world.innovator, note));
    ok(await log(world.clinic, NOTES.consultation({ text: word })));
    ok(await world.clinic.call("RemarkAdd", { innovation: record.id }, { id: uuid(), part: null, text: word }));
    await seedEvidence(world, record, { note: word, file: `${word}.jpg` });
    await publish(record);
    const paths = ["/", "/katalog", `/katalog?tahap=display`, "/instansi/pkm-jebus", `/inovasi/${record.slug}`, "/sitemap-1.xml", "/papan"];
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
