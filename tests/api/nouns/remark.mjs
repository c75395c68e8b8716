// Comments on a record.

import { LOST, NONE, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { farAway } from "../support/requests.mjs";
import { seedRecord } from "../support/seed.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("RemarkAdd", "the agency's own record",                       "401 403 200 200 200 200 200 403 403 403 403", async (world) => [{ innovation: (await seedRecord(world)).id }, { id: uuid(), part: null, text: "Contoh komentar." }]),
  row("RemarkAdd", "of another agency",                             "401 403 200 200 404 404 404 403 403 403 403", async (world) => [{ innovation: (await seedRecord(world, farAway)).id }, { id: uuid(), part: null, text: "Contoh komentar." }]),
  row("RemarkDone", "an open one",                                  "401 403 200 200 200 200 200 403 403 403 403", async (world) => {
    const [record, remark] = [await seedRecord(world), uuid()];
    await world.clinic.do("RemarkAdd", { innovation: record.id }, { id: remark, part: null, text: "Contoh komentar." });
    return [{ innovation: record.id, remark }, {}];
  }),
];

export const deadlines = {
  RemarkAdd: NONE,
  RemarkDone: NONE,
};

export const races = {
  RemarkAdd: "key_reused",
  RemarkDone: "nothing_to_follow",
};

export const guards = {
  "RemarkDone: UPDATE remark": LOST,
};
