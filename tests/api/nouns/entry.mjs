// Entries of an edition and what judges read of them.

import { LOST, NONE, by, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { REASON, draft, opened, step } from "../support/requests.mjs";
import { TEXTS, seedRecord } from "../support/seed.mjs";
import { dossier, innovations, makeEdition } from "../support/world.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("EntryAdd", "to a draft",                                     "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await makeEdition(world.coordinator);
    return [{ edition: edition.id }, await step(edition, { entries: [{ id: uuid(), innovation: (await innovations(world.coordinator, 1))[0].id }] })];
  }),
  row("EntryRemove", "of a draft",                                  "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await draft(world);
    return [{ entry: edition.entries[0] }, await step(edition)];
  }),
  row("EntryWithdraw", "while judged",                              "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    return [{ entry: edition.entries[0] }, await step(edition, { reason: REASON })];
  }),
  row("EntryShow", "while judged",                                  "401 200 200 200 403 403 403 200 403 403 403", (world) => [{ entry: world.open.entries[0] }]),
  row("DossierSet", "of a draft",                                   "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await draft(world);
    const { entry } = await world.coordinator.do("EntryShow", { entry: edition.entries[0] });
    return [{ entry: entry.id }, { version: entry.version, dossier: dossier("Ringkasan yang lebih baik.") }];
  }),
  row("DossierSet", "while judged",                                 "401 403 409 403 403 403 403 403 403 403 403", (world) => [{ entry: world.open.entries[0] }, { version: 2, dossier: dossier("Ringkasan yang lain.") }]),
  row("DossiersFill", "of a draft",                                 "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const { id } = await seedRecord(world, { revisions: [TEXTS] });
    await world.server.run("UPDATE innovation SET listed = 1 WHERE id = ?1", id);
    const edition = await makeEdition(world.coordinator);
    await edition.enter([{ id }], { dossiers: false });
    return [{ edition: edition.id }, await step(edition)];
  }),
  row("DossiersFill", "while judged",                               "401 403 409 403 403 403 403 403 403 403 403", async (world) => [{ edition: world.open.id }, await step(world.open)]),
];

export const deadlines = {
  DossiersFill: NONE,
  EntryAdd: NONE,
  EntryRemove: NONE,
  EntryWithdraw: NONE,
  DossierSet: NONE,
};

export const reads = {
  EntryShow: by(["coordinator", "leadership"], "EntryShow", (world) => ({ entry: world.entry })),
};

export const guards = {
  "EntryAdd: UPDATE edition": LOST,
  "EntryRemove: DELETE entry": LOST,
  "EntryRemove: UPDATE edition": LOST,
  "EntryRemove: holds (SELECT count(*) FROM proposal WHERE entry_id = ?2) + (SELECT count(*) FROM assignment a W": ["between", "removing an entry: a conflict is found"],
  "EntryWithdraw: UPDATE edition": LOST,
  "EntryWithdraw: UPDATE entry": LOST,
  "EntryWithdraw: holds count(*), 1 FROM edition WHERE id = ?2 AND marks_read_at IS NULL": ["between", "withdrawing an entry: the marks are read"],
  "DossierSet: UPDATE entry": LOST,
  "DossiersFill: UPDATE edition": LOST,
  "DossiersFill: UPDATE entry": LOST,
};

export const parameters = {
  entry: (world) => world.open.entries[0],
};
