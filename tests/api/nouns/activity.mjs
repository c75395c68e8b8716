// Activities of the clinic and who was there.

import { LOST, NONE, by, nothing, over, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";
import { ACTIVITY, ADMIN, T, id, upTo } from "../support/many.mjs";
import { activity, planActivity } from "../support/seed.mjs";
import { DAY } from "../support/world.mjs";

/** An activity with one name that the clinic wrote down. */
const entry = async (world) => {
  const { id } = await planActivity(world);
  await world.clinic.do("AttendanceAdd", { activity: id }, { guests: [{ name: "Tamu Contoh", agency: "PKM-JEBUS" }] });
  const { attendance } = await world.clinic.do("ActivityShow", { activity: id });
  return { activity: id, attendance: attendance[0].id };
};

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("ActivityList", "all",                                        "401 403 200 200 200 200 200 200 403 403 403", nothing),
  row("ActivityCreate", "new",                                      "401 403 200 200 403 403 403 403 403 403 403", () => [{}, { id: uuid(), activity: activity() }]),
  row("HostList", "all",                                            "401 403 200 200 403 403 403 403 403 403 403", nothing),
  row("ActivityShow", "any",                                        "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{ activity: (await planActivity(world)).id }]),
  row("ActivitySet", "any",                                         "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{ activity: (await planActivity(world)).id }, { version: 1, activity: activity({ title: "Judul lain" }) }]),
  row("AttendanceAdd", "any",                                       "401 403 200 200 403 403 403 403 403 403 403", async (world) => [{ activity: (await planActivity(world)).id }, { guests: [{ name: "Tamu Contoh", agency: "DINKES" }] }]),
  row("AttendanceSet", "any",                                       "401 403 200 200 403 403 403 403 403 403 403", async (world) => [await entry(world), { person: world.innovator.person }]),
  row("AttendanceRemove", "any",                                    "401 403 200 200 403 403 403 403 403 403 403", async (world) => [await entry(world), { reason: "Salah baris." }]),
  // Whoever is of no agency stands for none.
  row("CheckInAdd", "with the code",                                "401 403 422 422 200 200 200 422 403 403 403", async (world) => [{}, { code: (await planActivity(world)).code }]),
];

export const deadlines = {
  ActivityCreate: NONE,
  ActivitySet: NONE,
  AttendanceAdd: NONE,
  AttendanceSet: NONE,
  AttendanceRemove: NONE,
  CheckInAdd: async (world) => {
    const { server } = world;
    const { id, code } = await planActivity(world);
    const pass = () => over(server, (at) => server.run("UPDATE activity SET starts_at = ?1, ends_at = ?1 WHERE id = ?2", at - DAY, id));
    return { by: world.innovator, parameters: {}, body: { code }, pass, code: "check_in_closed", stored: () => server.rows("SELECT * FROM attendance WHERE activity_id = ?1", id) };
  },
};

export const races = {
  ActivityCreate: "key_reused",
  AttendanceAdd: "already_present",
  AttendanceSet: "already_present",
  AttendanceRemove: "not_found",
  CheckInAdd: "already_present",
};

export const reads = {
  ActivityList: by(["clinic", "innovator"], "ActivityList"),
  HostList: by(["clinic"], "HostList"),
  ActivityShow: by(["clinic"], "ActivityShow", (world) => ({ activity: world.activity })),
};

export const lists = () => [["clinic", "ActivityList", {}, 1_000]];

export const guards = {
  "ActivityCreate: INSERT activity": LOST,
  "ActivitySet: UPDATE activity": LOST,
  "AttendanceAdd: holds min(changes(), 1), 1": ["races", "AttendanceAdd: any"],
  "AttendanceSet: UPDATE attendance": LOST,
  "AttendanceRemove: DELETE attendance": LOST,
  "CheckInAdd: INSERT attendance": LOST,
  "CheckInAdd: holds count(*), 1 FROM activity v WHERE v.id = ?2 AND ?3 BETWEEN v.starts_at - ?4 AND v.ends_at ": ["between", "checking in late: the activity is moved"],
  "CheckInAdd: holds count(*), 1 FROM idempotency t JOIN activity v WHERE t.key = ?3 AND v.id = ?2 AND t.at BET": ["between", "checking in: the list closes"],
};

export const parameters = {
  activity: async (world) => (await planActivity(world)).id,
  attendance: async (world) => (await entry(world)).attendance,
};

/** Activities, and guests of the first one. */
export const many = (n) => [
  `${upTo(n)} INSERT INTO activity (id, kind, title, starts_at, ends_at, place, text, code, created_at, created_by) SELECT ${id(ACTIVITY, "n")}, 'sosialisasi', 'Sosialisasi ' || n, ${T} + n, ${T} + n + 1, 'Aula', '', printf('%06x', n), ${T}, '${ADMIN}' FROM c`,
  `${upTo(n + 100)} INSERT INTO attendance (id, activity_id, name, name_key, agency_code, by_code, at, recorded_by) SELECT ${id("9", "n")}, ${id(ACTIVITY, 1)}, 'Tamu ' || n, printf('tamu %06d', n), 'A01', 0, ${T}, '${ADMIN}' FROM c`,
];

export const kept = { what: "activities", tables: ["activity"], why: "who took part, Articles 10 to 12" };
