// Records of innovations: begin, write, team, delete; who sees them; two writers at once. (K1, K7, C03, C05)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ok, race, refused } from "./support/client.mjs";
import { attend, begin, fill, legacy, note, parts, put, reach, take, title, view } from "./support/clinic.mjs";
import { canary, uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { from, join } from "./support/world.mjs";

let world, server, innovator, agency, clinic, stranger;
before(async () => {
  world = await standard();
  ({ server, innovator, agency, clinic } = world);
  stranger = await join(server, world.coordinator, "innovator", { home: from("DLH") });
});
after(() => world?.server.stop());

const fresh = (changes = {}) => ({ id: uuid(), name: title(), idea: "Satu kalimat.", kind: null, agency: null, ...changes });

describe("a record begins", () => {
  test("with a number, its first two parts and its lead; sent again it is the same one", async () => {
    const body = fresh({ kind: "metode" });
    const key = uuid();
    const first = await innovator.call("RecordCreate", {}, body, { key });
    assert.equal(first.status, 200, first.text);
    assert.equal((await innovator.call("RecordCreate", {}, body, { key })).text, first.text);
    const seen = await view(innovator, body.id);
    assert.match(seen.line.number, new RegExp(`^INV-${new Date(Date.now() + 7 * 3_600_000).getUTCFullYear()}-\\d{4}$`));
    assert.deepEqual(seen.line.course, { place: { at: "in", stage: "drum_up" }, desk: "innovator", hold: "none" });
    assert.deepEqual(seen.line.relation, { member: true, own: true, coordinator: false, head: false, clinic: false, reader: false });
    assert.deepEqual(seen.parts.map((it) => [it.part, it.version]).sort(), [["identitas", 1], ["inisiator", 1]]);
    assert.deepEqual(seen.members, [{ person: { id: innovator.person, name: innovator.fullName }, lead: true }]);
    assert.deepEqual([seen.revision, seen.regional, seen.legacy, seen.line.agency], [0, false, false, "PKM-JEBUS"]);
    const next = await begin(innovator);
    assert.equal(Number((await view(innovator, next)).line.number.slice(9)), Number(seen.line.number.slice(9)) + 1);
    assert.equal((await world.guest.page(`/inovasi/${seen.slug}`)).status, 404, "nobody outside sees it");
  });

  test("only once under a name, and only for the own agency or a unit of it", async () => {
    const body = fresh();
    await innovator.do("RecordCreate", {}, body);
    refused(await innovator.call("RecordCreate", {}, fresh({ name: body.name.toUpperCase() })), "innovation_exists", { field: "name" });
    refused(await innovator.call("RecordCreate", {}, fresh({ name: "ab" })), "text_too_short", { field: "name" });
    refused(await innovator.call("RecordCreate", {}, fresh({ agency: "DINKES" })), "not_of_agency", { field: "agency" });
    refused(await agency.call("RecordCreate", {}, fresh({ agency: "DLH" })), "not_of_agency");
    const unit = fresh({ agency: "PKM-KUNDI" });
    await agency.do("RecordCreate", {}, unit);
    assert.equal((await view(agency, unit.id)).line.agency, "PKM-KUNDI");
    refused(await clinic.call("RecordCreate", {}, fresh()), "forbidden");
  });

  test("from the catalogue: what is from before the regulation has the status (Article 17)", async () => {
    const outside = await agency.all("OutsideList");
    assert.ok(outside.length > 0);
    const rows = await server.rows("SELECT id, year_to FROM innovation WHERE id IN (SELECT value FROM json_each(?1)) AND year_to IS NOT NULL", JSON.stringify(outside.map((it) => it.id)));
    const old = rows.find((it) => it.year_to < 2024);
    assert.ok(old, "the catalogue has one from before 2024");
    refused(await stranger.call("RecordStart", { innovation: old.id }, {}), "not_found");
    await agency.do("RecordStart", { innovation: old.id }, {});
    const seen = await view(agency, old.id);
    assert.deepEqual([seen.legacy, seen.regional, seen.line.course.place.stage], [true, true, "drum_up"]);
    // In the clinic it has its agency: nobody gives it another one in the catalogue.
    const to = { was: seen.line.agency, agency: "DLH", reason: "Dipindah ke dinas lain." };
    refused(await world.coordinator.call("InnovationAgencySet", { innovation: old.id }, to), "already_in_clinic");
    refused(await agency.call("RecordStart", { innovation: old.id }, {}), "already_in_clinic");
    assert.ok(!(await agency.all("OutsideList")).some((it) => it.id === old.id));
    refused(await agency.call("RecordDelete", { innovation: old.id }, { version: 1 }), "not_a_draft");
    refused(await agency.call("RecordStart", { innovation: uuid() }, {}), "not_found");
    const two = rows.filter((it) => it.id !== old.id)[0];
    if (two) {
      const answers = await race(2, (_, options) => agency.call("RecordStart", { innovation: two.id }, {}, options));
      assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409]);
      refused(answers.find((it) => it.status === 409), "already_in_clinic");
    }
  });
});

describe("what is from before 2 August 2024 (Article 17)", () => {
  const add = (by, id, changes) => by.call("LegacyAdd", {}, { id, agency: null, ...legacy(changes) });
  const put = (by, innovation, changes) => by.call("LegacyPut", { innovation }, legacy(changes));

  test("is registered by one form, has the status, and is in the catalogue at once with name, agency, kind and year alone", async () => {
    const [id, word] = [uuid(), canary("lama")];
    const body = { name: `Lama ${word}`, first_used: { year: 2024, month: 7 }, summary: `Rahasia ${word} ringkasan.` };
    assert.equal((await add(innovator, id, body)).status, 200);
    const seen = await view(innovator, id);
    assert.deepEqual([seen.legacy, seen.regional, seen.revision, seen.line.course], [true, true, 0, { place: { at: "continued" }, desk: "clinic", hold: "none" }]);
    assert.deepEqual(seen.first_used, { year: 2024, month: 7, day: null });
    const page = await world.guest.page(`/inovasi/${seen.slug}`);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes(`Lama ${word}`) && page.text.includes("2024") && page.text.includes("Inovasi metode"));
    assert.ok(!page.text.includes(`Rahasia ${word}`), "its texts are not public");
    assert.ok(!page.text.includes("Kemampuan berinovasi"), "and no stage is told of it");
    refused(await innovator.call("StepSet", { innovation: id }, { version: 1, step: { step: "hand_in" }, reason: null }), "stages_ended");
  });

  test("the day of the promulgation decides: before it yes, from it on no, and 2024 alone says too little", async () => {
    const used = (year, month, day) => ({ first_used: { year, month: month ?? null, day: day ?? null } });
    refused(await add(innovator, uuid(), used(2024)), "legacy_month_needed", { field: "first_used.month" });
    refused(await add(innovator, uuid(), used(2024, 8)), "legacy_day_needed", { field: "first_used.day" });
    refused(await add(innovator, uuid(), used(2024, 8, 2)), "legacy_too_late", { field: "first_used.year" });
    refused(await add(innovator, uuid(), used(2025)), "legacy_too_late");
    for (const date of [used(2024, 8, 1), used(2024, 1), used(2023)]) ok(await add(innovator, uuid(), date));
    refused(await add(innovator, uuid(), { summary: " " }), "text_missing", { field: "summary" });
    refused(await add(innovator, uuid(), { kind: null }), "choice_missing", { field: "kind" });
  });

  test("of the catalogue it keeps its name there; of another agency nobody registers it", async () => {
    const name = `Lama ${canary("katalog")}`;
    await server.run(
      "INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, carrier, replication, unverified, search_text, sort_name, created_at, year_from, year_to, import_id) VALUES (?1, ?1, ?1, ?2, 'UPT Puskesmas Jebus', 'PKM-JEBUS', '', '', 'pemda', 0, 0, 'lama', 'lama', 1, 2021, 2022, (SELECT id FROM import_batch LIMIT 1))",
      uuid(),
      name,
    );
    const old = (await agency.all("OutsideList")).find((it) => it.name === name);
    assert.deepEqual(old.years, { from: 2021, to: 2022 });
    refused(await add(stranger, old.id, {}), "not_found");
    refused(await add(stranger, uuid(), { agency: "DINKES" }), "not_of_agency", { field: "agency" });
    ok(await add(agency, old.id, { name: "Nama lain" }));
    assert.equal((await view(agency, old.id)).line.name, old.name);
    refused(await add(agency, old.id, {}), "already_in_clinic");
    refused(await agency.call("RecordStart", { innovation: old.id }, {}), "already_in_clinic");
  });

  test("is corrected with the versions seen, asked for and published without validation, from two texts", async () => {
    const [id, name] = [uuid(), `Lama ${canary("terbit")}`];
    ok(await add(innovator, id, { name: `${name} salah` }));
    refused(await put(innovator, id, { version: 1, texts: 2 }), "stale_version", { current_version: 1 });
    ok(await put(innovator, id, { name, version: 1, texts: 3, first_used: { year: 2018 } }));
    refused(await put(innovator, id, { version: 1, texts: 4 }), "stale_version", { current_version: 2 });
    refused(await put(stranger, id, { version: 2, texts: 4 }), "not_found");
    const seen = await view(agency, id);
    assert.deepEqual([seen.line.name, seen.first_used.year], [name, 2018]);
    const asked = ok(await agency.call("PublicationAsk", { innovation: id }, { version: 2 }));
    ok(await clinic.call("PublicationPut", { innovation: id }, { version: asked.version, public: true, revision: 1, reason: null }));
    const page = await world.guest.page(`/inovasi/${seen.slug}`);
    assert.ok(page.text.includes("Ringkasan contoh.") && page.text.includes("Perubahan contoh."));
    assert.ok(!page.text.includes("Masuk tahap"), "it walked no stage");
  });

  test("that was registered by mistake is deleted, and is gone from the catalogue", async () => {
    const id = uuid();
    ok(await add(innovator, id, {}));
    const { slug } = await view(innovator, id);
    ok(await innovator.call("RecordDelete", { innovation: id }, { version: 1 }));
    assert.equal((await world.guest.page(`/inovasi/${slug}`)).status, 404);
  });

  test("is not what walks the stages: that has no such form", async () => {
    const id = await begin(innovator);
    refused(await put(innovator, id, { version: 1, texts: 1 }), "not_legacy");
  });
});

describe("whoever is not concerned", () => {
  test("hears 404 on every address of a record, as for one that never was", async () => {
    const word = canary("draf");
    const id = await begin(innovator, { name: `Rahasia ${word}` });
    const version = 1;
    const asks = [
      ["RecordShow", {}, undefined],
      ["HistoryList", {}, undefined],
      ["RecordMore", { list: "log" }, undefined],
      ["RevisionShow", { n: 1 }, undefined],
      ["PartPut", { part: "masalah" }, { version: 0, content: { type: "text", value: "Isi." }, done: false }],
      ["TeamSet", {}, { version, members: [{ person: stranger.person, lead: true }] }],
      ["StepSet", {}, { version, step: { step: "hand_in" }, reason: null }],
      ["RecordDelete", {}, { version }],
      ["PlanSet", {}, { version, plan: parts().design.rencana.value, reason: "Alasan contoh." }],
      ["ReviewAdd", {}, { id: uuid(), version, revision: 1, hearing: "presentation", held_on: 1, finding: "valid", reasons: "Alasan.", parts: [], announce: true }],
    ];
    for (const [route, more, body] of asks) {
      const [one, two] = [await stranger.call(route, { innovation: id, ...more }, body), await stranger.call(route, { innovation: uuid(), ...more }, body)];
      refused(one, "not_found");
      assert.deepEqual({ ...one.body, request_id: "" }, { ...two.body, request_id: "" }, route);
    }
    for (const by of [stranger, world.judge1, world.admin, world.guest])
      for (const route of ["RecordList", "TitleList", "HomeShow"]) assert.ok(!(await by.call(route, {}, undefined, { query: route === "TitleList" ? `?nama=${encodeURIComponent(`Rahasia ${word}`)}` : "" })).text.includes(word), `${route} by ${by.name}`);
    assert.ok((await innovator.call("TitleList", {}, undefined, { query: `?nama=${encodeURIComponent(`Rahasia ${word}`)}` })).text.includes(word), "the own one is found while typing");
    assert.ok((await agency.call("RecordList")).text.includes(word), "and stands in the agency's list");
  });

  test("leadership reads and writes nothing", async () => {
    const id = await begin(innovator);
    const { leadership } = world;
    assert.ok((await view(leadership, id)).line.relation.reader);
    refused(await leadership.call("PartPut", { innovation: id, part: "masalah" }, { version: 0, content: { type: "text", value: "Isi." }, done: false }), "forbidden");
    assert.ok((await leadership.do("RecordList")).records.some((it) => it.id === id));
  });
});

describe("a part", () => {
  test("is kept with its own version: two people write two parts, and two texts of one meet", async () => {
    const id = await begin(innovator);
    const save = (part, version, value, by = innovator, options) => by.call("PartPut", { innovation: id, part }, { version, content: { type: "text", value }, done: false }, options);
    assert.equal((await save("masalah", 0, "Satu.")).body.version, 1);
    assert.equal((await save("solusi", 0, "Dua.", agency)).body.version, 1);
    refused(await save("masalah", 0, "Lain."), "stale_version", { current_version: 1 });
    assert.equal((await save("masalah", 1, "Lagi.")).body.version, 2);
    assert.equal((await view(innovator, id)).line.version, 1, "the record itself did not move");
    const answers = await race(2, (n, options) => save("masalah", 2, `Penulis ${n}`, [innovator, agency][n], options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409]);
    refused(answers.find((it) => it.status === 409), "stale_version", { current_version: 3 });
    const first = await race(2, (n, options) => save("manfaat", 0, `Penulis ${n}`, [innovator, agency][n], options));
    refused(first.find((it) => it.status === 409), "stale_version", { current_version: 1 });
  });

  test("may be too long or unfinished as a draft, and must be what it says", async () => {
    const id = await begin(innovator);
    const save = (part, content) => innovator.call("PartPut", { innovation: id, part }, { version: 0, content, done: false });
    assert.equal((await save("ringkasan", { type: "text", value: "kata ".repeat(201) })).status, 200);
    refused(await save("masalah", { type: "plan", value: [] }), "wrong_type");
    refused(await save("masalah", { type: "text", value: "kata ".repeat(5_000) }), "text_too_long", { field: "masalah" });
    refused(await innovator.call("PartPut", { innovation: id, part: "tidak-ada" }, {}), "bad_id");
  });

  test("with the name renames what is not public, and a taken name is refused", async () => {
    const [id, other] = [await begin(innovator), await begin(innovator)];
    const { line } = await view(innovator, other);
    const identity = (name) => ({ ...parts(name).drum_up.identitas });
    refused(await innovator.call("PartPut", { innovation: id, part: "identitas" }, { version: 1, content: identity(line.name), done: false }), "innovation_exists", { field: "identity.name" });
    const name = title();
    await put(innovator, id, "identitas", identity(`  ${name} `));
    const seen = await view(innovator, id);
    assert.equal(seen.line.name, name);
    assert.equal(seen.parts.find((it) => it.part === "identitas").content.value.name, name);
  });

  test("is written down without its text", async () => {
    const word = canary("isi");
    const id = await begin(innovator);
    await put(innovator, id, "masalah", { type: "text", value: word });
    const history = await innovator.call("HistoryList", { innovation: id });
    assert.ok(history.text.includes("part.saved") && !history.text.includes(word));
    await put(innovator, id, "masalah", { type: "text", value: `${word} dan dua` });
    const [line] = await innovator.all("HistoryList", { innovation: id });
    assert.deepEqual([line.subject, line.before, line.after], ["Masalah dan akar masalah", "1 kata", "3 kata"], "but how much it was and is");
    assert.ok(!server.logs.some((it) => it.message.includes(word)));
  });
});

describe("the team", () => {
  const set = async (by, id, members) => by.call("TeamSet", { innovation: id }, { version: (await view(world.clinic, id)).line.version, members });
  const seat = (it, lead = false) => ({ person: it.person, lead });

  test("has one lead and people of the agency; the coordinator hands it over when somebody moves", async () => {
    const id = await begin(innovator);
    const mate = await join(server, world.coordinator, "innovator", { name: "Mita Mitra", home: from("PKM-JEBUS") });
    refused(await set(innovator, id, [seat(innovator)]), "lead_needed");
    refused(await set(innovator, id, [seat(innovator, true), seat(stranger)]), "not_of_agency", { field: "members.1.person" });
    refused(await set(innovator, id, [seat(innovator, true), seat(clinic)]), "not_of_agency");
    assert.equal((await set(innovator, id, [seat(innovator, true), seat(mate)])).status, 200);
    refused(await set(mate, id, [seat(mate, true)]), "forbidden");
    assert.equal((await set(agency, id, [seat(mate, true)])).status, 200);
    refused(await innovator.call("RecordShow", { innovation: id }), "not_found");
    assert.deepEqual((await view(mate, id)).members.map((it) => it.person.name), ["Mita Mitra"]);
    const [line] = await mate.all("HistoryList", { innovation: id });
    assert.deepEqual([line.action, line.before, line.after], ["record.team_set", innovator.fullName, "Mita Mitra"]);
    assert.equal((await set(mate, id, [seat(mate), seat(innovator, true)])).status, 200, "who left can come back");
    await view(innovator, id);
  });
});

describe("a draft is deleted", () => {
  test("while it was never handed in: nobody finds it, and its name is free", async () => {
    const body = fresh();
    await innovator.do("RecordCreate", {}, body);
    refused(await innovator.call("RecordDelete", { innovation: body.id }, { version: 7 }), "stale_version", { current_version: 1 });
    await innovator.do("RecordDelete", { innovation: body.id }, { version: 1 });
    for (const by of [innovator, agency, clinic, world.leadership]) refused(await by.call("RecordShow", { innovation: body.id }), "not_found");
    assert.ok(!(await innovator.call("RecordList")).text.includes(body.id));
    await innovator.do("RecordCreate", {}, { ...body, id: uuid() });
  });

  test("and no more once it was handed in, or has a log", async () => {
    const id = await begin(innovator);
    await note(server, id, innovator.person, "consultation", { service: "coaching", text: "Konsultasi contoh." });
    refused(await innovator.call("RecordDelete", { innovation: id }, { version: 1 }), "not_a_draft");
    const other = await begin(innovator);
    await attend(server, innovator.person, "sosialisasi");
    await fill(innovator, other, "drum_up");
    const { version } = await take(innovator, other, "hand_in");
    refused(await innovator.call("RecordDelete", { innovation: other }, { version }), "not_a_draft");
  });
});

test("the rules over the stored data hold, and notice what a slip would leave", async () => {
  const id = await reach(world, "design");
  const broken = async () => (await world.admin.do("InvariantList")).filter((it) => it.violations > 0).map((it) => it.name);
  assert.deepEqual(await broken(), []);
  for (const [rule, breaks, mends] of [
    ["record_lane_is_that_of_its_course", "lane = 'done'", "lane = 'theirs'"],
    ["record_has_all_its_revisions", "revision = revision + 1", "revision = revision - 1"],
    ["record_has_all_its_plans", "plans = 1", "plans = 0"],
    ["regional_means_all_five_criteria_or_from_before", "regional = 1", "regional = 0"],
    ["request_names_a_revision", "asked_at = 1", "asked_at = NULL"],
    ["published_has_its_showcase", "published_at = 1", "published_at = NULL"],
    ["published_is_listed_and_deleted_is_not", "published_at = 1", "published_at = NULL"],
    ["delivery_has_a_validated_plan", "place = 'deliver'", "place = 'design'"],
  ]) {
    await server.run(`UPDATE record SET ${breaks} WHERE innovation_id = ?1`, id);
    const named = await broken();
    await server.run(`UPDATE record SET ${mends} WHERE innovation_id = ?1`, id);
    assert.ok(named.includes(rule), `${rule}: ${named}`);
  }
  await server.run("UPDATE innovation SET stage = 'design' WHERE id = ?1", id);
  assert.deepEqual(await broken(), ["published_shows_its_stage_and_nothing_else_does"]);
  await server.run("UPDATE innovation SET stage = NULL WHERE id = ?1", id);
  await server.run("UPDATE lane_count SET n = n + 1 WHERE lane = 'ours'");
  assert.deepEqual(await broken(), ["lanes_are_counted"]);
  await server.run("UPDATE lane_count SET n = n - 1 WHERE lane = 'ours'");
  assert.deepEqual(await broken(), []);
});

test("a person keeps at most 200 innovations that were never handed in", async () => {
  const busy = await join(server, world.coordinator, "innovator", { home: from("PKM-JEBUS") });
  let last;
  for (let n = 0; n < 200; n += 1) ok(await busy.call("RecordCreate", {}, (last = fresh())));
  refused(await busy.call("RecordCreate", {}, fresh()), "drafts_full");
  refused(await busy.call("LegacyAdd", {}, { id: uuid(), agency: null, ...legacy() }), "drafts_full");
  // Deleting one, or handing one in, makes room.
  await busy.do("RecordDelete", { innovation: last.id }, { version: (await view(busy, last.id)).line.version });
  ok(await busy.call("RecordCreate", {}, fresh()));
});
