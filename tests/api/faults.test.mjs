// Every database call of every write is made to fail once, before and after it took effect: what is stored is
// the state before or the state after, never half; sending the request again gives the one result. (G8)

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MATRIX } from "./nouns.mjs";
import { routes } from "./support/contract.mjs";
import { browser } from "./support/facts.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

const PERSONA = ["coordinator", "administrator", "judge with the entry", "agency coordinator", "innovator"];

async function stored() {
  const { db } = world.server;
  const tables = await world.server.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name");
  const names = tables.map((it) => it.name).filter((name) => !["session", "throttle", "innovation", "person"].includes(name));
  const results = await db.batch(names.map((name) => db.prepare(`SELECT count(*) AS n FROM "${name}"`)));
  return Object.fromEntries(names.map((name, n) => [name, results[n].results[0].n]));
}

for (const { name } of [...routes.values()].filter((it) => it.effect === "Keyed")) {
  test(name, async () => {
    const row = MATRIX.find(({ route, expected }) => route === name && PERSONA.some((it) => expected[it] === 200));
    const persona = PERSONA.find((it) => row.expected[it] === 200);
    const who = browser(world, persona);
    // Each session was seen just now: noting that once in five minutes is a call of its own, after the answer.
    await world.server.run("UPDATE session SET seen_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)");
    const trips = (await who.call(name, ...(await row.ask(world, persona)))).d1.trips;
    assert.ok(trips >= 1 && trips <= 4, `${trips} round trips`);
    for (let at = 1; at <= trips; at += 1) {
      for (const when of ["before", "after"]) {
        const [parameters, body] = await row.ask(world, persona);
        const key = uuid();
        const start = await stored();
        const failed = await who.call(name, parameters, body, { key, headers: { "x-harness-fault": `${when}:${at}` } });
        const between = await stored();
        if (failed.status !== 200) assert.deepEqual([failed.status, failed.body.code], [500, "internal"], `${when} call ${at}: ${failed.text}`);
        const retry = await who.call(name, parameters, body, { key });
        assert.equal(retry.status, 200, `again after ${when} call ${at}: ${retry.text}`);
        const end = await stored();
        const full = Object.keys(end).filter((it) => end[it] !== start[it]);
        const half = Object.keys(between).filter((it) => between[it] !== start[it]);
        // Reading results is recorded each time it is asked; everything else is written once.
        if (name !== "ResultRead") assert.ok(half.length === 0 || JSON.stringify(between) === JSON.stringify(end), `${when} call ${at}: ${half} without ${full}`);
      }
    }
  });
}

test("a request that broke hurts only itself: the next one is answered (G7)", async () => {
  for (let n = 0; n < 5; n += 1) {
    assert.equal((await world.coordinator.call("EditionList", {}, undefined, { headers: { "x-harness-fault": "before:1" } })).status, 500);
    assert.equal((await world.coordinator.call("EditionList")).status, 200);
  }
});
