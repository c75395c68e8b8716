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

/** Parts in which somebody works at length: they come after home. The innovation's room has the most pages and the lists that go on:
 * docs/decisions/0011-first-load.md. */
export const WORK = { record: 630_000, ...Object.fromEntries(["course", "fill", "field", "activity", "clinic", "consult"].map((part) => [part, 600_000])) };

/** What a first visit to a page of a part fetches, with sizes in bytes. */
export function firstLoad(part) {
  const { boot_js, wasm, css, pages_css, workspace_css, theme_js, parts } = assets();
  return ["/index.html", boot_js, wasm, css, pages_css, workspace_css, theme_js, ...parts[part]].map((path) => {
    const bytes = readFileSync(join(root, "dist", path));
    return { path, raw: bytes.length, brotli: brotli(bytes) };
  });
}

/** The Worker as it goes up, with sizes in bytes. */
export function worker() {
  return ["worker/entry.js", "worker/around.js", "build/worker/index.js", "build/worker/index_bg.wasm"].map((path) => {
    const bytes = readFileSync(join(root, path));
    return { path, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  });
}

export const sum = (rows, field) => rows.reduce((total, row) => total + row[field], 0);
