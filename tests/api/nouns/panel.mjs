// Who judges what.

import { LOST, MOOT, NONE, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { REASON, opened, small, step } from "../support/requests.mjs";
import { innovations, makeEdition } from "../support/world.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("SeatCreate", "of a draft",                                   "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await makeEdition(world.coordinator);
    return [{ edition: edition.id }, await step(edition, { person: world.judge1.person })];
  }),
  row("SeatRemove", "while judged",                                 "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    return [{ edition: edition.id, person: world.judge3.person }, await step(edition, { reason: REASON })];
  }),
  row("AssignmentSet", "of a draft",                                "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await makeEdition(world.coordinator, { entries: (await innovations(world.coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 1) });
    await edition.seat(world.judge1);
    return [{ edition: edition.id }, await step(edition, { reason: null, changes: [{ id: uuid(), entry: edition.entries[0], judge: world.judge1.person, on: true }] })];
  }),
];

export const deadlines = {
  SeatCreate: NONE,
  SeatRemove: NONE,
  AssignmentSet: NONE,
};

export const guards = {
  "SeatCreate: INSERT grant_": LOST,
  "SeatCreate: UPDATE edition": LOST,
  "SeatCreate: holds (WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency UNION SELECT u.code, a.pa": MOOT,
  "SeatCreate: holds (SELECT count(*) FROM grant_ o JOIN grant_ j ON j.person_id = o.person_id AND j.role = 'ju": ["doors", "two doors in the same moment: a person who is seated while accepting coordinator gets one of the two"],
  "SeatRemove: UPDATE edition": LOST,
  "SeatRemove: UPDATE grant_": LOST,
  "SeatRemove: holds count(*), 1 FROM edition WHERE id = ?2 AND marks_read_at IS NULL": ["between", "taking a judge off the panel: the marks are read"],
  "AssignmentSet: UPDATE assignment": LOST,
  "AssignmentSet: UPDATE edition": LOST,
  "AssignmentSet: holds (WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency UNION SELECT u.code, a.pa": ["doors", "an agency that comes between looking and assigning is noticed"],
};

export const meets = {
  "AssignmentSet: UPDATE assignment": async (world) => {
    const it = await small(world, true);
    const changes = [{ id: uuid(), entry: it.entries[0], judge: world.judge1.person, on: false }];
    return [world.coordinator, { edition: it.id }, await step(it, { changes, reason: "Berhalangan karena tugas luar." })];
  },
};
