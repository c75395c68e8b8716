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

/** What the app's first load fetches, with sizes in bytes. */
export function firstLoad() {
  const assets = JSON.parse(readFileSync(join(root, "dist/assets.json"), "utf8"));
  const paths = ["/index.html", assets.boot_js, assets.wasm, assets.css, assets.pages_css, assets.workspace_css, assets.theme_js];
  return paths.map((path) => {
    const bytes = readFileSync(join(root, "dist", path));
    return { path, raw: bytes.length, brotli: brotli(bytes) };
  });
}

/** The Worker as it goes up, with sizes in bytes. */
export function worker() {
  return ["index.js", "index_bg.wasm"].map((path) => {
    const bytes = readFileSync(join(root, "build/worker", path));
    return { path, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  });
}

export const sum = (rows, field) => rows.reduce((total, row) => total + row[field], 0);
