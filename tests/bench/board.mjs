// The three that answer the board of 250 rows: ours, the same page as a file, and a small Hono Worker on the same D1 file.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { dev, root, wrangler } from "../support/wrangler.mjs";
import { board, sql } from "./seed.mjs";

export const ROWS = 250;
/** Two boards: one that is asked for again and again, and a second one to take turns with. */
const SLUGS = ["ukur", "ukur-lagi"];
const [SLUG] = SLUGS;

/** What stands where: `served` lies behind the assets of the Hono Worker. */
const folder = join(root, "target/bench-static");

/** Starts them; `stop` ends all that was started and takes their data away. */
export async function contenders() {
  const state = mkdtempSync(join(tmpdir(), "klisida-bench-"));
  process.once("exit", () => rmSync(state, { recursive: true, force: true }));
  const stops = [];
  const stop = async () => {
    await Promise.all(stops.map((it) => it()));
  };
  try {
    wrangler("d1", "migrations", "apply", "DB", "--local", "--persist-to", state);
    const seed = join(state, "seed.sql");
    writeFileSync(seed, SLUGS.map((slug, at) => sql(slug, ROWS, at + 1)).join("\n"));
    wrangler("d1", "execute", "DB", "--local", "--persist-to", state, "--yes", "--file", seed);

    const ours = await dev({ state, path: "/api/v1/health" });
    stops.push(ours.stop);
    const page = await (await fetch(`${ours.origin}/papan/${SLUG}`)).text();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(join(root, "dist/assets"), join(folder, "assets"), { recursive: true });
    writeFileSync(join(folder, "papan.html"), page);
    const hono = await dev({ state, path: "/papan.html", config: join(root, "tests/bench/hono/wrangler.toml") });
    stops.push(hono.stop);

    const last = board(SLUG, ROWS).rows.at(-1).name;
    const all = [
      { name: "ours", url: `${ours.origin}/papan/${SLUG}`, server: ours },
      // The Worker keeps the page that it rendered last; two boards in turn are rendered each time.
      { name: "ours anew", url: `${ours.origin}/papan/${SLUG}`, other: `${ours.origin}/papan/${SLUGS[1]}`, server: ours },
      { name: "file", url: `${hono.origin}/papan.html`, server: hono },
      { name: "hono", url: `${hono.origin}/papan/${SLUG}`, server: hono },
    ];
    for (const it of all) {
      const answer = await fetch(it.url);
      const bytes = Buffer.from(await answer.arrayBuffer());
      const text = bytes.toString("utf8");
      const rows = text.match(/<details class="?why/g)?.length;
      if (answer.status !== 200 || rows !== ROWS || !text.includes(last.replaceAll("&", "&amp;"))) {
        throw new Error(`${it.name} does not show the board: ${answer.status}, ${rows} rows\n${readFileSync(it.server.log, "utf8").slice(-2000)}`);
      }
      it.html = bytes;
      it.css = [...text.matchAll(/<link[^>]+rel="?stylesheet"?[^>]*>/g)]
        .filter(([tag]) => !/media="?print/.test(tag))
        .map(([tag]) => readFileSync(join(root, "dist", /href="?([^"\s>]+)/.exec(tag)[1])));
    }
    return { all, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The middle one. */
export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** "1.04 (limit 1.05: reached)". */
export function ratio(value, limit) {
  const text = value.toFixed(2);
  if (limit === undefined) return text;
  return `${text} (target at most ${limit.toFixed(2)}: ${value <= limit ? "reached" : "NOT reached"})`;
}

/** A line of a table: a name and right-aligned figures. */
export const line = (name, figures, unit = "") => `  ${name.padEnd(12)}${figures.map((it) => `${it}${unit}`.padStart(11)).join("")}`;
