// What a judge reads.

import { by, nothing, row } from "../support/facts.mjs";
import { others, own } from "../support/requests.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("JudgeDeskShow", "own",                                       "401 403 403 403 403 403 403 403 200 200 200", nothing),
  row("JudgePackShow", "own",                                       "401 403 403 403 403 403 403 403 200 200 200", nothing),
  row("SheetShow", "own",                                           "401 403 403 403 403 403 403 403 200 404 404", own(null, () => undefined)),
  row("SheetShow", "another judge's",                               "401 403 403 403 403 403 403 403 404 404 404", others(() => undefined)),
];

export const reads = {
  JudgeDeskShow: by(["judge"], "JudgeDeskShow"),
  JudgePackShow: by(["judge"], "JudgePackShow"),
  SheetShow: by(["judge"], "SheetShow", (world) => ({ assignment: world.assignment })),
};

export const parameters = {
  assignment: (world) => world.open.of(world.judge1, world.open.entries[0]),
};

export const kept = { what: "judging", tables: ["edition", "edition_phase", "sheet", "sheet_event", "late_sheet"], why: "the result follows from it (Article 5)" };
