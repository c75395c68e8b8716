// Playwright's `test`, with one thing more: after each journey every rule over the stored data holds.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test as base } from "@playwright/test";
import { checkInvariants } from "../../support/invariants.mjs";

export { expect } from "@playwright/test";

/** The file of the local D1, the one that has our tables. */
function database() {
  const folder = process.env.KLISIDA_STATE;
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(".sqlite") || !/\bd1\b/.test(name)) continue;
    const db = new DatabaseSync(join(folder, name), { readOnly: true });
    if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'edition'").get()) return db;
    db.close();
  }
  throw new Error(`no database under ${folder}`);
}

export const test = base.extend({
  invariants: [
    async ({}, use) => {
      await use();
      const db = database();
      try {
        await checkInvariants((text) => db.prepare(text).all());
      } finally {
        db.close();
      }
    },
    { auto: true },
  ],
});
