// What the files of tests/api/nouns are written with: who asks, what is answered, and the words for the tables beside it.

import { Client } from "./client.mjs";

/** Who asks, in the order of the columns of `access`. */
export const PERSONAS = [
  "anonymous",
  "administrator",
  "coordinator",
  "clinic",
  "agency head",
  "agency coordinator",
  "innovator",
  "leadership",
  "judge with the entry",
  "judge of the edition without the entry",
  "judge of another edition",
];

/** The browser of a persona. */
export function browser(world, persona) {
  const { admin, coordinator, clinic, head, agency, innovator, leadership, judge1, idle, foreign } = world;
  const all = [new Client(world.server, { name: "anonymous" }), admin, coordinator, clinic, head, agency, innovator, leadership, judge1, idle, foreign];
  return all[PERSONAS.indexOf(persona)];
}

/**
 * A row of the authorisation matrix. `relation` says what the request is about, seen from the one who is entitled; `statuses` what the
 * server answers to each persona. `ask` makes the request: `[path parameters, body]`; it is called afresh for every cell that may
 * succeed, so that each has something of its own to change. `ends` marks a request that changes who is signed in.
 */
export const row = (route, relation, statuses, ask, options = {}) => {
  const expected = statuses.trim().split(/\s+/).map(Number);
  if (expected.length !== PERSONAS.length) throw new Error(`${route}: ${expected.length} cells`);
  return { route, relation, expected: Object.fromEntries(PERSONAS.map((it, n) => [it, expected[n]])), ask, ...options };
};

/** A request without path parameters and without a body. */
export const nothing = () => [{}, undefined];

/** In `deadlines`: the write may happen at any time. */
export const NONE = "no deadline";

/** Waits until an instant is over. */
export const until = async (server, at) => {
  while (Date.now() <= at) await server.row("SELECT 1");
};

/** Moves a deadline to an instant that is over when this returns, and was not when it was called. */
export async function over(server, move) {
  const at = Date.now() + 1;
  await move(at);
  await until(server, at);
}

/** In `reads`: what somebody asks for, in a database of some size. */
export const call = (who, name, parameters = () => ({}), query = "") => (world) => world[who].call(name, parameters(world), undefined, { query });
/** In `reads`: the same asked by several people. */
export const by = (people, name, ...more) => people.map((who) => [`${name} by ${who}`, call(who, name, ...more)]);

/** In `guards`: what is lost when a statement did nothing; tests/api/lost.test.mjs has a test of the guard's own name. */
export const LOST = ["lost"];

/** In `guards`: asked because every door asks it; no request can fail here: a person who is only now made holds nothing that could
 * clash, and whoever sets all roles of a person at once takes away what came between. */
export const MOOT = ["none"];

/** In `guards`: left out, nothing changes: the statement that takes the link asks the same in its own WHERE, and must happen (its row is
 * LOST). */
export const TWICE = ["none"];
