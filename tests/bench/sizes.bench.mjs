// Prints the sizes beside their goals; tests/bench/sizes.test.mjs keeps them from growing.
import { firstLoad, sum, worker } from "./sizes.mjs";

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);

const first = firstLoad();
console.log("App, first load (brotli 11)");
for (const row of first) console.log(`  ${kB(row.brotli)}  of ${kB(row.raw)}  ${row.path}`);
console.log(`  ${kB(sum(first, "brotli"))}  together, goal 300 kB`);

const parts = worker();
console.log("Worker (gzip 9)");
for (const row of parts) console.log(`  ${kB(row.gzip)}  of ${kB(row.raw)}  ${row.path}`);
console.log(`  ${kB(sum(parts, "gzip"))}  together, goal 400 kB`);
