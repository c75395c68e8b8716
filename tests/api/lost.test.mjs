// A change that did not happen is never acknowledged: the statement that a guard looks at is made to do nothing (a trigger, in this
// database alone), and nothing at all is written, whatever the endpoint. Which guards there are stands in tests/api/nouns.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { GUARDS, MATRIX, MEETS } from "./nouns.mjs";
import { routes } from "./support/contract.mjs";
import { browser } from "./support/facts.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";

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
    for (const ask of MEETS[guard] ? [() => MEETS[guard](world)] : asked) {
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
