// People: roles, switching off, the last administrator. Everything takes effect on the next request. (B06, C12)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, ok, race, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { start } from "./support/server.mjs";
import { firstAdministrator, join, makeEdition } from "./support/world.mjs";

let server, admin, coordinator;
before(async () => {
  server = await start();
  admin = await firstAdministrator(server);
  coordinator = await join(server, admin, "coordinator");
});
after(() => server?.stop());

const REASON = "Pindah tugas ke instansi lain.";
const listed = async (client) => (await admin.all("PersonList")).find((it) => it.id === client.person);
const set = async (client, grants, by = admin) => by.call("PersonGrants", { person: client.person }, { version: (await listed(client)).version, grants });
const off = async (client, disabled = true, by = admin) =>
  by.call("PersonDisabled", { person: client.person }, { version: (await listed(client)).version, disabled, reason: REASON });

describe("the list", () => {
  test("shows every account by name, without any secret", async () => {
    const answer = await admin.call("PersonList");
    const people = ok(answer).items;
    assert.deepEqual(people.map((it) => it.name), people.map((it) => it.name).toSorted((a, b) => a.localeCompare(b)));
    assert.doesNotMatch(answer.text, /argon2|password|hash/i);
  });
});

describe("roles", () => {
  test("a role taken away is gone on the next request, without signing in again (B06)", async () => {
    const person = await join(server, admin, "coordinator");
    ok(await person.call("ImportList"));
    ok(await set(person, [{ role: "clinic", edition: null }]));
    refused(await person.call("ImportList"), "forbidden");
    ok(await person.call("EditionList"));
  });

  test("a stale version is refused and says the current one", async () => {
    const person = await join(server, coordinator, "clinic");
    const { version } = await listed(person);
    ok(await set(person, [{ role: "clinic", edition: null }, { role: "leadership", edition: null }]));
    const grants = [{ role: "clinic", edition: null }];
    refused(await admin.call("PersonGrants", { person: person.person }, { version, grants }), "stale_version", { current_version: version + 1 });
  });

  test("a judge's role names its edition and puts the person on the panel; taking it away takes the seat", async () => {
    const person = await join(server, coordinator, "clinic");
    const edition = await makeEdition(coordinator);
    refused(await set(person, [{ role: "judge", edition: null }]), "edition_needed");
    ok(await set(person, [{ role: "judge", edition: edition.id }]));
    assert.deepEqual((await edition.show()).panel.map((it) => [it.person, it.removed]), [[person.person, null]]);
    ok(await person.call("JudgeDeskShow"));
    ok(await set(person, [{ role: "clinic", edition: null }]));
    refused(await person.call("JudgeDeskShow"), "forbidden");
    assert.notEqual((await edition.show()).panel[0].removed, null);
  });

  test("nobody changes the own roles, the administrator neither (C12)", async () => {
    const second = await join(server, admin, "administrator");
    refused(await set(second, [{ role: "administrator", edition: null }, { role: "coordinator", edition: null }], second), "not_yourself");
  });

  test("the change is recorded with who did it", async () => {
    const person = await join(server, coordinator, "clinic");
    ok(await set(person, [{ role: "leadership", edition: null }]));
    const event = await server.row("SELECT * FROM event WHERE action LIKE 'person.%' ORDER BY n DESC LIMIT 1");
    assert.equal(event.person_id, admin.person);
  });
});

describe("switching off", () => {
  test("ends a running session on its next request, and signing in; switching on lets in again (B06)", async () => {
    const person = await join(server, coordinator, "clinic");
    ok(await person.call("SessionShow"));
    ok(await off(person));
    refused(await person.call("SessionShow"), "sign_in_needed");
    refused(await new Client(server).call("SessionOpen", {}, { username: person.username, password: person.password }), "bad_credentials");
    ok(await off(person, false));
    ok(await new Client(server).call("SessionOpen", {}, { username: person.username, password: person.password }));
  });

  test("a session that somehow outlived it is dead all the same", async () => {
    const person = await join(server, coordinator, "clinic");
    await server.run("UPDATE person SET disabled = 1 WHERE id = ?1", person.person);
    refused(await person.call("SessionShow"), "sign_in_needed");
    await server.run("UPDATE person SET disabled = 0 WHERE id = ?1", person.person);
  });

  test("a recovery link does not let a switched-off person in", async () => {
    const person = await join(server, coordinator, "clinic");
    const { token } = await admin.do("RecoveryCreate", { person: person.person }, { id: uuid(), reason: REASON });
    ok(await off(person));
    const answer = await new Client(server).call("LinkRecover", {}, { token, password: "empat kata acak sekali" });
    refused(answer, "invitation_invalid");
    refused(await new Client(server).call("SessionOpen", {}, { username: person.username, password: "empat kata acak sekali" }), "bad_credentials");
  });

  test("needs a reason", async () => {
    const person = await join(server, coordinator, "clinic");
    const { version } = await listed(person);
    refused(await admin.call("PersonDisabled", { person: person.person }, { version, disabled: true, reason: "" }), "reason_needed");
  });

  test("oneself is refused", async () => {
    const second = await join(server, admin, "administrator");
    refused(await off(second, true, second), "not_yourself");
  });
});

describe("the last administrator (C12)", () => {
  test("cannot be switched off or lose the role, by itself either", async (t) => {
    const own = await start();
    t.after(() => own.stop());
    const only = await firstAdministrator(own);
    const version = () => only.all("PersonList").then((list) => list.find((it) => it.id === only.person).version);
    for (const answer of [
      await only.call("PersonDisabled", { person: only.person }, { version: await version(), disabled: true, reason: REASON }),
      await only.call("PersonGrants", { person: only.person }, { version: await version(), grants: [{ role: "clinic", edition: null }] }),
    ]) {
      refused(answer, "last_administrator");
    }
    ok(await only.call("InvariantList"));
  });

  test("two administrators who switch each other off at the same moment: one stays", async (t) => {
    const own = await start();
    t.after(() => own.stop());
    const one = await firstAdministrator(own);
    const two = await join(own, one, "administrator");
    const list = await one.all("PersonList");
    const cut = (by, whom, options) =>
      by.call("PersonDisabled", { person: whom.person }, { version: list.find((it) => it.id === whom.person).version, disabled: true, reason: REASON }, options);
    const answers = await race(2, (n, options) => (n === 0 ? cut(one, two, options) : cut(two, one, options)));
    assert.ok(answers.some((it) => it.status === 200));
    const { n } = await own.row("SELECT count(*) AS n FROM person WHERE disabled = 0");
    assert.equal(n, 1, "one administrator is left");
  });
});
