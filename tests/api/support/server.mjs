// One workerd with the built Worker, its own D1 and R2, on loopback.

import { mkdtempSync, readdirSync, readFileSync, rmSync, existsSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Miniflare, Log, LogLevel, Response, convertV4MiniflareOptions } from "miniflare";
import { checkGuards } from "../../guards/seen.mjs";
import { checkInvariants } from "../../support/invariants.mjs";
import { repo } from "./repo.mjs";

/** The Worker under test; another folder can be named to try a broken one. */
export const workerDir = process.env.KLISIDA_WORKER_DIR ?? repo("build/worker");

/** The one origin from which the Worker takes writes. */
export const ORIGIN = "https://klisida.example";

const wrangler = readFileSync(repo("wrangler.toml"), "utf8");
// The names under which wrangler keeps the same things: a folder of ours is a folder of `cargo xtask start` and the other way round.
const databaseId = /database_id = "([\w-]+)"/.exec(wrangler)[1];
const bucketName = /bucket_name = "([\w-]+)"/.exec(wrangler)[1];
const compatibilityDate = /compatibility_date = "([\d-]+)"/.exec(wrangler)[1];
const compatibilityFlags = [...(/compatibility_flags = \[([^\]]*)\]/.exec(wrangler)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map((it) => it[1]);

/** `(module (func (export "trap") unreachable))` */
const TRAP = Buffer.from("0061736d010000000104016000000302010007080104747261700000" + "0a05010300000b", "hex");

/** Every migration, in order. */
export const migrations = () =>
  readdirSync(repo("worker/migrations"))
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ name, sql: readFileSync(repo(`worker/migrations/${name}`), "utf8") }));

/** Splits a migration into its statements: comments out, `;` inside texts and trigger bodies kept. */
export function statements(sql) {
  const out = [];
  let text = "";
  let inTrigger = false;
  const pieces = sql.replace(/--[^\n]*/g, "").split(/('(?:[^']|'')*'|;)/);
  for (const piece of pieces) {
    if (piece === ";" && (!inTrigger || /\bEND\s*$/i.test(text))) {
      if (text.trim()) out.push(text.trim());
      text = "";
      inTrigger = false;
    } else {
      text += piece;
      if (/^\s*CREATE\s+(TEMP\s+)?TRIGGER\b/i.test(text)) inTrigger = true;
    }
  }
  if (text.trim()) out.push(text.trim());
  return out;
}

function modules() {
  const read = (name) => readFileSync(join(workerDir, name));
  const wasm = readdirSync(workerDir).filter((name) => name.endsWith(".wasm"));
  const script = (path) => ({ type: "ESModule", path, contents: readFileSync(repo(path), "utf8") });
  return [
    script("tests/api/support/harness-worker.js"),
    script("tests/api/support/trap.js"),
    { type: "CompiledWasm", path: "tests/api/support/trap.wasm", contents: TRAP },
    script("worker/entry.js"),
    script("worker/around.js"),
    { type: "ESModule", path: "build/worker/index.js", contents: read("index.js").toString("utf8") },
    ...wasm.map((name) => ({ type: "CompiledWasm", path: `build/worker/${name}`, contents: read(name) })),
  ];
}

/** Starts a server. `state` is a folder with D1 and R2 of an earlier run; without it everything is empty. */
export async function start({ state, vars = {} } = {}) {
  if (!existsSync(join(workerDir, "index.js"))) throw new Error("there is no built Worker: run `cargo xtask build` first");
  const own = state ?? mkdtempSync(join(tmpdir(), "klisida-api-"));
  const logs = [];
  const outbound = [];
  const hearing = new Set();
  const mf = new Miniflare({
    ...convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      log: new Log(LogLevel.NONE),
      name: "klisida",
      modules: modules(),
      compatibilityDate,
      compatibilityFlags,
      // Nothing leads out of the Worker but its database and its bucket: whatever it asks for is refused and told at the end.
      outboundService: (request) => {
        outbound.push(`${request.method} ${request.url}`);
        return new Response("there is no way out", { status: 502 });
      },
      d1Databases: { DB: databaseId },
      r2Buckets: { FILES: bucketName },
      // tests/guards: the one guard that is left out.
      bindings: { PUBLIC_ORIGIN: ORIGIN, CLIENT_ADDRESS: "cf", ...(process.env.KLISIDA_WITHOUT_GUARD ? { HARNESS_WITHOUT: process.env.KLISIDA_WITHOUT_GUARD } : {}), ...vars },
      handleStructuredLogs: ({ level, message }) => {
        logs.push({ level, message });
        for (const hear of [...hearing]) hear(message);
      },
    }),
    resourcePersistencePath: own,
    unsafeTriggerHandlers: true,
  });
  const url = await mf.ready;
  const db = await mf.getD1Database("DB");
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  if (!state) for (const { sql } of migrations()) await db.batch(statements(sql).map((it) => db.prepare(it)));

  const once = ({ method = "GET", path, headers = {}, body, pause }) =>
    new Promise((resolve, reject) => {
      const address = new URL(`${ORIGIN}/`).origin + path;
      const pairs = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((it) => [name, it]));
      const request = http.request({
        agent,
        host: url.hostname,
        port: url.port,
        method,
        path: encodeURI(path).replaceAll("%25", "%"),
        headers: [
          ["host", new URL(ORIGIN).host],
          ["mf-original-url", address],
          ...(body === undefined ? [] : [["content-length", String(Buffer.byteLength(body))]]),
          ...pairs,
        ].flat(),
      });
      request.on("error", reject);
      request.on("response", (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const bytes = Buffer.concat(chunks);
          const all = answer.headersDistinct;
          const d1 = all["x-harness-d1"] ? JSON.parse(all["x-harness-d1"][0]) : undefined;
          delete all["x-harness-d1"];
          resolve({ status: answer.statusCode, headers: all, header: (name) => all[name]?.join(", ") ?? null, bytes, text: bytes.toString("utf8"), d1 });
        });
      });
      if (!pause) return void request.end(body);
      const bytes = Buffer.from(body);
      const first = Math.min(10, bytes.length - 1);
      request.write(bytes.subarray(0, first));
      pause().then(() => request.end(bytes.subarray(first)), (error) => {
        request.destroy();
        reject(error);
      });
    });

  return {
    db,
    mf,
    state: own,
    /** What the Worker wrote to its log; a line may come a moment after its answer. */
    logs,
    /** What the Worker asked for outside, which must be nothing (D13, G10). */
    outbound,
    /** Waits until a line with this text was written. */
    logged: (text) =>
      new Promise((resolve) => {
        const hear = (message) => {
          if (!message.includes(text)) return;
          hearing.delete(hear);
          resolve();
        };
        hearing.add(hear);
        for (const { message } of logs) hear(message);
      }),
    /**
     * One request exactly as given: `headers` is an object or a flat list, `body` bytes or text. With `pause` only the headers and
     * the first ten bytes go out; the rest follows once the Worker has begun and `pause` is done.
     */
    raw: async (request) => {
      // A large body that is refused: the server answers and closes while this side still writes, and whether the answer is
      // read before the write fails is chance. Asked again; what the server then answers is what counts.
      const large = request.body !== undefined && !request.pause && Buffer.byteLength(request.body) > 65_536;
      for (let left = large ? 9 : 0; ; left -= 1) {
        try {
          return await once(request);
        } catch (error) {
          if (left === 0 || !["EPIPE", "ECONNRESET"].includes(error.code)) throw error;
        }
      }
    },
    /** The daily run, now. */
    sweep: async () => {
      const worker = await mf.getWorker();
      return worker.scheduled({ cron: "17 19 * * *" });
    },
    /** All rows of a query, straight from the database. */
    rows: async (sql, ...binds) => (await db.prepare(sql).bind(...binds).all()).results,
    /** First row of a query. */
    row: async (sql, ...binds) => (await db.prepare(sql).bind(...binds).all()).results[0],
    /** Changes the database behind the Worker's back: stored instants, mostly. */
    run: (sql, ...binds) => db.prepare(sql).bind(...binds).run(),
    /** Lets go of a server whose process was killed; its folder stays. */
    abandon: async () => {
      agent.destroy();
      await mf.dispose();
    },
    /**
     * Ends it. All invariants hold then and the Worker asked for nothing outside, or the test file fails; who broke some
     * invariants on purpose names them in `broken`.
     */
    stop: async ({ keep = false, broken = [] } = {}) => {
      try {
        if (outbound.length > 0) throw new Error(`the Worker called out (D13, G10): ${[...new Set(outbound)].join(", ")}`);
        await checkGuards();
        await checkInvariants(async (text) => (await db.prepare(text).all()).results, { broken });
      } finally {
        agent.destroy();
        await mf.dispose();
        if (!keep) rmSync(own, { recursive: true, force: true });
      }
    },
  };
}
