// Steps that a second person must approve.

import { LOST, NONE, by, nothing, row, until } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { REASON, closed, small, step, versionOf } from "../support/requests.mjs";
import { DAY, join, score, sheet } from "../support/world.mjs";

/** A proposal of the coordinator's about an edition whose marks were read. */
const proposed = async (world) => {
  const id = uuid();
  await world.coordinator.do("ProposalAdd", {}, await step(world.published, { id, subject: { kind: "withdraw_entry", entry: world.published.entries[0] }, reason: REASON, password: world.coordinator.password }));
  return id;
};

const seconds = new WeakMap();
/** Another coordinator. */
const second = async (world) => {
  if (!seconds.has(world)) seconds.set(world, await join(world.server, world.admin, "coordinator"));
  return seconds.get(world);
};
/** What the coordinator proposed after reading the marks, to be approved by another one. */
const approve = async (world, make) => {
  const by = await second(world);
  const it = await small(world, true);
  for (const judge of world.judges) for (const entry of it.entries) await score(judge, it.of(judge, entry), [80, 70, 60, 50, 40]);
  await it.close();
  await it.results();
  const proposal = uuid();
  await make(it, proposal);
  const { digest } = (await by.do("ProposalList")).find((line) => line.id === proposal);
  return [by, { proposal }, { digest, approve: true, reason: null }];
};
const excluding = (subject) => (world) =>
  approve(world, async (it, id) => world.coordinator.do("ProposalAdd", {}, { id, version: await it.version(), subject: subject(it, world), reason: REASON }));

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("ProposalList", "own and those to decide",                    "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("ProposalAdd", "withdraw an entry",                           "401 403 200 403 403 403 403 403 403 403 403", async (world) => [{}, await step(world.published, { id: uuid(), subject: { kind: "withdraw_entry", entry: world.published.entries[0] }, reason: REASON, password: world.coordinator.password })]),
  row("ProposalAdd", "recover an account",                          "401 200 403 403 403 403 403 403 403 403 403", async (world) => [{}, { id: uuid(), version: await versionOf(world, world.judge1.person), subject: { kind: "recover", person: world.judge1.person }, reason: REASON }]),
  row("ProposalDecide", "refuse the recovery that an administrator proposed", "401 409 200 404 404 404 404 404 200 404 404", async (world) => {
    const proposal = uuid();
    const { person } = world.judge1;
    await world.admin.do("ProposalAdd", {}, { id: proposal, version: await versionOf(world, person), subject: { kind: "recover", person }, reason: REASON });
    const { digest } = (await world.admin.do("ProposalList")).find((it) => it.id === proposal);
    return [{ proposal }, { digest, approve: false, reason: REASON }];
  }),
  row("ProposalDecide", "the coordinator's",                        "401 404 409 404 404 404 404 404 404 404 404", async (world) => [{ proposal: await proposed(world) }, { digest: "0".repeat(64), approve: true, reason: null }]),
  row("ProposalTakeBack", "the coordinator's",                      "401 404 200 404 404 404 404 404 404 404 404", async (world) => [{ proposal: await proposed(world) }, {}]),
  row("SheetCorrect", "own, closed",                                "401 403 403 403 403 403 403 403 200 404 404", async (world) => {
    const edition = await closed(world);
    return [{ assignment: edition.of(world.judge1, edition.entries[0]) }, { id: uuid(), version: 2, sheet: sheet([1, 2, 3, 4, 5]), reason: REASON }];
  }),
];

export const deadlines = {
  ProposalAdd: NONE,
  ProposalTakeBack: NONE,
  SheetCorrect: NONE,
  ProposalDecide: async (world) => {
    const { server } = world;
    const { person } = world.judge1;
    const id = uuid();
    await world.admin.do("ProposalAdd", {}, { id, version: await versionOf(world, person), subject: { kind: "recover", person }, reason: REASON });
    // As one that was proposed earlier: it waits a little longer only.
    const row = await server.row("SELECT * FROM proposal WHERE id = ?1", id);
    const old = { ...row, id: uuid(), at: row.at - DAY, expires_at: Date.now() + 500 };
    const names = Object.keys(old);
    await server.run(`INSERT INTO proposal (${names}) VALUES (${names.map((_, n) => `?${n + 1}`)})`, ...Object.values(old));
    const stored = () => server.rows("SELECT * FROM proposal_end WHERE proposal_id = ?1", old.id);
    const body = { digest: row.digest, approve: true, reason: null };
    return { by: world.coordinator, parameters: { proposal: old.id }, body, pass: () => until(server, old.expires_at), code: "proposal_ended", stored };
  },
};

export const races = {
  // A password typed by two at once is tried too often, unless the first has ended before the second is looked at.
  ProposalAdd: ["too_many_requests", "key_reused"],
  ProposalDecide: ["too_many_requests", "proposal_ended"],
  ProposalTakeBack: "proposal_ended",
  SheetCorrect: "key_reused",
};

export const reads = {
  ProposalList: by(["admin", "coordinator", "judge"], "ProposalList"),
};

export const guards = {
  "ProposalDecide: INSERT conflict_decision": LOST,
  "ProposalDecide: INSERT proposal_end": LOST,
  "ProposalDecide: UPDATE assignment": LOST,
  "ProposalDecide: UPDATE edition": LOST,
  "ProposalDecide: UPDATE entry": LOST,
  "ProposalDecide: UPDATE grant_": LOST,
  "ProposalDecide: UPDATE sheet": LOST,
  "ProposalDecide: holds EXISTS (SELECT 1 FROM grant_ g JOIN person o ON o.id = g.person_id AND o.disabled = 0 WHER": ["between", "approving: the second person loses the role"],
  "ProposalDecide: holds count(*), 1 FROM person WHERE id = ?2 AND version = ?3 AND disabled = 0": ["between", "approving a recovery: the person's account changes"],
  "ProposalDecide: holds count(DISTINCT g.person_id), 0 FROM proposal p JOIN grant_ g ON g.role = 'coordinator' AND": ["between", "approving as the head of the office: another coordinator comes"],
  "ProposalDecide: holds count(*), 0 FROM grant_ WHERE person_id = ?2 AND edition_id = ?3 AND role = 'judge' AND re": ["between", "approving: the second person becomes a judge of that edition"],
  "ProposalTakeBack: INSERT proposal_end": LOST,
};

export const meets = {
  "ProposalDecide: INSERT proposal_end": excluding((it) => ({ kind: "withdraw_entry", entry: it.entries[0] })),
  "ProposalDecide: UPDATE edition": excluding((it) => ({ kind: "withdraw_entry", entry: it.entries[0] })),
  "ProposalDecide: UPDATE entry": excluding((it) => ({ kind: "withdraw_entry", entry: it.entries[0] })),
  "ProposalDecide: UPDATE grant_": excluding((it, world) => ({ kind: "remove_judge", edition: it.id, person: world.judge1.person })),
  "ProposalDecide: UPDATE assignment": excluding((it, world) => ({ kind: "drop_sheet", assignment: it.of(world.judge1, it.entries[0]) })),
  "ProposalDecide: INSERT conflict_decision": (world) =>
    approve(world, async (it, id) => {
      const assignment = it.of(world.judge1, it.entries[0]);
      await world.server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment);
      await world.coordinator.do("ProposalAdd", {}, { id, version: await it.version(), subject: { kind: "keep_sheet", assignment }, reason: REASON });
    }),
  "ProposalDecide: UPDATE sheet": (world) =>
    approve(world, async (it, id) => {
      const assignment = it.of(world.judge1, it.entries[0]);
      await world.judge1.do("SheetCorrect", { assignment }, { id, version: 2, sheet: sheet([80, 70, 60, 50, 41]), reason: "Salah ketik pada satu kriteria." });
    }),
};

export const kept = { what: "second person and conflicts of interest", tables: ["proposal", "proposal_end", "judge_recovery", "conflict", "conflict_decision"], why: "who agreed to what; only those concerned read it" };
