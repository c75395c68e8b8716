// Roles that came by somebody who was switched off or lost a role.

import { LOST, NONE, nothing, row } from "../support/facts.mjs";
import { spare } from "../support/requests.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("UnsureGrantList", "all",                                     "401 200 403 403 403 403 403 403 403 403 403", nothing),
  row("GrantConfirm", "in doubt",                                   "401 200 403 403 403 403 403 403 403 403 403", async (world) => {
    const { person } = await spare(world);
    const { id } = await world.server.row("SELECT id FROM grant_ WHERE person_id = ?1", person);
    await world.server.run("UPDATE grant_ SET unsure_since = 1 WHERE id = ?1", id);
    return [{}, { grants: [id] }];
  }),
  row("GrantConfirm", "not in doubt",                               "401 404 403 403 403 403 403 403 403 403 403", async (world) => {
    const { id } = await world.server.row("SELECT id FROM grant_ WHERE person_id = ?1", world.clinic.person);
    return [{}, { grants: [id] }];
  }),
];

export const deadlines = {
  GrantConfirm: NONE,
};

export const races = {
  GrantConfirm: "not_found",
};

export const reads = {
  UnsureGrantList: "roles in doubt, seldom any: doors.test.mjs",
};

export const guards = {
  "GrantConfirm: UPDATE grant_": LOST,
};
