// Leaves each guard of each write out once and runs the test that must notice (`guards` in tests/api/nouns). No build has a way to do it:
// the harness in front of the Worker puts a statement that asks nothing in the guard's place. `cargo xtask guards`.

import { spawn } from "node:child_process";
import { GUARDS } from "../api/nouns.mjs";

const root = new URL("../..", import.meta.url).pathname;

/** Runs tests of a file; gives the names of those that passed and of those that failed. */
function run(file, { pattern, env }) {
  const args = ["--test", "--test-reporter=tap", ...(pattern ? [`--test-name-pattern=${pattern}`] : []), `tests/api/${file}.test.mjs`];
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env, NODE_TEST_CONTEXT: undefined }, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => (text += chunk));
  return new Promise((resolve) => {
    child.on("close", () => {
      const names = (verdict) => [...text.matchAll(new RegExp(`^\\s*${verdict} \\d+ - (.*?)(?: # .*)?$`, "gm"))].map((it) => it[1].replaceAll("\\#", "#"));
      resolve({ passed: names("ok"), failed: names("not ok"), text });
    });
  });
}

const escaped = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const unnoticed = [];
const rows = Object.entries(GUARDS);

// A test for each, in one go: every one of them must fail.
const lost = rows.filter(([, [file, name]]) => file === "lost" && !name).map(([guard]) => guard);
const all = await run("lost", { env: { KLISIDA_GUARDS_LEFT_OUT: "1" } });
for (const guard of lost) {
  const noticed = all.failed.includes(guard) && !all.passed.includes(guard);
  if (!noticed) unnoticed.push(`${guard}\n    by tests/api/lost.test.mjs`);
}
console.log(`${lost.length} guards of statements that must happen: ${lost.length - unnoticed.length} noticed`);

for (const [guard, [file, name]] of rows) {
  if (file === "open") unnoticed.push(`${guard}\n    by no test yet`);
  if (!name) continue;
  const { failed, passed } = await run(file, { pattern: `^${escaped(name)}$`, env: { KLISIDA_WITHOUT_GUARD: guard } });
  const noticed = failed.includes(name);
  console.log(`${noticed ? "noticed  " : "UNNOTICED"} ${guard}`);
  if (!noticed) unnoticed.push(`${guard}\n    by ${file}: ${name}${passed.includes(name) ? "" : " (no such test ran)"}`);
}
const moot = rows.filter(([, [file]]) => file === "none").length;
console.log(`${moot} cannot fail, see the list`);
console.log(`\n${rows.length - moot - unnoticed.length} of ${rows.length - moot} guards are noticed when they are left out`);
for (const it of unnoticed) console.log(`  ${it}`);
process.exit(unnoticed.length === 0 ? 0 : 1);
