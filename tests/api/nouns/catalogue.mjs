// Agencies and the innovations of the catalogue.

import { LOST, NONE, by, call, nothing, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";

/** An innovation of the regency that nobody gave an agency. */
const loose = async (world) => {
  const id = uuid();
  await world.server.run(
    "INSERT INTO innovation (id, slug, import_key, name, agency_name, region, province, carrier, replication, unverified, search_text, sort_name, created_at, import_id) VALUES (?1, ?1, ?1, ?1, 'Kantor Lama', 'Kabupaten Bangka Barat', '', 'pemda', 0, 0, 'lama', 'lama', 1, (SELECT id FROM import_batch LIMIT 1))",
    id,
  );
  return [{ innovation: id }, { was: "Kantor Lama", agency: "DLH", reason: "Kantor lama dilebur ke dinas ini." }];
};

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("AgencyList", "all",                                          "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("InnovationList", "all",                                      "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("InnovationAgencySet", "one without an agency",               "401 403 200 403 403 403 403 403 403 403 403", loose),
];

export const deadlines = { InnovationAgencySet: NONE };

export const guards = { "InnovationAgencySet: UPDATE innovation": LOST };

export const meets = {
  "InnovationAgencySet: UPDATE innovation": async (world) => {
    const [at, body] = await loose(world);
    return [world.coordinator, at, { ...body, was: "Kantor Lain" }];
  },
};

export const reads = {
  AgencyList: by(["innovator"], "AgencyList"),
  InnovationList: [...by(["innovator"], "InnovationList"), ["InnovationList, a kind", call("innovator", "InnovationList", undefined, "?jenis=metode")]],
};

export const kept = { what: "innovations", tables: ["innovation", "innovation_alias", "import_batch", "agency"], why: "public facts, and the record of imports" };
