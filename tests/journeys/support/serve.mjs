// One server for all journeys: the built Worker and app in workerd, on an empty database of its own,
// with a bootstrap link for the first administrator in process.env.KLISIDA_BOOTSTRAP.
import { spawn, execFileSync } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const wrangler = join(root, "node_modules/.bin/wrangler");
const port = Number(process.env.KLISIDA_JOURNEY_PORT ?? 8950);
const origin = `http://localhost:${port}`;
const environment = {
  ...process.env,
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  NO_COLOR: "1",
  CI: "1",
  PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
};

function run(...args) {
  return execFileSync(wrangler, args, { cwd: root, env: environment, stdio: ["ignore", "pipe", "pipe"] }).toString();
}

async function healthy() {
  try {
    return (await fetch(`${origin}/api/v1/health`)).ok;
  } catch {
    return false;
  }
}

export default async function serve() {
  if (await healthy()) throw new Error(`something answers on port ${port} already`);
  const state = mkdtempSync(join(tmpdir(), "klisida-journeys-"));
  run("d1", "migrations", "apply", "DB", "--local", "--persist-to", state);
  const token = randomBytes(32).toString("base64url");
  const digest = createHash("sha256").update(token).digest("hex");
  const now = Date.now();
  run(
    "d1", "execute", "DB", "--local", "--persist-to", state, "--yes", "--command",
    `INSERT INTO invitation (id, kind, token_hash, created_at, expires_at) VALUES ('${randomUUID()}', 'bootstrap', '${digest}', ${now}, ${now + 86_400_000})`,
  );
  const log = join(state, "server.log");
  const out = openSync(log, "w");
  const server = spawn(
    wrangler,
    [
      "dev", "--local", "--show-interactive-dev-session=false", "--inspector-port=0", "--types=false",
      `--port=${port}`, "--ip=127.0.0.1", "--persist-to", state, "--var", `PUBLIC_ORIGIN:${origin}`, "--var", "DEMO:",
    ],
    { cwd: root, env: environment, stdio: ["ignore", out, out], detached: true },
  );
  const stop = () => {
    try {
      process.kill(-server.pid, "SIGTERM");
    } catch {
      // It ended by itself.
    }
  };
  process.once("exit", stop);
  for (let tries = 0; !(await healthy()); tries += 1) {
    if (server.exitCode !== null || tries > 300) {
      stop();
      throw new Error(`the server did not start:\n${readFileSync(log, "utf8").slice(-4000)}`);
    }
    await pause(200);
  }
  process.env.KLISIDA_BOOTSTRAP = token;
  process.env.KLISIDA_ORIGIN = origin;
  process.env.KLISIDA_SERVER_LOG = log;
  return async () => {
    stop();
    await pause(500);
    if (!process.env.KLISIDA_KEEP) rmSync(state, { recursive: true, force: true });
  };
}
