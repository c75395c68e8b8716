// Times the public board of 250 rows side by side: ours, the same page as a file, a Hono Worker on the same D1 file.
// Printed for reading; nothing is asserted, because the figures are this machine's.
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";

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

/** The process that runs a Worker and its D1: of those that its `wrangler dev` started, the one that holds the database. */
function worker({ pid: leader, state }) {
  const names = (folder) => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  };
  return names("/proc").find((name) => {
    try {
      if (!/^\d+$/.test(name) || Number(stat(name)[2]) !== leader) return false;
      return names(`/proc/${name}/fd`).some((fd) => readlinkSync(`/proc/${name}/fd/${fd}`).startsWith(join(state, "v3/d1")));
    } catch {
      return false;
    }
  });
}

/** Fields of `/proc/<pid>/stat` from the third on. */
function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** CPU time of a process in milliseconds. */
function cpu(pid) {
  const fields = stat(pid);
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Medians of `ROUNDS` rounds, the contenders taking turns within each. */
async function server(all) {
  for (const { url, other } of all) for (let n = 0; n < REQUESTS; n += 1) await request(n % 2 ? (other ?? url) : url);
  const rounds = all.map(() => ({ wall: [], cpu: [] }));
  // None where the system does not tell.
  const processes = all.map((it) => worker(it.server));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < all.length; turn += 1) {
      const at = (turn + round) % all.length;
      const { url, other } = all[at];
      const before = processes.every(Boolean) ? cpu(processes[at]) : null;
      const times = [];
      for (let n = 0; n < REQUESTS; n += 1) times.push(await request(n % 2 ? (other ?? url) : url));
      rounds[at].wall.push(median(times));
      if (before !== null) rounds[at].cpu.push((cpu(processes[at]) - before) / REQUESTS);
    }
  }
  return rounds;
}

function table(title, all, rounds, unit) {
  console.log(`\n${title}`);
  console.log(line("", [...rounds[0].map((_, n) => `round ${n + 1}`), "median"]));
  all.forEach((it, n) => console.log(line(it.name, [...rounds[n], median(rounds[n])].map((value) => value.toFixed(value < 100 ? 2 : 0)), unit)));
  const of = (name) => median(rounds[all.findIndex((it) => it.name === name)] ?? []);
  return { file: of("ours") / of("file"), hono: of("ours") / of("hono"), anew: of("ours anew") / of("hono") };
}

const { all, stop } = await contenders();
try {
  console.log(`The public board of ${ROWS} rows, bytes after brotli 5`);
  console.log(line("", ["html", "css", "together"]));
  for (const { name, html, css } of all.filter((it) => !it.other)) {
    const [page, style] = [brotli(html, 5), css.reduce((sum, it) => sum + brotli(it, 5), 0)];
    console.log(line(name, [page, style, page + style]));
  }

  const rounds = await server(all);
  const wall = table(`Server: one request after the other over loopback, median of ${REQUESTS} a round`, all, rounds.map((it) => it.wall), " ms");
  console.log(`  ours / file ${ratio(wall.file)}`);
  console.log(`  ours / hono ${ratio(wall.hono)}, rendered anew each time ${ratio(wall.anew)}`);
  if (rounds[0].cpu.length > 0) {
    const used = table(`Server: CPU of the workerd that runs Worker and D1, mean of ${REQUESTS} a round`, all, rounds.map((it) => it.cpu), " ms");
    console.log(`  ours / file ${ratio(used.file)}`);
    console.log(`  ours / hono ${ratio(used.hono, 1.1)}, rendered anew each time ${ratio(used.anew)}`);
  }

  const looked = all.filter((it) => !it.other);
  const seen = await visible(looked, ROUNDS);
  const rows = table("Browser on slow 4G (1.6 Mbit/s, 150 ms) with a CPU four times slower: all rows visible", looked, seen.map((it) => it.rows), " ms");
  console.log(`  ours / file ${ratio(rows.file, 1.05)}`);
  console.log(`  ours / hono ${ratio(rows.hono)}  (its page has no style sheet)`);
  const first = table("Browser: first contentful paint", looked, seen.map((it) => it.first), " ms");
  console.log(`  ours / file ${ratio(first.file, 1.05)}`);
  const largest = table("Browser: largest contentful paint", looked, seen.map((it) => it.largest), " ms");
  console.log(`  ours / file ${ratio(largest.file, 1.05)}`);
} finally {
  agent.destroy();
  await stop();
}
