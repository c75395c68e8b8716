// Prints the sizes beside their limits; tests/bench/sizes.test.mjs tells what is not reached and keeps both from growing.
import { firstLoad, sum, worker } from "./sizes.mjs";

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);

const first = firstLoad();
console.log("App, first load (brotli 11)");
for (const row of first) console.log(`  ${kB(row.brotli)}  of ${kB(row.raw)}  ${row.path}`);
console.log(`  ${kB(sum(first, "brotli"))}  together, limit 300 kB`);

const parts = worker();
console.log("Worker (gzip 9)");
for (const row of parts) console.log(`  ${kB(row.gzip)}  of ${kB(row.raw)}  ${row.path}`);
console.log(`  ${kB(sum(parts, "gzip"))}  together, limit 400 kB`);
