// Judging what was handed in.

import { judgements, reach, reviewOf } from "../support/clinic.mjs";
import { LOST, NONE, row } from "../support/facts.mjs";
import { about, another, begun, recordAt } from "../support/requests.mjs";

// One is not met: all five ask for results besides, which is another test.
const criteria = (version) => ({ version, criteria: judgements().map((it, n) => ({ ...it, met: n > 0 })) });
const reviewing = (_, world, innovation) => reviewOf(world.clinic, innovation);
const heldBack = async (world) => {
  const innovation = await reach(world, "diagnose", { desk: "clinic" });
  const body = await reviewOf(world.clinic, innovation, "valid", { announce: false });
  await world.clinic.do("ReviewAdd", { innovation }, body);
  return [{}, { reviews: [body.id] }];
};

const heldOne = async (world) => {
  const innovation = await reach(world, "diagnose", { desk: "clinic" });
  const body = await reviewOf(world.clinic, innovation, "valid", { announce: false });
  await world.clinic.do("ReviewAdd", { innovation }, body);
  return [{ innovation, review: body.id }, { version: body.version }];
};

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("ReviewAdd", "of the own agency",                             "401 403 200 200 403 403 403 403 403 403 403", about(recordAt("diagnose", "clinic"), reviewing)),
  row("ReviewAdd", "of another agency, not handed in",              "401 403 409 409 404 404 404 403 403 403 403", about(another, reviewing)),
  row("ReviewDrop", "held back",                                    "401 403 200 200 403 403 403 403 403 403 403", heldOne),
  row("ReviewAnnounce", "held back",                                "401 403 200 200 403 403 403 403 403 403 403", heldBack),
  row("CriteriaSet", "of the own agency",                           "401 403 200 200 403 403 403 403 403 403 403", about(begun, criteria)),
  row("CriteriaSet", "of another agency",                           "401 403 200 200 404 404 404 403 403 403 403", about(another, criteria)),
];

export const deadlines = {
  ReviewAdd: NONE,
  ReviewDrop: NONE,
  ReviewAnnounce: NONE,
  CriteriaSet: NONE,
};

export const races = {
  ReviewDrop: "review_not_held",
  ReviewAnnounce: "review_not_held",
};

export const guards = {
  "ReviewAdd: INSERT plan_version": LOST,
  "ReviewAdd: UPDATE record": LOST,
  "ReviewAdd: UPDATE review": LOST,
  "ReviewDrop: UPDATE review": LOST,
  "ReviewAdd: holds count(*), 0 FROM review WHERE innovation_id = ?2 AND announced_at IS NULL AND void_at IS N": ["between", "a review that is announced at once: another is written and held"],
  "ReviewAdd: holds count(*), 1 FROM record WHERE innovation_id = ?2 AND version = ?3 AND deleted_at IS NULL": ["between", "a review that is held: the record moves on"],
  "ReviewAnnounce: INSERT plan_version": LOST,
  "ReviewAnnounce: UPDATE record": LOST,
  "ReviewAnnounce: UPDATE review": LOST,
  "CriteriaSet: UPDATE record": LOST,
};

export const meets = {
  "ReviewAdd: UPDATE review": async (world) => {
    const [parameters, { version }] = await heldOne(world);
    const { innovation, review } = parameters;
    return [world.clinic, { innovation }, await reviewOf(world.clinic, innovation, "valid", { version, replaces: review, announce: false })];
  },
  "ReviewAdd: INSERT plan_version": async (world) => {
    const innovation = await reach(world, "design", { desk: "clinic" });
    return [world.clinic, { innovation }, await reviewOf(world.clinic, innovation)];
  },
  "ReviewAnnounce: INSERT plan_version": async (world) => {
    const innovation = await reach(world, "design", { desk: "clinic" });
    const body = await reviewOf(world.clinic, innovation, "valid", { announce: false });
    await world.clinic.do("ReviewAdd", { innovation }, body);
    return [world.clinic, {}, { reviews: [body.id] }];
  },
};
