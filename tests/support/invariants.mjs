// The rules over the stored data as the Worker has them (worker/src/db/invariant.rs), for whoever stops a server: after every test
// file and every journey all of them hold.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const source = readFileSync(join(import.meta.dirname, "../../worker/src/db/invariant.rs"), "utf8");

/** Name and statement of each. */
export const INVARIANTS = [...source.matchAll(/\(\s*"([a-z_]+)",\s*"((?:[^"\\]|\\[^])*)",?\s*\)/g)].map(([, name, text]) => [
  name,
  text.replace(/\\\n\s*/g, "").replace(/\\"/g, '"'),
]);

if (INVARIANTS.length < 25 || INVARIANTS.length !== [...source.matchAll(/\(\s*"[a-z_]+",\s*"/g)].length) throw new Error(`worker/src/db/invariant.rs is read wrong: ${INVARIANTS.length} rules`);

/**
 * Throws when a rule does not hold. `rows` runs a statement and gives its rows. Who broke something on purpose names the rules
 * that may be broken; a name that is no rule is a slip of the pen.
 */
export async function checkInvariants(rows, { broken = [] } = {}) {
  for (const name of broken) if (!INVARIANTS.some(([it]) => it === name)) throw new Error(`no invariant is called ${name}`);
  const violated = [];
  for (const [name, text] of INVARIANTS) {
    const [{ n }] = await rows(text);
    if (n > 0 && !broken.includes(name)) violated.push(`${name}: ${n}`);
  }
  if (violated.length > 0) throw new Error(`invariants do not hold: ${violated.join(", ")}`);
}
