// What the operator asks.

import { by, nothing, row } from "../support/facts.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("HealthShow", "any",                                          "200 200 200 200 200 200 200 200 200 200 200", nothing),
  row("InvariantList", "all",                                       "401 200 403 403 403 403 403 403 403 403 403", nothing),
];

export const reads = {
  HealthShow: by(["guest"], "HealthShow"),
  InvariantList: "looks at everything, on purpose; administrators and the night",
};

export const kept = { what: "what happened", tables: ["event"], why: "every decision with who, when and why; never a mark, a password or a secret" };
