// Prints the sizes beside their limits; tests/bench/sizes.test.mjs tells what is not reached and keeps both from growing.
import { LIMITED, WORK, firstLoad, parts, sum, worker } from "./sizes.mjs";

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);

for (const part of parts()) {
  const first = firstLoad(part);
  const limit = LIMITED.includes(part) ? 330_000 : WORK[part];
  console.log(`App, first visit to a page of the part \`${part}\` (brotli 11)`);
  for (const row of first) console.log(`  ${kB(row.brotli)}  of ${kB(row.raw)}  ${row.path}`);
  console.log(`  ${kB(sum(first, "brotli"))}  together${limit ? `, limit ${limit / 1000} kB` : ""}`);
}

const service = worker();
console.log("Worker (gzip 9)");
for (const row of service) console.log(`  ${kB(row.gzip)}  of ${kB(row.raw)}  ${row.path}`);
console.log(`  ${kB(sum(service, "gzip"))}  together, limit 1500 kB`);
