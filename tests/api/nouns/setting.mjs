// Settings of the clinic and of agencies, and the people of an agency.

import { reach } from "../support/clinic.mjs";
import { LOST, NONE, by, nothing, row } from "../support/facts.mjs";

const settings = (agency) => async (world) => [{ agency }, { version: (await world.clinic.do("AgencySettingShow", { agency })).version, head_releases: false, decree: null }];

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("ClinicSettingShow", "all",                                   "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("ClinicSettingSet", "all",                                    "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{}, { version: (await world.clinic.do("ClinicSettingShow")).version, durations: { days: [] } }]),
  row("AgencyPersonList", "the own agency",                         "401 403 200 200 200 200 200 403 403 403 403", () => [{ agency: "PKM-JEBUS" }]),
  row("AgencyPersonList", "another agency",                         "401 403 200 200 404 404 404 403 403 403 403", () => [{ agency: "DLH" }]),
  row("AgencySettingShow", "the own agency",                        "401 403 200 200 200 200 403 403 403 403 403", () => [{ agency: "PKM-JEBUS" }]),
  row("AgencySettingShow", "another agency",                        "401 403 200 200 404 404 403 403 403 403 403", () => [{ agency: "DLH" }]),
  row("AgencySettingSet", "the own agency",                         "401 403 200 200 200 200 403 403 403 403 403", settings("PKM-JEBUS")),
  row("AgencySettingSet", "another agency",                         "401 403 200 200 404 404 403 403 403 403 403", settings("DLH")),
];

export const deadlines = {
  ClinicSettingSet: NONE,
  AgencySettingSet: NONE,
};

export const reads = {
  ClinicSettingShow: by(["clinic"], "ClinicSettingShow"),
  AgencyPersonList: by(["agency", "clinic"], "AgencyPersonList", () => ({ agency: "OWN" })),
  AgencySettingShow: by(["agency"], "AgencySettingShow", () => ({ agency: "OWN" })),
};

export const lists = () => [["agency", "AgencyPersonList", { agency: "OWN" }, 63]];

export const guards = {
  "ClinicSettingSet: INSERT clinic_setting": LOST,
  "ClinicSettingSet: UPDATE clinic_setting": LOST,
  "AgencySettingSet: INSERT agency_setting": LOST,
  "AgencySettingSet: UPDATE agency_setting": LOST,
  "AgencySettingSet: UPDATE record": LOST,
};

export const meets = {
  "AgencySettingSet: UPDATE record": async (world) => {
    const innovation = await reach(world, "diagnose", { desk: "agency_coordinator" });
    await world.server.run("UPDATE record SET desk = 'agency_head' WHERE innovation_id = ?1", innovation);
    return [world.clinic, ...(await settings("PKM-JEBUS")(world))];
  },
  "AgencySettingSet: UPDATE agency_setting": async (world) => {
    const { version } = await world.clinic.do("AgencySettingShow", { agency: "DLH" });
    const body = { head_releases: false, decree: null };
    if (version === 0) await world.clinic.do("AgencySettingSet", { agency: "DLH" }, { version, ...body });
    return [world.clinic, { agency: "DLH" }, { version: Math.max(version, 1), ...body }];
  },
  "ClinicSettingSet: UPDATE clinic_setting": async (world) => {
    const { version } = await world.clinic.do("ClinicSettingShow");
    if (version === 0) await world.clinic.do("ClinicSettingSet", {}, { version, durations: { days: [] } });
    return [world.clinic, {}, { version: Math.max(version, 1), durations: { days: [] } }];
  },
};

export const parameters = {
  agency: () => "PKM-JEBUS",
};

export const kept = { what: "settings", tables: ["clinic_setting", "agency_setting"], why: "the decree on the team, and who releases" };
