// What waits for a person.

import { by, nothing, row } from "../support/facts.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("HomeShow", "own",                                            "401 200 200 200 200 200 200 200 200 200 200", nothing),
];

export const reads = {
  HomeShow: by(["admin", "coordinator", "clinic", "head", "agency", "innovator", "leadership", "judge"], "HomeShow"),
};
