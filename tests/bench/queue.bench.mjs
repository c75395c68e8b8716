// The clinic's desk as the history grows: round trips and rows are exact (a test holds them), the time is this machine's.
import { ok } from "../api/support/client.mjs";
import { uuid } from "../api/support/ids.mjs";
import { standard } from "../api/support/standard.mjs";
import { line, median, ratio } from "./board.mjs";

const ROUNDS = 15;
/** Waiting for the clinic, of how many innovations in all. */
const SIZES = [[50, 100], [50, 1_000], [50, 10_000], [500, 10_000]];

const world = await standard();
const { server, clinic, innovator } = world;

/** Records of a lane, straight into the database. */
async function seed(count, lane) {
  if (count <= 0) return;
  const prefix = uuid().slice(0, 24);
  const [place, desk] = lane === "done" ? ["selesai", "clinic"] : ["diagnose", "clinic"];
  const upTo = `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count})`;
  const id = `'${prefix}' || printf('%012x', n)`;
  await server.run(
    `${upTo} INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, carrier, replication, unverified, search_text, sort_name, created_at, listed) SELECT ${id}, 'ukur-' || ${id}, 'ukur-' || ${id}, 'Inovasi ukur ' || n, 'Dinas', 'DLH', '', '', 'pemda', 0, 0, 'ukur', 'ukur', 1, 0 FROM c`,
  );
  await server.run(
    `${upTo} INSERT INTO record (innovation_id, number, agency_code, place, desk, hold, lane, since, created_at, created_by) SELECT ${id}, 'INV-2024-' || '${prefix}' || n, 'DLH', '${place}', '${desk}', 'none', '${lane}', n, 1, '${innovator.person}' FROM c`,
  );
}

try {
  const found = [];
  let [waiting, all] = (await server.rows("SELECT (SELECT count(*) FROM record WHERE lane = 'ours') AS ours, count(*) AS n FROM record")).flatMap((it) => [it.ours, it.n]);
  for (const [wanted, of] of SIZES) {
    const more = Math.max(wanted - waiting, 0);
    await seed(more, "ours");
    await seed(of - all - more, "done");
    [waiting, all] = (await server.rows("SELECT (SELECT count(*) FROM record WHERE lane = 'ours') AS ours, count(*) AS n FROM record")).flatMap((it) => [it.ours, it.n]);
    const times = [];
    let answer;
    for (let round = -3; round < ROUNDS; round += 1) {
      const start = process.hrtime.bigint();
      answer = await clinic.call("QueueShow", {}, undefined, { query: "?lajur=menunggu-kami" });
      if (round >= 0) times.push(Number(process.hrtime.bigint() - start) / 1e6);
      ok(answer);
    }
    found.push({ waiting: answer.body.items.length, all, trips: answer.d1.trips, rows: answer.d1.rows_read, time: median(times) });
  }
  console.log("The clinic's desk, the lane of what waits for the clinic; medians of", ROUNDS);
  console.log(line("", ["waiting", "of all", "trips", "rows read", "ms"]));
  for (const it of found) console.log(line("", [it.waiting, it.all, it.trips, it.rows, it.time.toFixed(1)]));
  const [least, , most] = found;
  console.log(`  rows read at ${most.all} innovations / at ${least.all}: ${ratio(most.rows / least.rows, 1)}`);
  console.log(`  time at ${most.all} innovations / at ${least.all}: ${ratio(most.time / least.time)}`);
} finally {
  await server.stop();
}
