// The facts about every endpoint, collected from tests/api/nouns: one file a noun, nothing here names one. What a file may export:
//
// access      rows of the authorisation matrix (support/facts.mjs); at least one for each endpoint
// deadlines   for each write: NONE, why there is none, or a request that is late
// races       what the second of two at once is told, where that is not `stale_version`; null where both may happen
// reads       for each GET: requests whose rows read are counted at three sizes, or why they are not
// lists       lists that go on page after page in a database of some size: who asks, what, how many rows
// guards      for each guard of each write: the test that fails when it is left out
// meets       requests that get as far as a guard that no row of `access` meets
// parameters  path parameters of something that is there, for whoever reads everything
// many        rows in a database of `n` innovations (support/large.mjs), as SQL
// kept        tables that are archive, and why: the section Archive of docs/retention.md

import { readdirSync } from "node:fs";
import { routes } from "./support/contract.mjs";
import { repo } from "./support/repo.mjs";

const KINDS = ["access", "deadlines", "races", "reads", "lists", "guards", "meets", "parameters", "many", "kept"];

const files = readdirSync(repo("tests/api/nouns")).filter((it) => it.endsWith(".mjs")).sort();
const nouns = await Promise.all(files.map((file) => import(`./nouns/${file}`)));
for (const [n, noun] of nouns.entries()) for (const kind of Object.keys(noun)) if (!KINDS.includes(kind)) throw new Error(`tests/api/nouns/${files[n]} exports ${kind}, which no test reads`);

/** Tables of all nouns in one; a key stands in one file. */
function table(kind) {
  const all = {};
  for (const [n, noun] of nouns.entries()) {
    for (const [key, value] of Object.entries(noun[kind] ?? {})) {
      if (key in all) throw new Error(`tests/api/nouns/${files[n]}: ${kind} of ${key} stands in another file, too`);
      all[key] = value;
    }
  }
  return all;
}

const order = [...routes.keys()];
const place = (row) => order.indexOf(row.route) + (row.ends ? order.length : 0);
/** The matrix in the order of the contract, rows of one endpoint in theirs. Those that change who is asking come last. */
export const MATRIX = nouns.flatMap((it) => it.access ?? []).sort((a, b) => place(a) - place(b));
export const DEADLINES = table("deadlines");
export const RACES = table("races");
export const READS = table("reads");
export const GUARDS = table("guards");
export const MEETS = table("meets");
const PARAMETERS = table("parameters");

/** Lists of all nouns, in a database of some size. */
export const listsOf = (world) => nouns.flatMap((it) => it.lists?.(world) ?? []);

/** Path parameters of what is there, each by its noun. */
export async function existing(world) {
  const all = {};
  for (const [name, make] of Object.entries(PARAMETERS)) all[name] = await make(world);
  return all;
}

/** The SQL of what nouns add to a database of `n` innovations. */
export const manyOf = (n) => nouns.flatMap((it) => it.many?.(n) ?? []);

/** What is archive, by the files of the nouns. */
export const KEPT = nouns.flatMap((it) => it.kept ?? []);
