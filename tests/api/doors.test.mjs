// Nobody in where they do not belong: every way to a role (link, grants, seat), the agency of a role, and what ends when
// somebody is switched off or loses a role. (C11, C12, B06)

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { readFileSync } from "node:fs";
import { Client, between, ok, race, refused } from "./support/client.mjs";
import { secret, sha256, uuid } from "./support/ids.mjs";
import { repo } from "./support/repo.mjs";
import { migrations, start, statements } from "./support/server.mjs";
import { seedRecord } from "./support/seed.mjs";
import { DAY, OUTSIDE, bootstrapLink, firstAdministrator, from, importReal, innovations, join, makeEdition, password, redeem, score } from "./support/world.mjs";

let server, admin, coordinator;
before(async () => {
  server = await start();
  admin = await firstAdministrator(server);
  coordinator = await join(server, admin, "coordinator");
  await importReal(coordinator);
});
after(() => server?.stop());

const REASON = "Alasan contoh untuk uji.";
const invite = (by, role, { home = OUTSIDE, edition = null } = {}) => by.do("InvitationCreate", {}, { id: uuid(), role, home, edition, note: "uji" });
const accept = (person, { token }) => person.call("LinkAccept", {}, { token });
const listed = async (client, by = admin) => (await by.all("PersonList")).find((it) => it.id === client.person);
const set = async (client, grants, by = admin, options) => by.call("PersonGrants", { person: client.person }, { version: (await listed(client)).version, grants }, options);
const seat = async (edition, client, by = coordinator) => by.call("SeatCreate", { edition: edition.id }, { version: await edition.version(), person: client.person });
const off = async (client, by = admin) => by.call("PersonDisabled", { person: client.person }, { version: (await listed(client)).version, disabled: true, reason: REASON });
const plain = (role, more = {}) => ({ role, edition: null, ...more });
const grantsOf = async (client) => (await client.do("SessionShow")).actor.grants;
const invariants = async (on = admin) => (await on.do("InvariantList")).filter((it) => it.violations > 0).map((it) => it.name);

describe("a judge is neither coordinator nor administrator", () => {
  for (const role of ["coordinator", "administrator"]) {
    test(`a judge is not made ${role} later: by link, by grants`, async () => {
      const edition = await makeEdition(coordinator);
      const judge = await edition.invite(server);
      refused(await accept(judge, await invite(admin, role)), "judge_excludes_office");
      refused(await set(judge, [plain("judge", { edition: edition.id }), plain(role)]), "judge_excludes_office", { field: "grants[1].role" });
      assert.deepEqual((await grantsOf(judge)).map((it) => it.role), ["judge"]);
    });

    test(`a ${role} does not become judge: by seat, by link, by grants`, async () => {
      const edition = await makeEdition(coordinator);
      const person = await join(server, admin, role);
      refused(await seat(edition, person), "judge_excludes_office");
      refused(await accept(person, await invite(coordinator, "judge", { edition: edition.id })), "judge_excludes_office");
      refused(await set(person, [plain(role), plain("judge", { edition: edition.id })]), "judge_excludes_office");
      assert.deepEqual((await edition.show()).panel, []);
    });

    test(`two doors in the same moment: a person who is seated while accepting ${role} gets one of the two`, async () => {
      const edition = await makeEdition(coordinator);
      const person = await join(server, coordinator, "clinic");
      const link = await invite(admin, role);
      const answer = await between(
        person,
        (options) => person.call("LinkAccept", {}, { token: link.token }, options),
        () => edition.seat(person),
      );
      refused(answer, "judge_excludes_office");
      const other = await join(server, coordinator, "clinic");
      const version = await edition.version();
      const late = await between(
        coordinator,
        (options) => coordinator.call("SeatCreate", { edition: edition.id }, { version, person: other.person }, options),
        async () => ok(await accept(other, await invite(admin, role))),
      );
      refused(late, "judge_excludes_office");
      assert.deepEqual(await invariants(), []);
    });
  }

  test("a coordinator does not seat themself", async () => {
    const edition = await makeEdition(coordinator);
    refused(await seat(edition, coordinator), "not_yourself");
  });

  test("who leaves the panel may join the office, and who leaves the office may judge", async () => {
    const edition = await makeEdition(coordinator);
    const judge = await edition.invite(server);
    await coordinator.do("SeatRemove", { edition: edition.id, person: judge.person }, { version: await edition.version(), reason: REASON });
    ok(await accept(judge, await invite(admin, "coordinator")));
    const person = await join(server, admin, "coordinator");
    ok(await set(person, [plain("clinic")]));
    ok(await seat(edition, person));
  });

  test("who judged a published edition may become coordinator, but runs and reads nothing of that edition", async () => {
    const entries = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 3);
    const judges = [];
    for (let n = 0; n < 3; n += 1) judges.push(await join(server, coordinator, "clinic"));
    const edition = await makeEdition(coordinator, { entries, judges, open: true });
    for (const judge of judges) for (const entry of edition.entries) await score(judge, edition.of(judge, entry), [50, 60, 70, 80, 90]);
    await edition.close();
    refused(await accept(judges[0], await invite(admin, "coordinator")), "judge_excludes_office");
    await edition.publish();
    ok(await accept(judges[0], await invite(admin, "coordinator")));
    refused(await judges[0].call("ResultRead", { edition: edition.id }, {}), "judge_excludes_office");
    const body = { version: await edition.version(), id: uuid(), password: judges[0].password, acknowledged: true, note: "Ralat contoh untuk uji." };
    refused(await judges[0].call("EditionPublish", { edition: edition.id }, body), "judge_excludes_office");
    ok(await judges[0].call("EditionCreate", {}, { id: uuid(), setup: (await edition.show()).setup }));

    // Coordinator and administrator in one person is allowed; that person reads no marks.
    const both = await join(server, admin, "coordinator");
    ok(await accept(both, await invite(admin, "administrator")));
    refused(await both.call("ResultRead", { edition: edition.id }, {}), "administrator_reads_no_marks");
    ok(await both.call("EditionEvents", { edition: edition.id }));
    ok(await coordinator.call("ResultRead", { edition: edition.id }, {}));
    assert.deepEqual(await invariants(), []);
  });

  test("a clash from before is a task for those who can mend it, an invariant, and stops the one concerned", async () => {
    const edition = await makeEdition(coordinator);
    const judge = await edition.invite(server, { name: "Bentrok Contoh" });
    await server.run("INSERT INTO grant_ (person_id, role, granted_at) VALUES (?1, 'coordinator', 1)", judge.person);
    assert.ok((await invariants()).includes("no_judge_in_the_office"));
    const tasks = async (by) => (await by.do("HomeShow")).mine.filter((it) => it.kind === "split_roles" && it.edition === edition.id).map((it) => it.name);
    const name = `Bentrok Contoh · ${(await edition.show()).setup.name}`;
    assert.deepEqual([await tasks(admin), await tasks(coordinator), await tasks(judge)], [[name], [name], []]);
    refused(await judge.call("EditionOpen", { edition: edition.id }, { version: await edition.version() }), "judge_excludes_office");
    assert.equal((await edition.show()).panel[0].removed, null, "nothing was removed by itself");
    await coordinator.do("SeatRemove", { edition: edition.id, person: judge.person }, { version: await edition.version(), reason: REASON });
    assert.deepEqual(await tasks(admin), []);
    assert.deepEqual(await invariants(), []);
  });
});

describe("an agency's coordinator invites innovators of the own agency and its units", () => {
  const innovator = (by, agency) => by.call("InvitationCreate", {}, { id: uuid(), role: "innovator", home: from(agency), edition: null, note: "uji" });

  test("there and nowhere else, and into no other role", async () => {
    const host = await join(server, coordinator, "agency_coordinator", { home: from("DINKES") });
    for (const agency of ["DINKES", "PKM-JEBUS"]) ok(await innovator(host, agency));
    for (const agency of ["DISKOMINFO", "DLH", "TIDAK-ADA"]) refused(await innovator(host, agency), "forbidden");
    for (const role of ["agency_coordinator", "agency_head", "clinic", "coordinator", "administrator", "leadership"])
      refused(await host.call("InvitationCreate", {}, { id: uuid(), role, home: from("DINKES"), edition: null, note: "uji" }), "forbidden");
    // A unit's coordinator does not reach up.
    const unit = await join(server, coordinator, "agency_coordinator", { home: from("PKM-JEBUS") });
    refused(await innovator(unit, "DINKES"), "forbidden");
    refused(await host.call("PersonList"), "forbidden");
  });

  test("she sees and takes back her own links that wait, and those alone", async () => {
    const host = await join(server, coordinator, "agency_coordinator", { home: from("DINKES") });
    const other = await join(server, coordinator, "agency_coordinator", { home: from("DINKES") });
    const [mine, used, unit] = [ok(await innovator(host, "DINKES")), ok(await innovator(host, "DINKES")), ok(await innovator(host, "PKM-JEBUS"))];
    const theirs = ok(await innovator(other, "DINKES"));
    ok(await accept(await join(server, coordinator, "innovator", { home: from("DLH") }), used));
    const listed = async () => (await host.all("InvitationList")).map((it) => it.id);
    assert.deepEqual((await listed()).sort(), [mine.id, unit.id].sort());
    const revoke = (invitation, by = host) => by.call("InvitationRevoke", { invitation }, {});
    refused(await revoke(theirs.id), "not_found");
    refused(await revoke(used.id), "invitation_invalid");
    const clinic = await invite(coordinator, "clinic");
    refused(await revoke(clinic.id), "not_found");
    ok(await revoke(unit.id));
    refused(await new Client(server).call("LinkLook", {}, { token: unit.token }), "invitation_invalid");
    assert.deepEqual(await listed(), [mine.id]);
    ok(await revoke(mine.id, coordinator), "and the coordinator of BAPPERIDA any");
    assert.deepEqual(await listed(), []);
  });

  test("who is invited works there, and the link ends with the coordinator's role", async () => {
    const host = await join(server, coordinator, "agency_coordinator", { home: from("DINKES") });
    const [used, waiting] = [ok(await innovator(host, "PKM-JEBUS")), ok(await innovator(host, "PKM-JEBUS"))];
    const person = await join(server, coordinator, "innovator", { home: from("DLH") });
    ok(await accept(person, used));
    assert.ok((await grantsOf(person)).some((it) => it.role === "innovator" && it.agency === "PKM-JEBUS"));
    ok(await set(host, [plain("agency_coordinator", { agency: "DLH" })]));
    refused(await new Client(server).call("LinkLook", {}, { token: waiting.token }), "invitation_invalid");
    // What came by it stays, in doubt until an administrator confirms it.
    const unsure = (await admin.do("UnsureGrantList")).filter((it) => it.person === person.person);
    assert.deepEqual(unsure.map((it) => it.grant.agency), ["PKM-JEBUS"]);
    ok(await admin.call("GrantConfirm", {}, { grants: unsure.map((it) => it.id) }));
  });

  test("a role lost in the very moment of inviting leaves no link", async () => {
    const host = await join(server, coordinator, "agency_coordinator", { home: from("DINKES") });
    const answer = await between(
      host,
      (options) => host.call("InvitationCreate", {}, { id: uuid(), role: "innovator", home: from("PKM-JEBUS"), edition: null, note: "uji" }, options),
      async () => ok(await set(host, [plain("innovator", { agency: "DINKES" })])),
    );
    refused(answer, "forbidden");
  });
});

describe("a role counts at its agency", () => {
  test("an accepted invitation shows and gives the role at the agency it names, and nothing at the home", async () => {
    const person = await join(server, coordinator, "innovator", { home: from("DINKES") });
    const link = await invite(coordinator, "agency_head", { home: from("RSUD-SS") });
    const info = ok(await new Client(server).call("LinkLook", {}, { token: link.token }));
    assert.deepEqual([info.role, info.agency, info.edition, info.by], ["agency_head", "RSUD Sejiran Setason", null, coordinator.fullName]);
    ok(await accept(person, link));
    assert.deepEqual((await grantsOf(person)).sort((a, b) => a.role.localeCompare(b.role)), [
      { role: "agency_head", edition: null, agency: "RSUD-SS" },
      { role: "innovator", edition: null, agency: "DINKES" },
    ]);
    ok(await person.call("AgencySettingShow", { agency: "RSUD-SS" }));
    refused(await person.call("AgencySettingShow", { agency: "DINKES" }), "not_found");
    refused(await person.call("AgencySettingSet", { agency: "DINKES" }, { version: 0, head_releases: true, decree: null }), "not_found");
  });

  test("roles at several agencies are several roles, each listed there", async () => {
    const person = await join(server, coordinator, "agency_coordinator", { home: from("DLH") });
    ok(await accept(person, await invite(coordinator, "agency_coordinator", { home: from("DKUP") })));
    refused(await accept(person, await invite(coordinator, "agency_coordinator", { home: from("DKUP") })), "role_exists");
    for (const agency of ["DLH", "DKUP"]) {
      ok(await person.call("AgencySettingShow", { agency }));
      assert.ok((await coordinator.all("AgencyPersonList", { agency })).some((it) => it.person.id === person.person), agency);
    }
    const [world, members] = [{ server, innovator: person }, [await join(server, coordinator, "innovator", { home: from("DKUP") })]];
    const [at, other] = [await seedRecord(world, { agency: "DKUP", members }), await seedRecord(world, { agency: "DINKES", members })];
    assert.deepEqual((await person.do("RecordList")).records.map((it) => it.id ?? it.innovation).filter((it) => [at.id, other.id].includes(it)), [at.id]);
    ok(await person.call("RecordShow", { innovation: at.id }));
    refused(await person.call("RecordShow", { innovation: other.id }), "not_found");
    // Taken away at one agency, it stands at the other.
    ok(await set(person, [plain("agency_coordinator", { agency: "DLH" })]));
    refused(await person.call("RecordShow", { innovation: at.id }), "not_found");
    ok(await person.call("AgencySettingShow", { agency: "DLH" }));
  });

  test("somebody from outside the region can hold a role at an agency", async () => {
    const person = await join(server, coordinator, "clinic");
    ok(await accept(person, await invite(coordinator, "innovator", { home: from("DLH") })));
    const { actor } = await person.do("SessionShow");
    assert.deepEqual([actor.home, actor.grants.find((it) => it.role === "innovator").agency], [OUTSIDE, "DLH"]);
    const begun = { id: uuid(), name: "Inovasi contoh dari luar", idea: "Gagasan contoh.", kind: null, agency: null };
    ok(await person.call("RecordCreate", {}, begun));
    refused(await person.call("RecordCreate", {}, { ...begun, id: uuid(), name: "Inovasi contoh lain", agency: "DINKES" }), "not_of_agency", { field: "agency" });
  });

  test("somebody of several agencies says for which one an innovation begins", async () => {
    const person = await join(server, coordinator, "innovator", { home: from("DLH") });
    ok(await accept(person, await invite(coordinator, "innovator", { home: from("DKUP") })));
    const begun = (agency) => ({ id: uuid(), name: `Inovasi ${uuid().slice(-6)}`, idea: "Gagasan contoh.", kind: null, agency });
    refused(await person.call("RecordCreate", {}, begun(null)), "agency_needed", { field: "agency" });
    for (const agency of ["DLH", "DKUP"]) ok(await person.call("RecordCreate", {}, begun(agency)));
  });

  test("on a team only who works for the agency of the record, now and later", async () => {
    const [lead, other] = [await join(server, coordinator, "innovator", { home: from("PKM-JEBUS") }), await join(server, coordinator, "innovator", { home: from("DLH") })];
    const record = await seedRecord({ server, innovator: lead }, { agency: "PKM-JEBUS", members: [lead] });
    const team = async (...people) => lead.call("TeamSet", { innovation: record.id }, { version: (await lead.do("RecordShow", { innovation: record.id })).line.version, members: people.map((it, n) => ({ person: it.person, lead: n === 0 })) });
    refused(await team(lead, other), "not_of_agency");
    ok(await accept(other, await invite(coordinator, "innovator", { home: from("PKM-JEBUS") })));
    ok(await team(lead, other));
    ok(await other.call("RecordShow", { innovation: record.id }));
    // The role at that agency ends; the one at another agency opens nothing here.
    ok(await set(other, [plain("innovator", { agency: "DLH" })]));
    refused(await other.call("RecordShow", { innovation: record.id }), "not_found");
  });

  test("grants name agencies that exist, and their own", async () => {
    const person = await join(server, coordinator, "clinic");
    refused(await set(person, [plain("agency_head")]), "agency_needed", { field: "grants[0].agency" });
    refused(await set(person, [plain("clinic"), plain("agency_head", { agency: "TIDAK-ADA" })]), "unknown_value", { field: "grants[1].agency" });
    ok(await set(person, [plain("agency_head", { agency: "DLH" }), plain("agency_head", { agency: "DKUP" })]));
  });

  test("a wrong home is corrected with a reason, which the record keeps; roles at agencies stay", async () => {
    const person = await join(server, coordinator, "innovator", { home: from("DINKES") });
    const correct = async (home, reason = REASON, by = admin) => by.call("PersonHome", { person: person.person }, { version: (await listed(person)).version, home, reason });
    refused(await correct(from("DLH"), "ya"), "reason_needed", { field: "reason" });
    refused(await correct(from("TIDAK-ADA")), "unknown_value", { field: "home" });
    refused(await correct(from("DLH"), REASON, coordinator), "forbidden");
    refused(await admin.call("PersonHome", { person: person.person }, { version: 99, home: from("DLH"), reason: REASON }), "stale_version");
    const [key, version] = [uuid(), (await listed(person)).version];
    const send = () => admin.call("PersonHome", { person: person.person }, { version, home: from("DLH"), reason: REASON }, { key });
    const first = await send();
    assert.equal((ok(first), (await send()).text), first.text);
    const { actor } = await person.do("SessionShow");
    assert.deepEqual([actor.home, actor.grants[0].agency], [from("DLH"), "DINKES"]);
    const event = await server.row("SELECT * FROM event WHERE action = 'person.home_set' ORDER BY n DESC LIMIT 1");
    assert.deepEqual([event.subject_id, event.before_text, event.after_text, event.reason, event.person_id], [person.person, "Dinas Kesehatan", "Dinas Lingkungan Hidup", REASON, admin.person]);
  });

  describe("conflicts of interest consider every agency of a judge", () => {
    let edition, entry;
    beforeEach(async () => {
      const found = (await innovations(coordinator, 300)).filter((it) => it.agency_code === "PKM-JEBUS").slice(0, 1);
      edition = await makeEdition(coordinator, { entries: found });
      [entry] = edition.entries;
    });
    const assign = async (judge) => coordinator.call("AssignmentSet", { edition: edition.id }, { version: await edition.version(), changes: [{ id: uuid(), entry, judge: judge.person, on: true }], reason: null });

    test("the home, another role's agency, and the one that the invitation names", async () => {
      const cases = [
        await edition.invite(server, { home: from("DINKES") }),
        await join(server, coordinator, "innovator", { home: from("DLH") }),
        await join(server, coordinator, "innovator", { home: from("DLH") }),
      ];
      ok(await accept(cases[1], await invite(coordinator, "innovator", { home: from("PKM-JEBUS") })));
      await edition.seat(cases[1]);
      ok(await accept(cases[2], await invite(coordinator, "judge", { home: from("DINKES"), edition: edition.id })));
      for (const judge of cases) refused(await assign(judge), "conflict_of_interest");
      assert.deepEqual((await edition.show()).panel.find((it) => it.person === cases[1].person).agencies, ["DLH", "PKM-JEBUS"]);
    });

    test("an agency that comes after the assignment is refused at every door", async () => {
      const judge = await join(server, coordinator, "innovator", { home: from("DLH") });
      await edition.seat(judge);
      ok(await assign(judge));
      refused(await accept(judge, await invite(coordinator, "innovator", { home: from("PKM-JEBUS") })), "conflict_of_interest");
      const held = (await listed(judge)).grants;
      refused(await set(judge, [...held, plain("agency_head", { agency: "DINKES" })]), "conflict_of_interest");
      refused(await admin.call("PersonHome", { person: judge.person }, { version: (await listed(judge)).version, home: from("DINKES"), reason: REASON }), "conflict_of_interest");
      assert.deepEqual(await invariants(), []);
    });

    test("an agency that comes between looking and assigning is noticed", async () => {
      const judge = await join(server, coordinator, "clinic");
      await edition.seat(judge);
      const version = await edition.version();
      const answer = await between(
        coordinator,
        (options) => coordinator.call("AssignmentSet", { edition: edition.id }, { version, changes: [{ id: uuid(), entry, judge: judge.person, on: true }], reason: null }, options),
        async () => ok(await accept(judge, await invite(coordinator, "innovator", { home: from("DINKES") }))),
      );
      refused(answer, "conflict_of_interest");
      assert.deepEqual(await invariants(), []);
    });
  });

  test("the migration gives every role the home of its holder and ends links of those without the right", async () => {
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(":memory:");
    const all = migrations();
    const at = all.findIndex(({ name }) => name.endsWith("_grants.sql"));
    for (const { sql } of all.slice(0, at)) for (const it of statements(sql)) db.exec(it);
    const [gone, stays] = [uuid(), uuid()];
    db.exec("INSERT INTO agency VALUES ('DINKES', 'Dinas Kesehatan', 'dinas', NULL, 'ya')");
    for (const [id, home, disabled] of [[gone, "'DINKES'", 1], [stays, "NULL", 0]]) {
      db.exec(`INSERT INTO person (id, name, username, verifier, home_code, disabled, created_at) VALUES ('${id}', 'Orang', '${id}', '$argon2id$x', ${home}, ${disabled}, 1)`);
      db.exec(`INSERT INTO grant_ (person_id, role, granted_at) VALUES ('${id}', 'administrator', 1)`);
      db.exec(`INSERT INTO invitation (id, kind, token_hash, role, created_by, created_at, expires_at) VALUES ('${uuid()}', 'invitation', '${sha256(id)}', 'clinic', '${id}', 1, 2)`);
    }
    for (const it of statements(all[at].sql)) db.exec(it);
    assert.deepEqual(db.prepare("SELECT agency_code FROM grant_ ORDER BY id").all().map((it) => it.agency_code), ["DINKES", null]);
    assert.deepEqual(db.prepare("SELECT created_by FROM invitation WHERE revoked_at IS NULL").all().map((it) => it.created_by), [stays]);
  });
});

describe("who is switched off or loses a role leaves no link behind", () => {
  /** One waiting link of every kind that somebody can make. */
  const kinds = {
    "an invitation of an administrator": (by) => invite(by, "administrator"),
    "an invitation of a coordinator": (by) => invite(by, "coordinator"),
    "an invitation into the clinic": (by) => invite(by, "clinic"),
    "an invitation to an agency": (by) => invite(by, "agency_head", { home: from("DINKES") }),
    "an invitation of the leadership": (by) => invite(by, "leadership"),
    "a judge's seat": async (by) => invite(by, "judge", { edition: (await makeEdition(coordinator)).id }),
    "a recovery": async (by) => by.do("RecoveryCreate", { person: (await join(server, coordinator, "clinic")).person }, { id: uuid(), reason: REASON }),
  };
  const dead = async ({ token }) => {
    const guest = new Client(server);
    refused(await guest.call("LinkLook", {}, { token }), "invitation_invalid");
    refused(await guest.call("LinkRedeem", {}, { token, name: "Orang Uji", username: `uji.${uuid()}`, password: password() }), "invitation_invalid");
    refused(await guest.call("LinkRecover", {}, { token, password: password() }), "invitation_invalid");
    refused(await coordinator.call("LinkAccept", {}, { token }), "invitation_invalid");
  };

  for (const [what, make] of Object.entries(kinds)) {
    test(`${what}: switched off`, async () => {
      const by = await join(server, admin, "administrator");
      const link = await make(by);
      ok(await new Client(server).call("LinkLook", {}, { token: link.token }));
      ok(await off(by));
      assert.notEqual((await server.row("SELECT revoked_at FROM invitation WHERE id = ?1", link.id)).revoked_at, null, "in the same batch");
      await dead(link);
    });

    test(`${what}: the role taken away`, async () => {
      const by = await join(server, admin, "administrator");
      const link = await make(by);
      ok(await set(by, [plain("coordinator")]));
      assert.notEqual((await server.row("SELECT revoked_at FROM invitation WHERE id = ?1", link.id)).revoked_at, null);
      await dead(link);
    });

    test(`${what}: a link that somehow outlived its maker's right is dead all the same`, async () => {
      const by = await join(server, admin, "administrator");
      const link = await make(by);
      await server.run("UPDATE grant_ SET removed_at = 1, removed_reason = 'uji' WHERE person_id = ?1", by.person);
      await dead(link);
      await server.run("UPDATE invitation SET revoked_at = 1 WHERE id = ?1", link.id);
    });
  }

  test("the operator's links: the recovery of somebody switched off, and the first link once there is an account", async (t) => {
    const own = await start();
    t.after(() => own.stop());
    const second = await bootstrapLink(own);
    const first = await firstAdministrator(own);
    refused(await new Client(own).call("LinkRedeem", {}, { token: second, name: "Orang Uji", username: `uji.${uuid()}`, password: password() }), "invitation_invalid");
    const other = await join(own, first, "administrator");
    const token = await operatorRecovery(own, other);
    ok(await new Client(own).call("LinkLook", {}, { token }));
    const { version } = (await first.all("PersonList")).find((it) => it.id === other.person);
    ok(await first.call("PersonDisabled", { person: other.person }, { version, disabled: true, reason: REASON }));
    refused(await new Client(own).call("LinkLook", {}, { token }), "invitation_invalid");
  });

  test("a link made in the very moment of switching off is not made", async () => {
    const by = await join(server, admin, "administrator");
    const body = { id: uuid(), role: "administrator", home: OUTSIDE, edition: null, note: "uji" };
    const answer = await between(
      by,
      (options) => by.call("InvitationCreate", {}, body, options),
      async () => ok(await off(by)),
    );
    refused(answer, "forbidden");
    assert.equal(await server.row("SELECT id FROM invitation WHERE id = ?1", body.id), undefined);
  });

  test("others' links stay, used ones stay used, and the record says how many ended", async () => {
    const by = await join(server, admin, "coordinator");
    const [mine, theirs, used] = [await invite(by, "clinic"), await invite(coordinator, "clinic"), await invite(by, "clinic")];
    await redeem(server, used.token);
    ok(await off(by));
    ok(await new Client(server).call("LinkLook", {}, { token: theirs.token }));
    const states = Object.fromEntries((await coordinator.all("InvitationList")).map((it) => [it.id, it.state]));
    assert.deepEqual([states[mine.id], states[theirs.id], states[used.id]], ["revoked", "waiting", "used"]);
    const event = await server.row("SELECT * FROM event WHERE action = 'invitation.ended' ORDER BY n DESC LIMIT 1");
    assert.deepEqual([event.subject_id, event.subject], [by.person, `${by.fullName}: 1`]);
  });

  test("roles that came by them stay, and wait for another administrator's word", async () => {
    const by = await join(server, admin, "administrator");
    const came = await join(server, by, "clinic", { name: "Datang Lewat Tautan" });
    const seated = await join(server, by, "agency_head", { home: from("DLH") });
    const second = await join(server, by, "administrator");
    ok(await off(by));
    ok(await came.call("SessionShow"));
    const mine = async (client) => (await client.do("UnsureGrantList")).filter((it) => [came.person, seated.person, second.person].includes(it.person));
    const rows = await mine(admin);
    assert.deepEqual(rows.map((it) => [it.name, it.grant.role, it.grant.agency ?? null, it.by]), [
      [came.fullName, "clinic", null, by.fullName],
      [seated.fullName, "agency_head", "DLH", by.fullName],
      [second.fullName, "administrator", null, by.fullName],
    ]);
    const task = async (client) => (await client.do("HomeShow")).mine.find((it) => it.kind === "confirm_roles")?.count ?? 0;
    assert.equal(await task(admin), (await admin.do("UnsureGrantList")).length);
    assert.ok(!(await mine(second)).some((it) => it.person === second.person), "nobody confirms the own role");
    const own = rows.find((it) => it.person === second.person).id;
    refused(await second.call("GrantConfirm", {}, { grants: [own] }), "not_found");
    refused(await coordinator.call("GrantConfirm", {}, { grants: [own] }), "forbidden");
    refused(await admin.call("GrantConfirm", {}, { grants: [] }), "field_missing", { field: "grants" });

    const key = uuid();
    const first = await admin.call("GrantConfirm", {}, { grants: [own, rows[0].id] }, { key });
    assert.equal((ok(first), (await admin.call("GrantConfirm", {}, { grants: [own, rows[0].id] }, { key })).text), first.text);
    refused(await admin.call("GrantConfirm", {}, { grants: [own] }), "not_found");
    ok(await set(seated, []));
    assert.deepEqual(await mine(admin), []);
    refused(await seated.call("AgencySettingShow", { agency: "DLH" }), "forbidden");
    const events = await server.rows("SELECT subject_id, person_id FROM event WHERE action = 'role.confirmed' ORDER BY n DESC LIMIT 2");
    assert.deepEqual(new Set(events.map((it) => it.subject_id)), new Set([second.person, came.person]));
  });

  test("taking away a role that gives no roles puts nothing in doubt", async () => {
    const by = await join(server, admin, "coordinator");
    ok(await set(by, [plain("coordinator"), plain("leadership")]));
    const came = await join(server, by, "clinic");
    const link = await invite(by, "clinic");
    ok(await set(by, [plain("coordinator")]));
    assert.ok(!(await admin.do("UnsureGrantList")).some((it) => it.person === came.person));
    refused(await new Client(server).call("LinkLook", {}, { token: link.token }), "invitation_invalid");
  });
});

/** The statements of `cargo xtask bootstrap` for an administrator who exists (xtask/sql/recovery.sql), run as wrangler does. */
async function operatorRecovery(on, { username }, { life = DAY } = {}) {
  const token = secret();
  const now = Date.now();
  const values = { ":id": uuid(), ":token_hash": sha256(token), ":username": username, ":now": now, ":expires_at": now + life, ":request_id": "KL-OPERAT" };
  const text = readFileSync(repo("xtask/sql/recovery.sql"), "utf8").replaceAll(/:[a-z_]+/g, (name) => (typeof values[name] === "number" ? values[name] : `'${values[name]}'`));
  await on.db.batch(statements(text).map((it) => on.db.prepare(it)));
  return token;
}

describe("a sole administrator who lost the password", () => {
  test("gets a recovery link on the operator's console, used once, with its line in the record", async (t) => {
    const own = await start();
    t.after(() => own.stop());
    const only = await firstAdministrator(own);
    const token = await operatorRecovery(own, only);
    const event = await own.row("SELECT * FROM event WHERE action = 'recovery.started'");
    assert.deepEqual([event.person_id, event.subject_id, event.subject, event.request_id], [null, only.person, only.fullName, "KL-OPERAT"]);
    assert.match(event.reason, /konsol/);
    const info = ok(await new Client(own).call("LinkLook", {}, { token }));
    assert.deepEqual([info.kind, info.person, info.by], ["recovery", only.fullName, null]);
    const word = password();
    ok(await new Client(own).call("LinkRecover", {}, { token, password: word }));
    refused(await only.call("SessionShow"), "sign_in_needed");
    refused(await new Client(own).call("LinkRecover", {}, { token, password: password() }), "invitation_invalid");
    ok(await new Client(own).call("SessionOpen", {}, { username: only.username, password: word }));
  });

  test("is made for administrators who are not switched off and for nobody else; a newer one ends the older", async () => {
    const other = await join(server, admin, "administrator");
    const [older, newer] = [await operatorRecovery(server, other), await operatorRecovery(server, other)];
    refused(await new Client(server).call("LinkLook", {}, { token: older }), "invitation_invalid");
    ok(await new Client(server).call("LinkLook", {}, { token: newer }));
    const events = async () => (await server.row("SELECT count(*) AS n FROM event WHERE action = 'recovery.started'")).n;
    const before = await events();
    for (const person of [coordinator, await join(server, coordinator, "clinic")]) refused(await new Client(server).call("LinkLook", {}, { token: await operatorRecovery(server, person) }), "invitation_invalid");
    ok(await off(other));
    refused(await new Client(server).call("LinkLook", {}, { token: await operatorRecovery(server, other) }), "invitation_invalid");
    assert.equal(await events(), before, "no line without a link");
  });
});

test("an accepted invitation opened again by its own person says so, by anybody else it is dead", async () => {
  const link = await invite(coordinator, "judge", { edition: (await makeEdition(coordinator)).id });
  const judge = await redeem(server, link.token);
  const { accepted, role } = await judge.do("LinkLook", {}, { token: link.token });
  assert.deepEqual([accepted, role], [true, "judge"]);
  for (const other of [new Client(server), await join(server, coordinator, "clinic")]) refused(await other.call("LinkLook", {}, { token: link.token }), "invitation_invalid");
});

test("six acceptances of one invitation at the same moment give one role", async () => {
  const link = await invite(coordinator, "clinic");
  const people = [];
  for (let n = 0; n < 6; n += 1) people.push(await join(server, coordinator, "innovator", { home: from("DLH") }));
  const answers = await race(6, (n, options) => people[n].call("LinkAccept", {}, { token: link.token }, options));
  assert.equal(answers.filter((it) => it.status === 200).length, 1);
});
