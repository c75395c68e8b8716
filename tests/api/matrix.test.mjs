// The authorisation matrix: every route of the contract, asked by everybody, over HTTP. Its rows stand in tests/api/nouns; a route
// without a row fails. Requests that are refused share one target, which must be unchanged afterwards.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { MATRIX } from "./nouns.mjs";
import { Client, MAKES_SESSION, handsOut } from "./support/client.mjs";
import { lineCount, nowhere, routes } from "./support/contract.mjs";
import { PERSONAS, browser } from "./support/facts.mjs";
import { repo } from "./support/repo.mjs";
import { operationNames } from "./support/schema.mjs";
import { standard } from "./support/standard.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

/** Everything that is stored, but for who was seen when and who mistyped. */
async function stored() {
  const { db } = world.server;
  const tables = await world.server.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name");
  const names = tables.map((it) => it.name).filter((name) => !["session", "throttle", "innovation", "agency"].includes(name));
  const results = await db.batch(names.map((name) => db.prepare(`SELECT * FROM "${name}"`)));
  const seen = ({ seen_at, ...row }) => row;
  return Object.fromEntries(names.map((name, n) => [name, name === "person" ? results[n].results.map(seen) : results[n].results]));
}

/** Another window of the same browser, so that a cell which signs out ends nothing else. */
const window = (client) => Object.assign(new Client(client.server, { name: client.name, cookie: client.cookie, from: client.from }), { person: client.person, username: client.username, password: client.password });

async function signInAgain(client) {
  if (!client.username) return;
  client.cookie = null;
  await client.do("SessionOpen", {}, { username: client.username, password: client.password, remember: false });
}

test("the tests read the contract whole", () => {
  assert.equal(routes.size, lineCount);
  assert.deepEqual(operationNames().sort(), [...routes.keys()].sort(), "docs/openapi.json names the same routes");
});

test("every route has a row and every row has a route", () => {
  const rows = new Set(MATRIX.map((it) => it.route));
  assert.deepEqual([...rows].filter((name) => !routes.has(name)), [], "rows without a route");
  assert.deepEqual([...routes.keys()].filter((name) => !rows.has(name)), [], "routes without a row");
});

/** The role of each persona. */
const role = {
  administrator: "administrator",
  coordinator: "coordinator",
  clinic: "clinic",
  "agency head": "agency_head",
  "agency coordinator": "agency_coordinator",
  innovator: "innovator",
  leadership: "leadership",
  "judge with the entry": "judge",
  "judge of the edition without the entry": "judge",
  "judge of another edition": "judge",
};

test("the first gate in the contract agrees with the matrix", () => {
  for (const { route, relation, expected } of MATRIX) {
    const { access, roles } = routes.get(route);
    assert.equal(expected.anonymous === 401, access !== "Public", `${route} (${relation}) anonymous`);
    if (!roles) continue;
    for (const persona of PERSONAS.slice(1))
      if (!roles.includes(role[persona])) assert.equal(expected[persona], 403, `${route} (${relation}) ${persona}`);
  }
});


test("an identifier that nobody has is 404 for the entitled and nothing new for the others", async () => {
  const tried = new Set();
  for (const { route, relation, expected, ask } of MATRIX) {
    const { parameters, method, roles } = routes.get(route);
    if (!parameters.length || parameters.includes("slug") || tried.has(route) || !Object.values(expected).includes(200)) continue;
    tried.add(route);
    const [asked, body] = method === "GET" ? [{}, undefined] : await ask(world, "coordinator");
    const nobody = nowhere(parameters);
    // The body is one of this part, whoever's it is.
    if (asked.part) nobody.part = asked.part;
    for (const persona of ["anonymous", "administrator", "coordinator", "clinic", "innovator", "judge with the entry"]) {
      const answer = await browser(world, persona).call(route, nobody, body);
      // What the relation to a record forbids is forbidden only where there is a record.
      const wanted = persona === "anonymous" ? 401 : roles && !roles.includes(role[persona]) ? 403 : 404;
      assert.equal(answer.status, wanted, `${route} (${relation}) ${persona}: ${answer.text.slice(0, 200)}`);
    }
  }
});

/** Routes whose answer handed out a session. */
const sessions = new Set();
/** Keys of the answers: route, persona, and every path that stood in an answer to that persona. */
const keys = new Map();
function collect(value, path, found) {
  if (Array.isArray(value)) for (const it of value) collect(it, `${path}[]`, found);
  else if (value !== null && typeof value === "object")
    for (const [name, it] of Object.entries(value)) {
      found.add(`${path}.${name}`);
      collect(it, `${path}.${name}`, found);
    }
}
function note(route, persona, answer) {
  if (handsOut(answer)) sessions.add(route);
  if (answer.status !== 200 || answer.body === undefined) return;
  if (!keys.has(route)) keys.set(route, new Map());
  const of = keys.get(route);
  if (!of.has(persona)) of.set(persona, new Set());
  collect(answer.body, "", of.get(persona));
}

for (const { route, relation, expected, ask, ends } of MATRIX) {
  test(`${route}, ${relation}`, async () => {
    const cell = async (persona, [parameters, body]) => {
      const me = browser(world, persona);
      const answer = await (ends ? window(me) : me).call(route, parameters, body);
      assert.equal(answer.status, expected[persona], `${persona}: ${answer.status} instead of ${expected[persona]}: ${answer.text.slice(0, 300)}`);
      note(route, persona, answer);
    };
    const refused = PERSONAS.filter((it) => expected[it] >= 400);
    const allowed = PERSONAS.filter((it) => expected[it] < 400);
    if (refused.length > 0) {
      const shared = ask.length < 2 ? await ask(world) : null;
      const requests = [];
      for (const persona of refused) requests.push([persona, shared ?? (await ask(world, persona))]);
      const before = await stored();
      for (const [persona, request] of requests) await cell(persona, request);
      assert.deepEqual(await stored(), before, "a refusal leaves everything as it was");
    }
    for (const persona of allowed) {
      await cell(persona, await ask(world, persona));
      if (ends) await signInAgain(browser(world, persona));
    }
  });
}

test("a session is made by the routes on the list, by each of them and by no other (A11)", () => {
  assert.deepEqual([...sessions].sort(), MAKES_SESSION);
  for (const name of MAKES_SESSION) assert.equal(routes.get(name).effect, "Session", `${name} says in the contract that it concerns the session`);
});

test("each role gets the keys that are written down for it, and no key more (C04)", () => {
  // By route: the keys that everybody gets who gets an answer, then what some get besides.
  const seen = {};
  for (const [route, of] of [...keys].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const all = [...of.values()];
    const shared = [...all[0]].filter((key) => all.every((it) => it.has(key))).sort();
    seen[route] = { everybody: shared };
    for (const [persona, own] of [...of].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const more = [...own].filter((key) => !shared.includes(key)).sort();
      if (more.length > 0) seen[route][persona] = more;
    }
  }
  const file = repo("tests/api/keys.json");
  if (process.env.UPDATE_KEYS) writeFileSync(file, `${JSON.stringify(seen, null, 1)}\n`);
  const written = JSON.parse(readFileSync(file, "utf8"));
  for (const route of Object.keys(seen)) assert.deepEqual(seen[route], written[route], `${route}: look at who gets which key, then UPDATE_KEYS=1`);
  assert.deepEqual(Object.keys(seen), Object.keys(written));
});
