// The keys under which unsent work lies on a device: one person's on one device, given to nobody else. (B11, G08)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, ok, race, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { start } from "./support/server.mjs";
import { HOUR, DAY, firstAdministrator, join } from "./support/world.mjs";

let server, coordinator, clinic, other;
before(async () => {
  server = await start();
  const admin = await firstAdministrator(server);
  coordinator = await join(server, admin, "coordinator");
  clinic = await join(server, coordinator, "clinic");
  other = await join(server, coordinator, "clinic");
});
after(() => server?.stop());

const ask = (client, device, drop = []) => client.call("DeviceKeyOpen", {}, { device, drop });
const signIn = async (person, remember = false) => {
  const client = new Client(server);
  ok(await client.call("SessionOpen", {}, { username: person.username, password: person.password, remember }));
  return client;
};

describe("a key", () => {
  test("needs somebody signed in", async () => {
    refused(await ask(new Client(server), uuid()), "sign_in_needed");
  });

  test("has 256 bits, and asking again in the session gives the same", async () => {
    const [client, device] = [await signIn(clinic), uuid()];
    const first = ok(await ask(client, device));
    assert.match(first.current.key, /^[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(first.earlier, []);
    assert.deepEqual(ok(await ask(client, device)), first);
  });

  test("is of one device", async () => {
    const client = await signIn(clinic);
    const [one, two] = [ok(await ask(client, uuid())), ok(await ask(client, uuid()))];
    assert.notEqual(one.current.key, two.current.key);
    assert.deepEqual(two.earlier, []);
  });

  test("of another person is never given, on the same device neither", async () => {
    const device = uuid();
    const theirs = ok(await ask(await signIn(clinic), device));
    const answer = await ask(await signIn(other), device);
    const mine = ok(answer);
    assert.deepEqual(mine.earlier, []);
    assert.notEqual(mine.current.id, theirs.current.id);
    assert.ok(!answer.text.includes(theirs.current.key));
  });

  test("of another person cannot be dropped", async () => {
    const device = uuid();
    const theirs = ok(await ask(await signIn(clinic), device));
    ok(await ask(await signIn(other), device, [theirs.current.id]));
    assert.ok(ok(await ask(await signIn(clinic), device)).earlier.some((it) => it.id === theirs.current.id));
  });

  test("is given to nobody after signing out, and to no session that an administrator or time has ended", async () => {
    const [out, ended, idle] = [await signIn(clinic), await signIn(clinic), await signIn(clinic)];
    const device = uuid();
    for (const client of [out, ended, idle]) ok(await ask(client, device));
    const old = out.cookie;
    ok(await out.call("SessionEnd", {}, {}));
    refused(await ask(new Client(server, { cookie: old }), device), "sign_in_needed");
    const { session } = ok(await ended.call("SessionShow"));
    ok(await (await signIn(clinic)).call("DeviceEnd", { session }, {}));
    refused(await ask(ended, device), "sign_in_needed");
    await server.run("UPDATE session SET seen_at = seen_at - ?1 WHERE id = ?2", DAY, ok(await idle.call("SessionShow")).session);
    refused(await ask(idle, device), "sign_in_needed");
  });

  test("stands in no log line and in no list of devices", async () => {
    const client = await signIn(clinic);
    const { current } = ok(await ask(client, uuid()));
    assert.ok(!server.logs.some((it) => it.message.includes(current.key)));
    assert.ok(!(await client.call("DeviceList")).text.includes(current.key));
  });
});

describe("rotation", () => {
  test("a new session writes under a new key and can still read what lies under the earlier ones", async () => {
    const device = uuid();
    const first = ok(await ask(await signIn(clinic), device));
    const second = ok(await ask(await signIn(clinic), device));
    assert.notEqual(second.current.key, first.current.key);
    assert.deepEqual(second.earlier, [first.current]);
    const third = ok(await ask(await signIn(clinic), device));
    assert.deepEqual(third.earlier, [second.current, first.current]);
  });

  test("what the device says it needs no more is forgotten, never the session's own", async () => {
    const device = uuid();
    const first = ok(await ask(await signIn(clinic), device));
    const client = await signIn(clinic);
    const second = ok(await ask(client, device));
    const dropped = ok(await ask(client, device, [first.current.id, second.current.id, uuid()]));
    assert.deepEqual([dropped.current, dropped.earlier], [second.current, []]);
    assert.deepEqual(await server.rows("SELECT id FROM device_key WHERE id = ?1", first.current.id), []);
  });

  test("two tabs that ask at the same moment get one key", async () => {
    const [client, device] = [await signIn(clinic), uuid()];
    const answers = await race(2, (n, options) => client.call("DeviceKeyOpen", {}, { device, drop: [] }, options));
    assert.equal(ok(answers[0]).current.id, ok(answers[1]).current.id);
  });

  test("beyond 16 the newest serves on: none is thrown away by itself", async () => {
    const device = uuid();
    const ids = new Set();
    let last;
    for (let n = 0; n < 18; n += 1) {
      last = ok(await ask(await signIn(clinic), device));
      ids.add(last.current.id);
    }
    assert.equal(ids.size, 16);
    assert.equal(last.earlier.length, 15);
  });

  test("one session names at most four devices", async () => {
    const client = await signIn(clinic);
    for (let n = 0; n < 4; n += 1) ok(await ask(client, uuid()));
    refused(await ask(client, uuid()), "too_many", { field: "device" });
  });
});

test("says how long the session lives without a request, by role", async () => {
  assert.equal(ok(await ask(await signIn(clinic), uuid())).idle, 12 * HOUR);
  assert.equal(ok(await ask(await signIn(clinic, true), uuid())).idle, 30 * DAY);
  assert.equal(ok(await ask(await signIn(coordinator, true), uuid())).idle, HOUR);
});
