// A phone on slow 4G looks at a board: how long until all its rows are there to be read.
import http from "node:http";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { chromium } from "@playwright/test";

import { ROWS } from "./board.mjs";

/** 1.6 Mbit/s down, 0.75 up, 150 ms there and back; a CPU four times slower than this one. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER = 4;

/** Of the connection; and what gives a page a process of its own, which Chromium does not slow down. */
const OWN = ["transfer-encoding", "content-length", "connection", "keep-alive", "cross-origin-opener-policy"];

/** Stands before a server as the platform's edge does: it compresses what goes to the browser. */
async function edge(origin) {
  const front = http.createServer((request, response) => {
    http
      .get(new URL(request.url, origin), { headers: { accept: request.headers.accept ?? "*/*" } }, (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () => {
          const bytes = Buffer.concat(chunks);
          const br = /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
          const small = br ? brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }) : gzipSync(bytes);
          const headers = Object.entries(answer.headers).filter(([name]) => !OWN.includes(name));
          response.writeHead(answer.statusCode, { ...Object.fromEntries(headers), "content-encoding": br ? "br" : "gzip", "content-length": small.length });
          response.end(small);
        });
      })
      .on("error", (error) => response.destroy(error));
  });
  await new Promise((resolve) => front.listen(0, "127.0.0.1", resolve));
  return { origin: `http://localhost:${front.address().port}`, close: () => front.close() };
}

/** Runs in the page before anything else: notes when the last row stands in a frame, and the paints. */
function watch(rows) {
  const seen = (globalThis.__seen = { rows: null, first: null, largest: null });
  const look = () => {
    if (document.querySelectorAll("details.why").length >= rows) seen.rows = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName("first-contentful-paint")) seen.first = entry.startTime;
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    seen.largest = list.getEntries().at(-1)?.startTime ?? seen.largest;
  }).observe({ type: "largest-contentful-paint", buffered: true });
}

async function once(browser, url) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, serviceWorkers: "block" });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", NETWORK);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.addInitScript(watch, ROWS);
    await page.goto(url, { waitUntil: "load" });
    await page.waitForFunction(() => globalThis.__seen.rows !== null && globalThis.__seen.first !== null && globalThis.__seen.largest !== null);
    const { rows, first, largest } = await page.evaluate(() => globalThis.__seen);
    // A row that stands in the document before the first paint is visible with that paint.
    return { rows: Math.max(rows, first), first, largest };
  } finally {
    await context.close();
  }
}

/** Each in turn, `times` times, after one look that does not count; milliseconds since the navigation began. */
export async function visible(all, times) {
  const fronts = new Map();
  for (const { url } of all) {
    const { origin } = new URL(url);
    if (!fronts.has(origin)) fronts.set(origin, await edge(origin));
  }
  const browser = await chromium.launch({
    executablePath: process.env.KLISIDA_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const found = all.map(() => ({ rows: [], first: [], largest: [] }));
  try {
    for (let round = -1; round < times; round += 1) {
      for (let turn = 0; turn < all.length; turn += 1) {
        const at = (turn + Math.max(round, 0)) % all.length;
        const { origin, pathname } = new URL(all[at].url);
        const figures = await once(browser, fronts.get(origin).origin + pathname);
        if (round >= 0) for (const name of Object.keys(figures)) found[at][name].push(figures[name]);
      }
    }
  } finally {
    await browser.close();
    for (const front of fronts.values()) front.close();
  }
  return found;
}
