// What the public reads of an innovation.

import { LOST, NONE, row } from "../support/facts.mjs";
import { TEXTS, recordVersion, seedRecord } from "../support/seed.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("PublicationAsk", "the agency's own record",                  "401 403 403 403 403 200 403 403 403 403 403", async (world) => {
    const record = await seedRecord(world, { revisions: [TEXTS], valid: true });
    return [{ innovation: record.id }, { version: await recordVersion(world, record) }];
  }),
  row("PublicationPut", "what was asked for",                       "401 403 200 200 403 403 403 403 403 403 403", async (world) => {
    const record = await seedRecord(world, { revisions: [TEXTS], valid: true });
    await world.agency.do("PublicationAsk", { innovation: record.id }, { version: 1 });
    return [{ innovation: record.id }, { version: 2, public: true, revision: 1, reason: null }];
  }),
  row("PublicationPut", "what nobody asked for",                    "401 403 409 409 403 403 403 403 403 403 403", async (world) => {
    const record = await seedRecord(world, { revisions: [TEXTS], valid: true });
    return [{ innovation: record.id }, { version: 1, public: true, revision: 1, reason: null }];
  }),
  row("PublicationPut", "taken back",                               "401 403 200 200 403 403 403 403 403 403 403", async (world) => {
    const record = await seedRecord(world, { revisions: [TEXTS], valid: true });
    await world.agency.do("PublicationAsk", { innovation: record.id }, { version: 1 });
    await world.clinic.do("PublicationPut", { innovation: record.id }, { version: 2, public: true, revision: 1, reason: null });
    return [{ innovation: record.id }, { version: 3, public: false, revision: null, reason: "Alasan contoh." }];
  }),
];

export const deadlines = {
  PublicationAsk: NONE,
  PublicationPut: NONE,
};

export const guards = {
  "PublicationAsk: UPDATE record": LOST,
  "PublicationPut: UPDATE record": LOST,
};
