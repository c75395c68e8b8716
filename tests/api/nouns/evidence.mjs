// Files and links that prove something. `own` belongs to the innovator's team, `others` to another agency.

import { announcement, record, upload } from "../support/evidence-world.mjs";
import { LOST, NONE, row } from "../support/facts.mjs";
import { jpeg } from "../support/files.mjs";
import { uuid } from "../support/ids.mjs";
import { REASON, handedIn } from "../support/requests.mjs";

const own = (world) => record(world);
const others = (world) => record(world, { agency: "DISKOMINFO", members: [] });
const put = async (world, innovation) => {
  const id = uuid();
  const content = jpeg();
  const { source } = announcement(content);
  await world.server.run(
    `INSERT INTO evidence (id, innovation_id, purpose, name, kind, size, sha256, object_key, note, captured_at, on_site, person_id, announced_at)
     VALUES (?1, ?2, '{"for":"launch"}', 'contoh.jpg', 'jpg', ?3, ?4, ?1, '', 1, 1, ?5, ?6)`,
    id,
    innovation,
    content.length,
    source.value.sha256,
    world.innovator.person,
    Date.now(),
  );
  return id;
};
const stored = async (world, innovation) => {
  const id = await put(world, innovation);
  await (await world.server.mf.getR2Bucket("FILES")).put(id, jpeg());
  await world.server.run("UPDATE evidence SET stored_at = ?2 WHERE id = ?1", id, Date.now());
  return id;
};
/** A photo with its small picture. */
const small = async (world, innovation) => {
  const id = await stored(world, innovation);
  await world.clinic.do("EvidenceSmallPut", { evidence: id }, jpeg());
  return id;
};

const described = () => ({ version: 1, purpose: { for: "monitoring" }, note: "Keterangan lain.", on_site: false, tie: null });

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("EvidenceAdd", "of an own record",                            "401 403 403 403 403 200 200 403 403 403 403", async (world) => [{ innovation: await own(world) }, announcement(jpeg())]),
  row("EvidenceAdd", "of another agency's record",                  "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ innovation: await others(world) }, announcement(jpeg())]),
  row("EvidencePut", "of an own record",                            "401 403 403 403 403 200 200 403 403 403 403", async (world) => [{ evidence: await put(world, await own(world)) }, jpeg()]),
  row("EvidencePut", "of another agency's record",                  "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ evidence: await put(world, await others(world)) }, jpeg()]),
  row("EvidenceFile", "of an own record",                           "401 403 200 200 200 200 200 200 403 403 403", async (world) => [{ evidence: await stored(world, await own(world)) }]),
  row("EvidenceFile", "of another agency's record",                 "401 403 200 200 404 404 404 200 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }]),
  row("EvidenceSmallPut", "of an own record",                       "401 403 200 200 403 200 200 403 403 403 403", async (world) => [{ evidence: await stored(world, await own(world)) }, jpeg()]),
  row("EvidenceSmallPut", "of another agency's record",             "401 403 200 200 404 404 404 403 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }, jpeg()]),
  row("EvidenceSmall", "of an own record",                          "401 403 200 200 200 200 200 200 403 403 403", async (world) => [{ evidence: await small(world, await own(world)) }]),
  row("EvidenceSmall", "of another agency's record",                "401 403 200 200 404 404 404 200 403 403 403", async (world) => [{ evidence: await small(world, await others(world)) }]),
  row("EvidenceSet", "of an own record",                            "401 403 403 403 403 200 403 403 403 403 403", async (world) => [{ evidence: await stored(world, await own(world)) }, { public: true, consent: true }]),
  row("EvidenceSet", "of another agency's record",                  "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }, { public: true, consent: true }]),
  row("EvidenceDate", "of an own record",                           "401 403 403 403 403 200 200 403 403 403 403", async (world) => {
    const evidence = await stored(world, await own(world));
    return [{ evidence }, { seen: 1, captured_at: Date.UTC(2026, 2, 1) }];
  }),
  row("EvidenceDate", "of another agency's record",                 "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }, { seen: 1, captured_at: Date.UTC(2026, 2, 1) }]),
  row("EvidenceDescribe", "of an own record",                       "401 403 403 403 403 200 200 403 403 403 403", async (world) => [{ evidence: await stored(world, await own(world)) }, described()]),
  row("EvidenceDescribe", "of another agency's record",             "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }, described()]),
  row("EvidenceRemove", "of an own record",                         "401 403 403 403 403 200 200 403 403 403 403", async (world) => [{ evidence: await stored(world, await own(world)) }, { reason: REASON }]),
  row("EvidenceRemove", "of another agency's record",               "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }, { reason: REASON }]),
];

export const deadlines = {
  EvidenceAdd: NONE,
  EvidenceSet: NONE,
  EvidenceDate: NONE,
  EvidenceDescribe: NONE,
  EvidenceRemove: NONE,
  // Its bytes are read when it is known who may send them; what was announced is given up by the night's sweep, a state of its row.
  EvidenceSmallPut: NONE,
  EvidencePut: "asked before ten megabytes are taken",
};

export const races = {
  EvidenceAdd: "key_reused",
  // It says what is to be; said twice it is the same.
  EvidenceSet: null,
  EvidenceRemove: "not_found",
};

export const reads = {
  EvidenceFile: "one stored row",
  EvidenceSmall: "one stored row",
};

export const guards = {
  "EvidenceAdd: INSERT evidence": LOST,
  "EvidenceAdd: holds (SELECT ifnull(sum(size), 0) + ?3 <= ?4 AND count(*) < ?5 FROM evidence WHERE person_id = ": ["evidence", "a person adds at most 300 pieces and 300 MB within a day"],
  "EvidenceAdd: holds (SELECT ifnull(sum(size), 0) + ?3 <= ?4 AND count(*) < ?5 FROM evidence WHERE innovation_i": ["evidence", "two at once for the last place: one gets it"],
  "EvidencePut: UPDATE evidence": LOST,
  "EvidenceSmallPut: UPDATE evidence": LOST,
  "EvidenceSet: UPDATE evidence": LOST,
  "EvidenceDate: UPDATE evidence": LOST,
  "EvidenceDescribe: UPDATE evidence": LOST,
  "EvidenceRemove: UPDATE evidence": LOST,
};

export const parameters = {
  evidence: async (world) => {
    const evidence = await upload(world.innovator, (await handedIn(world)).id);
    await world.clinic.do("EvidenceSmallPut", { evidence }, jpeg());
    return evidence;
  },
};
