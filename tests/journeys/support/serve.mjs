// One server for all journeys: the built Workers and app in workerd, on an empty database of its own,
// with a bootstrap link for the first administrator in process.env.KLISIDA_BOOTSTRAP.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dev, wrangler } from "../../support/wrangler.mjs";

const port = Number(process.env.KLISIDA_JOURNEY_PORT ?? 8950);

export default async function serve() {
  const taken = await fetch(`http://localhost:${port}/api/v1/health`).catch(() => null);
  if (taken) throw new Error(`something answers on port ${port} already`);
  const state = mkdtempSync(join(tmpdir(), "klisida-journeys-"));
  wrangler("d1", "migrations", "apply", "DB", "--local", "--persist-to", state);
  const token = randomBytes(32).toString("base64url");
  const digest = createHash("sha256").update(token).digest("hex");
  const now = Date.now();
  wrangler(
    "d1", "execute", "DB", "--local", "--persist-to", state, "--yes", "--command",
    `INSERT INTO invitation (id, kind, token_hash, created_at, expires_at) VALUES ('${randomUUID()}', 'bootstrap', '${digest}', ${now}, ${now + 86_400_000})`,
  );
  const server = await dev({ state, path: "/api/v1/health", vars: { DEMO: "" }, port });
  process.env.KLISIDA_BOOTSTRAP = token;
  process.env.KLISIDA_STATE = state;
  process.env.KLISIDA_ORIGIN = server.origin;
  process.env.KLISIDA_SERVER_LOG = server.log;
  return async () => {
    await server.stop();
    if (!process.env.KLISIDA_KEEP) rmSync(state, { recursive: true, force: true });
  };
}
