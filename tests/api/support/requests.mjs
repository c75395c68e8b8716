// Requests that the files of tests/api/nouns share: editions at each step, records at each stage, people of no consequence.

import { begin, reach, view } from "./clinic.mjs";
import { uuid } from "./ids.mjs";
import { TEXTS, seedRecord } from "./seed.mjs";
import { OUTSIDE, from, innovations, join, makeEdition, sheet } from "./world.mjs";

export const REASON = "Alasan contoh untuk uji.";

/** The body of a step of an edition: the version now stored, and more. */
export const step = async (edition, body = {}) => ({ version: await edition.version(), ...body });

/** Innovations of no agency here, so that nobody's home stands in the way. */
export const entrants = async (world, count = 3) => (await innovations(world.coordinator, 60)).filter((it) => it.agency_code === null).slice(0, count);

/** A new draft with three entries, dossiers, three judges and all assignments. */
export const draft = async (world) => makeEdition(world.coordinator, { entries: await entrants(world), judges: world.judges, seated: [world.idle] });
export const opened = async (world) => {
  const edition = await draft(world);
  await edition.open();
  return edition;
};
export const closed = async (world) => {
  const edition = await opened(world);
  for (const judge of world.judges) for (const entry of edition.entries) await lock(judge, edition.of(judge, entry));
  await edition.close();
  return edition;
};
/** An edition of two entries. */
export const small = async (world, open) => makeEdition(world.coordinator, { entries: await entrants(world, 2), judges: world.judges, open });

export const save = (judge, assignment) => judge.do("SheetPut", { assignment }, { version: 0, sheet: sheet([50, 60, 70, 80, 90]) });
export const lock = async (judge, assignment) => judge.do("SheetLockSet", { assignment }, { version: (await save(judge, assignment)).version });

/** A sheet of the judge with the entry; `stage` brings it where the request needs it. */
export const own = (stage, body) => async (world) => {
  const edition = await opened(world);
  const assignment = edition.of(world.judge1, edition.entries[0]);
  const version = stage ? (await stage(world.judge1, assignment)).version : 0;
  return [{ assignment }, body(version)];
};
export const others = (body) => async (world) => [{ assignment: world.open.of(world.judge2, world.open.entries[0]) }, body(1)];

/** A person of no consequence. */
export const spare = (world) => join(world.server, world.coordinator, "clinic");
export const versionOf = async (world, person) => (await world.admin.all("PersonList")).find((it) => it.id === person).version;
export const invitation = (by, role = "clinic", edition = null) => by.do("InvitationCreate", {}, { id: uuid(), role, home: OUTSIDE, edition, note: "" });

// Innovations in the clinic: one of a unit of the agency that coordinator and head come from, and one of another agency.
const strangers = new WeakMap();
/** A record of an agency that nobody of the table comes from. */
export const foreign = async (world) => {
  if (!strangers.has(world)) {
    const by = await join(world.server, world.coordinator, "innovator", { home: from("DLH") });
    strangers.set(world, await begin(by));
  }
  return strangers.get(world);
};
/** The record of the row: the own one at this stage, or the one of another agency. */
export const recordAt = (stage, desk) => (world) => (stage ? reach(world, stage, { desk }) : foreign(world));
export const another = recordAt();
export const begun = (world) => begin(world.innovator);
/** A request about such a record: `make` gets the version that is stored. */
export const about = (of, make = () => undefined, more = {}) => async (world) => {
  const innovation = await of(world);
  return [{ innovation, ...more }, await make((await view(world.clinic, innovation)).line.version, world, innovation)];
};

/** A record that was handed in once, straight in the database. */
export const handedIn = (world) => seedRecord(world, { revisions: [TEXTS] });

/** Of an agency that nobody here is of, when a record is put straight into the database. */
export const farAway = { agency: "DLH", members: [] };

/** In databases of some size: the running edition, and the record that has the most of everything. */
export const ofEdition = (world) => ({ edition: world.edition });
export const ofRecord = (world) => ({ innovation: world.innovation(1) });

/** An innovation of the catalogue that stands outside the clinic, of the agency that innovator and coordinator come from. */
export const outside = async (world) => {
  const innovation = uuid();
  await world.server.run(
    "INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, carrier, replication, unverified, search_text, sort_name, created_at) VALUES (?1, ?1, ?1, 'Inovasi lama contoh', 'UPT Puskesmas Jebus', 'PKM-JEBUS', '', '', 'pemda', 0, 0, 'lama', 'lama', 1)",
    innovation,
  );
  return [{ innovation }, {}];
};
