// Signing in and out, devices, passwords, waits after wrong ones. (assurance A, B)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { COOKIE, Client, ok, race, refused } from "./support/client.mjs";
import { sha256, uuid } from "./support/ids.mjs";
import { start } from "./support/server.mjs";
import { AGENCIES, DAY, HOUR, firstAdministrator, from, importFile, join, password } from "./support/world.mjs";

let server, admin, coordinator, clinic;
before(async () => {
  server = await start();
  admin = await firstAdministrator(server);
  coordinator = await join(server, admin, "coordinator");
  clinic = await join(server, coordinator, "clinic");
});
after(() => server?.stop());

const signIn = (client, { username, password: word }, remember = false, options = {}) =>
  client.call("SessionOpen", {}, { username, password: word, remember }, options);

describe("session", () => {
  test("nobody is signed in without a cookie, and with an invented one", async () => {
    refused(await new Client(server).call("SessionShow"), "sign_in_needed");
    refused(await new Client(server, { cookie: "A".repeat(43) }).call("SessionShow"), "sign_in_needed");
    refused(await new Client(server, { cookie: "" }).call("SessionShow"), "sign_in_needed");
  });

  test("signing in says who it is, what roles, and until when", async () => {
    const me = ok(await signIn(new Client(server), clinic));
    assert.equal(me.actor.username, clinic.username);
    assert.deepEqual(me.actor.grants.map((it) => it.role), ["clinic"]);
    assert.ok(me.expires_at > me.now && me.expires_at <= me.now + DAY);
    assert.ok(Math.abs(me.now - Date.now()) < HOUR);
  });

  test("a remembered device lives 30 days, a coordinator's never more than 12 hours", async () => {
    const staff = ok(await signIn(new Client(server), clinic, true));
    assert.ok(staff.expires_at > staff.now + 29 * DAY);
    const office = ok(await signIn(new Client(server), coordinator, true));
    assert.ok(office.expires_at <= office.now + 12 * HOUR);
  });

  test("the cookie is __Host-, Secure, HttpOnly, SameSite=Strict, Path=/, and in no body (B03)", async () => {
    const client = new Client(server);
    const answer = await signIn(client, clinic);
    const lines = answer.headers["set-cookie"];
    const named = (name) => lines.find((it) => it.startsWith(`${name}=`));
    // One tells scripts that a session is there: its id, no secret, the same life.
    const presence = `${COOKIE}-present`;
    assert.equal(named(presence), `${presence}=${answer.body.session}; Path=/; Secure; SameSite=Strict`);
    assert.ok(named(COOKIE));
    for (const line of lines.filter((it) => it !== named(presence))) {
      assert.match(line, /^__Host-/);
      for (const part of ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"]) assert.match(line, new RegExp(`; ${part}(;|$)`, "i"));
      assert.doesNotMatch(line, /domain/i);
    }
    assert.equal(client.cookie.length, 43, "256 bits in base64url");
    assert.ok(!answer.text.includes(client.cookie));
  });

  test("the presence cookie lives as long as the session cookie and ends with it", async () => {
    const client = new Client(server);
    const age = (line) => Number(/Max-Age=(\d+)/i.exec(line)?.[1]);
    const named = (lines, name) => lines.find((it) => it.startsWith(`${name}=`));
    const given = (await signIn(client, clinic, true)).headers["set-cookie"];
    const [kept, present] = [COOKIE, `${COOKIE}-present`].map((name) => named(given, name));
    assert.ok(age(kept) > 0);
    assert.equal(age(present), age(kept));
    const gone = (await client.call("SessionEnd", {}, {})).headers["set-cookie"];
    assert.deepEqual(gone.map((it) => [it.split("=")[0], age(it)]), [[COOKIE, 0], [`${COOKIE}-present`, 0]]);
    // Alone it opens nothing.
    const other = await signIn(client, clinic);
    refused(await new Client(server).call("SessionShow", {}, undefined, { headers: { cookie: named(other.headers["set-cookie"], `${COOKIE}-present`).split(";")[0] } }), "sign_in_needed");
  });

  test("tokens are stored as SHA-256 only (B01)", async () => {
    const client = new Client(server);
    await signIn(client, clinic);
    const rows = JSON.stringify(await server.rows("SELECT * FROM session"));
    assert.ok(!rows.includes(client.cookie));
    const hash = sha256(client.cookie);
    const bytes = sha256(Buffer.from(client.cookie, "base64url"));
    assert.ok(rows.includes(hash) || rows.includes(bytes), "the digest is there");
  });

  test("the token changes at sign-in and the old one is dead (B02)", async () => {
    const client = new Client(server);
    await signIn(client, clinic);
    const old = client.cookie;
    await signIn(client, clinic);
    assert.notEqual(client.cookie, old);
    refused(await new Client(server, { cookie: old }).call("SessionShow"), "sign_in_needed");
    ok(await client.call("SessionShow"));
  });

  test("no session is made by a GET (B10)", async () => {
    const before = await server.row("SELECT count(*) AS n FROM session");
    for (const path of ["/", "/masuk", "/api/v1/session", "/api/v1/health", "/katalog"]) {
      const answer = await new Client(server).send({ path });
      assert.equal(answer.headers["set-cookie"], undefined, path);
    }
    assert.deepEqual(await server.row("SELECT count(*) AS n FROM session"), before);
  });

  test("after signing out the same cookie is refused, and the browser is told to forget (B05, B11)", async () => {
    const client = new Client(server);
    await signIn(client, clinic);
    const old = client.cookie;
    const answer = await client.call("SessionEnd", {}, {});
    ok(answer);
    assert.equal(client.cookie, null, "the cookie is taken back");
    assert.match(answer.header("clear-site-data") ?? "", /"cache"/);
    refused(await new Client(server, { cookie: old }).call("SessionShow"), "sign_in_needed");
  });

  test("unknown user, wrong password and switched-off account get the same answer (A12)", async () => {
    const off = await join(server, coordinator, "clinic");
    const { version } = (await admin.all("PersonList")).find((it) => it.id === off.person);
    await admin.do("PersonDisabled", { person: off.person }, { version, disabled: true, reason: "Pindah tugas." });
    const answers = [
      await signIn(new Client(server), { username: "tidak.ada", password: password() }),
      await signIn(new Client(server), { username: clinic.username, password: password() }),
      await signIn(new Client(server), off),
    ];
    const shape = (answer) => {
      const { request_id, ...rest } = refused(answer, "bad_credentials");
      const names = Object.keys(answer.headers).filter((it) => !["date", "x-request-id"].includes(it));
      return { rest, names: names.sort(), length: answer.text.length };
    };
    const [first, ...others] = answers.map(shape);
    for (const other of others) assert.deepEqual(other, first);
    assert.deepEqual(new Set(answers.map((it) => it.d1.trips)).size, 1, "and costs the same queries");
  });

  test("passwords count byte for byte: spaces, emoji, 128 characters (A03)", async () => {
    for (const word of ["        8 spasi", "🌊🌊🌊🌊 ombak 🌊🌊", "ñ日本語и".repeat(20).slice(0, 120)]) {
      const person = await join(server, coordinator, "clinic", { word });
      ok(await signIn(new Client(server), { username: person.username, password: word }));
      refused(await signIn(new Client(server), { username: person.username, password: `${word} ` }), "bad_credentials");
    }
  });

  test("an idle session ends on the server: after an hour for a coordinator, 12 hours for staff (B04)", async () => {
    for (const [person, life] of [[coordinator, HOUR], [clinic, 12 * HOUR]]) {
      const client = new Client(server);
      const { session } = ok(await signIn(client, person));
      const back = (by) => server.run("UPDATE session SET seen_at = ?1, created_at = min(created_at, ?1) WHERE id = ?2", Date.now() - by, session);
      await back(life - 60_000);
      ok(await client.call("SessionShow"));
      await back(life + 1);
      refused(await client.call("SessionShow"), "sign_in_needed");
    }
  });

  test("a session ends after its whole life however busy it is (B04)", async () => {
    const client = new Client(server);
    const { session } = ok(await signIn(client, coordinator, true));
    await server.run("UPDATE session SET created_at = ?1, seen_at = ?2 WHERE id = ?3", Date.now() - 12 * HOUR - 1, Date.now() - 1000, session);
    refused(await client.call("SessionShow"), "sign_in_needed");
  });

  test("a refusal for want of a living session leaves the browser's cookies alone: a newer one may have come meanwhile", async () => {
    const client = new Client(server);
    const { session } = ok(await signIn(client, clinic));
    await server.run("DELETE FROM session WHERE id = ?1", session);
    const answer = await client.call("HomeShow");
    refused(answer, "sign_in_needed");
    assert.equal(answer.headers["set-cookie"], undefined);
  });

  test("last seen is written at most every five minutes: reading twice writes nothing", async () => {
    const client = new Client(server);
    await signIn(client, clinic);
    const answer = await client.call("SessionShow");
    assert.equal(answer.d1.rows_written, 0);
    assert.equal(answer.d1.trips, 1, "one query: session, person and roles");
  });
});

describe("devices", () => {
  test("a person sees the own devices, which one is asking, and nobody else's (B07)", async () => {
    const person = await join(server, coordinator, "clinic");
    const phone = new Client(server);
    await phone.do("SessionOpen", {}, { username: person.username, password: person.password, remember: true });
    const devices = await phone.do("DeviceList");
    assert.equal(devices.length, 2);
    assert.deepEqual(devices.filter((it) => it.current).map((it) => it.remembered), [true]);
  });

  test("ending another of the own devices signs it out on its next request", async () => {
    const person = await join(server, coordinator, "clinic");
    const phone = new Client(server);
    const { session } = await phone.do("SessionOpen", {}, { username: person.username, password: person.password, remember: true });
    await person.do("DeviceEnd", { session }, {});
    refused(await phone.call("SessionShow"), "sign_in_needed");
    ok(await person.call("SessionShow"));
  });

  test("somebody else's device is not found, not forbidden", async () => {
    const { session } = await admin.do("SessionShow");
    refused(await clinic.call("DeviceEnd", { session }, {}), "not_found");
    ok(await admin.call("SessionShow"));
  });
});

describe("password", () => {
  test("changing it needs the current one; then only the new one signs in, and other devices are out (A04)", async () => {
    const person = await join(server, coordinator, "clinic");
    const phone = new Client(server);
    await phone.do("SessionOpen", {}, { username: person.username, password: person.password });
    const next = password();
    refused(await person.call("PasswordSet", {}, { current: password(), new: next }), "bad_password");
    const old = person.cookie;
    ok(await person.call("PasswordSet", {}, { current: person.password, new: next }));
    refused(await phone.call("SessionShow"), "sign_in_needed");
    refused(await signIn(new Client(server), person), "bad_credentials");
    ok(await signIn(new Client(server), { username: person.username, password: next }));
    ok(await person.call("SessionShow"));
    assert.notEqual(person.cookie, old, "this device gets a new token");
    refused(await new Client(server, { cookie: old }).call("SessionShow"), "sign_in_needed");
  });

  test("seven characters, 129, common ones and words of this service are refused (A01, A02)", async () => {
    const person = await join(server, coordinator, "clinic");
    for (const [word, code] of [
      ["ab cd e", "password_too_short"],
      ["ab ".repeat(43), "password_too_long"],
      ["qwertyuiop", "password_common"],
      ["Password1", "password_common"],
      ["sunshine", "password_common"],
      ["klisida-2026-oke", "password_guessable"],
      [`x${person.username}x`, "password_guessable"],
    ]) {
      const answer = await person.call("PasswordSet", {}, { current: person.password, new: word });
      refused(answer, code);
    }
    ok(await signIn(new Client(server), person));
  });

  test("is stored as Argon2id with its parameters, salted (A22)", async () => {
    const rows = await server.rows("SELECT * FROM person");
    const verifiers = rows.map((row) => Object.values(row).find((it) => typeof it === "string" && it.startsWith("$argon2id$")));
    for (const verifier of verifiers) assert.match(verifier, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(new Set(verifiers).size, verifiers.length);
  });
});

describe("waits after wrong passwords", () => {
  test("30 wrong passwords: from the sixth on a wait with Retry-After, and only few are tried at all (A07)", async () => {
    const target = await join(server, coordinator, "clinic");
    const attacker = new Client(server);
    const answers = [];
    for (let n = 0; n < 30; n += 1) answers.push(await signIn(attacker, { username: target.username, password: `salah sekali ${n}` }));
    const tried = answers.filter((it) => it.body.code === "bad_credentials");
    const held = answers.filter((it) => it.body.code === "too_many_requests");
    assert.equal(tried.length, 5, "the first five are tried");
    assert.equal(held.length, 25);
    for (const answer of held) {
      assert.equal(answer.status, 429);
      assert.ok(answer.body.retry_after >= 1);
      assert.equal(Number(answer.header("retry-after")), answer.body.retry_after);
    }
  });

  test("meanwhile the true owner still gets in from another address (A08)", async () => {
    const target = await join(server, coordinator, "clinic");
    const attacker = new Client(server);
    for (let n = 0; n < 12; n += 1) await signIn(attacker, { username: target.username, password: `salah sekali ${n}` });
    ok(await signIn(new Client(server), target));
  });

  test("a few attackers at many addresses do not keep the owner waiting on a browser of a past sign-in, at a new address (A08)", async () => {
    const target = await join(server, coordinator, "clinic");
    for (let a = 0; a < 5; a += 1) {
      const attacker = new Client(server);
      for (let n = 0; n < 5; n += 1) await signIn(attacker, { username: target.username, password: `salah sekali ${n}` });
    }
    refused(await signIn(new Client(server), target), "too_many_requests");
    ok(await signIn(new Client(server, { device: target.device }), target));
    // Signed out, the browser stays known.
    await target.do("SessionEnd", {}, {});
    ok(await signIn(new Client(server, { device: target.device }), target));
  });

  test("the browser's cookie lets only its own account past, and counts its own failures", async () => {
    const [target, other] = [await join(server, coordinator, "clinic"), await join(server, coordinator, "clinic")];
    for (let a = 0; a < 5; a += 1) {
      const attacker = new Client(server, { device: other.device });
      for (let n = 0; n < 5; n += 1) await signIn(attacker, { username: target.username, password: `salah sekali ${n}` });
    }
    refused(await signIn(new Client(server, { device: other.device }), target), "too_many_requests");
    refused(await signIn(new Client(server, { device: "A".repeat(43) }), target), "too_many_requests");
    for (let n = 0; n < 5; n += 1) refused(await signIn(new Client(server, { device: target.device }), { username: target.username, password: `salah ${n} kali` }), "bad_credentials");
    refused(await signIn(new Client(server, { device: target.device }), target), "too_many_requests");
  });

  test("the browser's cookie is random, stored as a digest, kept when it is ours, bounded to ten a person and gone with a new password", async () => {
    const target = await join(server, coordinator, "clinic");
    const rows = () => server.rows("SELECT * FROM known_device WHERE person_id = ?1", target.person);
    assert.match(target.device, /^[A-Za-z0-9_-]{43}$/);
    assert.deepEqual((await rows()).map((it) => it.secret_hash), [sha256(target.device)]);
    const planted = new Client(server, { device: "B".repeat(43) });
    ok(await signIn(planted, target));
    assert.notEqual(planted.device, "B".repeat(43));
    const shared = new Client(server, { device: target.device });
    const other = await join(server, coordinator, "clinic");
    ok(await signIn(shared, other));
    assert.equal(shared.device, target.device, "several people of one browser");
    const seen = new Set();
    for (let n = 0; n < 12; n += 1) {
      const client = new Client(server);
      ok(await signIn(client, target));
      seen.add(client.device);
    }
    assert.equal(seen.size, 12);
    assert.equal((await rows()).length, 10);
    ok(await target.call("PasswordSet", {}, { current: target.password, new: password() }));
    assert.equal((await rows()).length, 1);
  });

  test("a wrong password sets no cookie", async () => {
    const answer = await signIn(new Client(server), { username: clinic.username, password: password() });
    assert.equal(answer.headers["set-cookie"], undefined);
  });

  test("addresses of one IPv6 network count as one, IPv4 inside IPv6 as that IPv4", async () => {
    for (const addresses of [(n) => `2001:db8:7:7::${n + 1}`, (n) => (n % 2 ? "198.51.100.77" : "::ffff:198.51.100.77")]) {
      for (let n = 0; n < 5; n += 1) refused(await signIn(new Client(server, { from: addresses(n) }), { username: `tidak.ada.${n}`, password: "salah sekali" }), "bad_credentials");
      refused(await signIn(new Client(server, { from: addresses(6) }), clinic), "too_many_requests");
    }
    ok(await signIn(new Client(server, { from: "2001:db8:7:8::1" }), clinic));
  });

  test("where addresses are not believed a forged one changes nothing, and the account's own counter holds", async (t) => {
    const own = await start({ vars: { CLIENT_ADDRESS: "none" } });
    t.after(() => own.stop());
    const first = await firstAdministrator(own);
    const codes = [];
    for (let n = 0; n < 24; n += 1) {
      const answer = await signIn(new Client(own, { from: `203.0.113.${n}` }), { username: first.username, password: `salah ${n} kali` });
      codes.push(answer.body.code);
    }
    assert.ok(codes.indexOf("too_many_requests") > 0 && codes.indexOf("too_many_requests") <= 20, codes.join());
    refused(await signIn(new Client(own, { from: "203.0.113.200" }), first), "too_many_requests");
    ok(await signIn(new Client(own, { device: first.device }), first));
    const other = await join(own, first, "clinic");
    ok(await signIn(new Client(own, { from: "203.0.113.1" }), other));
    const attacker = new Client(own);
    for (let n = 0; n < 30; n += 1) refused(await attacker.call("LinkLook", {}, { token: String(n).padStart(43, "x") }), "invitation_invalid");
  });

  test("the waiting address cannot try another account either", async () => {
    const attacker = new Client(server);
    for (let n = 0; n < 6; n += 1) await signIn(attacker, { username: `tidak.ada.${n}`, password: "salah sekali" });
    refused(await signIn(attacker, clinic), "too_many_requests");
  });

  test("the address is the edge's: forged forwarding headers change nothing (E08)", async () => {
    const attacker = new Client(server);
    for (let n = 0; n < 5; n += 1)
      await attacker.call("SessionOpen", {}, { username: clinic.username, password: `salah ${n} kali` }, { headers: { "x-forwarded-for": `203.0.113.${n}`, "x-real-ip": `203.0.113.${n}`, forwarded: `for=203.0.113.${n}` } });
    const answer = await attacker.call("SessionOpen", {}, { username: clinic.username, password: "salah enam kali" }, { headers: { "x-forwarded-for": "203.0.113.99" } });
    refused(answer, "too_many_requests");
  });

  test("50 wrong guesses at the same moment: no more are tried than one after the other (A07)", async () => {
    const target = await join(server, coordinator, "clinic");
    const attacker = new Client(server);
    const answers = await race(50, (n, options) => signIn(attacker, { username: target.username, password: `salah serentak ${n}` }, false, options));
    const tried = answers.filter((it) => it.body.code === "bad_credentials");
    assert.ok(tried.length <= 20, `${tried.length} of 50 were tried`);
    assert.ok(answers.every((it) => ["bad_credentials", "too_many_requests"].includes(it.body.code)));
  });

  test("changing the password is counted too", async () => {
    const person = await join(server, coordinator, "clinic");
    const codes = [];
    for (let n = 0; n < 7; n += 1) codes.push((await person.call("PasswordSet", {}, { current: `salah sekali ${n}`, new: password() })).body.code);
    assert.deepEqual(codes, [...Array(5).fill("bad_password"), "too_many_requests", "too_many_requests"]);
  });

  test("the wait ends by itself", async () => {
    const target = await join(server, coordinator, "clinic");
    const attacker = new Client(server);
    for (let n = 0; n < 6; n += 1) await signIn(attacker, { username: target.username, password: `salah sekali ${n}` });
    refused(await signIn(attacker, target), "too_many_requests");
    await forgetFailures();
    ok(await signIn(attacker, target));
  });
});

/** Moves every counted failure two hours back. */
const forgetFailures = () => server.run("UPDATE throttle SET since = since - ?1, next_at = next_at - ?1", 2 * HOUR);

describe("a fresh service", () => {
  test("has no account and no default secret; the bootstrap link makes the first administrator once (A09)", async (t) => {
    const empty = await start();
    t.after(() => empty.stop());
    assert.deepEqual(await empty.row("SELECT count(*) AS n FROM person"), { n: 0 });
    for (const [username, word] of [["admin", "admin"], ["administrator", "password"], ["koordinator", "klisida"]])
      refused(await new Client(empty).call("SessionOpen", {}, { username, password: word }), "bad_credentials");
    const { bootstrapLink, redeem } = await import("./support/world.mjs");
    const token = await bootstrapLink(empty);
    assert.deepEqual((await new Client(empty).do("LinkLook", {}, { token })).kind, "bootstrap");
    const first = await redeem(empty, token);
    assert.deepEqual((await first.do("SessionShow")).actor.grants.map((it) => it.role), ["administrator"]);
    refused(await new Client(empty).call("LinkRedeem", {}, { token, name: "Orang Kedua", username: "orang.kedua", password: password() }), "invitation_invalid");
  });

  test("health says what is running and that no demo is loaded", async () => {
    const health = await new Client(server).do("HealthShow");
    assert.equal(health.demo, false);
    assert.match(health.version, /^\d+\.\d+\.\d+/);
  });
});

describe("home", () => {
  test("is for people who are signed in, and empty when nothing waits", async () => {
    refused(await new Client(server).call("HomeShow"), "sign_in_needed");
    const home = await clinic.do("HomeShow");
    assert.deepEqual([home.mine, home.others], [[], []]);
  });

  test("says that agencies come first to those who may import them, and the coordinator can then belong to one", async () => {
    const first = async (who) => (await who.do("HomeShow")).import_first;
    assert.deepEqual([await first(admin), await first(coordinator), await first(clinic)], [true, true, false]);
    refused(await admin.call("InvitationCreate", {}, { id: uuid(), role: "coordinator", home: from("BAPPERIDA"), edition: null, note: "" }), "unknown_value", { field: "home" });
    assert.equal((await importFile(admin, "agencies", AGENCIES)).added, 58);
    assert.deepEqual([await first(admin), await first(coordinator)], [false, false]);
    const office = await join(server, admin, "coordinator", { home: from("BAPPERIDA") });
    assert.deepEqual((await office.do("SessionShow")).actor.home, from("BAPPERIDA"));
  });
});

