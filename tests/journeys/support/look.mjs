// What every station of a journey is checked for: axe, foreign requests, policy reports, focus that
// can be seen, targets that a thumb can hit; and the pictures that people look at.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const shots = join(root, "test-results/pictures");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Watches a context from its beginning; `calm()` fails when something foreign or forbidden happened. */
export function watch(context) {
  const faults = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (!["localhost", "127.0.0.1"].includes(url.hostname) && ["http:", "https:"].includes(url.protocol)) {
      faults.push(`foreign request: ${request.url()}`);
    }
  });
  context.on("console", (message) => {
    const text = message.text();
    if (/content security policy|refused to (load|execute|apply|connect)/i.test(text)) faults.push(`policy: ${text}`);
    if (/panicked at/.test(text)) faults.push(`panic: ${text}`);
  });
  context.on("weberror", (error) => faults.push(`script error: ${error.error()}`));
  return { calm: () => expect([...faults, ...(broken.get(context) ?? [])], "nothing foreign, nothing forbidden, no error, and large text fits").toEqual([]) };
}

/** Accessibility of the page as it stands. */
export async function axe(page, name) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const short = violations.map((it) => `${it.id}: ${it.nodes.map((node) => `${node.target} ${node.failureSummary ?? ""}`).join(" | ")}`);
  expect.soft(short, `axe: ${name}`).toEqual([]);
}

/** Not where nobody looks at them: the test command says so. What is checked does not depend on it. */
const PICTURES = process.env.KLISIDA_PICTURES !== "0";

/** Pictures of a page at 360 and 1280 px, light and dark, after checking it with axe in both themes. */
export async function station(page, name, { widths = [360, 1280], fullPage = true } = {}) {
  mkdirSync(shots, { recursive: true });
  const before = page.viewportSize();
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 600 ? 780 : 900 });
      await noSideways(page, `${name} at ${width}`);
      await expect(page.locator(".error:empty").filter({ visible: true }), `a fault without words on ${name}`).toHaveCount(0);
      if (!PICTURES) continue;
      // From the top, or what sticks to the window stands in the middle of the picture.
      if (fullPage) await page.evaluate(() => scrollTo(0, 0));
      const theme = scheme === "light" ? "terang" : "gelap";
      await page.screenshot({ path: join(shots, `${name}-${width}-${theme}.png`), fullPage, animations: "disabled" });
      // As somebody sees it, for the guides (tests/journeys/guides.mjs).
      if (scheme === "light") await page.screenshot({ path: join(shots, "jendela", `${name}-${width}.png`), animations: "disabled" });
    }
    await axe(page, `${name}, ${scheme}`);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
  await largeText(page, name);
  if (before) await page.setViewportSize(before);
}

/** What large text broke, by context; told at its end, so that one narrow page does not hide what a journey is about. */
const broken = new WeakMap();

/**
 * On 320 px, and with letters twice as large on a phone (WCAG 1.4.4, 1.4.10): nothing sticks out to the side, and what sticks to
 * the window leaves most of it to the page. Looked at here, told by `calm()`.
 */
export async function largeText(page, name) {
  const before = page.viewportSize();
  const found = broken.get(page.context()) ?? [];
  broken.set(page.context(), found);
  for (const [width, percent] of [[320, 100], [360, 200]]) {
    await page.setViewportSize({ width, height: 780 });
    await page.evaluate((percent) => void (document.documentElement.style.fontSize = `${percent}%`), percent);
    const covers = await page.evaluate(() => {
      const stuck = [...document.querySelectorAll("body *")].filter((it) => ["sticky", "fixed"].includes(getComputedStyle(it).position) && !it.closest("table, dialog") && it.checkVisibility());
      const covered = stuck.map((it) => [it.getBoundingClientRect(), it]).filter(([box]) => box.bottom > 0 && box.top < innerHeight && box.width > innerWidth / 2);
      return covered.filter(([box]) => box.height > innerHeight * 0.41).map(([box, it]) => `covers ${Math.round(box.height)} px: ${it.tagName}.${it.className}`);
    });
    found.push(...[...(await sideways(page)), ...covers].map((it) => `${name} at ${width} px, ${percent} %: ${it}`));
  }
  await page.evaluate(() => void (document.documentElement.style.fontSize = ""));
  if (before) await page.setViewportSize(before);
}

/** What sticks out of the page to the side; not what lies in a region that scrolls by itself. */
const sideways = (page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const scrolls = (it) => it.parentElement && (getComputedStyle(it.parentElement).overflowX !== "visible" || scrolls(it.parentElement));
    const out = [...document.querySelectorAll("body *")].filter((it) => it.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(it));
    if (out.length === 0) return [`the page is ${root.scrollWidth} px wide`];
    return out.slice(-4).map((it) => `${it.tagName}.${it.className?.baseVal ?? it.className} ${it.textContent?.trim().slice(0, 30)}`);
  });

/** The page itself never scrolls sideways (tables do, inside a named region). */
export async function noSideways(page, name) {
  expect.soft(await sideways(page), `${name}: nothing sticks out to the side`).toEqual([]);
}

/** Everything that can be pressed is at least 24 px in both directions (ours: 44 where a thumb works). */
export async function targets(page, name) {
  const small = await page.evaluate(() => {
    const seen = [];
    for (const element of document.querySelectorAll("button, input, select, textarea, summary, [role=button]")) {
      const box = (element.closest("label") ?? element).getBoundingClientRect();
      const shown = element.checkVisibility?.({ visibilityProperty: true }) ?? true;
      if (shown && box.width > 0 && (box.width < 24 || box.height < 24)) {
        seen.push(`${element.tagName} ${element.textContent?.trim().slice(0, 30)} ${Math.round(box.width)}x${Math.round(box.height)}`);
      }
    }
    return seen;
  });
  expect.soft(small, `${name}: targets`).toEqual([]);
}

/** Tabbing through the page, the focused element is never hidden under something sticky (WCAG 2.4.11). */
export async function focusIsSeen(page, name, steps = 40) {
  for (let n = 0; n < steps; n += 1) {
    await page.keyboard.press("Tab");
    const hidden = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) return null;
      const at = document.elementFromPoint(
        Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
        Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1),
      );
      const label = element.closest("label");
      const fine = at && (element.contains(at) || at.contains(element) || label?.contains(at));
      return fine ? null : `${element.tagName} ${element.textContent?.trim().slice(0, 40)} under ${at?.className || at?.tagName}`;
    });
    expect.soft(hidden, `${name}: focus is seen`).toBeNull();
  }
}

/** Opens a criterion of the sheet that is folded to its line, and keeps it open: what has the focus is not folded. */
export async function unfold(page, criterion) {
  await expect(async () => {
    const line = page.getByRole("button", { name: `Ubah nilai ${criterion}`, exact: true });
    if (await line.isVisible()) await line.click();
    await page.getByLabel(`Nilai ${criterion}`, { exact: true }).focus({ timeout: 500 });
    await expect(page.getByLabel(`Nilai ${criterion}`, { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
}
