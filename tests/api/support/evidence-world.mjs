// Records for tests of evidence, written straight into the database, and the two steps of an upload.

import { ok } from "./client.mjs";
import { sha256, uuid } from "./ids.mjs";
import { GOOD, jpeg } from "./files.mjs";

/** A record of an agency with a team; returns the innovation's id. */
export async function record(world, { agency = "PKM-JEBUS", members = [world.innovator], listed = false } = {}) {
  const { server } = world;
  const id = uuid();
  const now = Date.now();
  const name = `Inovasi contoh ${id}`;
  await server.run(
    `INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, carrier, replication, unverified, search_text, sort_name, created_at, listed, stage)
     VALUES (?1, ?1, ?1, ?2, ?3, ?3, 'Kabupaten Bangka Barat', '', 'pemda', 0, 0, ?2, ?2, ?4, ?5, iif(?5, 'drum_up', NULL))`,
    id,
    name,
    agency,
    now,
    listed ? 1 : 0,
  );
  await server.run(
    `INSERT INTO record (innovation_id, number, agency_code, place, desk, hold, lane, since, created_at, created_by)
     VALUES (?1, ?2, ?3, 'drum_up', 'innovator', 'none', 'theirs', ?4, ?4, ?5)`,
    id,
    `INV-2026-${id}`,
    agency,
    now,
    world.innovator.person,
  );
  for (const [n, member] of (members.length > 0 ? members : [world.foreign]).entries())
    await server.run("INSERT INTO record_member (innovation_id, person_id, lead, added_at) VALUES (?1, ?2, ?3, ?4)", id, member.person, n === 0 ? 1 : 0, now);
  return id;
}

/** What announces a file. */
export const announcement = (content, { id = uuid(), kind = "jpg", name = `contoh.${kind}`, size = content.length, digest = sha256(content), ...more } = {}) => ({
  id,
  purpose: { for: "stage", what: "drum_up" },
  source: { type: "file", value: { name, kind, size, sha256: digest } },
  note: "Contoh bukti untuk uji.",
  captured_at: Date.now(),
  on_site: true,
  ...more,
});

/** What adds a link. */
export const link = (url = "https://contoh.example/video") => ({ ...announcement(GOOD.jpg), source: { type: "link", value: { url } } });

/** Announces a file; returns the evidence's id. */
export async function announce(client, innovation, content = GOOD.jpg, options) {
  const body = announcement(content, options);
  await client.do("EvidenceAdd", { innovation }, body);
  return body.id;
}

/** Announces and sends a file; returns the evidence's id. */
export async function upload(client, innovation, content = GOOD.jpg, options) {
  const evidence = await announce(client, innovation, content, options);
  ok(await client.call("EvidencePut", { evidence }, content));
  return evidence;
}

/** The rows of the authorisation matrix about evidence: `own` belongs to the innovator's team, the others' to another agency. */
export function evidenceRows(row) {
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
  const REASON = "Alasan contoh untuk uji.";
  // prettier-ignore
  return [
    //                                                                  anon adm coo cli hea agc inn lea jud idl for
    row("EvidenceAdd", "of an own record",                            "401 403 403 403 403 200 200 403 403 403 403", async (world) => [{ innovation: await own(world) }, announcement(jpeg())]),
    row("EvidenceAdd", "of another agency's record",                  "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ innovation: await others(world) }, announcement(jpeg())]),
    row("EvidencePut", "of an own record",                            "401 403 403 403 403 200 200 403 403 403 403", async (world) => [{ evidence: await put(world, await own(world)) }, jpeg()]),
    row("EvidencePut", "of another agency's record",                  "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ evidence: await put(world, await others(world)) }, jpeg()]),
    row("EvidenceFile", "of an own record",                           "401 403 200 200 200 200 200 200 403 403 403", async (world) => [{ evidence: await stored(world, await own(world)) }]),
    row("EvidenceFile", "of another agency's record",                 "401 403 200 200 404 404 404 200 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }]),
    row("EvidenceSet", "of an own record",                            "401 403 403 403 403 200 403 403 403 403 403", async (world) => [{ evidence: await stored(world, await own(world)) }, { public: true, consent: true }]),
    row("EvidenceSet", "of another agency's record",                  "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }, { public: true, consent: true }]),
    row("EvidenceDate", "of an own record",                           "401 403 403 403 403 200 200 403 403 403 403", async (world) => {
      const evidence = await stored(world, await own(world));
      return [{ evidence }, { seen: 1, captured_at: Date.UTC(2026, 2, 1) }];
    }),
    row("EvidenceDate", "of another agency's record",                 "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }, { seen: 1, captured_at: Date.UTC(2026, 2, 1) }]),
    row("EvidenceRemove", "of an own record",                         "401 403 403 403 403 200 200 403 403 403 403", async (world) => [{ evidence: await stored(world, await own(world)) }, { reason: REASON }]),
    row("EvidenceRemove", "of another agency's record",               "401 403 403 403 404 404 404 403 403 403 403", async (world) => [{ evidence: await stored(world, await others(world)) }, { reason: REASON }]),
  ];
}
