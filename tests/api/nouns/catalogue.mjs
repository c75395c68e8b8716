// Agencies and the innovations of the catalogue.

import { by, call, nothing, row } from "../support/facts.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("AgencyList", "all",                                          "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("InnovationList", "all",                                      "401 200 200 200 200 200 200 200 200 200 200", nothing),
];

export const reads = {
  AgencyList: by(["innovator"], "AgencyList"),
  InnovationList: [...by(["innovator"], "InnovationList"), ["InnovationList, a kind", call("innovator", "InnovationList", undefined, "?jenis=metode")]],
};

export const kept = { what: "innovations", tables: ["innovation", "innovation_alias", "import_batch", "agency"], why: "public facts, and the record of imports" };
