// Accounts come only from one-time links: single use, 72 hours, revocable, secret never in an address or a log.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, between, ok, race, refused } from "./support/client.mjs";
import { sha256, uuid } from "./support/ids.mjs";
import { start } from "./support/server.mjs";
import { HOUR, OUTSIDE, firstAdministrator, from, importFile, AGENCIES, join, makeEdition, password, redeem } from "./support/world.mjs";

let server, admin, coordinator, edition;
before(async () => {
  server = await start();
  admin = await firstAdministrator(server);
  coordinator = await join(server, admin, "coordinator");
  await importFile(coordinator, "agencies", AGENCIES);
  edition = await makeEdition(coordinator);
});
after(() => server?.stop());

const offer = (parts = {}) => ({ id: uuid(), role: "clinic", home: OUTSIDE, edition: null, note: "untuk uji", ...parts });
const invite = (parts, by = coordinator) => by.do("InvitationCreate", {}, offer(parts));
const use = (token, parts = {}, options) =>
  new Client(server).call("LinkRedeem", {}, { token, name: "Orang Uji", username: `uji.${uuid()}`, password: password(), ...parts }, options);
const look = (token) => new Client(server).call("LinkLook", {}, { token });

describe("making", () => {
  test("a link has 256 bits, lives 72 hours and is stored hashed (A13)", async () => {
    const made = await invite();
    assert.match(made.token, /^[A-Za-z0-9_-]{43}$/);
    const listed = (await coordinator.all("InvitationList")).find((it) => it.id === made.id);
    assert.equal(listed.expires_at - listed.created_at, 72 * HOUR);
    assert.equal(listed.state, "waiting");
    const row = await server.row("SELECT * FROM invitation WHERE id = ?1", made.id);
    assert.equal(row.token_hash, sha256(made.token));
    assert.ok(!JSON.stringify(await server.rows("SELECT * FROM invitation")).includes(made.token));
  });

  test("the list never shows a secret", async () => {
    const made = await invite();
    const answer = await coordinator.call("InvitationList");
    assert.ok(!answer.text.includes(made.token));
    assert.ok(!answer.text.includes(sha256(made.token)));
  });

  test("a judge's invitation names its edition", async () => {
    refused(await coordinator.call("InvitationCreate", {}, offer({ role: "judge" })), "edition_needed");
    ok(await coordinator.call("InvitationCreate", {}, offer({ role: "judge", edition: edition.id })));
  });

  test("a judge's invitation to an edition that nobody has is refused", async () => {
    const answer = await coordinator.call("InvitationCreate", {}, offer({ role: "judge", edition: uuid() }));
    refused(answer, "unknown_value", { field: "edition" });
  });

  test("agency roles name an agency that exists", async () => {
    for (const role of ["agency_head", "agency_coordinator", "innovator"]) refused(await coordinator.call("InvitationCreate", {}, offer({ role })), "agency_needed");
    const answer = await coordinator.call("InvitationCreate", {}, offer({ role: "innovator", home: from("TIDAK-ADA") }));
    assert.equal(answer.status, 422, answer.text);
    ok(await coordinator.call("InvitationCreate", {}, offer({ role: "innovator", home: from("DINKES") })));
  });

  test("the same request twice makes one link, and both answers are the same", async () => {
    const [key, body] = [uuid(), offer()];
    const [first, again] = [await coordinator.call("InvitationCreate", {}, body, { key }), await coordinator.call("InvitationCreate", {}, body, { key })];
    assert.equal(again.text, first.text);
    assert.deepEqual(await server.row("SELECT count(*) AS n FROM invitation WHERE id = ?1", body.id), { n: 1 });
  });

  test("a note longer than 100 characters is refused", async () => {
    refused(await coordinator.call("InvitationCreate", {}, offer({ note: "x".repeat(101) })), "text_too_long", { field: "note" });
  });

  test("is recorded", async () => {
    const { id } = await invite({ note: "untuk catatan" });
    const event = await server.row("SELECT * FROM event ORDER BY n DESC LIMIT 1");
    assert.match(event.action, /^invitation\./);
    assert.ok(JSON.stringify(event).includes(coordinator.person), "who");
    assert.ok(id);
  });
});

describe("looking", () => {
  test("says what is offered and uses nothing up", async () => {
    const { token } = await invite({ role: "judge", edition: edition.id, home: from("DINKES") });
    for (let n = 0; n < 2; n += 1) {
      const info = ok(await look(token));
      assert.deepEqual([info.kind, info.role, info.edition, info.agency], ["invitation", "judge", edition.name, "Dinas Kesehatan"]);
    }
    ok(await use(token));
  });
});

describe("redeeming", () => {
  test("makes the account with exactly the role offered and signs in", async () => {
    const { token } = await invite({ role: "innovator", home: from("DINKES") });
    const person = await redeem(server, token);
    const { actor } = await person.do("SessionShow");
    assert.deepEqual([actor.grants, actor.home], [[{ role: "innovator", edition: null, agency: "DINKES" }], from("DINKES")]);
  });

  test("a judge's invitation puts the judge on the panel", async () => {
    const judge = await edition.invite(server, { name: "Juri Undangan" });
    assert.deepEqual((await edition.show()).panel.filter((it) => it.person === judge.person).map((it) => [it.name, it.removed]), [["Juri Undangan", null]]);
    assert.deepEqual((await judge.do("SessionShow")).actor.grants, [{ role: "judge", edition: edition.id }]);
  });

  test("works once: a used link is refused", async () => {
    const { token, id } = await invite();
    ok(await use(token));
    refused(await use(token), "invitation_invalid");
    refused(await look(token), "invitation_invalid");
    assert.equal((await coordinator.all("InvitationList")).find((it) => it.id === id).state, "used");
  });

  test("50 at the same moment: one wins, one account exists (A13)", async () => {
    const { token } = await invite();
    const before = (await server.row("SELECT count(*) AS n FROM person")).n;
    const answers = await race(50, (n, options) => use(token, { username: `serentak.${n}.${uuid().slice(-6)}` }, options));
    assert.equal(answers.filter((it) => it.status === 200).length, 1);
    for (const answer of answers.filter((it) => it.status !== 200)) assert.ok(["invitation_invalid", "too_many_requests"].includes(answer.body.code), answer.text);
    assert.equal((await server.row("SELECT count(*) AS n FROM person")).n, before + 1);
  });

  test("an expired link is refused", async () => {
    const { token, id } = await invite();
    await server.run("UPDATE invitation SET expires_at = ?1 WHERE id = ?2", Date.now() - 1, id);
    refused(await look(token), "invitation_invalid");
    refused(await use(token), "invitation_invalid");
    assert.equal((await coordinator.all("InvitationList")).find((it) => it.id === id).state, "expired");
  });

  test("a revoked link is refused", async () => {
    const { token, id } = await invite();
    await coordinator.do("InvitationRevoke", { invitation: id }, {});
    refused(await look(token), "invitation_invalid");
    refused(await use(token), "invitation_invalid");
    assert.equal((await coordinator.all("InvitationList")).find((it) => it.id === id).state, "revoked");
  });

  test("a link revoked while the form was being answered makes no account", async () => {
    const { token, id } = await invite();
    const before = (await server.row("SELECT count(*) AS n FROM person")).n;
    const answer = await between(
      coordinator,
      (options) => use(token, {}, options),
      () => coordinator.do("InvitationRevoke", { invitation: id }, {}),
    );
    refused(answer, "invitation_invalid");
    assert.equal((await server.row("SELECT count(*) AS n FROM person")).n, before);
  });

  test("unknown, used, expired and revoked links get the same answer", async () => {
    const [used, expired, revoked] = [await invite(), await invite(), await invite()];
    ok(await use(used.token));
    await server.run("UPDATE invitation SET expires_at = 1 WHERE id = ?1", expired.id);
    await coordinator.do("InvitationRevoke", { invitation: revoked.id }, {});
    const bodies = [];
    for (const token of ["A".repeat(43), used.token, expired.token, revoked.token]) {
      const { request_id, ...rest } = refused(await look(token), "invitation_invalid");
      bodies.push(rest);
    }
    assert.equal(new Set(bodies.map((it) => JSON.stringify(it))).size, 1);
  });

  test("a user name that is taken is refused and the link stays usable", async () => {
    const { token } = await invite();
    refused(await use(token, { username: coordinator.username }), "username_taken");
    ok(await use(token));
  });

  test("a faulty form names every faulty field and the link stays usable", async () => {
    const { token } = await invite();
    const problem = refused(await use(token, { name: "", username: "Ayu Dewi", password: "pendek" }), "text_missing");
    assert.deepEqual(problem.faults.map((it) => [it.field, it.code]), [["name", "text_missing"], ["username", "username_invalid"], ["password", "password_too_short"]]);
    ok(await use(token));
  });

  test("guessing links is slowed down per address", async () => {
    const attacker = new Client(server);
    const codes = [];
    for (let n = 0; n < 30; n += 1) codes.push((await attacker.call("LinkLook", {}, { token: String(n).padStart(43, "x") })).body.code);
    assert.ok(codes.includes("too_many_requests"), "a wait comes");
    const { token } = await invite();
    ok(await look(token));
  });
});

describe("the answer was lost, pressed again", () => {
  const life = { name: "Orang Sekali", password: "mercusuar-muntok-1862" };

  test("the same token, names and password sign in to the one account", async () => {
    const { token } = await invite();
    const [username, before] = [`sekali.${uuid().slice(-8)}`, (await server.row("SELECT count(*) AS n FROM person")).n];
    const first = ok(await use(token, { ...life, username }));
    const browser = new Client(server);
    const again = ok(await browser.call("LinkRedeem", {}, { token, ...life, username }));
    assert.deepEqual(again.actor, first.actor);
    assert.equal((await server.row("SELECT count(*) AS n FROM person")).n, before + 1);
    assert.equal((await browser.do("SessionShow")).actor.person, first.actor.person);
  });

  test("another password, name or user name stays refused", async () => {
    const { token } = await invite();
    const username = `lain.${uuid().slice(-8)}`;
    ok(await use(token, { ...life, username }));
    refused(await use(token, { ...life, username, password: password() }), "invitation_invalid");
    refused(await use(token, { ...life, username, name: "Orang Lain" }), "invitation_invalid");
    refused(await use(token, { ...life, username: `baru.${uuid().slice(-8)}` }), "invitation_invalid");
    refused(await use(token, { ...life, username: coordinator.username }), "invitation_invalid");
    refused(await look(token), "invitation_invalid");
  });

  test("guessing a password through a used link waits as at the door", async () => {
    const { token } = await invite();
    const username = `tebak.${uuid().slice(-8)}`;
    ok(await use(token, { ...life, username }));
    const attacker = new Client(server);
    const codes = [];
    for (let n = 0; n < 12; n += 1) codes.push((await attacker.call("LinkRedeem", {}, { token, ...life, username, password: password() })).body.code);
    assert.ok(codes.includes("too_many_requests"), codes.join());
  });

  test("after the link's life, for somebody switched off, with a password changed since: refused", async () => {
    const [old, off, moved] = [await invite(), await invite(), await invite()];
    const name = (it) => `${it}.${uuid().slice(-8)}`;
    const bodies = [[old, name("tua")], [off, name("mati")], [moved, name("ganti")]].map(([it, username]) => ({ token: it.token, ...life, username }));
    const people = [];
    for (const body of bodies) {
      const browser = new Client(server);
      ok(await browser.call("LinkRedeem", {}, body));
      people.push(browser);
    }
    await server.run("UPDATE invitation SET expires_at = ?1 WHERE id = ?2", Date.now() - 1, old.id);
    await server.run("UPDATE person SET disabled = 1 WHERE username = ?1", bodies[1].username);
    await server.run("DELETE FROM session WHERE person_id = (SELECT id FROM person WHERE username = ?1)", bodies[1].username);
    ok(await people[2].call("PasswordSet", {}, { current: life.password, new: password() }));
    for (const body of bodies) refused(await new Client(server).call("LinkRedeem", {}, body), "invitation_invalid");
  });

  test("the same request twice at the same moment makes one account, and both sign in", async () => {
    const { token } = await invite();
    const body = { token, ...life, username: `dua.${uuid().slice(-8)}` };
    const answers = await race(2, (n, options) => new Client(server).call("LinkRedeem", {}, body, options));
    assert.deepEqual(answers.map((it) => it.status), [200, 200], answers.map((it) => it.text).join("\n"));
    assert.equal(answers[0].body.actor.person, answers[1].body.actor.person);
  });

  test("accepting again says the same to whoever accepted, and nothing to others", async () => {
    const [person, other] = [await join(server, coordinator, "clinic"), await join(server, coordinator, "clinic")];
    const { token } = await invite({ role: "judge", edition: edition.id });
    const first = await person.do("LinkAccept", {}, { token });
    const again = await person.do("LinkAccept", {}, { token });
    assert.deepEqual(again.actor, first.actor);
    refused(await other.call("LinkAccept", {}, { token }), "invitation_invalid");
    await server.run("UPDATE grant_ SET removed_at = 1, removed_reason = 'uji' WHERE person_id = ?1 AND role = 'judge'", person.person);
    refused(await person.call("LinkAccept", {}, { token }), "invitation_invalid");
    refused(await use(token), "invitation_invalid");
  });

  test("recovering again with the new password signs in, with another it is refused", async () => {
    const person = await join(server, coordinator, "clinic");
    const { token } = await admin.do("RecoveryCreate", { person: person.person }, { id: uuid(), reason: "Dikenali lewat telepon." });
    const word = password();
    const recover = (it) => new Client(server).call("LinkRecover", {}, { token, password: it });
    const first = ok(await recover(word));
    assert.deepEqual(ok(await recover(word)).actor, first.actor);
    refused(await recover(password()), "invitation_invalid");
    refused(await use(token, { name: person.fullName, username: person.username, password: word }), "invitation_invalid");
  });
});

describe("accepting as the person signed in", () => {
  test("adds the role to the roles held and makes no second account", async () => {
    const person = await join(server, coordinator, "clinic");
    const before = (await server.row("SELECT count(*) AS n FROM person")).n;
    const { token } = await invite({ role: "judge", edition: edition.id });
    const me = await person.do("LinkAccept", {}, { token });
    assert.deepEqual(me.actor.grants.map((it) => it.role).sort(), ["clinic", "judge"]);
    assert.ok((await edition.show()).panel.some((it) => it.person === person.person));
    assert.equal((await server.row("SELECT count(*) AS n FROM person")).n, before);
    refused(await use(token), "invitation_invalid");
  });

  test("a role already held is refused", async () => {
    const person = await join(server, coordinator, "clinic");
    const { token } = await invite({ role: "clinic" });
    refused(await person.call("LinkAccept", {}, { token }), "role_exists");
  });

  test("a recovery link cannot be accepted", async () => {
    const person = await join(server, coordinator, "clinic");
    const { token } = await admin.do("RecoveryCreate", { person: person.person }, { id: uuid(), reason: "Dikenali lewat telepon." });
    refused(await person.call("LinkAccept", {}, { token }), "invitation_invalid");
    refused(await use(token), "invitation_invalid");
  });
});

describe("recovery", () => {
  const recovery = (person) => admin.do("RecoveryCreate", { person: person.person }, { id: uuid(), reason: "Dikenali lewat KTP di kantor." });
  const recover = (token, word) => new Client(server).call("LinkRecover", {}, { token, password: word });

  test("sets a new password once; the old one and all sessions are dead", async () => {
    const person = await join(server, coordinator, "clinic");
    const { token, expires_at } = await recovery(person);
    assert.ok(expires_at <= Date.now() + 24 * HOUR);
    const info = ok(await look(token));
    assert.deepEqual([info.kind, info.person, info.username], ["recovery", person.fullName, person.username]);
    const word = password();
    ok(await recover(token, word));
    refused(await person.call("SessionShow"), "sign_in_needed");
    refused(await new Client(server).call("SessionOpen", {}, { username: person.username, password: person.password }), "bad_credentials");
    ok(await new Client(server).call("SessionOpen", {}, { username: person.username, password: word }));
    refused(await recover(token, password()), "invitation_invalid");
  });

  test("a newer link makes the older one useless (A13)", async () => {
    const person = await join(server, coordinator, "clinic");
    const older = await recovery(person);
    const newer = await recovery(person);
    refused(await recover(older.token, password()), "invitation_invalid");
    ok(await recover(newer.token, password()));
  });

  test("the identity check is recorded with its reason (A16)", async () => {
    const person = await join(server, coordinator, "clinic");
    await recovery(person);
    const events = await server.rows("SELECT * FROM event WHERE action LIKE '%recovery%' ORDER BY n DESC");
    assert.ok(events.some((it) => it.reason === "Dikenali lewat KTP di kantor."));
    refused(await admin.call("RecoveryCreate", { person: person.person }, { id: uuid(), reason: "ya" }), "reason_needed");
  });

  test("an invitation cannot be used as a recovery link", async () => {
    const { token } = await invite();
    refused(await recover(token, password()), "invitation_invalid");
  });

  test("a weak new password is refused and the link stays usable", async () => {
    const person = await join(server, coordinator, "clinic");
    const { token } = await recovery(person);
    refused(await recover(token, "pendek"), "password_too_short");
    ok(await recover(token, password()));
  });
});

describe("revoking", () => {
  test("a used invitation cannot be taken back", async () => {
    const { token, id } = await invite();
    ok(await use(token));
    const answer = await coordinator.call("InvitationRevoke", { invitation: id }, {});
    assert.ok(answer.status === 409 || answer.status === 410, answer.text);
  });

  test("the secret of a link is in no log line of a whole life (A14)", async () => {
    const { token, id } = await invite();
    ok(await look(token));
    ok(await use(token));
    const second = await invite();
    await coordinator.do("InvitationRevoke", { invitation: second.id }, {});
    const log = server.logs.map((it) => it.message).join("\n");
    for (const secret of [token, second.token, sha256(token)]) assert.ok(!log.includes(secret));
    assert.ok(log.length > 0 && id);
  });
});
