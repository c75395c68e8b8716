// Something changes between the reading and the writing of a request: what was asked before is asked again inside the batch, and the
// answer says what is true then. (D10, G9)

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { between, ok, race, refused } from "./support/client.mjs";
import { REASON, begin, note, planItem, reach, reviewOf, take, view } from "./support/clinic.mjs";
import { uuid } from "./support/ids.mjs";
import { planActivity } from "./support/seed.mjs";
import { start } from "./support/server.mjs";
import { standard } from "./support/standard.mjs";
import { DAY, OUTSIDE, bootstrapLink, dossier, firstAdministrator, innovations, join, makeEdition, moveClosing, password, score } from "./support/world.mjs";

let world, server, found, innovator, clinic;
before(async () => {
  world = await standard();
  ({ server, innovator, clinic } = world);
  found = (await innovations(world.coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 3);
});
after(() => world?.server.stop());

/** A locked or saved sheet of the first judge in an edition of its own. */
async function judged(lock) {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  const [entry] = edition.entries;
  const assignment = edition.of(world.judge1, entry);
  const version = await score(world.judge1, assignment, [80, 70, 60, 50, 40], { lock });
  const [route, body] = lock ? ["SheetReopenSet", { version, reason: REASON }] : ["SheetLockSet", { version }];
  return { edition, entry, assignment, send: (options) => world.judge1.call(route, { assignment }, body, options) };
}

for (const [what, lock] of [["locking", false], ["reopening", true]]) {
  test(`${what}: the deadline passes`, async () => {
    const { edition, assignment, send } = await judged(lock);
    refused(await between(world.judge1, send, () => moveClosing(server, edition, Date.now())), "judging_closed");
    assert.equal((await server.row("SELECT state FROM sheet WHERE assignment_id = ?1", assignment)).state, lock ? "locked" : "draft");
  });
  test(`${what}: the assignment is taken away`, async () => {
    const { edition, entry, send } = await judged(lock);
    refused(await between(world.judge1, send, () => edition.assign([entry], [world.judge1], { on: false, reason: "Berhalangan karena tugas luar." })), "assignment_ended");
  });
}

test("opening: the closing instant passes", async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges });
  const version = await edition.version();
  const answer = await between(
    world.coordinator,
    (options) => world.coordinator.call("EditionOpen", { edition: edition.id }, { version }, options),
    () => server.run("UPDATE edition SET closes_at = ?1 WHERE id = ?2", Date.now() - 1, edition.id),
  );
  refused(answer, "closing_in_past");
  assert.equal((await server.row("SELECT recorded FROM edition WHERE id = ?1", edition.id)).recorded, "draft");
});

test("a later deadline: it passes itself", async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  await moveClosing(server, edition, Date.now() - DAY);
  const body = { version: await edition.version(), closes_at: Date.now() + 500, reason: REASON };
  const answer = await between(
    world.coordinator,
    (options) => world.coordinator.call("EditionExtend", { edition: edition.id }, body, options),
    async () => {
      while (Date.now() <= body.closes_at) await server.row("SELECT 1");
    },
  );
  refused(answer, "deadline_not_later");
});

test("taking an extension back: a judge writes", async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  const before = (await edition.show()).setup.closes_at;
  await edition.step("EditionExtend", { closes_at: before + DAY, reason: REASON });
  const body = { version: await edition.version(), closes_at: before, reason: REASON };
  const answer = await between(
    world.coordinator,
    (options) => world.coordinator.call("EditionExtend", { edition: edition.id }, body, options),
    () => score(world.judge1, edition.of(world.judge1, edition.entries[0]), [50, 50, 50, 50, 50], { lock: false }),
  );
  refused(answer, "sheets_since_extension");
  assert.equal((await edition.show()).setup.closes_at, before + DAY);
});

test("opening: a dossier becomes incomplete", async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges });
  const body = { version: await edition.version() };
  const send = (options) => world.coordinator.call("EditionOpen", { edition: edition.id }, body, options);
  const [first] = edition.entries;
  refused(await between(world.coordinator, send, () => edition.describe(first, { ...dossier(), criteria: ["", "", "", "", ""] })), "dossiers_incomplete");
  assert.equal((await edition.show()).standing, "draft");
  // Known, and emptied meanwhile: an empty one never opens.
  Object.assign(body, { incomplete: 1 });
  refused(await between(world.coordinator, send, () => edition.describe(first, { summary: "", criteria: ["", "", "", "", ""], links: [] })), "dossiers_incomplete");
  assert.equal((await edition.show()).standing, "draft");
});

/** An edition whose every sheet is locked. */
async function locked() {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  for (const judge of world.judges) for (const entry of edition.entries) await score(judge, edition.of(judge, entry), [80, 70, 60, 50, 40]);
  return edition;
}

test("closing: a judge unlocks a sheet", async () => {
  const edition = await locked();
  const body = { version: await edition.version(), reason: REASON };
  const answer = await between(
    world.coordinator,
    (options) => world.coordinator.call("EditionClose", { edition: edition.id }, body, options),
    () => world.judge1.do("SheetReopenSet", { assignment: edition.of(world.judge1, edition.entries[0]) }, { version: 2, reason: REASON }),
  );
  refused(answer, "entries_short");
  assert.equal((await edition.show()).standing, "judging");
});

test("closing: a conflict of a locked sheet is found", async () => {
  const edition = await locked();
  const body = { version: await edition.version(), reason: REASON };
  const answer = await between(
    world.coordinator,
    (options) => world.coordinator.call("EditionClose", { edition: edition.id }, body, options),
    () => server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", edition.of(world.judge1, edition.entries[0])),
  );
  refused(answer, "entries_short");
  assert.equal((await edition.show()).standing, "judging");
});

test("reopening: somebody reads the marks", async () => {
  for (const read of [(edition) => edition.results(), (edition) => world.coordinator.do("ResultSheets", { edition: edition.id, entry: edition.entries[0] }, {})]) {
    const edition = await locked();
    await edition.close();
    const body = { version: await edition.version(), closes_at: Date.now() + DAY, reason: REASON };
    refused(await between(world.coordinator, (options) => world.coordinator.call("EditionReopen", { edition: edition.id }, body, options), () => read(edition)), "marks_read");
    assert.equal((await edition.show()).standing, "closed");
  }
});

test("reopening: its deadline passes", async () => {
  const edition = await locked();
  await edition.close();
  const body = { version: await edition.version(), closes_at: Date.now() + 500, reason: REASON };
  const answer = await between(
    world.coordinator,
    (options) => world.coordinator.call("EditionReopen", { edition: edition.id }, body, options),
    async () => {
      while (Date.now() <= body.closes_at) await server.row("SELECT 1");
    },
  );
  refused(answer, "closing_in_past");
});

for (const [what, route, parameters] of [
  ["reading the results", "ResultRead", (edition) => ({ edition: edition.id })],
  ["reading the sheets of an entry", "ResultSheets", (edition) => ({ edition: edition.id, entry: edition.entries[0] })],
]) {
  test(`${what}: judging is reopened`, async () => {
    const edition = await locked();
    await edition.close();
    const answer = await between(
      world.coordinator,
      (options) => world.coordinator.call(route, parameters(edition), {}, options),
      () => edition.step("EditionReopen", { closes_at: Date.now() + DAY, reason: REASON }),
    );
    refused(answer, "marks_sealed");
    assert.deepEqual(await server.row("SELECT marks_read_at FROM edition WHERE id = ?1", edition.id), { marks_read_at: null });
  });
}

test("checking in: the list closes", async () => {
  const { id, code } = await planActivity(world);
  const answer = await between(
    innovator,
    (options) => innovator.call("CheckInAdd", {}, { code }, options),
    () => server.run("UPDATE activity SET starts_at = ?1, ends_at = ?1 WHERE id = ?2", Date.now() - DAY - 1, id),
  );
  refused(answer, "check_in_closed");
  assert.equal((await server.row("SELECT count(*) AS n FROM attendance WHERE activity_id = ?1", id)).n, 0);
});

test("checking in late: the activity is moved", async () => {
  const written_at = Date.now() - 3 * DAY;
  const { id, code } = await planActivity(world, { starts_at: written_at, ends_at: written_at });
  const answer = await between(
    innovator,
    (options) => innovator.call("CheckInAdd", {}, { code, written_at }, options),
    () => server.run("UPDATE activity SET starts_at = ?1, ends_at = ?1 WHERE id = ?2", written_at - 2 * DAY, id),
  );
  refused(answer, "check_in_closed");
});

test("a part: the record is handed in", async () => {
  const id = await reach(world, "drum_up", { desk: "ready" });
  const stored = (await view(innovator, id)).parts.find((it) => it.part === "identitas");
  const answer = await between(
    innovator,
    (options) => innovator.call("PartPut", { innovation: id, part: "identitas" }, { version: stored.version, content: stored.content, done: true }, options),
    () => take(innovator, id, "hand_in"),
  );
  refused(answer, "not_your_turn");
});

test("a plan: progress is noted on a line that it leaves out", async () => {
  const id = await reach(world, "deliver");
  const { line, rows: { plans } } = await view(innovator, id);
  const [item] = plans[0].plan;
  const answer = await between(
    innovator,
    (options) => innovator.call("PlanSet", { innovation: id }, { version: line.version, plan: [planItem()], reason: REASON }, options),
    () => note(server, id, innovator.person, "progress", { item: item.id, state: "running", text: "Berjalan." }, { item: item.id, state: "running" }),
  );
  refused(answer, "item_unknown");
  assert.equal((await view(innovator, id)).rows.plans.length, 1);
});

test("deleting: something is noted in the log", async () => {
  const id = await begin(innovator);
  const { line } = await view(innovator, id);
  const answer = await between(
    innovator,
    (options) => innovator.call("RecordDelete", { innovation: id }, { version: line.version }, options),
    () => note(server, id, innovator.person, "monitoring", { way: "observation", text: "Pantauan contoh." }),
  );
  refused(answer, "not_a_draft");
  assert.equal((await server.row("SELECT deleted_at FROM record WHERE innovation_id = ?1", id)).deleted_at, null);
});

test("a review that is announced at once: another is written and held", async () => {
  const id = await reach(world, "diagnose", { desk: "clinic" });
  const [open, held] = [await reviewOf(clinic, id), await reviewOf(clinic, id, "not_yet", { announce: false })];
  const answer = await between(
    clinic,
    (options) => clinic.call("ReviewAdd", { innovation: id }, open, options),
    async () => ok(await world.coordinator.call("ReviewAdd", { innovation: id }, held)),
  );
  refused(answer, "review_held");
  assert.equal((await view(clinic, id)).line.course.place.stage, "diagnose");
});

test("a review that is held: the record moves on", async () => {
  const id = await reach(world, "diagnose", { desk: "clinic" });
  const held = await reviewOf(clinic, id, "not_yet", { announce: false });
  const answer = await between(
    clinic,
    (options) => clinic.call("ReviewAdd", { innovation: id }, held, options),
    () => take(innovator, id, "withdraw", { reason: REASON }),
  );
  refused(answer, "stale_version");
  assert.equal((await server.row("SELECT count(*) AS n FROM review WHERE innovation_id = ?1", id)).n, 0);
});

test("a step of the clinic: a review is held", async () => {
  const id = await reach(world, "diagnose", { desk: "clinic" });
  const { line } = await view(clinic, id);
  const held = await reviewOf(clinic, id, "not_yet", { announce: false });
  const answer = await between(
    clinic,
    (options) => clinic.call("StepSet", { innovation: id }, { version: line.version, step: { step: "go_back", with: "drum_up" }, reason: REASON }, options),
    async () => ok(await world.coordinator.call("ReviewAdd", { innovation: id }, held)),
  );
  refused(answer, "review_held");
});

test("handing in: a part is written", async () => {
  const id = await reach(world, "drum_up", { desk: "ready" });
  const { line, parts } = await view(innovator, id);
  const stored = parts.find((it) => it.part === "identitas");
  const answer = await between(
    innovator,
    (options) => innovator.call("StepSet", { innovation: id }, { version: line.version, step: { step: "hand_in" }, reason: null }, options),
    () => innovator.do("PartPut", { innovation: id, part: "identitas" }, { version: stored.version, content: { ...stored.content, value: { ...stored.content.value, idea: "Kalimat lain." } }, done: true }),
  );
  refused(answer, "stale_version");
});

test("a link: it is used, and the name with it", async () => {
  const redeem = async (same, more = {}) => {
    const { token } = await world.coordinator.do("InvitationCreate", {}, { id: uuid(), role: "clinic", home: OUTSIDE, edition: null, note: "" });
    const account = { token, name: "Orang Berbarengan", username: `bareng-${uuid().slice(-8)}`, password: password() };
    const [first, second] = [world.guest.fresh(), world.guest.fresh()];
    return between(
      world.coordinator,
      (options) => first.call("LinkRedeem", {}, account, options),
      async () => ok(await second.call("LinkRedeem", {}, { ...account, ...(same ? {} : { password: password() }), ...more })),
    );
  };
  refused(await redeem(false), "invitation_invalid");
  // Another name: one link never makes two accounts.
  refused(await redeem(false, { username: `lain-${uuid().slice(-8)}` }), "invitation_invalid");
  // The very same request, twice at once: both are signed in, one account was made.
  ok(await redeem(true));
});

test("a judge's link: the panel closes", async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  const { token } = await world.coordinator.do("InvitationCreate", {}, { id: uuid(), role: "judge", home: OUTSIDE, edition: edition.id, note: "" });
  const answer = await between(
    world.coordinator,
    (options) => world.guest.fresh().call("LinkRedeem", {}, { token, name: "Juri Terlambat", username: `juri-${uuid().slice(0, 8)}`, password: password() }, options),
    () => edition.close(),
  );
  refused(answer, "invitation_invalid");
});

test("two first administrators at the same moment: one is", async (t) => {
  const own = await start();
  t.after(() => own.stop());
  const tokens = [await bootstrapLink(own), await bootstrapLink(own)];
  const guest = world.guest.fresh();
  guest.server = own;
  const answers = await race(2, (n, options) => Object.assign(guest.fresh(), { server: own }).call("LinkRedeem", {}, { token: tokens[n], name: "Ayu Pertama", username: `ayu.${n}`, password: password() }, options));
  assert.deepEqual(answers.map((it) => it.body.code ?? "done").sort(), ["done", "invitation_invalid"]);
});

test("two administrators who take each other's role at the same moment: one stays", async (t) => {
  const own = await start();
  t.after(() => own.stop());
  const one = await firstAdministrator(own);
  const two = await join(own, one, "administrator");
  const list = await one.all("PersonList");
  const cut = (by, whom, options) =>
    by.call("PersonGrants", { person: whom.person }, { version: list.find((it) => it.id === whom.person).version, grants: [{ role: "clinic", edition: null }] }, options);
  const answers = await race(2, (n, options) => (n === 0 ? cut(one, two, options) : cut(two, one, options)));
  assert.deepEqual(answers.map((it) => it.body.code ?? "done").sort(), ["done", "last_administrator"]);
});

const versionOf = async (client) => (await world.admin.all("PersonList")).find((it) => it.id === client.person).version;

/** Somebody on a panel, and how an entry of a unit of DINKES is assigned to them. */
async function seatedFor() {
  const [entry] = await innovations(world.coordinator, 1, "&instansi=PKM-JEBUS");
  const edition = await makeEdition(world.coordinator, { entries: [entry] });
  const judge = await join(server, world.coordinator, "clinic");
  await edition.seat(judge);
  return { judge, assign: () => edition.assign(edition.entries, [judge]) };
}

test("another home: an entry of it is assigned", async () => {
  const { judge, assign } = await seatedFor();
  const version = await versionOf(judge);
  const answer = await between(
    world.admin,
    (options) => world.admin.call("PersonHome", { person: judge.person }, { version, home: { home: "agency", agency: "DINKES" }, reason: REASON }, options),
    assign,
  );
  refused(answer, "conflict_of_interest");
});

test("a role at an agency: an entry of it is assigned", async () => {
  const { judge, assign } = await seatedFor();
  const { token } = await world.coordinator.do("InvitationCreate", {}, { id: uuid(), role: "innovator", home: { home: "agency", agency: "DINKES" }, edition: null, note: "" });
  refused(await between(judge, (options) => judge.call("LinkAccept", {}, { token }, options), assign), "conflict_of_interest");
});

test("a role at an agency by the administrator: an entry of it is assigned", async () => {
  const { judge, assign } = await seatedFor();
  const version = await versionOf(judge);
  const grants = (await judge.do("SessionShow")).actor.grants;
  const answer = await between(
    world.admin,
    (options) => world.admin.call("PersonGrants", { person: judge.person }, { version, grants: [...grants, { role: "innovator", edition: null, agency: "DINKES" }] }, options),
    assign,
  );
  refused(answer, "conflict_of_interest");
});

test("the roles of a person: a seat on a panel is taken, or left", async () => {
  const judge = await join(server, world.coordinator, "clinic");
  const editions = [await makeEdition(world.coordinator), await makeEdition(world.coordinator)];
  const seats = async () => (await server.rows("SELECT edition_id FROM grant_ WHERE person_id = ?1 AND role = 'judge' AND removed_at IS NULL", judge.person)).map((it) => it.edition_id).sort();
  const set = (version, grants) => (options) => world.admin.call("PersonGrants", { person: judge.person }, { version, grants }, options);
  await editions[0].seat(judge);
  const grants = (await judge.do("SessionShow")).actor.grants;
  let version = await versionOf(judge);
  refused(await between(world.admin, set(version, grants), () => editions[1].seat(judge)), "stale_version");
  assert.deepEqual(await seats(), editions.map((it) => it.id).sort(), "the seat that came between stays");

  version = await versionOf(judge);
  const both = (await judge.do("SessionShow")).actor.grants;
  const leave = async () => world.coordinator.do("SeatRemove", { edition: editions[1].id, person: judge.person }, { version: await editions[1].version(), reason: REASON });
  refused(await between(world.admin, set(version, both), leave), "stale_version");
  assert.deepEqual(await seats(), [editions[0].id], "the seat that was left does not come back");
});

test("a recovery link: its maker is switched off", async () => {
  const [by, whom] = [await join(server, world.admin, "administrator"), await join(server, world.coordinator, "clinic")];
  const id = uuid();
  const version = await versionOf(by);
  const answer = await between(
    by,
    (options) => by.call("RecoveryCreate", { person: whom.person }, { id, reason: REASON }, options),
    () => world.admin.do("PersonDisabled", { person: by.person }, { version, disabled: true, reason: REASON }),
  );
  refused(answer, "forbidden");
  assert.equal(await server.row("SELECT id FROM invitation WHERE id = ?1", id), undefined);
});

/** A closed edition whose marks nobody has read. */
async function closedEdition() {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  for (const judge of world.judges) for (const entry of edition.entries) await score(judge, edition.of(judge, entry), [80, 70, 60, 50, 40]);
  await edition.close();
  return edition;
}

test("deciding a conflict: the marks are read", async () => {
  const edition = await closedEdition();
  const assignment = edition.of(world.judge1, edition.entries[0]);
  await server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment);
  const body = { version: await edition.version(), keep: true, reason: REASON };
  refused(await between(world.coordinator, (options) => world.coordinator.call("ConflictDecide", { assignment }, body, options), () => edition.results()), "second_person_needed");
  assert.equal((await server.row("SELECT count(*) AS n FROM conflict_decision WHERE assignment_id = ?1", assignment)).n, 0);
});

test("withdrawing an entry: the marks are read", async () => {
  const edition = await closedEdition();
  const body = { version: await edition.version(), reason: REASON };
  refused(await between(world.coordinator, (options) => world.coordinator.call("EntryWithdraw", { entry: edition.entries[0] }, body, options), () => edition.results()), "second_person_needed");
});

test("taking a judge off the panel: the marks are read", async () => {
  const edition = await closedEdition();
  const body = { version: await edition.version(), reason: REASON };
  const parameters = { edition: edition.id, person: world.judge1.person };
  refused(await between(world.coordinator, (options) => world.coordinator.call("SeatRemove", parameters, body, options), () => edition.results()), "second_person_needed");
});

/** Ways in which a conflict of interest comes about, each a judge and an entry of an edition. */
const COMES = {
  "is found": (assignment) => server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'agency', ?2)", assignment, Date.now()),
  "comes with the team": async (_, innovation, judge) => server.run("INSERT INTO record_member (innovation_id, person_id, lead, added_at) VALUES (?1, ?2, 0, 1)", innovation, judge),
  "comes with the facilitator": async (_, innovation, judge) => server.run("UPDATE record SET facilitator_id = ?2 WHERE innovation_id = ?1", innovation, judge),
  "comes with the reviewer": async (_, innovation, judge) => server.run("UPDATE record SET reviewer_id = ?2 WHERE innovation_id = ?1", innovation, judge),
  "comes with the agency": async (_, __, judge) => server.run("UPDATE person SET home_code = 'DINKES' WHERE id = ?1", judge),
};
/** What came goes again; what was found stays. */
const goes = async (innovation, judge) => {
  await server.run("DELETE FROM record_member WHERE innovation_id = ?1 AND person_id = ?2", innovation, judge);
  await server.run("UPDATE record SET facilitator_id = NULL, reviewer_id = NULL WHERE innovation_id = ?1", innovation);
  await server.run("UPDATE person SET home_code = NULL WHERE id = ?1", judge);
};

for (const [how, come] of Object.entries(COMES))
  test(`opening and publishing: a conflict ${how}`, async () => {
    const judge = await join(server, world.coordinator, "clinic");
    const innovation = await begin(innovator);
    await server.run("UPDATE innovation SET listed = 1 WHERE id = ?1", innovation);
    const make = async (open) => {
      const edition = await makeEdition(world.coordinator, { entries: [{ id: innovation }], judges: world.judges, seated: [judge] });
      await edition.assign(edition.entries, [judge]);
      if (!open) return edition;
      await edition.open();
      for (const it of [...world.judges, judge]) await score(it, await edition.assignment(edition.entries[0], it), [80, 70, 60, 50, 40]);
      await edition.close();
      return edition;
    };
    const [draft, closed] = [await make(false), await make(true)];
    const pair = (edition) => edition.assignment(edition.entries[0], judge);
    const [first, second] = [await pair(draft), await pair(closed)];
    const open = { version: await draft.version() };
    const publish = { version: await closed.version(), id: uuid(), password: world.coordinator.password, acknowledged: true, note: null };
    refused(await between(world.coordinator, (options) => world.coordinator.call("EditionPublish", { edition: closed.id }, publish, options), () => come(second, innovation, judge.person), { passed: 1 }), "conflict_undecided");
    assert.deepEqual(await server.row("SELECT published, recorded FROM edition WHERE id = ?1", closed.id), { published: 0, recorded: "closed" });
    await goes(innovation, judge.person);
    refused(await between(world.coordinator, (options) => world.coordinator.call("EditionOpen", { edition: draft.id }, open, options), () => come(first, innovation, judge.person)), "conflict_undecided");
    assert.equal((await server.row("SELECT recorded FROM edition WHERE id = ?1", draft.id)).recorded, "draft");
    await goes(innovation, judge.person);
  });

test("removing an entry: a conflict is found", async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges });
  const [entry] = edition.entries;
  const body = { version: await edition.version() };
  const find = () => server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", edition.of(world.judge1, entry));
  refused(await between(world.coordinator, (options) => world.coordinator.call("EntryRemove", { entry }, body, options), find), "entry_on_record");
  assert.equal((await edition.show()).entries.length, found.length);
});

const recovery = (person) => [{ person }, { id: uuid(), reason: "Ponsel hilang, dikenali lewat telepon." }];

test("a recovery link is made: its person becomes a judge", async () => {
  const { person, ...rest } = await join(server, world.coordinator, "clinic");
  const answer = await between(world.admin, (options) => world.admin.call("RecoveryCreate", ...recovery(person), options), () => makeEdition(world.coordinator, { seated: [{ person, ...rest }] }));
  refused(answer, "second_person_needed");
});

test("a recovery link is used: its person becomes a judge", async () => {
  const who = await join(server, world.coordinator, "clinic");
  const { token } = await world.admin.do("RecoveryCreate", ...recovery(who.person));
  const guest = world.guest.fresh();
  const answer = await between(guest, (options) => guest.call("LinkRecover", {}, { token, password: password() }, options), () => makeEdition(world.coordinator, { seated: [who] }));
  refused(answer, "invitation_invalid");
});

test("approving a recovery: the person's account changes", async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges });
  const judge = await join(server, world.coordinator, "judge", { edition: edition.id });
  const versionOf = async () => (await world.admin.all("PersonList")).find((it) => it.id === judge.person).version;
  const proposal = uuid();
  await world.admin.do("ProposalAdd", {}, { id: proposal, version: await versionOf(), subject: { kind: "recover", person: judge.person }, reason: REASON });
  const { digest } = (await world.coordinator.do("ProposalList")).find((it) => it.id === proposal);
  const body = { digest, approve: true, reason: null };
  const answer = await between(
    world.coordinator,
    (options) => world.coordinator.call("ProposalDecide", { proposal }, body, options),
    async () => world.admin.do("PersonDisabled", { person: judge.person }, { version: await versionOf(), disabled: true, reason: REASON }),
    { passed: 1 },
  );
  refused(answer, "proposal_outdated");
});

test("approving as the head of the office: another coordinator comes", async () => {
  const edition = await closedEdition();
  await edition.results();
  const head = await join(server, world.coordinator, "agency_head", { home: { home: "agency", agency: "BAPPERIDA" } });
  const proposal = uuid();
  await world.coordinator.do("ProposalAdd", {}, { id: proposal, version: await edition.version(), subject: { kind: "withdraw_entry", entry: edition.entries[0] }, reason: REASON });
  const { digest } = (await head.do("ProposalList")).find((it) => it.id === proposal);
  const body = { digest, approve: true, reason: null };
  refused(await between(head, (options) => head.call("ProposalDecide", { proposal }, body, options), () => join(server, world.admin, "coordinator"), { passed: 1 }), "forbidden");
  assert.equal((await edition.show()).entries[0].withdrawn, null);
});

test("approving: the second person loses the role", async () => {
  const edition = await closedEdition();
  await edition.results();
  const second = await join(server, world.admin, "coordinator");
  const proposal = uuid();
  await world.coordinator.do("ProposalAdd", {}, { id: proposal, version: await edition.version(), subject: { kind: "withdraw_entry", entry: edition.entries[0] }, reason: REASON });
  const { digest } = (await second.do("ProposalList")).find((it) => it.id === proposal);
  const { version } = (await world.admin.all("PersonList")).find((it) => it.id === second.person);
  const approve = (options) => second.call("ProposalDecide", { proposal }, { digest, approve: true, reason: null }, options);
  refused(await between(second, approve, () => world.admin.do("PersonGrants", { person: second.person }, { version, grants: [{ role: "clinic", edition: null }] }), { passed: 1 }), "forbidden");
  assert.equal((await edition.show()).entries[0].withdrawn, null);
  // And from then on the proposal does not exist for them.
  refused(await approve({}), "not_found");
});

test("approving: the second person becomes a judge of that edition", async () => {
  const edition = await closedEdition();
  await edition.results();
  const second = await join(server, world.admin, "coordinator");
  const proposal = uuid();
  await world.coordinator.do("ProposalAdd", {}, { id: proposal, version: await edition.version(), subject: { kind: "withdraw_entry", entry: edition.entries[0] }, reason: REASON });
  const { digest } = (await second.do("ProposalList")).find((it) => it.id === proposal);
  const seat = () => server.run("INSERT INTO grant_ (person_id, role, edition_id, granted_at) VALUES (?1, 'judge', ?2, 1)", second.person, edition.id);
  refused(await between(second, (options) => second.call("ProposalDecide", { proposal }, { digest, approve: true, reason: null }, options), seat, { passed: 1 }), "forbidden");
  assert.equal((await edition.show()).entries[0].withdrawn, null);
  await server.run("DELETE FROM grant_ WHERE person_id = ?1 AND role = 'judge'", second.person);
});
