// Opening, moving the deadline, closing.

import { LOST, NONE, over, row, until } from "../support/facts.mjs";
import { REASON, draft, entrants, opened, step } from "../support/requests.mjs";
import { DAY, makeEdition, moveClosing } from "../support/world.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("EditionOpen", "a complete draft",                            "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await draft(world);
    return [{ edition: edition.id }, await step(edition)];
  }),
  row("EditionExtend", "while judged",                              "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    return [{ edition: edition.id }, await step(edition, { closes_at: Date.now() + 9 * DAY, reason: REASON })];
  }),
  row("EditionClose", "while judged",                               "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    return [{ edition: edition.id }, await step(edition, { reason: REASON, short: 1000 })];
  }),
  row("EditionReopen", "closed, nobody has read a mark",            "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    await edition.close();
    return [{ edition: edition.id }, await step(edition, { closes_at: Date.now() + 9 * DAY, reason: REASON })];
  }),
  row("EditionDelete", "a draft",                                   "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await draft(world);
    return [{ edition: edition.id }, await step(edition)];
  }),
  row("EditionCancel", "while judged",                              "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    return [{ edition: edition.id }, await step(edition, { reason: REASON, password: world.coordinator.password })];
  }),
  row("EditionArchive", "while judged",                             "401 403 409 403 403 403 403 403 403 403 403", async (world) => [{ edition: world.open.id }, await step(world.open, { archived: true })]),
  row("EditionArchive", "cancelled",                                "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await opened(world);
    await edition.step("EditionCancel", { reason: REASON, password: world.coordinator.password });
    return [{ edition: edition.id }, await step(edition, { archived: true })];
  }),
];

export const deadlines = {
  EditionDelete: NONE,
  EditionCancel: NONE,
  EditionArchive: NONE,
  EditionOpen: async (world) => {
    const { server } = world;
    const edition = await makeEdition(world.coordinator, { entries: await entrants(world), judges: world.judges });
    const parameters = { edition: edition.id };
    const pass = () => over(server, (at) => server.run("UPDATE edition SET closes_at = ?1 WHERE id = ?2", at, edition.id));
    return { by: world.coordinator, parameters, body: { version: await edition.version() }, pass, code: "not_ready", stored: () => server.rows("SELECT recorded FROM edition WHERE id = ?1", edition.id) };
  },
  EditionExtend: async (world) => {
    const { server } = world;
    const edition = await makeEdition(world.coordinator, { entries: await entrants(world), judges: world.judges, open: true });
    await moveClosing(server, edition, Date.now() - DAY);
    const closes_at = Date.now() + 150;
    const stored = () => server.rows("SELECT closes_at, version FROM edition WHERE id = ?1", edition.id);
    return { by: world.coordinator, parameters: { edition: edition.id }, body: { version: await edition.version(), closes_at, reason: REASON }, pass: () => until(server, closes_at), code: "deadline_not_later", stored };
  },
  // The coordinator may close at any time.
  EditionClose: NONE,
  EditionReopen: async (world) => {
    const { server } = world;
    const edition = await makeEdition(world.coordinator, { entries: await entrants(world), judges: world.judges, open: true });
    await edition.close();
    const closes_at = Date.now() + 150;
    const stored = () => server.rows("SELECT closes_at, version FROM edition WHERE id = ?1", edition.id);
    return { by: world.coordinator, parameters: { edition: edition.id }, body: { version: await edition.version(), closes_at, reason: REASON }, pass: () => until(server, closes_at), code: "closing_in_past", stored };
  },
};

export const races = {
  // A password typed by two at once is tried too often, unless the first has ended before the second is looked at.
  EditionCancel: ["too_many_requests", "stale_version"],
};

export const guards = {
  "EditionOpen: INSERT board": LOST,
  "EditionOpen: UPDATE edition": LOST,
  "EditionOpen: holds count(*), 1 FROM idempotency t JOIN edition e WHERE t.key = ?3 AND e.id = ?2 AND e.closes_": ["between", "opening: the closing instant passes"],
  "EditionOpen: holds ( WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency UNION SELECT u.code, g.p": ["between", "opening and publishing: a conflict is found"],
  "EditionExtend: UPDATE edition": LOST,
  "EditionExtend: holds count(*), 0 FROM edition e JOIN assignment a ON a.edition_id = e.id AND a.state = 'active'": ["between", "taking an extension back: a judge writes"],
  "EditionExtend: holds count(*), 1 FROM idempotency t WHERE t.key = ?3 AND ?2 > t.at": ["between", "a later deadline: it passes itself"],
  "EditionOpen: holds ifnull(sum(n.ready = 0 AND n.criteria = 0), 0) > 0 OR ifnull(sum(n.ready = 0 OR n.criteria": ["between", "opening: a dossier becomes incomplete"],
  "EditionClose: UPDATE edition": LOST,
  "EditionClose: holds count(*) > ?3, 0 FROM entry n JOIN edition e ON e.id = n.edition_id WHERE n.edition_id = ?": ["between", "closing: a judge unlocks a sheet"],
  "EditionArchive: UPDATE edition": LOST,
  "EditionCancel: UPDATE edition": LOST,
  "EditionDelete: UPDATE edition": LOST,
  "EditionReopen: UPDATE edition": LOST,
  "EditionReopen: holds count(*), 1 FROM idempotency t WHERE t.key = ?3 AND ?2 > t.at": ["between", "reopening: its deadline passes"],
  "EditionReopen: holds count(*), 1 FROM edition WHERE id = ?2 AND marks_read_at IS NULL": ["between", "reopening: somebody reads the marks"],
};
