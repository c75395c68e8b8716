// A change that did not happen is never acknowledged: the statement that a guard looks at is made to do nothing (a trigger, in this
// database alone), and nothing at all is written, whatever the endpoint. Which guards there are stands in tests/guards/list.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { GUARDS } from "../guards/list.mjs";
import { begin, reach, reviewOf } from "./support/clinic.mjs";
import { routes } from "./support/contract.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { OUTSIDE, innovations, join, makeEdition, password, score, sheet } from "./support/world.mjs";
import { MATRIX, browser } from "./matrix.mjs";

let world, server;
before(async () => {
  world = await standard();
  ({ server } = world);
});
after(() => world?.server.stop());

const PERSONA = ["coordinator", "administrator", "judge with the entry", "agency coordinator", "innovator", "agency head", "clinic"];
/** `cargo xtask guards` leaves the guard of each test out, and every test must fail. */
const LEFT_OUT = process.env.KLISIDA_GUARDS_LEFT_OUT;
const written = () => server.row("SELECT (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM idempotency) AS kept");

const invitation = (role, edition) => world.coordinator.do("InvitationCreate", {}, { id: uuid(), role, home: OUTSIDE, edition, note: "" });
const account = () => ({ name: "Orang Contoh", username: `contoh-${uuid().slice(0, 8)}`, password: password() });
const edition = async (open) => makeEdition(world.coordinator, { entries: (await innovations(world.coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 2), judges: world.judges, open });
const unassign = async (open) => {
  const it = await edition(open);
  const changes = [{ id: uuid(), entry: it.entries[0], judge: world.judge1.person, on: false }];
  return [world.coordinator, { edition: it.id }, { version: await it.version(), changes, reason: "Berhalangan karena tugas luar." }];
};

/** What the coordinator proposed after reading the marks, to be approved by another one. */
let second;
const approve = async (make, by) => {
  second ??= await join(server, world.admin, "coordinator");
  const it = await edition(true);
  for (const judge of world.judges) for (const entry of it.entries) await score(judge, it.of(judge, entry), [80, 70, 60, 50, 40]);
  await it.close();
  await it.results();
  const proposal = uuid();
  await make(it, proposal);
  const { digest } = (await second.do("ProposalList")).find((line) => line.id === proposal);
  return [by?.() ?? second, { proposal }, { digest, approve: true, reason: null }];
};
const excluding = (subject) => () =>
  approve(async (it, id) => world.coordinator.do("ProposalAdd", {}, { id, version: await it.version(), subject: subject(it), reason: "Alasan contoh untuk uji." }));

/** Requests that get as far as a guard that no row of the matrix meets. */
const MORE = {
  "AgencySettingSet: UPDATE agency_setting": async () => {
    const { version } = await world.clinic.do("AgencySettingShow", { agency: "DLH" });
    const body = { head_releases: true, decree: null };
    if (version === 0) await world.clinic.do("AgencySettingSet", { agency: "DLH" }, { version, ...body });
    return [world.clinic, { agency: "DLH" }, { version: Math.max(version, 1), ...body }];
  },
  "ClinicSettingSet: UPDATE clinic_setting": async () => {
    const { version } = await world.clinic.do("ClinicSettingShow");
    if (version === 0) await world.clinic.do("ClinicSettingSet", {}, { version, durations: { days: [] } });
    return [world.clinic, {}, { version: Math.max(version, 1), durations: { days: [] } }];
  },
  "AssignmentSet: UPDATE assignment": () => unassign(true),
  "LinkRedeem: UPDATE edition": async () => [world.guest.fresh(), {}, { token: (await invitation("judge", (await edition(false)).id)).token, ...account() }],
  ...Object.fromEntries(
    ["INSERT grant_", "INSERT session", "UPDATE edition", "UPDATE invitation"].map((it) => [
      `LinkAccept: ${it}`,
      async () => [world.leadership, {}, { token: (await invitation("judge", (await edition(false)).id)).token }],
    ]),
  ),
  "PersonGrants: UPDATE edition": async () => {
    const person = await join(server, world.coordinator, "clinic");
    const { version } = (await world.admin.all("PersonList")).find((it) => it.id === person.person);
    return [world.admin, { person: person.person }, { version, grants: [{ role: "judge", edition: (await edition(false)).id }] }];
  },
  "ReviewAdd: INSERT plan_version": async () => {
    const innovation = await reach(world, "design", { desk: "clinic" });
    return [world.clinic, { innovation }, await reviewOf(world.clinic, innovation)];
  },
  "ReviewAnnounce: INSERT plan_version": async () => {
    const innovation = await reach(world, "design", { desk: "clinic" });
    const body = await reviewOf(world.clinic, innovation, "valid", { announce: false });
    await world.clinic.do("ReviewAdd", { innovation }, body);
    return [world.clinic, {}, { reviews: [body.id] }];
  },
  "ConflictDecide: UPDATE assignment": async () => {
    const it = await edition(true);
    const assignment = it.of(world.judge1, it.entries[0]);
    await server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment);
    return [world.coordinator, { assignment }, { version: await it.version(), keep: false, reason: "Alasan contoh untuk uji." }];
  },
  "ProposalDecide: INSERT proposal_end": excluding((it) => ({ kind: "withdraw_entry", entry: it.entries[0] })),
  "ProposalDecide: UPDATE edition": excluding((it) => ({ kind: "withdraw_entry", entry: it.entries[0] })),
  "ProposalDecide: UPDATE entry": excluding((it) => ({ kind: "withdraw_entry", entry: it.entries[0] })),
  "ProposalDecide: UPDATE grant_": excluding((it) => ({ kind: "remove_judge", edition: it.id, person: world.judge1.person })),
  "ProposalDecide: UPDATE assignment": excluding((it) => ({ kind: "drop_sheet", assignment: it.of(world.judge1, it.entries[0]) })),
  "ProposalDecide: INSERT conflict_decision": () =>
    approve(async (it, id) => {
      const assignment = it.of(world.judge1, it.entries[0]);
      await server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment);
      await world.coordinator.do("ProposalAdd", {}, { id, version: await it.version(), subject: { kind: "keep_sheet", assignment }, reason: "Alasan contoh untuk uji." });
    }),
  "ProposalDecide: UPDATE sheet": () =>
    approve(async (it, id) => {
      const assignment = it.of(world.judge1, it.entries[0]);
      await world.judge1.do("SheetCorrect", { assignment }, { id, version: 2, sheet: sheet([80, 70, 60, 50, 41]), reason: "Salah ketik pada satu kriteria." });
    }),
  "PartPut: UPDATE record_part": async () => {
    const innovation = await begin(world.innovator);
    const content = { type: "text", value: "Contoh." };
    await world.innovator.do("PartPut", { innovation, part: "masalah" }, { version: 0, content, done: false });
    return [world.innovator, { innovation, part: "masalah" }, { version: 1, content, done: true }];
  },
};

/** Where a foreign key would stop it too, the answer is what the guard says. */
const TOLD = { "RecordCreate: INSERT record": "already_in_clinic", "RecordStart: INSERT record": "already_in_clinic" };

for (const guard of Object.keys(GUARDS)) {
  const [, route, name, verb, table] = /^(\w+): ((INSERT|UPDATE|DELETE) (\w+)(?: \(\d\))?)$/.exec(guard) ?? [];
  if (!route) continue;
  test(guard, async () => {
    let met = false;
    const asked = MATRIX.filter((it) => it.route === route).map((row) => async () => {
      const persona = PERSONA.find((it) => row.expected[it] === 200);
      if (!persona) return null;
      // Whoever redeems a link signs out of what they were.
      const who = routes.get(route).access === "Public" ? world.guest.fresh() : browser(world, persona);
      return [who, ...(await row.ask(world, persona))];
    });
    for (const ask of MORE[guard] ? [MORE[guard]] : asked) {
      const [who, parameters, body] = (await ask()) ?? [];
      if (!who) continue;
      const before = await written();
      await server.run(`CREATE TRIGGER lost BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(IGNORE); END`);
      let answer;
      try {
        answer = await who.call(route, parameters, body, { key: uuid(), headers: LEFT_OUT ? { "x-harness-without": guard } : {} });
      } finally {
        await server.run("DROP TRIGGER lost");
      }
      if (!answer.d1.guards.includes(name)) continue;
      met = true;
      assert.notEqual(answer.status, 200, answer.text);
      assert.deepEqual(await written(), before);
      if (TOLD[guard]) assert.equal(answer.body.code, TOLD[guard]);
      break;
    }
    assert.ok(met, "a row of the matrix gets as far as this guard");
  });
}
