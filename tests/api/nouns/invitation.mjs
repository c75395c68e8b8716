// Invitations and recovery links: who makes them.

import { LOST, NONE, by, nothing, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { REASON, invitation, spare } from "../support/requests.mjs";
import { OUTSIDE, from } from "../support/world.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("InvitationList", "all",                                      "401 200 200 403 403 200 403 403 403 403 403", nothing),
  row("InvitationCreate", "offers a judge's seat",                  "401 200 200 403 403 403 403 403 403 403 403", (world) => [{}, { id: uuid(), role: "judge", home: OUTSIDE, edition: world.draft.id, note: "" }]),
  row("InvitationCreate", "offers the clinic",                      "401 200 200 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "clinic", home: OUTSIDE, edition: null, note: "" }]),
  row("InvitationCreate", "offers an agency",                       "401 200 200 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "agency_coordinator", home: from("DINKES"), edition: null, note: "" }]),
  row("InvitationCreate", "offers an innovator's role at the own agency", "401 200 200 403 403 200 403 403 403 403 403", () => [{}, { id: uuid(), role: "innovator", home: from("PKM-JEBUS"), edition: null, note: "" }]),
  row("InvitationCreate", "offers an innovator's role at another agency", "401 200 200 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "innovator", home: from("DISKOMINFO"), edition: null, note: "" }]),
  row("InvitationCreate", "offers the coordinator's role",          "401 200 403 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "coordinator", home: OUTSIDE, edition: null, note: "" }]),
  row("InvitationCreate", "offers the administrator's role",        "401 200 403 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "administrator", home: OUTSIDE, edition: null, note: "" }]),
  row("InvitationCreate", "offers the leadership's role",           "401 200 403 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), role: "leadership", home: OUTSIDE, edition: null, note: "" }]),
  row("InvitationRevoke", "made by the coordinator",                "401 200 200 403 403 404 403 403 403 403 403", async (world) => [{ invitation: (await invitation(world.coordinator)).id }, {}]),
  row("InvitationRevoke", "made by the agency's coordinator",        "401 200 200 403 403 200 403 403 403 403 403", async (world) => {
    const id = uuid();
    await world.agency.do("InvitationCreate", {}, { id, role: "innovator", home: from("PKM-JEBUS"), edition: null, note: "" });
    return [{ invitation: id }, {}];
  }),
  row("InvitationRevoke", "an administrator's, for an administrator", "401 200 403 403 403 404 403 403 403 403 403", async (world) => [{ invitation: (await invitation(world.admin, "administrator")).id }, {}]),
  row("RecoveryCreate", "another person",                           "401 200 403 403 403 403 403 403 403 403 403", async (world) => [{ person: (await spare(world)).person }, { id: uuid(), reason: REASON }]),
];

export const deadlines = {
  InvitationCreate: NONE,
  InvitationRevoke: NONE,
  RecoveryCreate: NONE,
};

export const races = {
  InvitationCreate: "key_reused",
  InvitationRevoke: "invitation_invalid",
  RecoveryCreate: "key_reused",
};

export const reads = {
  InvitationList: by(["admin", "coordinator", "agency"], "InvitationList"),
};

export const lists = () => [["coordinator", "InvitationList", {}, 1_000]];

export const guards = {
  "InvitationCreate: holds EXISTS (SELECT 1 FROM grant_ g JOIN person p ON p.id = g.person_id WHERE g.person_id = ?2 ": ["doors", "a link made in the very moment of switching off is not made"],
  "InvitationRevoke: UPDATE invitation": LOST,
  "RecoveryCreate: holds EXISTS (SELECT 1 FROM grant_ g JOIN person p ON p.id = g.person_id WHERE g.person_id = ?2 ": ["between", "a recovery link: its maker is switched off"],
  "RecoveryCreate: holds count(*), 0 FROM grant_ g JOIN edition e ON e.id = g.edition_id WHERE g.person_id = ?2 AND": ["between", "a recovery link is made: its person becomes a judge"],
};

export const kept = { what: "links, as digests", tables: ["invitation"], why: "who let whom in; a link itself opens nothing after 72 hours (invitation) or 24 hours (recovery, first administrator)" };
