// Records: innovations in the clinic.

import { LOST, NONE, by, call, nothing, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { about, another, begun, handedIn, ofRecord, outside, recordAt } from "../support/requests.mjs";

const team = (version, world) => ({ version, members: [{ person: world.innovator.person, lead: true }] });
const OF_RECORDS = ["innovator", "agency", "head", "clinic", "coordinator", "leadership"];

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  // record, part, step, review
  row("TitleList", "all",                                           "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("RecordList", "own",                                          "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("OutsideList", "own",                                         "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("RecordCreate", "new",                                        "401 403 403 403 403 200 200 403 403 403 403", () => [{}, { id: uuid(), name: `Inovasi contoh ${uuid()}`, idea: "", kind: null, agency: null }]),
  row("RecordStart", "of the own agency",                           "401 403 403 403 403 200 200 403 403 403 403", outside),
  row("RecordShow", "of the own agency",                            "401 403 200 200 200 200 200 200 403 403 403", about(begun)),
  row("RecordShow", "of another agency",                            "401 403 200 200 404 404 404 200 403 403 403", about(another)),
  row("RecordMore", "of the own agency",                            "401 403 200 200 200 200 200 200 403 403 403", about(begun, () => undefined, { list: "log" })),
  row("RecordMore", "of another agency",                            "401 403 200 200 404 404 404 200 403 403 403", about(another, () => undefined, { list: "reviews" })),
  row("TeamSet", "of the own agency",                               "401 403 403 403 403 200 200 403 403 403 403", about(begun, team)),
  row("TeamSet", "of another agency",                               "401 403 403 403 404 404 404 403 403 403 403", about(another, team)),
  row("RecordDelete", "a draft of the own agency",                  "401 403 403 403 403 200 200 403 403 403 403", about(begun, (version) => ({ version }))),
  row("RecordDelete", "a draft of another agency",                  "401 403 403 403 404 404 404 403 403 403 403", about(another, (version) => ({ version }))),
  row("RevisionShow", "of the own agency",                          "401 403 200 200 200 200 200 200 403 403 403", about(recordAt("diagnose"), () => undefined, { n: 1 })),
  row("RevisionShow", "of another agency",                          "401 403 404 404 404 404 404 404 403 403 403", about(another, () => undefined, { n: 1 })),
  row("HistoryList", "of the own agency",                           "401 403 200 200 200 200 200 200 403 403 403", about(begun)),
  row("HistoryList", "of another agency",                           "401 403 200 200 404 404 404 200 403 403 403", about(another)),
];

export const deadlines = {
  RecordCreate: NONE,
  RecordStart: NONE,
  TeamSet: NONE,
  RecordDelete: NONE,
};

export const races = {
  RecordCreate: "innovation_exists",
  RecordStart: "already_in_clinic",
  RecordDelete: "not_found",
};

export const reads = {
  TitleList: [["TitleList", call("innovator", "TitleList", undefined, "?nama=Inovasi+langka+sekali"), 2_000]],
  RecordList: by(OF_RECORDS, "RecordList"),
  OutsideList: by(["agency"], "OutsideList"),
  RecordShow: by(["innovator", "clinic"], "RecordShow", ofRecord),
  RecordMore: ["remarks", "log", "reviews", "plans", "attended"].map((list) => [`RecordMore, ${list}`, call("clinic", "RecordMore", (world) => ({ ...ofRecord(world), list }))]),
  RevisionShow: "one stored row",
  HistoryList: [...by(["innovator", "clinic"], "HistoryList", ofRecord), ["HistoryList, without what is saved on the way", call("clinic", "HistoryList", ofRecord, "?saring=utama")]],
};

export const lists = (world) => [["clinic", "HistoryList", { innovation: world.innovation(1) }, 1_250]];

export const guards = {
  "RecordCreate: holds (SELECT count(*) < ?3 FROM record WHERE created_by = ?2 AND revision = 0 AND deleted_at IS": ["record", "a person keeps at most 200 innovations that were never handed in"],
  "RecordCreate: INSERT record": LOST,
  "RecordStart: INSERT record": LOST,
  "TeamSet: UPDATE record": LOST,
  "RecordDelete: UPDATE record": LOST,
  "RecordDelete: holds count(*), 0 FROM log_entry WHERE innovation_id = ?2": ["between", "deleting: something is noted in the log"],
};

export const parameters = {
  innovation: async (world) => (await handedIn(world)).id,
  n: () => 1,
  list: () => "log",
};

export const kept = { what: "the clinic", tables: ["record", "record_member", "record_part", "record_revision", "plan_version", "review", "remark", "log_entry", "record_sequence"], why: "Articles 9 to 15; a deleted draft keeps its row, unseen" };
