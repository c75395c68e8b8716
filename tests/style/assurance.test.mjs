// docs/assurance.md names tests that exist, one line for each thing that must hold.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";

const root = new URL("../../", import.meta.url);
const text = readFileSync(new URL("docs/assurance.md", root), "utf8");
const lines = text
  .split("\n")
  .filter((line) => /^\| [A-Z]\d*/.test(line))
  .map((line) => line.split(/(?<!\\)\| /).map((cell) => cell.replace(/ ?\|?$/, "").trim()))
  .map(([, item, what, shown]) => ({ item, what, shown: shown.split("<br>") }));

const numbers = (letter, ...list) => list.map((n) => `${letter}${n}`);
const range = (letter, to, without = []) => Array.from({ length: to }, (_, n) => n + 1).filter((n) => !without.includes(n)).map((n) => `${letter}${String(n).padStart(2, "0")}`);
const ITEMS = [
  ...numbers("G", 1, 3, 4, 7, 8, 9, 11, 12, 13, 14, 15, 18, 20), "I", ...numbers("V", 1, 2, 4, 6), ...numbers("B", 1, 2, 3, 5, 6),
  ...range("A", 23, [21]), ...range("B", 11), ...range("C", 12), ...range("D", 14), ...range("E", 11), ...range("F", 9), ...range("G", 11),
];

test("every item has one line", () => {
  assert.deepEqual(lines.map(({ item }) => item), ITEMS);
});

for (const { item, shown } of lines) {
  test(`${item}: its tests exist, or it says why it is open`, () => {
    for (const it of shown) {
      if (it.startsWith("open: ")) {
        assert.ok(it.length > 40, "a reason");
        continue;
      }
      const [, file, name] = /^`([^`]+)`: (.+)$/.exec(it) ?? assert.fail(it);
      assert.ok(existsSync(new URL(file, root)), file);
      assert.ok(readFileSync(new URL(file, root), "utf8").includes(name), `${file} has no "${name}"`);
    }
  });
}
