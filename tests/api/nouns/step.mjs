// Steps of a record.

import { LOST, NONE, row } from "../support/facts.mjs";
import { REASON, about, another, recordAt } from "../support/requests.mjs";

const taking = (name, more = {}) => (version) => ({ version, step: { step: name, ...more }, reason: REASON });

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("StepSet", "hand in, of the own agency",                      "401 403 403 403 403 200 200 403 403 403 403", about(recordAt("drum_up", "ready"), taking("hand_in"))),
  row("StepSet", "release, of the own agency",                      "401 403 403 403 409 200 403 403 403 403 403", about(recordAt("diagnose", "agency_coordinator"), taking("release"))),
  row("StepSet", "lead back, of the own agency",                    "401 403 200 200 403 403 403 403 403 403 403", about(recordAt("diagnose", "clinic"), taking("go_back", { with: "drum_up" }))),
  row("StepSet", "resume, of another agency, not put aside",      "401 403 409 409 404 404 404 403 403 403 403", about(another, taking("resume"))),
];

export const deadlines = {
  StepSet: NONE,
};

export const guards = {
  "StepSet: UPDATE record": LOST,
  "StepSet: holds count(*), 0 FROM review WHERE innovation_id = ?2 AND announced_at IS NULL AND void_at IS N": ["between", "a step of the clinic: a review is held"],
  "StepSet: holds ifnull(sum(version), 0), ?3 FROM record_part WHERE innovation_id = ?2": ["between", "handing in: a part is written"],
};
