// Sizes of what a browser and the platform load: exact, the same on every machine.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = join(import.meta.dirname, "../..");

/** Bytes after brotli of quality 11, as the platform's cache keeps static files. */
export function brotli(bytes, quality = 11) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length;
}

const assets = () => JSON.parse(readFileSync(join(root, "dist/assets.json"), "utf8"));

/** The parts of the app that are loaded when they are needed. */
export const parts = () => Object.keys(assets().parts);

/** Parts that a person may meet first: signing in, home, a judge's list. */
export const LIMITED = ["door", "home", "desk"];

/** Parts in which somebody works at length, with the most that a first visit may fetch: so that they do not grow unseen. */
export const WORK = {
  record: 550_000,
  fill: 500_000,
  field: 500_000,
  activity: 450_000,
  clinic: 450_000,
  consult: 485_000,
};

/** What a first visit to a page of a part fetches, with sizes in bytes. */
export function firstLoad(part) {
  const { boot_js, wasm, css, pages_css, workspace_css, theme_js, parts } = assets();
  return ["/index.html", boot_js, wasm, css, pages_css, workspace_css, theme_js, ...parts[part]].map((path) => {
    const bytes = readFileSync(join(root, "dist", path));
    return { path, raw: bytes.length, brotli: brotli(bytes) };
  });
}

/** The Workers, by the name of their entry. */
export const WORKERS = { entry: "worker", clinic: "clinic" };

/** A Worker as it goes up, with sizes in bytes. */
export function worker(entry) {
  const built = `build/${WORKERS[entry]}`;
  return [`worker/${entry}.js`, "worker/around.js", `${built}/index.js`, `${built}/index_bg.wasm`].map((path) => {
    const bytes = readFileSync(join(root, path));
    return { path, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  });
}

export const sum = (rows, field) => rows.reduce((total, row) => total + row[field], 0);
