// The desk of the clinic.

import { begin } from "../support/clinic.mjs";
import { LOST, NONE, call, nothing, row } from "../support/facts.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  // the clinic's desk, settings
  row("QueueShow", "all",                                           "401 403 200 200 403 403 403 403 403 403 403", nothing),
  row("InterestList", "all",                                        "401 403 200 200 403 403 403 403 403 403 403", nothing),
  row("DeskSet", "any",                                             "401 403 200 200 403 403 403 403 403 403 403", async (world) => {
    const innovation = await begin(world.innovator);
    return [{}, { records: [{ innovation, version: 1 }], facilitator: world.clinic.person, reviewer: null }];
  }),
];

export const deadlines = {
  DeskSet: NONE,
};

export const reads = {
  InterestList: [["InterestList", call("clinic", "InterestList")]],
  QueueShow: ["", "?lajur=menunggu-pd", "?lajur=selesai", "?tahap=drum_up"].map((query) => [`QueueShow ${query}`, call("clinic", "QueueShow", undefined, query)]).concat([["QueueShow, a facilitator", (world) => world.clinic.call("QueueShow", {}, undefined, { query: `?pendamping=${world.clinic.person}` })]]),
};

export const guards = {
  "DeskSet: UPDATE record": LOST,
};
