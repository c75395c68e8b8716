// A key makes a write happen once: same key and body, same answer; another body, refused. Weeks later too.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MATRIX } from "./nouns.mjs";
import { ok, race, refused } from "./support/client.mjs";
import { address, nowhere, routes } from "./support/contract.mjs";
import { browser } from "./support/facts.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { DAY, OUTSIDE, makeEdition, setup } from "./support/world.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

const keyed = [...routes.values()].filter((it) => it.effect === "Keyed");
const events = async () => (await world.server.row("SELECT count(*) AS n FROM event")).n;

/** A request of the matrix that succeeds, with who makes it. */
function succeeding(name) {
  for (const { route, expected, ask } of MATRIX) {
    if (route !== name) continue;
    for (const persona of ["coordinator", "administrator", "judge with the entry", "agency coordinator", "innovator"]) if (expected[persona] === 200) return { persona, ask };
  }
  throw new Error(`no row of ${name} succeeds`);
}

for (const { name } of keyed) {
  test(`${name}: sent again it is answered the same and done once; with another body it is refused`, async () => {
    const { persona, ask } = succeeding(name);
    const who = browser(world, persona);
    const [parameters, body] = await ask(world, persona);
    const key = uuid();
    const first = await who.call(name, parameters, body, { key });
    ok(first);
    const count = await events();
    const again = await who.call(name, parameters, body, { key });
    // A reading of results is recorded, and read afresh, each time it is asked for.
    if (name !== "ResultRead") {
      assert.equal(again.text, first.text);
      assert.equal(await events(), count, "no second line in the record");
    } else ok(again);
    const settled = await events();
    const other = { ...body, reason: "Badan yang lain sama sekali." };
    refused(await who.call(name, parameters, other, { key }), "key_reused");
    assert.equal(await events(), settled, "a refused request leaves no line in the record");
  });
}

test("every write without a key is refused", async () => {
  for (const { name, method, parameters } of keyed) {
    const { persona } = succeeding(name);
    const path = address(name, nowhere(parameters));
    for (const headers of [{}, { "idempotency-key": "" }, { "idempotency-key": "bukan-uuid" }]) {
      const answer = await browser(world, persona).send({ method, path, body: {}, headers });
      assert.deepEqual([answer.status, JSON.parse(answer.text).code], [400, "key_missing"], name);
    }
  }
});

describe("a key", () => {
  test("belongs to its person: another's use of it is refused and reveals nothing", async () => {
    const key = uuid();
    const body = { id: uuid(), role: "clinic", home: OUTSIDE, edition: null, note: "rahasia" };
    const first = await world.coordinator.call("InvitationCreate", {}, body, { key });
    ok(first);
    const answer = await world.admin.call("InvitationCreate", {}, body, { key });
    refused(answer, "key_reused");
    assert.ok(!answer.text.includes(first.body.token));
  });

  test("used for another route is refused", async () => {
    const key = uuid();
    const edition = await makeEdition(world.coordinator);
    ok(await world.coordinator.call("EditionSetup", { edition: edition.id }, { version: await edition.version(), setup: setup() }, { key }));
    refused(await world.coordinator.call("EditionOpen", { edition: edition.id }, { version: await edition.version() }, { key }), "key_reused");
  });

  test("of a refused request stays free: the mended request goes through with it", async () => {
    const key = uuid();
    const id = uuid();
    refused(await world.coordinator.call("EditionCreate", {}, { id, setup: setup({ year: 1999 }) }, { key }), "year_out_of_range");
    ok(await world.coordinator.call("EditionCreate", {}, { id, setup: setup() }, { key }));
  });

  test("outlives weeks offline: the daily sweep keeps it", async () => {
    const key = uuid();
    const edition = await makeEdition(world.coordinator);
    const body = { version: await edition.version(), setup: setup() };
    const first = await world.coordinator.call("EditionSetup", { edition: edition.id }, body, { key });
    ok(first);
    await world.server.run("UPDATE idempotency SET at = ?1 WHERE key = ?2", Date.now() - 35 * DAY, key);
    await world.server.sweep();
    const again = await world.coordinator.call("EditionSetup", { edition: edition.id }, body, { key });
    assert.equal(again.text, first.text);
  });

  test("never stores a link's secret or a password", async () => {
    const made = await world.coordinator.do("InvitationCreate", {}, { id: uuid(), role: "clinic", home: OUTSIDE, edition: null, note: "" });
    const rows = JSON.stringify(await world.server.rows("SELECT * FROM idempotency"));
    assert.ok(!rows.includes(made.token));
    assert.ok(!rows.includes(world.coordinator.password));
    assert.ok(!rows.includes(JSON.stringify(world.coordinator.password).slice(1, -1)));
  });

  test("20 requests at the same moment with one key: one write, one answer", async () => {
    const [key, body] = [uuid(), { id: uuid(), setup: setup() }];
    const answers = await race(20, (n, options) => world.coordinator.call("EditionCreate", {}, body, { key, ...options }));
    assert.equal(new Set(answers.map((it) => it.text)).size, 1, answers.map((it) => it.text).join("\n"));
    assert.deepEqual(await world.server.row("SELECT count(*) AS n FROM edition WHERE id = ?1", body.id), { n: 1 });
  });
});

test("an id that exists already is refused, whoever chose it, and nothing changes", async () => {
  const before = await world.open.show();
  const answer = await world.coordinator.call("EditionCreate", {}, { id: world.open.id, setup: setup() });
  refused(answer, "key_reused");
  const { now, ...rest } = before;
  const { now: later, ...still } = await world.open.show();
  assert.deepEqual(still, rest);
  assert.ok(later >= now);
});
