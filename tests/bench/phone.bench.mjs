// An innovator's phone, as fast as this machine and four times slower: turning pages of a form without network, keeping
// what is typed, and twenty photos of about 4 MB. Printed for reading; nothing is asserted, because the figures are this machine's.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect } from "@playwright/test";

import { freePort } from "../support/wrangler.mjs";
import { line, median } from "./board.mjs";

const SLOWER = 4;
const TURNS = 12;
const TEXTS = 8;
const PHOTOS = 20;

const port = await freePort();
process.env.KLISIDA_JOURNEY_PORT = String(port);
const { default: serve } = await import("../journeys/support/serve.mjs");
const { invite, office } = await import("../journeys/support/office.mjs");
const { open, person, redeem } = await import("../journeys/support/people.mjs");

/** Runs in the page before anything else: notes when a turned page stands, what IndexedDB keeps and what the server took. */
function watch() {
  const seen = (globalThis.__seen = { turns: [], typed: 0, kept: [], sent: [] });
  addEventListener(
    "click",
    () => {
      const start = performance.now();
      const title = () => document.querySelector("h1")?.textContent;
      const before = title();
      const look = () => {
        if (performance.now() - start > 5_000) return;
        // The frame after the one in which it stood has painted it.
        if (title() && title() !== before) requestAnimationFrame(() => seen.turns.push(performance.now() - start));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    true,
  );
  addEventListener("input", () => (seen.typed = performance.now()), true);
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...more) {
    const text = typeof value === "string" ? value : "";
    this.transaction.addEventListener("complete", () => seen.kept.push({ at: performance.now(), text }));
    return put.call(this, value, ...more);
  };
  const send = globalThis.fetch;
  globalThis.fetch = async (request, ...more) => {
    const answer = await send(request, ...more);
    const { method, url } = request instanceof Request ? request : { method: more[0]?.method ?? "GET", url: String(request) };
    if (method === "PUT" && answer.ok) seen.sent.push({ at: performance.now(), url });
    return answer;
  };
}

const figures = (values, limit) => {
  const sorted = values.toSorted((a, b) => a - b);
  return [`${median(sorted).toFixed(0)} ms`, `${sorted.at(-1).toFixed(0)} ms`, `${limit} ms`, `${sorted.filter((it) => it <= limit).length}/${sorted.length}`];
};

/** Turns the pages of the form without network: milliseconds from the tap to the painted page. */
async function turning(page, context, room) {
  await page.goto(`${room}/isi/ringkasan`);
  const next = page.getByRole("button", { name: /^Lanjutkan/ });
  await expect(next).toBeVisible();
  await context.setOffline(true);
  for (let n = 0; n < TURNS && (await next.isVisible()); n += 1) {
    const before = await page.evaluate(() => globalThis.__seen.turns.length);
    const turned = () => page.waitForFunction((n) => globalThis.__seen.turns.length > n, before, { timeout: 5_000 });
    await next.click();
    // What is not complete is warned of once; going on is up to the person.
    await turned().catch(async () => {
      await page.getByRole("button", { name: "Lanjutkan saja" }).click();
      await turned();
    });
  }
  const turns = await page.evaluate(() => globalThis.__seen.turns);
  await context.setOffline(false);
  return turns;
}

/** Types sentences: milliseconds from the last key until the device, and the server, had it. */
async function typing(page, room, rate) {
  await page.goto(`${room}/isi/masalah`);
  const field = page.getByRole("textbox", { name: "Masalah dan akar masalah", exact: true });
  await expect(field).toBeVisible();
  const [kept, sent] = [[], []];
  for (let n = 0; n < TEXTS; n += 1) {
    const mark = `kalimat ke-${n} pada ${rate} selesai`;
    await field.pressSequentially(` ${mark}`, { delay: 40 });
    const at = await page.waitForFunction((mark) => {
      const { typed, kept, sent } = globalThis.__seen;
      const [first, arrived] = [kept.find((it) => it.at >= typed && it.text.includes(mark)), sent.find((it) => it.at > typed)];
      return first && arrived ? { kept: first.at - typed, sent: arrived.at - typed } : false;
    }, mark);
    const value = await at.jsonValue();
    kept.push(value.kept);
    sent.push(value.sent);
  }
  return { kept, sent };
}

/** Photos as a camera makes them: twelve megapixels, about 4 MB, each another one. */
async function photos(page, folder) {
  const paths = [];
  for (let n = 0; n < PHOTOS; n += 1) {
    const text = await page.evaluate(async (n) => {
      const [width, height] = [4_000, 3_000];
      const tile = new OffscreenCanvas(width / 2, height / 2);
      const grain = tile.getContext("2d");
      const pixels = grain.createImageData(tile.width, tile.height);
      for (let at = 0; at < pixels.data.length; at += 4) {
        const light = 90 + 60 * Math.sin(at / 9_000 + n) + 40 * Math.random();
        pixels.data.set([light, light * 0.9, light * 0.7, 255], at);
      }
      grain.putImageData(pixels, 0, 0);
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext("2d").drawImage(tile, 0, 0, width, height);
      let blob;
      for (let quality = 0.95; quality > 0.3; quality -= 0.05) {
        blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
        if (blob.size < 4_300_000) break;
      }
      return new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1]);
        reader.readAsDataURL(blob);
      });
    }, n);
    const path = join(folder, `foto-${n + 1}.jpg`);
    writeFileSync(path, Buffer.from(text, "base64"));
    paths.push(path);
  }
  return paths;
}

const folder = mkdtempSync(join(tmpdir(), "klisida-phone-"));
const stop = await serve();
const real = await chromium.launch({
  executablePath: process.env.KLISIDA_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const browser = { newContext: (options) => real.newContext({ baseURL: process.env.KLISIDA_ORIGIN, ...options }) };
  const desk = (await office(browser)).page;
  await open(desk, "/app/akun/undangan", "Undangan");
  await expect(desk.getByLabel("Asal").locator("option").nth(20)).toBeAttached();
  const homes = await desk.getByLabel("Asal").locator("option").allTextContents();
  const token = await invite(desk, "Inovator", homes.map((it) => it.trim()).find((it) => it.startsWith("Dinas Kesehatan")));
  const { page, context } = await person(browser, { onPhone: true });
  await page.addInitScript(watch);
  await redeem(page, token, { name: "Ukur Inovator", username: "ukur.inovator" });
  await page.goto("/app/inovasi/baru");
  await page.getByLabel("Nama inovasi").fill("Inovasi ukur kecepatan");
  await page.getByLabel("Gagasan dalam satu kalimat").fill("Satu kalimat untuk mengukur.");
  await page.getByRole("button", { name: "Lanjutkan" }).click();
  await page.getByRole("radio", { name: /^Inovasi proses/ }).check();
  await page.getByRole("button", { name: "Lanjutkan" }).click();
  await page.getByRole("button", { name: "Mulai", exact: true }).click();
  await expect(page.getByText(/INV-\d{4}-\d{4}/).first()).toBeVisible();
  const room = new URL(page.url()).pathname.replace(/\/$/, "");
  const devtools = await context.newCDPSession(page);

  for (const rate of [1, SLOWER]) {
    await devtools.send("Emulation.setCPUThrottlingRate", { rate });
    const turns = await turning(page, context, room);
    const { kept, sent } = await typing(page, room, rate);
    console.log(rate === 1 ? "An innovator's phone, as fast as this machine" : `CPU / ${rate}`);
    console.log(line("", ["median", "worst", "target", "within"]));
    console.log(line("page turn", figures(turns, 100)));
    console.log(line("on device", figures(kept, 50)));
    console.log(line("at server", figures(sent, 2_000)));
  }

  // Twenty photos at once.
  const files = await photos(desk, folder);
  let crashed = false;
  page.on("crash", () => (crashed = true));
  let stored = 0;
  page.on("response", (answer) => {
    if (answer.request().method() === "PUT" && /\/evidence\//.test(answer.url()) && answer.ok()) stored += 1;
  });
  await open(page, `${room}/bukti`, "Bukti dan foto");
  await devtools.send("Performance.enable");
  let most = 0;
  const heap = setInterval(async () => {
    const { metrics } = await devtools.send("Performance.getMetrics").catch(() => ({ metrics: [] }));
    most = Math.max(most, metrics.find((it) => it.name === "JSHeapUsedSize")?.value ?? 0);
  }, 500);
  const start = performance.now();
  await page.locator("input[type=file][multiple]").first().setInputFiles(files);
  while (stored < PHOTOS && !crashed && performance.now() - start < 15 * 60_000) await new Promise((resolve) => setTimeout(resolve, 200));
  const seconds = (performance.now() - start) / 1000;
  clearInterval(heap);
  console.log(`  ${PHOTOS} photos of 12 megapixels, about 4 MB each: ${crashed ? "CRASHED" : "no crash"}, ${stored} at the server after ${seconds.toFixed(0)} s, heap at most ${(most / 1e6).toFixed(0)} MB`);
  if (!crashed) await expect(page.getByRole("heading", { level: 1, name: "Bukti dan foto" })).toBeVisible();
} finally {
  await real.close();
  await stop();
  rmSync(folder, { recursive: true, force: true });
}
