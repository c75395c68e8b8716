// Innovations in the clinic, brought through their stages the way people do it: through the API. Activities and
// the log are written straight into the database where a test is about something else.

import { ok } from "./client.mjs";
import { uuid } from "./ids.mjs";
import { DAY, HOUR } from "./world.mjs";

export const STAGES = ["drum_up", "diagnose", "design", "deliver", "display"];
export const REASON = "Alasan contoh untuk uji.";
export const CLINIC_KINDS = { drum_up: "sosialisasi", diagnose: "lokakarya_diagnosis", design: "lokakarya_rancangan" };

const words = (count, word = "contoh") => Array.from({ length: count }, () => word).join(" ");
const text = (value = words(20)) => ({ type: "text", value });

export const PRINCIPLES = ["efisiensi", "efektivitas", "kualitas_pelayanan", "tanpa_konflik", "kepentingan_umum", "terbuka", "kepatuhan", "akuntabel"];
export const CRITERIA = ["kebaruan", "kemanfaatan", "solusi", "replikasi", "kompatibilitas"];

let names = 0;
/** A name that no other innovation has. */
export const title = () => `Inovasi contoh ${(names += 1)} ${uuid().slice(-6)}`;

/** A line of the plan. */
export const planItem = (changes = {}) => ({
  id: uuid(),
  activity: "Kegiatan contoh",
  output: "Keluaran contoh",
  owner: "Penanggung jawab contoh",
  from: Date.now(),
  to: Date.now() + 30 * DAY,
  resources: "",
  indicator: "Indikator contoh",
  ...changes,
});

/** Every part as it may be handed in, by the stage that asks for it. */
export const parts = (name = title()) => ({
  drum_up: {
    identitas: {
      type: "identity",
      value: { name, idea: "Satu kalimat contoh.", kind: "metode", other_kinds: [], digital: false, form: "public_service", affairs: "Kesehatan", trial_from: null, used_from: null },
    },
    inisiator: { type: "initiators", value: [{ name: "Ino Inovator", position: "Staf contoh", lead: true }] },
  },
  diagnose: {
    ringkasan: text(),
    masalah: text(),
    kebaruan: text(),
    solusi: text(),
    manfaat: text(),
    prinsip: { type: "principles", value: PRINCIPLES.map((principle) => ({ principle, answer: "yes", proof: "Bukti contoh." })) },
  },
  design: {
    indikator: { type: "indicators", value: [{ name: "Lama layanan", unit: "hari", baseline: 1400, target: 300, result: null, less_is_better: true }] },
    keberlanjutan: text(),
    prasyarat: text(),
    kesesuaian: text(),
    "sumber-daya": text(),
    rencana: { type: "plan", value: [planItem()] },
    peta: { type: "stakeholders", value: [{ name: "Warga contoh", influence: "high", interest: "high", approach: "Dilibatkan." }] },
    komunikasi: { type: "communication", value: [{ target: "Warga", message: "Pesan contoh", channel: "Papan desa", when: "Tiap bulan" }] },
  },
  deliver: {
    indikator: { type: "indicators", value: [{ name: "Lama layanan", unit: "hari", baseline: 1400, target: 300, result: 350, less_is_better: true }] },
  },
  display: {},
});

/** The record as somebody sees it. */
export const view = (by, innovation) => by.do("RecordShow", { innovation });

/** Begins a record and returns its id. */
export async function begin(by, changes = {}) {
  const id = uuid();
  await by.do("RecordCreate", {}, { id, name: title(), idea: "", kind: null, agency: null, ...changes });
  return id;
}

/** Saves a part over whatever version is stored. */
export async function put(by, innovation, part, content, done = true) {
  const { parts: stored } = await view(by, innovation);
  const version = stored.find((it) => it.part === part)?.version ?? 0;
  return by.do("PartPut", { innovation, part }, { version, content, done });
}

/** Fills the parts of a stage. */
export async function fill(by, innovation, stage, changes = {}) {
  const { line } = await view(by, innovation);
  for (const [part, content] of Object.entries({ ...parts(line.name)[stage], ...changes })) if (content) await put(by, innovation, part, content);
}

/** Takes a step with the version now stored. */
export async function step(by, innovation, name, { with: given, reason = null, version } = {}) {
  const seen = version ?? (await view(by, innovation)).line.version;
  return by.call("StepSet", { innovation }, { version: seen, step: given === undefined ? { step: name } : { step: name, with: given }, reason });
}

/** A step that must succeed. */
export const take = async (...all) => ok(await step(...all));

/** The body of a review of what is handed in now. */
export async function reviewOf(by, innovation, finding = "valid", changes = {}) {
  const { line, revision } = await view(by, innovation);
  return {
    id: uuid(),
    version: line.version,
    revision,
    hearing: "desk_consultation",
    held_on: Date.now() - HOUR,
    finding,
    reasons: REASON,
    parts: finding === "valid_with_fixes" ? ["masalah"] : [],
    announce: true,
    ...changes,
  };
}

/** Reviews what is handed in now. */
export const review = async (by, innovation, finding, changes) => by.call("ReviewAdd", { innovation }, await reviewOf(by, innovation, finding, changes));

/** Somebody took part in an activity of this kind; straight into the database. */
export async function attend(server, person, kind, { name = "Orang Contoh", agency = "PKM-JEBUS" } = {}) {
  const activity = uuid();
  const now = Date.now();
  await server.run(
    "INSERT INTO activity (id, kind, title, starts_at, ends_at, place, host_code, text, code, created_at, created_by) VALUES (?1, ?2, 'Kegiatan contoh', ?3, ?4, 'Aula contoh', ?5, '', ?6, ?3, ?7)",
    activity,
    kind,
    now - DAY,
    now - DAY + HOUR,
    kind === "kunjungan" ? "DINKES" : null,
    activity.slice(-6).toUpperCase(),
    person,
  );
  await server.run(
    "INSERT INTO attendance (id, activity_id, person_id, name, name_key, agency_code, by_code, at, recorded_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?3)",
    uuid(),
    activity,
    person,
    name,
    name.toLowerCase(),
    agency,
    now,
  );
  return activity;
}

/** Writes into the log; straight into the database. */
export async function note(server, innovation, person, type, value, { at = Date.now(), waits = false, item = null, state = null } = {}) {
  const id = uuid();
  await server.run(
    "INSERT INTO log_entry (id, innovation_id, kind, at, stored_at, person_id, note, item_id, item_state, waits) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9)",
    id,
    innovation,
    type,
    at,
    person,
    JSON.stringify({ type, value }),
    item,
    state,
    waits ? 1 : 0,
  );
  return id;
}

/** A photo of the launch; straight into the database. */
export async function prove(server, innovation, person, { stored = true } = {}) {
  const id = uuid();
  await server.run(
    `INSERT INTO evidence (id, innovation_id, purpose, name, kind, size, sha256, object_key, note, captured_at, on_site, person_id, announced_at, stored_at)
     VALUES (?1, ?2, '{"for":"launch"}', 'peluncuran.jpg', 'jpg', 1000, ?3, ?1, 'Peluncuran contoh', ?4, 1, ?5, ?4, ?6)`,
    id, innovation, "0".repeat(64), Date.now(), person, stored ? Date.now() : null,
  );
  return id;
}

/** What delivery asks for: a launch with its proof, every line of the plan finished, monitoring. */
export async function deliver(server, by, innovation) {
  const { plans } = (await view(by, innovation)).rows;
  await note(server, innovation, by.person, "launch", { place: "Puskesmas contoh", ceremony: "informal", text: "Peluncuran contoh." });
  await prove(server, innovation, by.person);
  for (const item of plans[0].plan) await note(server, innovation, by.person, "progress", { item: item.id, state: "done", text: "Selesai." }, { item: item.id, state: "done" });
  await note(server, innovation, by.person, "monitoring", { way: "observation", text: "Pantauan contoh." });
}

/** What display asks for. */
export async function show(server, by, innovation) {
  await note(server, innovation, by.person, "display", { ways: ["exhibition"], place: "Alun-alun contoh", text: "Pameran contoh." });
  await note(server, innovation, by.person, "no_input", { text: "Sudah ditanyakan." });
}

/** Everything that the stage asks of the team before it is handed in. */
export async function prepare(world, innovation, stage, by = world.innovator) {
  const { server } = world;
  if (CLINIC_KINDS[stage]) await attend(server, by.person, CLINIC_KINDS[stage]);
  await fill(by, innovation, stage);
  if (stage === "deliver") await deliver(server, by, innovation);
  if (stage === "display") await show(server, by, innovation);
}

/** Hands in and releases: it lies on the clinic's desk. */
export async function submit(world, innovation, by = world.innovator) {
  await take(by, innovation, "hand_in");
  const { line, head_releases } = await view(by, innovation);
  if (line.course.desk === "agency_coordinator") await take(world.agency, innovation, "release");
  if (head_releases && (await view(by, innovation)).line.course.desk === "agency_head") await take(world.head, innovation, "release");
}

/**
 * A record at a stage, through the API: `desk` is `innovator` (the stage begins), `ready` (everything is there, nothing
 * handed in), `agency_coordinator` or `clinic`. Works on a given record or begins one; returns its id.
 */
export async function reach(world, stage, { desk = "innovator", innovation, by = world.innovator } = {}) {
  const id = innovation ?? (await begin(by));
  const at = () => view(by, id).then((it) => it.line.course.place.stage);
  for (let now = await at(); now !== stage; now = await at()) {
    await prepare(world, id, now, by);
    await submit(world, id, by);
    if (now !== "drum_up") ok(await review(world.clinic, id));
  }
  if (desk === "innovator") return id;
  await prepare(world, id, stage, by);
  if (desk === "ready") return id;
  if (desk === "agency_coordinator") await take(by, id, "hand_in");
  else await submit(world, id, by);
  return id;
}

/** All five criteria judged. */
export const judgements = (met = true) => CRITERIA.map((criterion) => ({ criterion, met, reason: REASON }));

/** Says what a closed gate asks for. */
export const missing = (answer) => answer.body?.missing ?? [];

/** What the form for innovations from before 2 August 2024 sends. */
export const legacy = (changes = {}) => ({ name: `Inovasi lama contoh ${uuid()}`, kind: "metode", first_used: { year: 2019 }, summary: "Ringkasan contoh.", benefit: "Perubahan contoh.", ...changes });
