// Times the public board of 250 rows side by side: ours, the same page as a file, a Hono Worker on the same D1 file.
// Printed for reading; nothing is asserted, because the figures are this machine's.
import { readFileSync, readdirSync } from "node:fs";
import http from "node:http";

import { ROWS, contenders, line, median, ratio } from "./board.mjs";
import { visible } from "./browser.mjs";
import { brotli } from "./sizes.mjs";

const ROUNDS = 5;
const REQUESTS = 100;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/** One request to the last byte; milliseconds. */
const request = (url) =>
  new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    http
      .get(url, { agent, headers: { accept: "text/html" } }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`));
        answer.on("error", reject);
        answer.on("end", () => resolve(Number(process.hrtime.bigint() - start) / 1e6));
        answer.resume();
      })
      .on("error", reject);
  });

/** CPU time that the workerd of a server has used, in milliseconds; none where the system does not tell. */
function cpu(leader) {
  try {
    let ticks = 0;
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      let stat;
      try {
        stat = readFileSync(`/proc/${name}/stat`, "utf8");
      } catch {
        continue;
      }
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (stat.includes("(workerd)") && Number(fields[2]) === leader) ticks += Number(fields[11]) + Number(fields[12]);
    }
    return ticks * 10;
  } catch {
    return null;
  }
}

/** Medians of `ROUNDS` rounds, the contenders taking turns within each. */
async function server(all) {
  for (const { url } of all) for (let n = 0; n < REQUESTS; n += 1) await request(url);
  const rounds = all.map(() => ({ wall: [], cpu: [] }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < all.length; turn += 1) {
      const at = (turn + round) % all.length;
      const { url, server } = all[at];
      const before = cpu(server.pid);
      const times = [];
      for (let n = 0; n < REQUESTS; n += 1) times.push(await request(url));
      rounds[at].wall.push(median(times));
      if (before !== null) rounds[at].cpu.push((cpu(server.pid) - before) / REQUESTS);
    }
  }
  return rounds;
}

function table(title, all, rounds, unit) {
  console.log(`\n${title}`);
  console.log(line("", [...rounds[0].map((_, n) => `round ${n + 1}`), "median"]));
  all.forEach((it, n) => console.log(line(it.name, [...rounds[n], median(rounds[n])].map((value) => value.toFixed(value < 100 ? 2 : 0)), unit)));
  const [ours, file, hono] = rounds.map(median);
  return { file: ours / file, hono: ours / hono };
}

const { all, stop } = await contenders();
try {
  console.log(`The public board of ${ROWS} rows, bytes after brotli 5`);
  console.log(line("", ["html", "css", "together"]));
  for (const { name, html, css } of all) {
    const [page, style] = [brotli(html, 5), css.reduce((sum, it) => sum + brotli(it, 5), 0)];
    console.log(line(name, [page, style, page + style]));
  }

  const rounds = await server(all);
  const wall = table(`Server: one request after the other over loopback, median of ${REQUESTS} a round`, all, rounds.map((it) => it.wall), " ms");
  console.log(`  ours / file ${ratio(wall.file)}`);
  console.log(`  ours / hono ${ratio(wall.hono)}`);
  if (rounds[0].cpu.length > 0) {
    const used = table(`Server: CPU of workerd a request, mean of ${REQUESTS} a round`, all, rounds.map((it) => it.cpu), " ms");
    console.log(`  ours / file ${ratio(used.file)}`);
    console.log(`  ours / hono ${ratio(used.hono, 1.1)}`);
  }

  const seen = await visible(all, ROUNDS);
  const rows = table("Browser on slow 4G (1.6 Mbit/s, 150 ms) with a CPU four times slower: all rows visible", all, seen.map((it) => it.rows), " ms");
  console.log(`  ours / file ${ratio(rows.file, 1.05)}`);
  console.log(`  ours / hono ${ratio(rows.hono)}  (its page has no style sheet)`);
  const first = table("Browser: first contentful paint", all, seen.map((it) => it.first), " ms");
  console.log(`  ours / file ${ratio(first.file, 1.05)}`);
  const largest = table("Browser: largest contentful paint", all, seen.map((it) => it.largest), " ms");
  console.log(`  ours / file ${ratio(largest.file, 1.05)}`);
} finally {
  agent.destroy();
  await stop();
}
