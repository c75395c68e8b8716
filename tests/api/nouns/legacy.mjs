// Innovations from before 2 August 2024, registered by one form.

import { legacy } from "../support/clinic.mjs";
import { LOST, NONE, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { outside } from "../support/requests.mjs";

/** An innovation that was registered so, and what corrects it. */
const registered = async (world) => {
  const innovation = uuid();
  await world.innovator.do("LegacyAdd", {}, { id: innovation, agency: null, ...legacy() });
  return [{ innovation }, legacy({ version: 1, texts: 3 })];
};
// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("LegacyAdd", "of the own agency, in the catalogue",           "401 403 403 403 403 200 200 403 403 403 403", async (world) => [{}, { id: (await outside(world))[0].innovation, agency: null, ...legacy() }]),
  row("LegacyAdd", "new",                                           "401 403 403 403 403 200 200 403 403 403 403", () => [{}, { id: uuid(), agency: null, ...legacy() }]),
  row("LegacyPut", "registered by the own agency",                  "401 403 403 403 403 200 200 403 403 403 403", registered),
];

export const deadlines = {
  LegacyAdd: NONE,
  LegacyPut: NONE,
};

export const races = {
  LegacyAdd: ["already_in_clinic", "innovation_exists"],
};

export const guards = {
  "LegacyAdd: holds (SELECT count(*) < ?3 FROM record WHERE created_by = ?2 AND revision = 0 AND deleted_at IS": ["record", "a person keeps at most 200 innovations that were never handed in"],
  "LegacyAdd: INSERT record": LOST,
  "LegacyPut: holds ifnull(sum(version), 0), ?3 FROM record_part WHERE innovation_id = ?2 AND part IN ('identi": ["record", "is corrected with the versions seen, asked for and published without validation, from two texts"],
  "LegacyPut: UPDATE record": LOST,
};
