// Editions of the competition.

import { LOST, NONE, by, call, nothing, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { ofEdition, step } from "../support/requests.mjs";
import { makeEdition, setup } from "../support/world.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("EditionList", "all",                                         "401 200 200 200 403 403 403 200 403 403 403", nothing),
  row("EditionCreate", "new",                                       "401 403 200 403 403 403 403 403 403 403 403", () => [{}, { id: uuid(), setup: setup() }]),
  row("EditionShow", "while judged",                                "401 200 200 200 403 403 403 200 403 403 403", (world) => [{ edition: world.open.id }]),
  row("EditionMore", "while judged",                                "401 200 200 200 403 403 403 200 403 403 403", (world) => [{ edition: world.open.id, after: 1 }]),
  row("EditionSetup", "a draft",                                    "401 403 200 403 403 403 403 403 403 403 403", async (world) => {
    const edition = await makeEdition(world.coordinator);
    return [{ edition: edition.id }, await step(edition, { setup: setup() })];
  }),
  row("EditionSetup", "while judged",                               "401 403 409 403 403 403 403 403 403 403 403", async (world) => [{ edition: world.open.id }, await step(world.open, { setup: setup() })]),
  row("EditionEvents", "while judged",                              "401 403 200 403 403 403 403 403 403 403 403", (world) => [{ edition: world.open.id }]),
];

export const deadlines = {
  EditionCreate: NONE,
  EditionSetup: NONE,
};

export const reads = {
  EditionList: by(["coordinator", "leadership"], "EditionList"),
  EditionShow: by(["coordinator", "leadership"], "EditionShow", ofEdition),
  EditionMore: "the next entries of one edition: scale.test.mjs",
  EditionEvents: [...by(["coordinator"], "EditionEvents", ofEdition), ["EditionEvents, without what is saved on the way", call("coordinator", "EditionEvents", ofEdition, "?saring=utama")]],
};

export const lists = (world) => [
  ["coordinator", "EditionList", {}, world.editions],
  ["coordinator", "EditionEvents", { edition: world.edition }, 1_250],
];

export const guards = {
  "EditionSetup: UPDATE edition": LOST,
};

export const parameters = {
  edition: (world) => world.open.id,
  after: () => 0,
};
