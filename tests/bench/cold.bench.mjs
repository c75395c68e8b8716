// The first answer of an instance that has answered nothing yet: a fresh workerd each time, the public board of 250 rows,
// ours beside a small Hono Worker on the same D1 file. Printed for reading; nothing is asserted.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";

import { root, wrangler } from "../support/wrangler.mjs";
import { ROWS, line, median, ratio } from "./board.mjs";
import { sql } from "./seed.mjs";

const PROCESSES = 9;
const SLUG = "ukur";
const config = readFileSync(join(root, "wrangler.toml"), "utf8");
const setting = (name) => new RegExp(`${name} = "([\\w-]+)"`).exec(config)[1];

const built = join(root, "build/worker");
const script = (path, contents = readFileSync(join(root, path), "utf8")) => ({ type: "ESModule", path, contents });
const ours = [
  script("worker/entry.js"),
  script("worker/around.js"),
  script("build/worker/index.js"),
  ...readdirSync(built).filter((name) => name.endsWith(".wasm")).map((name) => ({ type: "CompiledWasm", path: `build/worker/${name}`, contents: readFileSync(join(built, name)) })),
];
const bundle = buildSync({ entryPoints: [join(root, "tests/bench/hono/worker.mjs")], bundle: true, format: "esm", write: false, minify: true });
const hono = [script("hono.mjs", bundle.outputFiles[0].text)];

const state = mkdtempSync(join(tmpdir(), "klisida-cold-"));
process.once("exit", () => rmSync(state, { recursive: true, force: true }));

const open = (modules) =>
  new Miniflare({
    ...convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      log: new Log(LogLevel.NONE),
      name: "klisida",
      modules,
      compatibilityDate: setting("compatibility_date"),
      d1Databases: { DB: setting("database_id") },
      r2Buckets: { FILES: setting("bucket_name") },
      handleStructuredLogs: () => {},
      bindings: { PUBLIC_ORIGIN: "https://klisida.example", CLIENT_ADDRESS: "none" },
    }),
    resourcePersistencePath: join(state, "v3"),
  });

const get = (url) =>
  new Promise((resolve, reject) => {
    const begun = process.hrtime.bigint();
    http
      .get(url, { agent: false, headers: { host: "klisida.example", "mf-original-url": `https://klisida.example${url.pathname}` } }, (answer) => {
        let rows = 0;
        answer.setEncoding("utf8");
        answer.on("data", (text) => (rows += text.match(/class="?why/g)?.length ?? 0));
        answer.on("end", () => resolve({ took: Number(process.hrtime.bigint() - begun) / 1e6, status: answer.statusCode, rows }));
        answer.on("error", reject);
      })
      .on("error", reject);
  });

/** First and second answer of a fresh process; milliseconds. */
async function once(modules) {
  const mf = open(modules);
  try {
    const url = new URL(`/papan/${SLUG}`, await mf.ready);
    const [first, second] = [await get(url), await get(url)];
    if (first.status !== 200 || first.rows < ROWS * 0.9) throw new Error(`no board: ${first.status}, ${first.rows} rows`);
    return { first: first.took, second: second.took };
  } finally {
    await mf.dispose();
  }
}

wrangler("d1", "migrations", "apply", "DB", "--local", "--persist-to", state);
const seed = join(state, "seed.sql");
writeFileSync(seed, sql(SLUG, ROWS, 1));
wrangler("d1", "execute", "DB", "--local", "--persist-to", state, "--yes", "--file", seed);

const found = { ours: [], hono: [] };
for (let n = 0; n < PROCESSES; n += 1) {
  // In turn, so that what the machine does meanwhile meets both.
  for (const [name, modules] of n % 2 ? [["ours", ours], ["hono", hono]] : [["hono", hono], ["ours", ours]]) found[name].push(await once(modules));
}
console.log(`The public board of ${ROWS} rows from ${PROCESSES} fresh processes each, median`);
console.log(line("", ["first", "second"]));
for (const [name, all] of Object.entries(found)) console.log(line(name, [median(all.map((it) => it.first)).toFixed(1), median(all.map((it) => it.second)).toFixed(1)], " ms"));
console.log(`  ours / hono, first answer ${ratio(median(found.ours.map((it) => it.first)) / median(found.hono.map((it) => it.first)))}`);
