// A judge's sheet.

import { LOST, NONE, over, row } from "../support/facts.mjs";
import { REASON, entrants, lock, others, own, save } from "../support/requests.mjs";
import { makeEdition, moveClosing, score, sheet } from "../support/world.mjs";

const FULL = sheet([80, 70, 60, 50, 40]);
/** A judge's sheet in an open edition, as it stands after `act`. */
const sheetOf = (act, body) => async (world) => {
  const { server } = world;
  const edition = await makeEdition(world.coordinator, { entries: await entrants(world), judges: world.judges, open: true });
  const assignment = edition.of(world.judge1, edition.entries[0]);
  if (act === "saved") await score(world.judge1, assignment, [80, 70, 60, 50, 40], { lock: false });
  if (act === "locked") await score(world.judge1, assignment, [80, 70, 60, 50, 40]);
  const stored = () => server.rows("SELECT * FROM sheet_event WHERE assignment_id = ?1", assignment);
  return { by: world.judge1, parameters: { assignment }, body, pass: () => over(server, (at) => moveClosing(server, edition, at)), code: "judging_closed", stored };
};

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("SheetPut", "own",                                            "401 403 403 403 403 403 403 403 200 404 404", own(null, (version) => ({ version, sheet: sheet([1, 2, 3, 4, 5]) }))),
  row("SheetPut", "another judge's",                                "401 403 403 403 403 403 403 403 404 404 404", others((version) => ({ version, sheet: sheet([1, 2, 3, 4, 5]) }))),
  row("SheetLockSet", "own",                                        "401 403 403 403 403 403 403 403 200 404 404", own(save, (version) => ({ version }))),
  row("SheetLockSet", "another judge's",                            "401 403 403 403 403 403 403 403 404 404 404", others((version) => ({ version }))),
  row("SheetReopenSet", "own",                                      "401 403 403 403 403 403 403 403 200 404 404", own(lock, (version) => ({ version, reason: REASON }))),
  row("SheetReopenSet", "another judge's",                          "401 403 403 403 403 403 403 403 404 404 404", others((version) => ({ version, reason: REASON }))),
  row("ConflictSet", "own",                                         "401 403 403 403 403 403 403 403 200 404 404", own(null, () => ({ reason: REASON }))),
  row("ConflictSet", "another judge's",                             "401 403 403 403 403 403 403 403 404 404 404", others(() => ({ reason: REASON }))),
];

export const deadlines = {
  SheetPut: sheetOf("none", { version: 0, sheet: FULL }),
  SheetLockSet: sheetOf("saved", { version: 1 }),
  SheetReopenSet: sheetOf("locked", { version: 2, reason: REASON }),
  // Stepping back is possible until the coordinator closes, which is a step and no clock.
  ConflictSet: NONE,
};

export const races = {
  ConflictSet: "assignment_ended",
};

export const guards = {
  "SheetPut: INSERT sheet": LOST,
  "SheetPut: holds count(*), 1 FROM assignment a JOIN entry n ON n.id = a.entry_id WHERE a.id = ?2 AND a.stat": ["judging", "so is the assignment: taken away after the sheet was read, nothing is written to it"],
  "SheetPut: holds count(*), 1 FROM idempotency t JOIN assignment a JOIN edition e ON e.id = a.edition_id WHE": ["judging", "the deadline is in the statement that writes: passed after the sheet was read, it refuses all the same (D10)"],
  "SheetLockSet: UPDATE sheet": LOST,
  "SheetLockSet: holds count(*), 1 FROM assignment a JOIN entry n ON n.id = a.entry_id WHERE a.id = ?2 AND a.stat": ["between", "locking: the assignment is taken away"],
  "SheetLockSet: holds count(*), 1 FROM idempotency t JOIN assignment a JOIN edition e ON e.id = a.edition_id WHE": ["between", "locking: the deadline passes"],
  "SheetReopenSet: UPDATE sheet": LOST,
  "SheetReopenSet: holds count(*), 1 FROM assignment a JOIN entry n ON n.id = a.entry_id WHERE a.id = ?2 AND a.stat": ["between", "reopening: the assignment is taken away"],
  "SheetReopenSet: holds count(*), 1 FROM idempotency t JOIN assignment a JOIN edition e ON e.id = a.edition_id WHE": ["between", "reopening: the deadline passes"],
  "ConflictSet: UPDATE assignment": LOST,
};
