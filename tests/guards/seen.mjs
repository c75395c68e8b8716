// Every guard that a write is seen to have stands among those that a test is known to notice (`guards` in tests/api/nouns).

import { appendFileSync } from "node:fs";

const seen = new Set();

/** Notes the guards of a request to a route, as the harness names them. */
export function noteGuards(route, guards = []) {
  for (const guard of guards) {
    const name = `${route}: ${guard}`;
    if (seen.has(name)) continue;
    seen.add(name);
    // For whoever makes the lists anew.
    if (process.env.KLISIDA_GUARDS_SEEN) appendFileSync(process.env.KLISIDA_GUARDS_SEEN, `${name}\t${process.argv[1]}\n`);
  }
}

/** Throws when a guard has no row. */
export async function checkGuards() {
  // Not before: the files of the nouns know the client that notes guards here.
  const { GUARDS } = await import("../api/nouns.mjs");
  const unknown = [...seen].filter((name) => !(name in GUARDS));
  if (unknown.length > 0 && !process.env.KLISIDA_GUARDS_SEEN)
    throw new Error(`tests/api/nouns: \`guards\` has no row for these; name the test that notices when each is left out:\n  ${unknown.join("\n  ")}`);
}
