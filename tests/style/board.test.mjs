// The leaderboard of 250 real rows and its style sheet: at most 20 kB at brotli 5 (docs/design.md).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const root = new URL("../../", import.meta.url);
const LIMIT = 20_000;
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;

/** The built sheet when there is one, else the sources without comments and indentation. */
function sheet() {
  const list = new URL("dist/assets.json", root);
  if (existsSync(list)) {
    const built = new URL(`dist${JSON.parse(readFileSync(list, "utf8")).css}`, root);
    if (existsSync(built)) return readFileSync(built);
  }
  return Buffer.from(
    ["tokens", "base", "board"]
      .map((name) => readFileSync(new URL(`style/${name}.css`, root), "utf8"))
      .join("")
      .replace(/\/\*[^]*?\*\//g, "")
      .replace(/\s+/g, " ")
      .replace(/ ?([{};,>]) ?/g, "$1")
      .replace(/: /g, ":"),
  );
}

const board = (rows) =>
  execFileSync(
    process.env.CARGO ?? "cargo",
    ["run", "--quiet", "--package", "klisida-views", "--features", "ssr", "--example", "board", "--", String(rows)],
    { cwd: fileURLToPath(root), maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] },
  );

test("250 rows and the style sheet fit into 20 kB", () => {
  const html = board(250);
  const parts = { html: brotli(html), css: brotli(sheet()) };
  assert.ok(parts.html + parts.css <= LIMIT, JSON.stringify(parts));
});

test("the page is complete: every row has its five means, and there is no script and no style attribute", () => {
  const html = board(250).toString("utf8");
  assert.equal(html.match(/<details/g).length, 250);
  assert.equal(html.match(/<td>\d{1,3},\d\d<\/td>/g).length, 250 * 5 + 247);
  assert.doesNotMatch(html, /<script|\sstyle=|\son[a-z]+=/);
});
