// The parts of a record and its plan.

import { begin, planItem } from "../support/clinic.mjs";
import { LOST, NONE, row } from "../support/facts.mjs";
import { REASON, about, another, begun, recordAt } from "../support/requests.mjs";

const text = () => ({ version: 0, content: { type: "text", value: "Isi contoh." }, done: false });
const plan = (version) => ({ version, plan: [planItem()], reason: REASON });

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("PartPut", "of the own agency",                               "401 403 403 403 403 200 200 403 403 403 403", about(begun, text, { part: "masalah" })),
  row("PartPut", "of another agency",                               "401 403 403 403 404 404 404 403 403 403 403", about(another, text, { part: "masalah" })),
  row("PlanSet", "validated, of the own agency",                    "401 403 403 403 403 200 200 403 403 403 403", about(recordAt("deliver"), plan)),
  row("PlanSet", "of another agency",                               "401 403 403 403 404 404 404 403 403 403 403", about(another, plan)),
];

export const deadlines = {
  PartPut: NONE,
  PlanSet: NONE,
};

export const guards = {
  "PartPut: INSERT record_part": LOST,
  "PartPut: UPDATE record_part": LOST,
  "PartPut: holds count(*), 1 FROM record WHERE innovation_id = ?2 AND place = ?3 AND desk = ?4 AND hold = ?": ["between", "a part: the record is handed in"],
  "PlanSet: UPDATE record": LOST,
  "PlanSet: holds count(*), 0 FROM log_entry WHERE innovation_id = ?2 AND kind = 'progress' AND item_id NOT ": ["between", "a plan: progress is noted on a line that it leaves out"],
};

export const meets = {
  "PartPut: UPDATE record_part": async (world) => {
    const innovation = await begin(world.innovator);
    const content = { type: "text", value: "Contoh." };
    await world.innovator.do("PartPut", { innovation, part: "masalah" }, { version: 0, content, done: false });
    return [world.innovator, { innovation, part: "masalah" }, { version: 1, content, done: true }];
  },
};
