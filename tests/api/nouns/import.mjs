// Import of files.

import { NONE, by, nothing, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { AGENCY_HEADER } from "../support/world.mjs";

const file = (n) => ({ source: "agencies", file_name: "contoh.csv", content: `${AGENCY_HEADER}\nCONTOH-${n},Dinas Contoh ${n},dinas,,tidak,yes\n` });
let files = 0;

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("ImportCheck", "a good file",                                 "401 200 200 403 403 403 403 403 403 403 403", () => [{}, file((files += 1))]),
  row("ImportRun", "as previewed",                                  "401 200 200 403 403 403 403 403 403 403 403", async (world) => {
    const it = file((files += 1));
    return [{}, { ...it, id: uuid(), digest: (await world.coordinator.do("ImportCheck", {}, it)).digest }];
  }),
  row("ImportList", "all",                                          "401 200 200 403 403 403 403 403 403 403 403", nothing),
];

export const deadlines = {
  ImportCheck: NONE,
  ImportRun: NONE,
};

export const races = {
  ImportRun: "key_reused",
};

export const reads = {
  ImportList: by(["coordinator"], "ImportList"),
};

export const lists = () => [["coordinator", "ImportList", {}, 1_000]];
