// The log of an innovation (Articles 13 and 14).

import { LOST, NONE, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { farAway } from "../support/requests.mjs";
import { NOTES, entry, planItem, seedRecord } from "../support/seed.mjs";

/** A record in delivery. */
const fieldRecord = (world, parts = {}) => seedRecord(world, { place: "deliver", plan: [planItem()], ...parts });

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("LogAdd", "the agency's own",                                 "401 403 200 200 403 200 200 403 403 403 403", async (world) => [{ innovation: (await fieldRecord(world)).id }, entry(NOTES.monitoring())]),
  row("LogAdd", "the clinic's own",                                 "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{ innovation: (await fieldRecord(world)).id }, entry(NOTES.consultation())]),
  row("LogAdd", "progress before the launch",                       "401 403 409 409 403 409 409 403 403 403 403", async (world) => {
    const item = planItem();
    return [{ innovation: (await fieldRecord(world, { plan: [item] })).id }, entry(NOTES.progress(item.id))];
  }),
  row("LogAdd", "of another agency",                                "401 403 200 200 404 404 404 403 403 403 403", async (world) => [{ innovation: (await fieldRecord(world, farAway)).id }, entry(NOTES.monitoring())]),
  row("LogCorrect", "the agency's own",                             "401 403 403 403 403 200 200 403 403 403 403", async (world) => {
    const [record, id] = [await fieldRecord(world), uuid()];
    await world.innovator.do("LogAdd", { innovation: record.id }, entry(NOTES.obstacle(), { id }));
    return [{ innovation: record.id, entry: id }, entry(NOTES.obstacle())];
  }),
  row("LogFollow", "an open obstacle",                              "401 403 200 200 200 200 200 403 403 403 403", async (world) => {
    const [record, id] = [await fieldRecord(world), uuid()];
    await world.innovator.do("LogAdd", { innovation: record.id }, entry(NOTES.obstacle(), { id }));
    return [{ innovation: record.id, entry: id }, { text: "Sudah diatasi." }];
  }),
];

export const deadlines = {
  LogAdd: NONE,
  LogCorrect: NONE,
  LogFollow: NONE,
};

export const races = {
  LogAdd: "key_reused",
  LogCorrect: "log_replaced",
  LogFollow: "nothing_to_follow",
};

export const guards = {
  "LogAdd: INSERT log_entry": LOST,
  "LogAdd: holds count(*), 1 FROM record WHERE innovation_id = ?2 AND place = ?3 AND hold = ?4 AND plans = ": ["log", "a record that moves on in the same moment refuses the entry"],
  "LogCorrect: INSERT log_entry": LOST,
  "LogCorrect: UPDATE log_entry": LOST,
  "LogCorrect: holds count(*), 1 FROM record WHERE innovation_id = ?2 AND place = ?3 AND hold = ?4 AND plans = ": ["log", "a record that is put aside in the same moment refuses the correction"],
  "LogFollow: UPDATE log_entry": LOST,
};
