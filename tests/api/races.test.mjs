// The same write twice at the same moment: both have read before the first one writes. One of them happens, the other is told why,
// whatever the endpoint; where both may happen the row says so. What guards each write inside its batch is held by this. (G9)

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MATRIX, RACES } from "./nouns.mjs";
import { race } from "./support/client.mjs";
import { routes } from "./support/contract.mjs";
import { browser } from "./support/facts.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

const PERSONA = ["coordinator", "administrator", "judge with the entry", "agency coordinator", "innovator", "agency head"];

const keyed = [...routes.values()].filter((it) => it.effect === "Keyed");

test("only writes of the contract say what the second is told", () => {
  assert.deepEqual(Object.keys(RACES).filter((name) => !keyed.some((it) => it.name === name)), []);
});

for (const { name } of keyed) {
  for (const row of MATRIX.filter(({ route, expected }) => route === name && PERSONA.some((it) => expected[it] === 200))) {
    const called = `${name}: ${row.relation}`;
    test(called, async () => {
      const persona = PERSONA.find((it) => row.expected[it] === 200);
      const who = browser(world, persona);
      const [parameters, body] = await row.ask(world, persona);
      const answers = await race(2, (n, options) => who.call(name, parameters, body, { ...options, key: uuid() }));
      const told = answers.map((it) => (it.status === 200 ? "done" : it.body.code)).sort();
      const second = RACES[name] === undefined ? "stale_version" : (RACES[name] ?? "done");
      const right = [second].flat().map((it) => [it, "done"].sort().join());
      assert.ok(right.includes(told.join()), `${told.join()} instead of ${right.join(" or ")}`);
    });
  }
}
