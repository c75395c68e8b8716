// No secret lies in the repository (G01). What is built is looked at by tests/api/output.test.mjs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import test from "node:test";
import { files, secrets, secretsIn } from "../support/secrets.mjs";

const root = join(import.meta.dirname, "../..");
/** What git does not take either, and git's own. */
const ignored = [".git", ...readFileSync(join(root, ".gitignore"), "utf8").split("\n").filter(Boolean).map((it) => it.replaceAll("/", ""))];
const all = files(root, (path) => ignored.includes(relative(root, path)));

test("no secret lies in the repository (G01)", () => {
  assert.ok(all.length > 400, `${all.length} files`);
  // Tests name passwords and tokens that they make up; the product may not.
  const own = (path) => /^(domain|views|app|worker|xtask)\//.test(relative(root, path));
  const found = secretsIn(all, (path) => ({ named: own(path) })).map((it) => relative(root, it));
  // The demo accounts' password is printed for everybody, opens invented data on this machine, and is in no build
  // (docs/decisions/0006-demo-over-the-api.md, tests/api/output.test.mjs).
  assert.deepEqual(found, ['xtask/src/demo/people.rs: a value that is called a secret: const PASSWORD: &str = "…']);
});

test("no file is one that holds secrets: keys, settings with values, local databases", () => {
  const bad = /(^|\/)(\.env(\..*)?|\.dev\.vars(\..*)?|id_(rsa|ed25519|ecdsa)|.*\.(pem|key|p12|pfx|jks|age|sqlite|kdbx))$/;
  assert.deepEqual(all.map((path) => relative(root, path)).filter((path) => bad.test(path)), []);
});

test("each kind of secret is recognised, in a text and between bytes", () => {
  const made = (n) => "aB3".repeat(30).slice(0, n);
  const kinds = [
    `-----BEGIN ${"EC "}PRIVATE KEY-----`,
    `AGE-SECRET-KEY-${"1" + "QZ9".repeat(18)}`,
    `AKIA${"ABCD".repeat(4)}`,
    `ghp_${made(36)}`,
    `github_pat_${made(60)}`,
    `npm_${made(36)}`,
    `xoxb-${made(20)}`,
    `eyJ${made(20)}.eyJ${made(20)}.${made(20)}`,
    `sk-ant-${made(40)}`,
    `CLOUDFLARE_API_TOKEN=${made(40)}`,
    `$argon2id$v=19$m=19456,t=2,p=1$${made(22)}$${made(43)}`,
    `postgres://admin:${made(8)}@db.example`,
  ];
  for (const it of kinds) {
    assert.equal(secrets(it).length, 1, it);
    assert.equal(secrets(`\u0000\u0001${it}\u00ff`).length, 1, `between bytes: ${it}`);
  }
  assert.equal(secrets(`const PEPPER: &str = "${made(12)}";`, { named: true }).length, 1);
  assert.equal(secrets('let token = secret::token()?;\nconst TOKEN_BYTES: usize = 32;\nlet password = RwSignal::new(String::new());', { named: true }).length, 0);
});
