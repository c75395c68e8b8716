// Accounts and their roles.

import { LOST, MOOT, NONE, browser, by, call, nothing, row } from "../support/facts.mjs";
import { REASON, small, spare, versionOf } from "../support/requests.mjs";
import { from } from "../support/world.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("PersonList", "all",                                          "401 200 200 403 403 403 403 403 403 403 403", nothing),
  row("PersonGrants", "another person",                             "401 200 403 403 403 403 403 403 403 403 403", async (world) => {
    const { person } = await spare(world);
    return [{ person }, { version: await versionOf(world, person), grants: [{ role: "leadership", edition: null }] }];
  }),
  row("PersonGrants", "oneself, one more role",                     "401 409 403 403 403 403 403 403 403 403 403", async (world, persona) => {
    const person = browser(world, persona).person ?? world.judge2.person;
    return [{ person }, { version: await versionOf(world, person), grants: [{ role: "administrator", edition: null }, { role: "coordinator", edition: null }] }];
  }),
  row("PersonDisabled", "another person",                           "401 200 403 403 403 403 403 403 403 403 403", async (world) => {
    const { person } = await spare(world);
    return [{ person }, { version: await versionOf(world, person), disabled: true, reason: REASON }];
  }),
  row("PersonHome", "another person",                               "401 200 403 403 403 403 403 403 403 403 403", async (world) => {
    const { person } = await spare(world);
    return [{ person }, { version: await versionOf(world, person), home: from("DLH"), reason: REASON }];
  }),
  row("PersonHome", "oneself",                                      "401 409 403 403 403 403 403 403 403 403 403", async (world, persona) => {
    const person = browser(world, persona).person ?? world.judge2.person;
    return [{ person }, { version: await versionOf(world, person), home: from("DLH"), reason: REASON }];
  }),
];

export const deadlines = {
  PersonGrants: NONE,
  PersonDisabled: NONE,
  PersonHome: NONE,
};

export const reads = {
  PersonList: [...by(["admin", "coordinator"], "PersonList"), ["PersonList, one", (world) => world.admin.call("PersonList", {}, undefined, { query: `?orang=${world.innovator.person}` })], ["PersonList, a role", call("admin", "PersonList", undefined, "?peran=administrator")]],
};

export const lists = (world) => [["admin", "PersonList", {}, world.people]];

export const guards = {
  "PersonGrants: UPDATE edition": LOST,
  "PersonGrants: UPDATE person": LOST,
  "PersonGrants: holds EXISTS (SELECT 1 FROM grant_ g JOIN person p ON p.id = g.person_id AND p.disabled = 0 WHER": ["between", "two administrators who take each other's role at the same moment: one stays"],
  "PersonGrants: holds (SELECT count(*) FROM grant_ o JOIN grant_ j ON j.person_id = o.person_id AND j.role = 'ju": MOOT,
  "PersonGrants: holds (WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency UNION SELECT u.code, a.pa": ["between", "a role at an agency by the administrator: an entry of it is assigned"],
  "PersonDisabled: UPDATE person": LOST,
  "PersonDisabled: holds EXISTS (SELECT 1 FROM grant_ g JOIN person p ON p.id = g.person_id AND p.disabled = 0 WHER": ["person", "two administrators who switch each other off at the same moment: one stays"],
  "PersonHome: UPDATE person": LOST,
  "PersonHome: holds (WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency UNION SELECT u.code, a.pa": ["between", "another home: an entry of it is assigned"],
};

export const meets = {
  "PersonGrants: UPDATE edition": async (world) => {
    const { person } = await spare(world);
    return [world.admin, { person }, { version: await versionOf(world, person), grants: [{ role: "judge", edition: (await small(world, false)).id }] }];
  },
};

export const kept = { what: "accounts and roles", tables: ["person", "grant_"], why: "who decided what; a person who left is switched off, the name stays with the decisions" };
