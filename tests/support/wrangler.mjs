// `wrangler dev` as a child of a test or of a bench: the built Worker with the static files, on loopback.
import { execFileSync, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export const root = join(import.meta.dirname, "../..");
const bin = join(root, "node_modules/.bin");
const environment = {
  ...process.env,
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  NO_COLOR: "1",
  CI: "1",
  PATH: `${bin}:${process.env.PATH}`,
};

/** A port on which nothing listens. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Runs wrangler to its end; answers what it printed. */
export const wrangler = (...args) =>
  execFileSync(join(bin, "wrangler"), args, { cwd: root, env: environment, stdio: ["ignore", "pipe", "pipe"] }).toString();

const running = new Set();
const endAll = () => running.forEach((stop) => stop());
process.once("exit", endAll);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    endAll();
    process.exit(130);
  });
}

/** Starts `wrangler dev` and answers once `path` does; `stop` ends it with everything that it started. */
export async function dev({ state, path = "/", config, vars = {}, port: wanted, more = [] }) {
  const port = wanted ?? (await freePort());
  const origin = `http://localhost:${port}`;
  const log = join(state, `server-${port}.log`);
  const out = openSync(log, "w");
  const pairs = Object.entries({ PUBLIC_ORIGIN: origin, ...vars }).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
  const server = spawn(
    join(bin, "wrangler"),
    [
      "dev", "--local", "--show-interactive-dev-session=false", "--inspector-port=0", "--types=false",
      `--port=${port}`, "--ip=127.0.0.1", "--persist-to", state, "--config", config ?? join(root, "wrangler.toml"), ...pairs, ...more,
    ],
    { cwd: root, env: environment, stdio: ["ignore", out, out], detached: true },
  );
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const signal = (name) => {
    try {
      process.kill(-server.pid, name);
    } catch {
      // The group is gone.
    }
  };
  const stopNow = () => signal("SIGKILL");
  running.add(stopNow);
  const stop = async () => {
    signal("SIGTERM");
    await Promise.race([ended, pause(4000)]);
    stopNow();
    running.delete(stopNow);
  };
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(origin + path, { redirect: "manual" }).catch(() => null);
    await answer?.arrayBuffer();
    if (answer) break;
    if (server.exitCode !== null || tries > 300) {
      await stop();
      throw new Error(`wrangler dev did not start:\n${readFileSync(log, "utf8").slice(-4000)}`);
    }
    await pause(200);
  }
  return { origin, port, pid: server.pid, state, log, stop };
}
