// What no part of the product may do with passwords (docs/assurance.md A05, A06, A15): hold them by age, ask for hints or secret
// questions, or keep a password manager out of a field.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { schema } from "../support/keys.mjs";

const root = join(import.meta.dirname, "../..");
const read = (folder, pattern) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => pattern.test(name))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(join(root, folder, name), "utf8") }));
const sources = ["domain/src", "views/src", "app/src", "worker/src"].flatMap((folder) => read(folder, /\.rs$/));
const shown = [...sources, ...read("app", /^[\w-]+\.(js|html)$/)];
const hits = (list, pattern) =>
  list.flatMap(({ name, text }) => text.split("\n").flatMap((line, n) => (pattern.test(line) ? [`${name}:${n + 1}: ${line.trim()}`] : [])));

const db = schema();
const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all().map((it) => it.name);
const columns = tables.flatMap((table) => db.prepare("SELECT name FROM pragma_table_info(?)").all(table).map((it) => `${table}.${it.name}`));

test("there are sources and columns to look at", () => {
  assert.ok(sources.length > 150, `${sources.length} sources`);
  assert.ok(columns.includes("person.verifier"), "the password stands in person.verifier");
});

test("what is stored of a password is its verifier and nothing else: no age, no history, no hint (A06, A15)", () => {
  // A column that is added to an account is looked at here first.
  assert.deepEqual(
    columns.filter((it) => it.startsWith("person.")),
    ["id", "name", "username", "verifier", "home_code", "disabled", "version", "created_at", "seen_at"].map((it) => `person.${it}`),
  );
  assert.deepEqual(columns.filter((it) => /passw|sandi|pwd|verifier/i.test(it)), ["common_password.word", "person.verifier"]);
  assert.deepEqual(columns.filter((it) => /hint|question|(?<!contr)answer|petunjuk|pertanyaan|jawaban/i.test(it)), []);
});

test("no code knows the age of a password or ends it (A06)", () => {
  const age = /\w*(passw(or)?d|verifier|sandi)\w*_(age|expir\w*|history|max_days|renew\w*|rotat\w*|since|(changed|set)_(at|on))\b/i;
  assert.deepEqual(hits(sources, age), []);
  assert.deepEqual(hits(shown, /sandi[^"]{0,40}(kedaluwarsa|kadaluarsa|habis masa|sudah lama|harus diganti setiap)|ganti kata sandi (setiap|berkala)/i), []);
});

test("nothing asks for a hint or a secret question (A15)", () => {
  assert.deepEqual(hits(shown, /secret_?question|security_?question|password_?hint|hint_?of_?password|pertanyaan (rahasia|keamanan)|petunjuk (kata )?sandi|nama (gadis )?ibu kandung/i), []);
});

test("one component makes every password field, with a type, a purpose and no obstacle to pasting (A05)", () => {
  const fields = hits(shown, /"password"\s*}|type="password"|(current|new)-password/);
  assert.deepEqual([...new Set(fields.map((it) => it.split(":")[0]))], ["app/src/ui/form.rs"], fields.join("\n"));
  const component = /pub fn Password\([^]*?\n}\n/.exec(sources.find((it) => it.name === "app/src/ui/form.rs").text)[0];
  assert.match(component, /type=move \|\| if seen\.get\(\) \{ "text" \} else \{ "password" \}/);
  assert.match(component, /autocomplete=if fresh \{ "new-password" \} else \{ "current-password" \}/);
  assert.doesNotMatch(component, /maxlength|on:(paste|copy|cut|drop|beforeinput|keydown|contextmenu)|readonly|inputmode/);
  assert.deepEqual(hits(shown, /on:paste|"paste"|onpaste/), [], "nobody listens to pasting");
});

test("a field for a new password says so, and the others ask for the current one (A05)", () => {
  const asked = sources.flatMap(({ name, text }) => [...text.matchAll(/<Password\b[^]*?\/>/g)].map(([it]) => ({ at: name, fresh: /\bfresh=true\b/.test(it), label: /label="([^"]*)"/.exec(it)[1] })));
  assert.deepEqual(
    asked.map(({ at, fresh, label }) => `${at}: ${label}, ${fresh ? "new" : "current"}`).sort(),
    [
      "app/src/pages/account/invited.rs: Kata sandi baru, new",
      "app/src/pages/account/invited.rs: Kata sandi, new",
      "app/src/pages/account/sign_in.rs: Kata sandi, current",
      "app/src/pages/competition/publish.rs: Kata sandi Anda, sekali lagi, current",
      "app/src/pages/settings/password.rs: Kata sandi baru, new",
      "app/src/pages/settings/password.rs: Kata sandi sekarang, current",
      "app/src/shell/again.rs: Kata sandi, current",
      "app/src/ui/dialog.rs: Kata sandi Anda, sekali lagi, current",
    ],
  );
});
