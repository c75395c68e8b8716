// Records of the clinic at a given place and desk, put straight into the database: what a test is about begins
// where the record already stands.

import { uuid } from "./ids.mjs";
import { CRITERIA, DAY } from "./world.mjs";

let records = 0;

/** Where a record is only with a validated plan. */
const planned = (place) => ["deliver", "display", "selesai", "berlanjut"].includes(place);
const laneOf = (place, desk, hold) => (["selesai", "berlanjut"].includes(place) || ["paused", "stopped"].includes(hold) ? "done" : desk === "clinic" ? "ours" : "theirs");

const text = (value) => ({ type: "text", value });

/** The four texts that a publication needs. */
export const TEXTS = {
  ringkasan: text("Ringkasan contoh: obat diantar ke pulau."),
  masalah: text("Masalah contoh: pasien menunggu lama.\n\nAkarnya jarak."),
  solusi: text("Solusi contoh: kurir puskesmas."),
  manfaat: text("Manfaat contoh: waktu tunggu turun."),
};

/** Figures in hundredths. */
export const indicators = (name = "Waktu tunggu") => ({
  indikator: { type: "indicators", value: [{ name, unit: "hari", baseline: 4500, target: 1000, result: 950, less_is_better: true }] },
});

/** A line of a plan. */
export const planItem = (id = uuid()) => ({
  id,
  activity: "Latih kurir contoh",
  output: "Lima kurir",
  owner: "Kepala puskesmas contoh",
  from: Date.now() - 40 * DAY,
  to: Date.now() + 40 * DAY,
  resources: "",
  indicator: "Lima kurir lulus",
});

/**
 * A record. `revisions` is a list of parts, each handed in as one revision; `parts` is what the writers have now;
 * `plan` the lines of the validated plan.
 */
export async function seedRecord(
  world,
  { place = "drum_up", desk = "innovator", hold = "none", agency = "PKM-JEBUS", members = [world.innovator], name, parts = {}, revisions = [], plan = [], open = [], regional = false, valid = false } = {},
) {
  const { server } = world;
  records += 1;
  const [id, now] = [uuid(), Date.now()];
  const it = { id, name: name ?? `Inovasi uji klinik ${id.slice(-8)}`, slug: `uji-klinik-${id.slice(-12)}`, number: `INV-2026-${id.slice(-6)}`, agency };
  const by = world.innovator.person;
  await server.run(
    `INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, year_from, year_to, kind, carrier, replication,
       unverified, search_text, sort_name, created_at, listed, stage)
     VALUES (?1, ?2, ?1, ?3, 'UPT Puskesmas Jebus', ?4, 'Kabupaten Bangka Barat', '', 2026, 2026, 'metode', 'pemda', 0, 0, lower(?3), lower(?3), ?5, 0, NULL)`,
    id, it.slug, it.name, agency, now,
  );
  const plans = plan.length > 0 || planned(place) ? 1 : 0;
  const criteria = regional ? CRITERIA.map((criterion) => ({ criterion, met: true, reason: "Alasan contoh." })) : [];
  await server.run(
    `INSERT INTO record (innovation_id, number, agency_code, place, desk, hold, lane, since, open_parts, revision, plans, regional, criteria, created_at, created_by)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)`,
    id, it.number, agency, place, desk, hold, laneOf(place, desk, hold), now, JSON.stringify(open), revisions.length, plans, regional ? 1 : 0, JSON.stringify(criteria), now - 90 * DAY, by,
  );
  // Somebody leads it always; where nobody of the test does, somebody who sees none of it.
  for (const [n, person] of (members.length > 0 ? members : [world.foreign]).entries())
    await server.run("INSERT INTO record_member (innovation_id, person_id, lead, added_at) VALUES (?1, ?2, ?3, ?4)", id, person.person, n === 0 ? 1 : 0, now);
  for (const [part, content] of Object.entries(parts))
    await server.run("INSERT INTO record_part (innovation_id, part, version, content, done, at, person_id) VALUES (?1, ?2, 1, ?3, 1, ?4, ?5)", id, part, JSON.stringify(content), now, by);
  for (const all of revisions) await handIn(world, it, all);
  if (valid) await foundValid(world, it);
  if (plans) await validate(world, it, plan);
  return it;
}

/** Hands in one more revision behind the Worker's back. */
export async function handIn(world, { id }, parts) {
  const { n } = await world.server.row("SELECT count(*) + 1 AS n FROM record_revision WHERE innovation_id = ?1", id);
  await world.server.run("INSERT INTO record_revision (innovation_id, n, at, person_id, parts) VALUES (?1, ?2, ?3, ?4, ?5)", id, n, Date.now(), world.innovator.person, JSON.stringify(parts));
  await world.server.run("UPDATE record SET revision = ?2 WHERE innovation_id = ?1", id, n);
}

/** Somebody leaves the team, and somebody whom nobody asks leads it. */
export async function leave({ server, foreign }, innovation, person) {
  await server.run("UPDATE record_member SET removed_at = 1, lead = 0 WHERE innovation_id = ?1 AND person_id = ?2", innovation, person.person);
  await server.run("INSERT INTO record_member (innovation_id, person_id, lead, added_at) VALUES (?1, ?2, 1, 1)", innovation, foreign.person);
}

const validate = ({ server, innovator }, { id }, plan = []) =>
  server.run("INSERT INTO plan_version (innovation_id, n, at, person_id, plan) VALUES (?1, 1, ?2, ?3, ?4)", id, Date.now(), innovator.person, JSON.stringify(plan));

/** The clinic found a revision valid, the newest unless another is named: it may be published. */
export async function foundValid({ server, clinic }, { id }, { stage = "diagnose", revision } = {}) {
  const n = revision ?? (await server.row("SELECT revision FROM record WHERE innovation_id = ?1", id)).revision;
  await server.run(
    `INSERT INTO review (id, innovation_id, stage, revision, hearing, held_on, finding, reasons, parts, person_id, at, announced_at)
     VALUES (?1, ?2, ?3, ?4, 'desk_consultation', ?5, 'valid', 'Alasan contoh.', '[]', ?6, ?5, ?5)`,
    uuid(), id, stage, n, Date.now(), clinic.person,
  );
}

/** Moves a record. */
export async function moveRecord(world, record, { place, desk = "innovator", hold = "none" }) {
  const { plans } = await world.server.row("SELECT plans FROM record WHERE innovation_id = ?1", record.id);
  const needed = plans === 0 && planned(place);
  if (needed) await validate(world, record);
  await world.server.run("UPDATE record SET place = ?2, desk = ?3, hold = ?4, lane = ?5, plans = ?6 WHERE innovation_id = ?1", record.id, place, desk, hold, laneOf(place, desk, hold), needed ? 1 : plans);
  await world.server.run("UPDATE innovation SET stage = ?2 WHERE id = ?1 AND EXISTS (SELECT 1 FROM record r WHERE r.innovation_id = ?1 AND r.published_at IS NOT NULL)", record.id, place);
}

/** The version now stored. */
export const recordVersion = async (world, { id }) => (await world.server.row("SELECT version FROM record WHERE innovation_id = ?1", id)).version;

/** A piece of evidence as it lies in the database. */
export async function seedEvidence(world, { id: innovation }, { file = "foto.jpg", kind = "jpg", url = null, note = "Contoh bukti", isPublic = false, stored = true, dropped = false } = {}) {
  const [id, now] = [uuid(), Date.now()];
  const shown = isPublic ? 1 : 0;
  await world.server.run(
    `INSERT INTO evidence (id, innovation_id, purpose, name, kind, size, sha256, object_key, url, note, captured_at, on_site, person_id, announced_at,
       stored_at, public, consent_by, consent_at, dropped_at)
     VALUES (?1, ?2, '{"for":"launch"}', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?10, ?12, ?13, ?14, ?15, ?16)`,
    id, innovation, url ? null : file, url ? null : kind, url ? null : 1000, url ? null : "0".repeat(64), url ? null : id, url, note, now, world.innovator.person,
    stored ? now : null, shown, shown ? world.agency.person : null, shown ? now : null, dropped ? now : null,
  );
  return id;
}

/** An activity that runs now. */
export const activity = (changes = {}) => ({
  kind: "sosialisasi",
  title: "Sosialisasi inovasi contoh",
  starts_at: Date.now() - 3_600_000,
  ends_at: Date.now() + 3_600_000,
  place: "Aula contoh, Mentok",
  host: null,
  text: "",
  ...changes,
});

/** Plans an activity; returns its id and its code. */
export async function planActivity(world, changes = {}) {
  const id = uuid();
  await world.clinic.do("ActivityCreate", {}, { id, activity: activity(changes) });
  const { code } = await world.clinic.do("ActivityShow", { activity: id });
  return { id, code };
}

/** Entries of a log as they travel. */
export const NOTES = {
  launch: (changes = {}) => ({ type: "launch", value: { place: "Balai contoh", ceremony: "informal", text: "Diluncurkan di balai.", ...changes } }),
  progress: (item, changes = {}) => ({ type: "progress", value: { item, state: "running", text: "Kurir mulai dilatih.", ...changes } }),
  monitoring: (changes = {}) => ({ type: "monitoring", value: { way: "observation", text: "Antaran berjalan lancar.", ...changes } }),
  obstacle: (changes = {}) => ({ type: "obstacle", value: { text: "Sinyal lemah di dusun.", owner: "Dinas contoh", due: Date.now() + 9 * DAY, ...changes } }),
  display: (changes = {}) => ({ type: "display", value: { ways: ["exhibition"], place: "Alun-alun contoh", text: "Pameran dua hari.", ...changes } }),
  input: (changes = {}) => ({ type: "input", value: { from: "Warga contoh", text: "Tolong tambah jadwal.", ...changes } }),
  noInput: (changes = {}) => ({ type: "no_input", value: { text: "Ditanyakan di pameran.", ...changes } }),
  consultation: (changes = {}) => ({ type: "consultation", value: { service: "coaching", text: "Membahas rencana aksi.", ...changes } }),
  appointment: (changes = {}) => ({ type: "appointment", value: { place: "Ruang klinik", text: "Bahas hasil uji coba.", ...changes } }),
};

/** A body for LogAdd. */
export const entry = (note, { id = uuid(), at = Date.now() - 1_000 } = {}) => ({ id, at, note });
