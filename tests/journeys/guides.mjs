// Puts the pictures of the last journeys into the guides: `node tests/journeys/guides.mjs` after `KLISIDA_PICTURES=1 cargo xtask test`. The
// guides name what they show; everything else stays in test-results/.
import { copyFileSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const guides = join(root, "docs/panduan");
const pictures = join(root, "test-results/pictures/jendela");
/** The clinic works at a desk, everybody else on a phone. */
const DESK = ["konsultasi", "meja-klinik", "kegiatan"];

const shown = new Set();
for (const name of readdirSync(guides).filter((it) => it.endsWith(".md"))) {
  for (const [, picture] of readFileSync(join(guides, name), "utf8").matchAll(/\(gambar\/([\w-]+)\.png\)/g)) shown.add(picture);
}
for (const picture of shown) {
  const width = DESK.includes(picture) ? 1280 : 360;
  copyFileSync(join(pictures, `${picture}-${width}.png`), join(guides, "gambar", `${picture}.png`));
}
for (const file of readdirSync(join(guides, "gambar"))) if (!shown.has(file.replace(/\.png$/, ""))) rmSync(join(guides, "gambar", file));
console.log(`${shown.size} pictures`);
