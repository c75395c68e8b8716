// Results, boards and their versions.

import { LOST, NONE, by, nothing, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { closed, step } from "../support/requests.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("ResultRead", "while judged",                                 "401 403 403 403 403 403 403 403 403 403 403", (world) => [{ edition: world.open.id }, {}]),
  row("ResultRead", "closed",                                       "401 403 200 403 403 403 403 403 403 403 403", (world) => [{ edition: world.closed.id }, {}]),
  row("ResultSheets", "while judged",                               "401 403 403 403 403 403 403 403 403 403 403", (world) => [{ edition: world.open.id, entry: world.open.entries[0] }, {}]),
  row("ResultSheets", "closed",                                     "401 403 200 403 403 403 403 403 403 403 403", (world) => [{ edition: world.closed.id, entry: world.closed.entries[0] }, {}]),
  row("EditionPublish", "while judged",                             "401 403 409 403 403 403 403 403 403 403 403", async (world) => [{ edition: world.open.id }, await step(world.open, { id: uuid(), password: world.coordinator.password, acknowledged: true, note: null })]),
  row("EditionPublish", "closed",                                   "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await closed(world);
    return [{ edition: edition.id }, await step(edition, { id: uuid(), password: world.coordinator.password, acknowledged: true, note: null })];
  }),
  row("BoardList", "all",                                           "200 200 200 200 200 200 200 200 200 200 200", nothing),
  row("BoardShow", "of a draft",                                    "404 404 404 404 404 404 404 404 404 404 404", (world) => [{ slug: world.draft.slug }]),
  row("BoardShow", "while judged",                                  "200 200 200 200 200 200 200 200 200 200 200", (world) => [{ slug: world.open.slug }]),
  row("BoardShow", "closed",                                        "200 200 200 200 200 200 200 200 200 200 200", (world) => [{ slug: world.closed.slug }]),
  row("BoardShow", "published",                                     "200 200 200 200 200 200 200 200 200 200 200", (world) => [{ slug: world.published.slug }]),
  row("BoardVersionShow", "published",                              "200 200 200 200 200 200 200 200 200 200 200", (world) => [{ slug: world.published.slug, version: 1 }]),
  row("BoardVersionShow", "a version that is not there",            "404 404 404 404 404 404 404 404 404 404 404", (world) => [{ slug: world.published.slug, version: 2 }]),
  row("BoardVersionShow", "while judged",                           "404 404 404 404 404 404 404 404 404 404 404", (world) => [{ slug: world.open.slug, version: 1 }]),
];

export const deadlines = {
  ResultRead: NONE,
  ResultSheets: NONE,
  EditionPublish: NONE,
};

export const races = {
  // Its reading is recorded each time.
  ResultRead: null,
  ResultSheets: null,
  // A password typed by two at once is tried too often, unless the first has ended before the second is looked at.
  EditionPublish: ["too_many_requests", "stale_version"],
};

export const reads = {
  BoardList: by(["guest"], "BoardList"),
  BoardShow: "one stored row: figures.test.mjs",
  BoardVersionShow: "one stored row: figures.test.mjs",
};

export const lists = (world) => [["guest", "BoardList", {}, world.editions]];

export const guards = {
  "ResultRead: holds count(*), 1 FROM edition WHERE id = ?2 AND recorded IN ('closed', 'published') AND cancell": ["between", "reading the results: judging is reopened"],
  "ResultSheets: holds count(*), 1 FROM edition WHERE id = ?2 AND recorded IN ('closed', 'published') AND cancell": ["between", "reading the sheets of an entry: judging is reopened"],
  "EditionPublish: UPDATE board": LOST,
  "EditionPublish: UPDATE edition": LOST,
  "EditionPublish: holds ( WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency UNION SELECT u.code, g.p": ["between", "opening and publishing: a conflict is found"],
};

export const parameters = {
  slug: (world) => world.published.slug,
  version: () => 1,
};

export const kept = { what: "results", tables: ["publication", "publication_input", "board", "disclosure"], why: "public" };
