// Invitations and recovery links: who uses them.

import { LOST, MOOT, TWICE, by, over, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { REASON, invitation, small, spare } from "../support/requests.mjs";
import { OUTSIDE, makeEdition, password } from "../support/world.mjs";

const account = () => ({ name: "Orang Contoh", username: `contoh-${uuid().slice(0, 8)}`, password: password() });
/** A link that ends while it is used: `make` makes it, `by` uses it, `more` is what is sent besides its secret. */
const ending = (make, { by = (world) => world.guest.fresh(), more = () => ({}) } = {}) => async (world) => {
  const { server } = world;
  const { id, token } = await make(world);
  const stored = () => server.rows("SELECT used_at, used_by FROM invitation WHERE id = ?1", id);
  const pass = () => over(server, (at) => server.run("UPDATE invitation SET expires_at = ?1 WHERE id = ?2", at, id));
  return { by: by(world), parameters: {}, body: { token, ...more() }, pass, code: "invitation_invalid", stored };
};
const waiting = (world) => invitation(world.coordinator);
const seat = async (world) => invitation(world.coordinator, "judge", (await small(world, false)).id);

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("LinkLook", "a waiting invitation",                           "200 200 200 200 200 200 200 200 200 200 200", async (world) => [{}, { token: (await invitation(world.coordinator)).token }]),
  row("LinkLook", "no such link",                                   "410 410 410 410 410 410 410 410 410 410 410", () => [{}, { token: "A".repeat(43) }]),
  row("LinkRedeem", "a waiting invitation",                         "200 200 200 200 200 200 200 200 200 200 200", async (world) => [{}, { token: (await invitation(world.coordinator)).token, name: "Orang Baru", username: `baru.${uuid()}`, password: password() }], { ends: true }),
  // The coordinator made it: nobody raises the own role (C12).
  row("LinkAccept", "a waiting invitation",                         "401 409 409 200 200 200 200 200 200 200 200", async (world) => {
    const edition = await makeEdition(world.coordinator);
    return [{}, { token: (await world.coordinator.do("InvitationCreate", {}, { id: uuid(), role: "judge", home: OUTSIDE, edition: edition.id, note: "" })).token }];
  }, { ends: true }),
  row("LinkRecover", "a waiting recovery link",                     "200 200 200 200 200 200 200 200 200 200 200", async (world) => {
    const { token } = await world.admin.do("RecoveryCreate", { person: (await spare(world)).person }, { id: uuid(), reason: REASON });
    return [{}, { token, password: password() }];
  }, { ends: true }),
];

export const deadlines = {
  LinkLook: ending(waiting),
  LinkRedeem: ending(waiting, { more: () => ({ name: "Orang Lambat", username: `lambat-${uuid().slice(0, 8)}`, password: password() }) }),
  LinkAccept: ending(waiting, { by: (world) => world.leadership }),
  LinkRecover: ending(async (world) => world.admin.do("RecoveryCreate", { person: (await spare(world)).person }, { id: uuid(), reason: REASON }), { more: () => ({ password: password() }) }),
};

export const guards = {
  "LinkRedeem: INSERT grant_": LOST,
  "LinkRedeem: INSERT session": LOST,
  "LinkRedeem: UPDATE edition": LOST,
  "LinkRedeem: UPDATE invitation": LOST,
  "LinkRedeem: holds (SELECT count(*) FROM grant_ WHERE role = 'administrator' AND removed_at IS NULL), 0": ["between", "two first administrators at the same moment: one is"],
  "LinkRedeem: holds (SELECT count(*) FROM invitation WHERE id = ?2 AND used_at IS NULL AND revoked_at IS NULL ": TWICE,
  "LinkRedeem: holds (SELECT count(*) FROM grant_ o JOIN grant_ j ON j.person_id = o.person_id AND j.role = 'ju": MOOT,
  "LinkRedeem: holds (WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency UNION SELECT u.code, a.pa": MOOT,
  "LinkAccept: INSERT grant_": LOST,
  "LinkAccept: INSERT session": LOST,
  "LinkAccept: UPDATE edition": LOST,
  "LinkAccept: UPDATE invitation": LOST,
  "LinkAccept: holds (SELECT count(*) FROM grant_ o JOIN grant_ j ON j.person_id = o.person_id AND j.role = 'ju": ["doors", "two doors in the same moment: a person who is seated while accepting coordinator gets one of the two"],
  "LinkAccept: holds (WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency UNION SELECT u.code, a.pa": ["between", "a role at an agency: an entry of it is assigned"],
  "LinkRecover: INSERT session": LOST,
  "LinkRecover: UPDATE invitation": LOST,
  "LinkRecover: UPDATE person": LOST,
  "LinkRecover: holds count(*), 0 FROM invitation i JOIN grant_ g ON g.person_id = i.person_id AND g.role = 'jud": ["between", "a recovery link is used: its person becomes a judge"],
};

export const meets = {
  "LinkRedeem: UPDATE edition": async (world) => [world.guest.fresh(), {}, { token: (await seat(world)).token, ...account() }],
  ...Object.fromEntries(
    ["INSERT grant_", "INSERT session", "UPDATE edition", "UPDATE invitation"].map((it) => [`LinkAccept: ${it}`, async (world) => [world.leadership, {}, { token: (await seat(world)).token }]]),
  ),
};
