// Every pair of tokens that meet on a screen has enough contrast, in both themes (WCAG 2.2: 1.4.3, 1.4.11).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const css = readFileSync(new URL("../../style/tokens.css", import.meta.url), "utf8");

/** `--ina-x` -> [light, dark], colours written as #rrggbb. */
const tokens = new Map();
for (const [, name, value] of css.matchAll(/--ina-([a-z-]+):\s*([^;]+);/g)) {
  const colours = value.match(/#[0-9a-f]{6}\b/g);
  if (colours) tokens.set(name, [colours[0], colours[1] ?? colours[0]]);
}

const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = (hex) => {
  const [r, g, b] = [1, 3, 5].map((at) => channel(parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (hi + 0.05) / (lo + 0.05);
};

const GROUNDS = ["background", "surface", "hover"];
const TEXT = 4.5;
const PART = 3;

/** foreground, background, least ratio */
const pairs = [
  ...GROUNDS.flatMap((ground) => [
    ["content", ground, 7],
    ["content-soft", ground, TEXT],
    ["primary", ground, TEXT],
    ["primary-strong", ground, TEXT],
    ["success", ground, TEXT],
    ["warning", ground, TEXT],
    ["danger", ground, TEXT],
    ["stroke-strong", ground, PART],
    ["focus", ground, PART],
  ]),
  ["on-primary", "primary", TEXT],
  ["on-primary", "primary-strong", TEXT],
  ["on-danger", "danger", TEXT],
  ["on-accent", "accent", TEXT],
  ["on-accent", "silver", TEXT],
  ["on-accent", "bronze", TEXT],
  ["content", "primary-soft", 7],
  ["content-soft", "primary-soft", TEXT],
  ["primary", "primary-soft", TEXT],
  ["primary-strong", "primary-soft", TEXT],
  ["stroke-strong", "primary-soft", PART],
  ["focus", "primary-soft", PART],
  ["content", "accent-soft", 7],
  ...["success", "warning", "danger"].map((name) => [name, `${name}-soft`, TEXT]),
  ["primary", "stroke", PART],
];

test("every token of the pairs exists", () => {
  for (const [a, b] of pairs) for (const name of [a, b]) assert.ok(tokens.has(name), `--ina-${name}`);
});

for (const [theme, at] of [["light", 0], ["dark", 1]]) {
  test(`contrast in the ${theme} theme`, () => {
    const low = pairs
      .map(([a, b, least]) => ({ pair: `${a} on ${b}`, ratio: contrast(tokens.get(a)[at], tokens.get(b)[at]), least }))
      .filter(({ ratio, least }) => ratio < least)
      .map(({ pair, ratio, least }) => `${pair}: ${ratio.toFixed(2)} < ${least}`);
    assert.deepEqual(low, []);
  });
}
