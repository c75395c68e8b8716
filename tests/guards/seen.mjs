// Every guard that a write is seen to have stands in the list of those that a test is known to notice.

import { appendFileSync } from "node:fs";
import { GUARDS } from "./list.mjs";

const seen = new Set();

/** Notes the guards of a request to a route, as the harness names them. */
export function noteGuards(route, guards = []) {
  for (const guard of guards) {
    const name = `${route}: ${guard}`;
    if (seen.has(name)) continue;
    seen.add(name);
    // For whoever makes the list anew.
    if (process.env.KLISIDA_GUARDS_SEEN) appendFileSync(process.env.KLISIDA_GUARDS_SEEN, `${name}\t${process.argv[1]}\n`);
  }
}

/** Throws when a guard has no row. */
export function checkGuards() {
  const unknown = [...seen].filter((name) => !(name in GUARDS));
  if (unknown.length > 0 && !process.env.KLISIDA_GUARDS_SEEN)
    throw new Error(`tests/guards/list.mjs has no row for these; name the test that notices when each is left out:\n  ${unknown.join("\n  ")}`);
}
