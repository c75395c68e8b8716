// Conflicts of interest that were found, and who decides them. What is not theirs to decide does not exist for them.

import { LOST, NONE, by, row } from "../support/facts.mjs";
import { REASON, ofEdition, opened, small, step } from "../support/requests.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("EditionWatch", "while judged",                               "401 403 200 403 403 403 403 403 403 403 403", (world) => [{ edition: world.open.id }]),
  row("ConflictDecide", "no conflict waits",                        "401 403 409 403 403 403 403 403 403 403 403", async (world) => [{ assignment: world.open.of(world.judge1, world.open.entries[0]) }, await step(world.open, { keep: true, reason: REASON })]),
  row("ConflictDecide", "a conflict that was found",                "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    const assignment = edition.of(world.judge1, edition.entries[0]);
    await world.server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment);
    return [{ assignment }, await step(edition, { keep: true, reason: REASON })];
  }),
];

export const deadlines = {
  ConflictDecide: NONE,
};

export const reads = {
  EditionWatch: by(["coordinator"], "EditionWatch", ofEdition),
};

export const guards = {
  "ConflictDecide: INSERT conflict_decision": LOST,
  "ConflictDecide: UPDATE assignment": LOST,
  "ConflictDecide: UPDATE edition": LOST,
  "ConflictDecide: holds count(*), 1 FROM edition WHERE id = ?2 AND marks_read_at IS NULL": ["between", "deciding a conflict: the marks are read"],
};

export const meets = {
  "ConflictDecide: UPDATE assignment": async (world) => {
    const it = await small(world, true);
    const assignment = it.of(world.judge1, it.entries[0]);
    await world.server.run("INSERT INTO conflict (assignment_id, class, at) VALUES (?1, 'team', 1)", assignment);
    return [world.coordinator, { assignment }, await step(it, { keep: false, reason: REASON })];
  },
};
