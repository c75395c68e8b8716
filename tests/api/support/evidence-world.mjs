// Records for tests of evidence, written straight into the database, and the two steps of an upload.

import { ok } from "./client.mjs";
import { sha256, uuid } from "./ids.mjs";
import { GOOD } from "./files.mjs";

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
