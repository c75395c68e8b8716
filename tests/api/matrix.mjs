// The authorisation matrix: every route of the contract, asked by everybody, with what the server must
// answer. matrix.test.mjs executes every cell over HTTP and fails for a route without a row.
//
// `relation` says what the request is about, seen from the one who is entitled. `ask` makes the request:
// `[path parameters, body, options]`. It is called afresh for every cell that may succeed, so that each has
// something of its own to change; all others share one target, which must be unchanged afterwards.

import { Client } from "./support/client.mjs";
import { begin, judgements, planItem, reach, reviewOf, view } from "./support/clinic.mjs";
import { evidenceRows } from "./support/evidence-world.mjs";
import * as seed from "./support/seed.mjs";
import { uuid } from "./support/ids.mjs";
import {
  AGENCY_HEADER,
  DAY,
  OUTSIDE,
  dossier,
  from,
  innovations,
  join,
  makeEdition,
  password,
  setup,
  sheet,
} from "./support/world.mjs";

/** Who asks, in the order of the columns below. */
export const PERSONAS = [
  "anonymous",
  "administrator",
  "coordinator",
  "clinic",
  "agency head",
  "agency coordinator",
  "innovator",
  "leadership",
  "judge with the entry",
  "judge of the edition without the entry",
  "judge of another edition",
];

/** The browser of a persona. */
export function browser(world, persona) {
  const { admin, coordinator, clinic, head, agency, innovator, leadership, judge1, idle, foreign } = world;
  const all = [new Client(world.server, { name: "anonymous" }), admin, coordinator, clinic, head, agency, innovator, leadership, judge1, idle, foreign];
  return all[PERSONAS.indexOf(persona)];
}

const row = (route, relation, statuses, ask, options = {}) => {
  const expected = statuses.trim().split(/\s+/).map(Number);
  if (expected.length !== PERSONAS.length) throw new Error(`${route}: ${expected.length} cells`);
  return { route, relation, expected: Object.fromEntries(PERSONAS.map((it, n) => [it, expected[n]])), ask, ...options };
};

const nothing = () => [{}, undefined];
const NOBODY = () => uuid();
const step = async (edition, body = {}) => ({ version: await edition.version(), ...body });
const REASON = "Alasan contoh untuk uji.";

/** A new draft with three entries, dossiers, three judges and all assignments. */
const draft = async (world) => {
  const found = (await innovations(world.coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 3);
  return makeEdition(world.coordinator, { entries: found, judges: world.judges, seated: [world.idle] });
};
const opened = async (world) => {
  const edition = await draft(world);
  await edition.open();
  return edition;
};
const closed = async (world) => {
  const edition = await opened(world);
  for (const judge of world.judges) for (const entry of edition.entries) await lock(judge, edition.of(judge, entry));
  await edition.close();
  return edition;
};
/** A proposal of the coordinator's about an edition whose marks were read. */
const proposed = async (world) => {
  const id = uuid();
  await world.coordinator.do("ProposalAdd", {}, await step(world.published, { id, subject: { kind: "withdraw_entry", entry: world.published.entries[0] }, reason: REASON }));
  return id;
};
const save = (judge, assignment) => judge.do("SheetPut", { assignment }, { version: 0, sheet: sheet([50, 60, 70, 80, 90]) });
const lock = async (judge, assignment) => judge.do("SheetLockSet", { assignment }, { version: (await save(judge, assignment)).version });

/** A person of no consequence. */
const spare = (world) => join(world.server, world.coordinator, "clinic");
const versionOf = async (world, person) => (await world.admin.all("PersonList")).find((it) => it.id === person).version;
const invitation = (by, role = "clinic") => by.do("InvitationCreate", {}, { id: uuid(), role, home: OUTSIDE, edition: null, note: "" });
const file = (n) => ({ source: "agencies", file_name: "contoh.csv", content: `${AGENCY_HEADER}\nCONTOH-${n},Dinas Contoh ${n},dinas,,tidak,yes\n` });
let files = 0;

/** A sheet of the judge with the entry; `stage` brings it where the request needs it. */
const own = (stage, body) => async (world) => {
  const edition = await opened(world);
  const assignment = edition.of(world.judge1, edition.entries[0]);
  const version = stage ? (await stage(world.judge1, assignment)).version : 0;
  return [{ assignment }, body(version)];
};
const others = (body) => async (world) => [{ assignment: world.open.of(world.judge2, world.open.entries[0]) }, body(1)];

// Innovations in the clinic: one of a unit of the agency that coordinator and head come from, and one of another agency.
const strangers = new WeakMap();
/** A record of an agency that nobody of the table comes from. */
const foreign = async (world) => {
  if (!strangers.has(world)) {
    const by = await join(world.server, world.coordinator, "innovator", { home: from("DLH") });
    strangers.set(world, await begin(by));
  }
  return strangers.get(world);
};
const seen = async (world, innovation) => (await view(world.clinic, innovation)).line.version;
/** The record of the row: the own one at this stage, or the one of another agency. */
const record = (stage, desk) => (world) => (stage ? reach(world, stage, { desk }) : foreign(world));
const about = (of, make = () => undefined, more = {}) => async (world) => {
  const innovation = await of(world);
  return [{ innovation, ...more }, await make(await seen(world, innovation), world, innovation)];
};
const begun = (world) => begin(world.innovator);
const another = record();
const text = () => ({ version: 0, content: { type: "text", value: "Isi contoh." }, done: false });
const taking = (name, more = {}) => (version) => ({ version, step: { step: name, ...more }, reason: REASON });
const team = (version, world) => ({ version, members: [{ person: world.innovator.person, lead: true }] });
const plan = (version) => ({ version, plan: [planItem()], reason: REASON });
const criteria = (version) => ({ version, criteria: judgements() });
const reviewing = (_, world, innovation) => reviewOf(world.clinic, innovation);
const heldBack = async (world) => {
  const innovation = await reach(world, "diagnose", { desk: "clinic" });
  const body = await reviewOf(world.clinic, innovation, "valid", { announce: false });
  await world.clinic.do("ReviewAdd", { innovation }, body);
  return [{}, { reviews: [body.id] }];
};
/** An innovation of the catalogue that stands outside the clinic, of the agency that innovator and coordinator come from. */
const outside = async (world) => {
  const innovation = uuid();
  await world.server.run(
    "INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, carrier, replication, unverified, search_text, sort_name, created_at) VALUES (?1, ?1, ?1, 'Inovasi lama contoh', 'UPT Puskesmas Jebus', 'PKM-JEBUS', '', '', 'pemda', 0, 0, 'lama', 'lama', 1)",
    innovation,
  );
  return [{ innovation }, {}];
};
const settings = (agency) => async (world) => [{ agency }, { version: (await world.clinic.do("AgencySettingShow", { agency })).version, head_releases: false, decree: null }];
/** A record in delivery; one of an agency that nobody here is of. */
const fieldRecord = (world, parts = {}) => seed.seedRecord(world, { place: "deliver", plan: [seed.planItem()], ...parts });
const farAway = { agency: "DLH", members: [] };

// prettier-ignore
export const MATRIX = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("HealthShow", "any",                                          "200 200 200 200 200 200 200 200 200 200 200", nothing),

  row("SessionShow", "own",                                         "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("DeviceList", "own",                                          "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("DeviceEnd", "own, another device",                           "401 200 200 200 200 200 200 200 200 200 200", async (world, persona) => {
    const me = browser(world, persona);
    if (!me.username) return [{ session: NOBODY() }];
    const second = me.fresh();
    return [{ session: (await second.do("SessionOpen", {}, { username: me.username, password: me.password, remember: false })).session }];
  }),
  row("DeviceEnd", "somebody else's device",                        "401 404 404 404 404 404 404 404 404 404 404", async (world) => [{ session: (await world.judge2.do("SessionShow")).session }]),
  row("DeviceKeyOpen", "own",                                       "401 200 200 200 200 200 200 200 200 200 200", () => [{}, { device: uuid() }]),
  row("HomeShow", "own",                                            "401 200 200 200 200 200 200 200 200 200 200", nothing),

  row("LinkLook", "a waiting invitation",                           "200 200 200 200 200 200 200 200 200 200 200", async (world) => [{}, { token: (await invitation(world.coordinator)).token }]),
  row("LinkLook", "no such link",                                   "410 410 410 410 410 410 410 410 410 410 410", () => [{}, { token: "A".repeat(43) }]),

  row("InvitationList", "all",                                      "401 200 200 403 403 403 403 403 403 403 403", nothing),
  row("InvitationCreate", "offers a judge's seat",                  "401 200 200 403 403 403 403 403 403 403 403", (world) => [{}, { id: uuid(), role: "judge", home: OUTSIDE, edition: world.draft.id, note: "" }]),
  row("InvitationCreate", "offers the clinic",                      "401 200 200 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "clinic", home: OUTSIDE, edition: null, note: "" }]),
  row("InvitationCreate", "offers an agency",                       "401 200 200 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "agency_coordinator", home: from("DINKES"), edition: null, note: "" }]),
  row("InvitationCreate", "offers the coordinator's role",          "401 200 403 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "coordinator", home: OUTSIDE, edition: null, note: "" }]),
  row("InvitationCreate", "offers the administrator's role",        "401 200 403 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "administrator", home: OUTSIDE, edition: null, note: "" }]),
  row("InvitationCreate", "offers the leadership's role",           "401 200 403 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "leadership", home: OUTSIDE, edition: null, note: "" }]),
  row("InvitationRevoke", "made by the coordinator",                "401 200 200 403 403 403 403 403 403 403 403", async (world) => [{ invitation: (await invitation(world.coordinator)).id }, {}]),
  row("InvitationRevoke", "an administrator's, for an administrator", "401 200 403 403 403 403 403 403 403 403 403", async (world) => [{ invitation: (await invitation(world.admin, "administrator")).id }, {}]),

  row("PersonList", "all",                                          "401 200 200 403 403 403 403 403 403 403 403", nothing),
  row("PersonGrants", "another person",                             "401 200 403 403 403 403 403 403 403 403 403", async (world) => {
    const { person } = await spare(world);
    return [{ person }, { version: await versionOf(world, person), grants: [{ role: "leadership", edition: null }] }];
  }),
  row("PersonGrants", "oneself, one more role",                     "401 409 403 403 403 403 403 403 403 403 403", async (world, persona) => {
    const person = browser(world, persona).person ?? world.judge2.person;
    return [{ person }, { version: await versionOf(world, person), grants: [{ role: "administrator", edition: null }, { role: "coordinator", edition: null }] }];
  }),
  row("PersonDisabled", "another person",                           "401 200 403 403 403 403 403 403 403 403 403", async (world) => {
    const { person } = await spare(world);
    return [{ person }, { version: await versionOf(world, person), disabled: true, reason: REASON }];
  }),
  row("PersonHome", "another person",                               "401 200 403 403 403 403 403 403 403 403 403", async (world) => {
    const { person } = await spare(world);
    return [{ person }, { version: await versionOf(world, person), home: from("DLH"), reason: REASON }];
  }),
  row("PersonHome", "oneself",                                      "401 409 403 403 403 403 403 403 403 403 403", async (world, persona) => {
    const person = browser(world, persona).person ?? world.judge2.person;
    return [{ person }, { version: await versionOf(world, person), home: from("DLH"), reason: REASON }];
  }),
  row("UnsureGrantList", "all",                                     "401 200 403 403 403 403 403 403 403 403 403", nothing),
  row("GrantConfirm", "in doubt",                                   "401 200 403 403 403 403 403 403 403 403 403", async (world) => {
    const { person } = await spare(world);
    const { id } = await world.server.row("SELECT id FROM grant_ WHERE person_id = ?1", person);
    await world.server.run("UPDATE grant_ SET unsure_since = 1 WHERE id = ?1", id);
    return [{}, { grants: [id] }];
  }),
  row("GrantConfirm", "not in doubt",                               "401 404 403 403 403 403 403 403 403 403 403", async (world) => {
    const { id } = await world.server.row("SELECT id FROM grant_ WHERE person_id = ?1", world.clinic.person);
    return [{}, { grants: [id] }];
  }),
  row("RecoveryCreate", "another person",                           "401 200 403 403 403 403 403 403 403 403 403", async (world) => [{ person: (await spare(world)).person }, { id: uuid(), reason: REASON }]),

  row("AgencyList", "all",                                          "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("InnovationList", "all",                                      "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("ImportCheck", "a good file",                                 "401 200 200 403 403 403 403 403 403 403 403", () => [{}, file((files += 1))]),
  row("ImportRun", "as previewed",                                  "401 200 200 403 403 403 403 403 403 403 403", async (world) => {
    const it = file((files += 1));
    return [{}, { ...it, id: uuid(), digest: (await world.coordinator.do("ImportCheck", {}, it)).digest }];
  }),
  row("ImportList", "all",                                          "401 200 200 403 403 403 403 403 403 403 403", nothing),

  row("EditionList", "all",                                         "401 200 200 200 403 403 403 200 403 403 403", nothing),
  row("EditionCreate", "new",                                       "401 403 200 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), setup: setup() }]),
  row("EditionShow", "while judged",                                "401 200 200 200 403 403 403 200 403 403 403", (world) => [{ edition: world.open.id }]),
  row("EditionMore", "while judged",                                "401 200 200 200 403 403 403 200 403 403 403", (world) => [{ edition: world.open.id, after: 1 }]),
  row("EditionSetup", "a draft",                                    "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await makeEdition(world.coordinator);
    return [{ edition: edition.id }, await step(edition, { setup: setup() })];
  }),
  row("EditionSetup", "while judged",                               "401 403 409 403 403 403 403 403 403 403 403", async (world) => [{ edition: world.open.id }, await step(world.open, { setup: setup() })]),
  row("EntryAdd", "to a draft",                                     "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await makeEdition(world.coordinator);
    return [{ edition: edition.id }, await step(edition, { entries: [{ id: uuid(), innovation: (await innovations(world.coordinator, 1))[0].id }] })];
  }),
  row("EntryRemove", "of a draft",                                  "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await draft(world);
    return [{ entry: edition.entries[0] }, await step(edition)];
  }),
  row("EntryWithdraw", "while judged",                              "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    return [{ entry: edition.entries[0] }, await step(edition, { reason: REASON })];
  }),
  row("EntryShow", "while judged",                                  "401 200 200 200 403 403 403 200 403 403 403", (world) => [{ entry: world.open.entries[0] }]),
  row("DossierSet", "of a draft",                                   "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await draft(world);
    const { entry } = await world.coordinator.do("EntryShow", { entry: edition.entries[0] });
    return [{ entry: entry.id }, { version: entry.version, dossier: dossier("Ringkasan yang lebih baik.") }];
  }),
  row("DossierSet", "while judged",                                 "401 403 409 403 403 403 403 403 403 403 403", (world) => [{ entry: world.open.entries[0] }, { version: 2, dossier: dossier("Ringkasan yang lain.") }]),
  row("SeatCreate", "of a draft",                                   "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await makeEdition(world.coordinator);
    return [{ edition: edition.id }, await step(edition, { person: world.judge1.person })];
  }),
  row("SeatRemove", "while judged",                                 "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    return [{ edition: edition.id, person: world.judge3.person }, await step(edition, { reason: REASON })];
  }),
  row("AssignmentSet", "of a draft",                                "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await makeEdition(world.coordinator, { entries: (await innovations(world.coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 1) });
    await edition.seat(world.judge1);
    return [{ edition: edition.id }, await step(edition, { reason: null, changes: [{ id: uuid(), entry: edition.entries[0], judge: world.judge1.person, on: true }] })];
  }),
  row("EditionOpen", "a complete draft",                            "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await draft(world);
    return [{ edition: edition.id }, await step(edition)];
  }),
  row("EditionExtend", "while judged",                              "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    return [{ edition: edition.id }, await step(edition, { closes_at: Date.now() + 9 * DAY, reason: REASON })];
  }),
  row("EditionClose", "while judged",                               "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    return [{ edition: edition.id }, await step(edition, { reason: REASON })];
  }),
  row("EditionEvents", "while judged",                              "401 403 200 403 403 403 403 403 403 403 403", (world) => [{ edition: world.open.id }]),
  row("ResultRead", "while judged",                                 "401 403 403 403 403 403 403 403 403 403 403", (world) => [{ edition: world.open.id }, {}]),
  row("ResultRead", "closed",                                       "401 403 200 403 403 403 403 403 403 403 403", (world) => [{ edition: world.closed.id }, {}]),
  row("ResultSheets", "while judged",                               "401 403 403 403 403 403 403 403 403 403 403", (world) => [{ edition: world.open.id, entry: world.open.entries[0] }, {}]),
  row("ResultSheets", "closed",                                     "401 403 200 403 403 403 403 403 403 403 403", (world) => [{ edition: world.closed.id, entry: world.closed.entries[0] }, {}]),
  row("EditionPublish", "while judged",                             "401 403 409 403 403 403 403 403 403 403 403", async (world) => [{ edition: world.open.id }, await step(world.open, { id: uuid(), password: world.coordinator.password, acknowledged: true, note: null })]),
  row("EditionPublish", "closed",                                   "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await closed(world);
    return [{ edition: edition.id }, await step(edition, { id: uuid(), password: world.coordinator.password, acknowledged: true, note: null })];
  }),

  // The second person: what is not theirs to decide does not exist for them.
  row("EditionWatch", "while judged",                               "401 403 200 403 403 403 403 403 403 403 403", (world) => [{ edition: world.open.id }]),
  row("ConflictDecide", "no conflict waits",                        "401 403 409 403 403 403 403 403 403 403 403", async (world) => [{ assignment: world.open.of(world.judge1, world.open.entries[0]) }, await step(world.open, { keep: true, reason: REASON })]),
  row("ConflictDecide", "a conflict that was found",                "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    const assignment = edition.of(world.judge1, edition.entries[0]);
    await world.server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment);
    return [{ assignment }, await step(edition, { keep: true, reason: REASON })];
  }),
  row("ProposalDecide", "refuse the recovery that an administrator proposed", "401 409 200 404 404 404 404 404 200 404 404", async (world) => {
    const proposal = uuid();
    const { person } = world.judge1;
    await world.admin.do("ProposalAdd", {}, { id: proposal, version: await versionOf(world, person), subject: { kind: "recover", person }, reason: REASON });
    const { digest } = (await world.admin.do("ProposalList")).find((it) => it.id === proposal);
    return [{ proposal }, { digest, approve: false, reason: REASON }];
  }),
  row("ProposalList", "own and those to decide",                    "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("ProposalAdd", "withdraw an entry",                           "401 403 200 403 403 403 403 403 403 403 403", async (world) => [{}, await step(world.published, { id: uuid(), subject: { kind: "withdraw_entry", entry: world.published.entries[0] }, reason: REASON })]),
  row("ProposalAdd", "recover an account",                          "401 200 403 403 403 403 403 403 403 403 403", async (world) => [{}, { id: uuid(), version: await versionOf(world, world.judge1.person), subject: { kind: "recover", person: world.judge1.person }, reason: REASON }]),
  row("ProposalDecide", "the coordinator's",                        "401 404 409 404 404 404 404 404 404 404 404", async (world) => [{ proposal: await proposed(world) }, { digest: "0".repeat(64), approve: true, reason: null }]),
  row("ProposalTakeBack", "the coordinator's",                      "401 404 200 404 404 404 404 404 404 404 404", async (world) => [{ proposal: await proposed(world) }, {}]),
  row("SheetCorrect", "own, closed",                                "401 403 403 403 403 403 403 403 200 404 404", async (world) => {
    const edition = await closed(world);
    return [{ assignment: edition.of(world.judge1, edition.entries[0]) }, { id: uuid(), version: 2, sheet: sheet([1, 2, 3, 4, 5]), reason: REASON }];
  }),

  row("JudgeDeskShow", "own",                                       "401 403 403 403 403 403 403 403 200 200 200", nothing),
  row("JudgePackShow", "own",                                       "401 403 403 403 403 403 403 403 200 200 200", nothing),
  row("SheetShow", "own",                                           "401 403 403 403 403 403 403 403 200 404 404", own(null, () => undefined)),
  row("SheetShow", "another judge's",                               "401 403 403 403 403 403 403 403 404 404 404", others(() => undefined)),
  row("SheetPut", "own",                                            "401 403 403 403 403 403 403 403 200 404 404", own(null, (version) => ({ version, sheet: sheet([1, 2, 3, 4, 5]) }))),
  row("SheetPut", "another judge's",                                "401 403 403 403 403 403 403 403 404 404 404", others((version) => ({ version, sheet: sheet([1, 2, 3, 4, 5]) }))),
  row("SheetLockSet", "own",                                        "401 403 403 403 403 403 403 403 200 404 404", own(save, (version) => ({ version }))),
  row("SheetLockSet", "another judge's",                            "401 403 403 403 403 403 403 403 404 404 404", others((version) => ({ version }))),
  row("SheetReopenSet", "own",                                      "401 403 403 403 403 403 403 403 200 404 404", own(lock, (version) => ({ version, reason: REASON }))),
  row("SheetReopenSet", "another judge's",                          "401 403 403 403 403 403 403 403 404 404 404", others((version) => ({ version, reason: REASON }))),
  row("ConflictSet", "own",                                         "401 403 403 403 403 403 403 403 200 404 404", own(null, () => ({ reason: REASON }))),
  row("ConflictSet", "another judge's",                             "401 403 403 403 403 403 403 403 404 404 404", others(() => ({ reason: REASON }))),

  ...evidenceRows(row),

  row("BoardList", "all",                                           "200 200 200 200 200 200 200 200 200 200 200", nothing),
  row("BoardShow", "of a draft",                                    "404 404 404 404 404 404 404 404 404 404 404", (world) => [{ slug: world.draft.slug }]),
  row("BoardShow", "while judged",                                  "200 200 200 200 200 200 200 200 200 200 200", (world) => [{ slug: world.open.slug }]),
  row("BoardShow", "closed",                                        "200 200 200 200 200 200 200 200 200 200 200", (world) => [{ slug: world.closed.slug }]),
  row("BoardShow", "published",                                     "200 200 200 200 200 200 200 200 200 200 200", (world) => [{ slug: world.published.slug }]),
  row("BoardVersionShow", "published",                              "200 200 200 200 200 200 200 200 200 200 200", (world) => [{ slug: world.published.slug, version: 1 }]),
  row("BoardVersionShow", "a version that is not there",            "404 404 404 404 404 404 404 404 404 404 404", (world) => [{ slug: world.published.slug, version: 2 }]),
  row("BoardVersionShow", "while judged",                           "404 404 404 404 404 404 404 404 404 404 404", (world) => [{ slug: world.open.slug, version: 1 }]),

  row("InvariantList", "all",                                       "401 200 403 403 403 403 403 403 403 403 403", nothing),

  // record, part, step, review
  row("TitleList", "all",                                           "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("RecordList", "own",                                          "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("RecordCreate", "new",                                        "401 403 403 403 403 200 200 403 403 403 403", () => [{}, { id: uuid(), name: `Inovasi contoh ${uuid()}`, idea: "", kind: null, agency: null }]),
  row("RecordStart", "of the own agency",                           "401 403 403 403 403 200 200 403 403 403 403", outside),
  row("RecordShow", "of the own agency",                            "401 403 200 200 200 200 200 200 403 403 403", about(begun)),
  row("RecordShow", "of another agency",                            "401 403 200 200 404 404 404 200 403 403 403", about(another)),
  row("RecordMore", "of the own agency",                            "401 403 200 200 200 200 200 200 403 403 403", about(begun, () => undefined, { list: "log" })),
  row("RecordMore", "of another agency",                            "401 403 200 200 404 404 404 200 403 403 403", about(another, () => undefined, { list: "reviews" })),
  row("OutsideList", "own",                                         "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("PartPut", "of the own agency",                               "401 403 403 403 403 200 200 403 403 403 403", about(begun, text, { part: "masalah" })),
  row("PartPut", "of another agency",                               "401 403 403 403 404 404 404 403 403 403 403", about(another, text, { part: "masalah" })),
  row("TeamSet", "of the own agency",                               "401 403 403 403 403 200 200 403 403 403 403", about(begun, team)),
  row("TeamSet", "of another agency",                               "401 403 403 403 404 404 404 403 403 403 403", about(another, team)),
  row("StepSet", "hand in, of the own agency",                      "401 403 403 403 403 200 200 403 403 403 403", about(record("drum_up", "ready"), taking("hand_in"))),
  row("StepSet", "release, of the own agency",                      "401 403 403 403 409 200 403 403 403 403 403", about(record("diagnose", "agency_coordinator"), taking("release"))),
  row("StepSet", "lead back, of the own agency",                    "401 403 200 200 403 403 403 403 403 403 403", about(record("diagnose", "clinic"), taking("go_back", { with: "drum_up" }))),
  row("StepSet", "resume, of another agency, not put aside",                        "401 403 409 409 404 404 404 403 403 403 403", about(another, taking("resume"))),
  row("RecordDelete", "a draft of the own agency",                  "401 403 403 403 403 200 200 403 403 403 403", about(begun, (version) => ({ version }))),
  row("RecordDelete", "a draft of another agency",                  "401 403 403 403 404 404 404 403 403 403 403", about(another, (version) => ({ version }))),
  row("RevisionShow", "of the own agency",                          "401 403 200 200 200 200 200 200 403 403 403", about(record("diagnose"), () => undefined, { n: 1 })),
  row("RevisionShow", "of another agency",                          "401 403 404 404 404 404 404 404 403 403 403", about(another, () => undefined, { n: 1 })),
  row("HistoryList", "of the own agency",                           "401 403 200 200 200 200 200 200 403 403 403", about(begun)),
  row("HistoryList", "of another agency",                           "401 403 200 200 404 404 404 200 403 403 403", about(another)),
  row("ReviewAdd", "of the own agency",                             "401 403 200 200 403 403 403 403 403 403 403", about(record("diagnose", "clinic"), reviewing)),
  row("ReviewAdd", "of another agency, not handed in",              "401 403 409 409 404 404 404 403 403 403 403", about(another, reviewing)),
  row("ReviewAnnounce", "held back",                                "401 403 200 200 403 403 403 403 403 403 403", heldBack),
  row("CriteriaSet", "of the own agency",                           "401 403 200 200 403 403 403 403 403 403 403", about(begun, criteria)),
  row("CriteriaSet", "of another agency",                           "401 403 200 200 404 404 404 403 403 403 403", about(another, criteria)),
  row("PlanSet", "validated, of the own agency",                    "401 403 403 403 403 200 200 403 403 403 403", about(record("deliver"), plan)),
  row("PlanSet", "of another agency",                               "401 403 403 403 404 404 404 403 403 403 403", about(another, plan)),

  // the clinic's desk, settings
  row("QueueShow", "all",                                           "401 403 200 200 403 403 403 403 403 403 403", nothing),
  row("DeskSet", "any",                                             "401 403 200 200 403 403 403 403 403 403 403", async (world) => {
    const innovation = await begin(world.innovator);
    return [{}, { records: [{ innovation, version: 1 }], facilitator: world.clinic.person, reviewer: null }];
  }),
  row("ClinicSettingShow", "all",                                   "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("ClinicSettingSet", "all",                                    "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{}, { version: (await world.clinic.do("ClinicSettingShow")).version, durations: { days: [] } }]),
  row("AgencyPersonList", "the own agency",                         "401 403 200 200 200 200 200 404 403 403 403", () => [{ agency: "PKM-JEBUS" }]),
  row("AgencyPersonList", "another agency",                         "401 403 200 200 404 404 404 404 403 403 403", () => [{ agency: "DLH" }]),
  row("AgencySettingShow", "the own agency",                        "401 403 200 200 200 200 404 404 403 403 403", () => [{ agency: "PKM-JEBUS" }]),
  row("AgencySettingShow", "another agency",                        "401 403 200 200 404 404 404 404 403 403 403", () => [{ agency: "DLH" }]),
  row("AgencySettingSet", "the own agency",                         "401 403 200 200 200 200 404 404 403 403 403", settings("PKM-JEBUS")),
  row("AgencySettingSet", "another agency",                         "401 403 200 200 404 404 404 404 403 403 403", settings("DLH")),

  // These change who is asking, so they come last and everybody signs in again after each.
  row("SessionOpen", "own password",                                "200 200 200 200 200 200 200 200 200 200 200", (world, persona) => {
    const { username, password: word } = browser(world, persona).username ? browser(world, persona) : world.judge2;
    return [{}, { username, password: word, remember: false }];
  }, { ends: true }),
  row("LinkRedeem", "a waiting invitation",                         "200 200 200 200 200 200 200 200 200 200 200", async (world) => [{}, { token: (await invitation(world.coordinator)).token, name: "Orang Baru", username: `baru.${uuid()}`, password: password() }], { ends: true }),
  row("LinkRecover", "a waiting recovery link",                     "200 200 200 200 200 200 200 200 200 200 200", async (world) => {
    const { token } = await world.admin.do("RecoveryCreate", { person: (await spare(world)).person }, { id: uuid(), reason: REASON });
    return [{}, { token, password: password() }];
  }, { ends: true }),
  row("PasswordSet", "own",                                         "401 200 200 200 200 200 200 200 200 200 200", (world, persona) => {
    const me = browser(world, persona);
    const current = me.password ?? "tidak ada";
    // The same word again: the rule under test is who may, not which password.
    return [{}, { current, new: current }];
  }, { ends: true }),
  // The coordinator made it: nobody raises the own role (C12).
  row("LinkAccept", "a waiting invitation",                         "401 409 409 200 200 200 200 200 200 200 200", async (world) => {
    const edition = await makeEdition(world.coordinator);
    return [{}, { token: (await world.coordinator.do("InvitationCreate", {}, { id: uuid(), role: "judge", home: OUTSIDE, edition: edition.id, note: "" })).token }];
  }, { ends: true }),
  row("SessionEnd", "own",                                          "401 200 200 200 200 200 200 200 200 200 200", nothing, { ends: true }),

  // Field work and the public side (Articles 10 to 14).
  row("ActivityList", "all",                                        "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("ActivityCreate", "new",                                      "401 403 200 200 403 403 403 403 403 403 403", () => [{}, { id: uuid(), activity: seed.activity() }]),
  row("ActivityShow", "any",                                        "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{ activity: (await seed.planActivity(world)).id }]),
  row("ActivitySet", "any",                                         "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{ activity: (await seed.planActivity(world)).id }, { version: 1, activity: seed.activity({ title: "Judul lain" }) }]),
  row("AttendanceAdd", "any",                                       "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{ activity: (await seed.planActivity(world)).id }, { guests: [{ name: "Tamu Contoh", agency: "DINKES" }] }]),
  // Whoever is of no agency stands for none.
  row("CheckInAdd", "with the code",                                "401 403 422 422 200 200 200 422 403 403 403", async (world) => [{}, { code: (await seed.planActivity(world)).code }]),
  row("LogAdd", "the agency's own",                                 "401 403 200 200 403 200 200 403 403 403 403", async (world) => [{ innovation: (await fieldRecord(world)).id }, seed.entry(seed.NOTES.monitoring())]),
  row("LogAdd", "the clinic's own",                                 "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{ innovation: (await fieldRecord(world)).id }, seed.entry(seed.NOTES.consultation())]),
  row("LogAdd", "progress before the launch",                       "401 403 409 409 403 409 409 403 403 403 403", async (world) => {
    const item = seed.planItem();
    return [{ innovation: (await fieldRecord(world, { plan: [item] })).id }, seed.entry(seed.NOTES.progress(item.id))];
  }),
  row("LogAdd", "of another agency",                                "401 403 200 200 404 404 404 403 403 403 403", async (world) => [{ innovation: (await fieldRecord(world, farAway)).id }, seed.entry(seed.NOTES.monitoring())]),
  row("LogFollow", "an open obstacle",                              "401 403 200 200 200 200 200 403 403 403 403", async (world) => {
    const [record, id] = [await fieldRecord(world), uuid()];
    await world.innovator.do("LogAdd", { innovation: record.id }, seed.entry(seed.NOTES.obstacle(), { id }));
    return [{ innovation: record.id, entry: id }, { text: "Sudah diatasi." }];
  }),
  row("RemarkAdd", "the agency's own record",                       "401 403 200 200 200 200 200 403 403 403 403", async (world) => [{ innovation: (await seed.seedRecord(world)).id }, { id: uuid(), part: null, text: "Contoh komentar." }]),
  row("RemarkAdd", "of another agency",                             "401 403 200 200 404 404 404 403 403 403 403", async (world) => [{ innovation: (await seed.seedRecord(world, farAway)).id }, { id: uuid(), part: null, text: "Contoh komentar." }]),
  row("RemarkDone", "an open one",                                  "401 403 200 200 200 200 200 403 403 403 403", async (world) => {
    const [record, remark] = [await seed.seedRecord(world), uuid()];
    await world.clinic.do("RemarkAdd", { innovation: record.id }, { id: remark, part: null, text: "Contoh komentar." });
    return [{ innovation: record.id, remark }, {}];
  }),
  row("PublicationAsk", "the agency's own record",                  "401 403 403 403 403 200 403 403 403 403 403", async (world) => {
    const record = await seed.seedRecord(world, { revisions: [seed.TEXTS], valid: true });
    return [{ innovation: record.id }, { version: await seed.recordVersion(world, record) }];
  }),
  row("PublicationPut", "what was asked for",                       "401 403 200 200 403 403 403 403 403 403 403", async (world) => {
    const record = await seed.seedRecord(world, { revisions: [seed.TEXTS], valid: true });
    await world.agency.do("PublicationAsk", { innovation: record.id }, { version: 1 });
    return [{ innovation: record.id }, { version: 2, public: true, revision: 1, reason: null }];
  }),
  row("PublicationPut", "what nobody asked for",                    "401 403 409 409 403 403 403 403 403 403 403", async (world) => {
    const record = await seed.seedRecord(world, { revisions: [seed.TEXTS], valid: true });
    return [{ innovation: record.id }, { version: 1, public: true, revision: 1, reason: null }];
  }),
  row("PublicationPut", "taken back",                               "401 403 200 200 403 403 403 403 403 403 403", async (world) => {
    const record = await seed.seedRecord(world, { revisions: [seed.TEXTS], valid: true });
    await world.agency.do("PublicationAsk", { innovation: record.id }, { version: 1 });
    await world.clinic.do("PublicationPut", { innovation: record.id }, { version: 2, public: true, revision: 1, reason: null });
    return [{ innovation: record.id }, { version: 3, public: false, revision: null, reason: "Alasan contoh." }];
  }),
];
