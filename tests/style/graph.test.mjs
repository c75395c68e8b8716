// Which file knows which, from the `use` lines: no circle inside the app or the Worker, addresses and parts are leaves, and
// pages know neither the table of routes nor the pages of another noun.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, test } from "node:test";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The files of a folder by module: `ui::press` from `ui/press.rs`, `ui` from `ui/mod.rs` or `ui.rs`. */
function modules(folder) {
  const base = join(ROOT, folder);
  const found = new Map();
  for (const entry of readdirSync(base, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".rs")) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(base, path).slice(0, -3).split(sep).join("::").replace(/(^|::)mod$/, "").replace(/^(lib|main)$/, "");
    found.set(name, readFileSync(path, "utf8"));
  }
  return found;
}

/** The paths of one `use` tree, without renames. */
function flat(tree, prefix = "") {
  const open = tree.indexOf("{");
  if (open < 0) return [(prefix + tree).replace(/\s+as\s+\w+/, "").trim()];
  const before = prefix + tree.slice(0, open).trim();
  const parts = [];
  let depth = 0;
  let part = "";
  for (const sign of tree.slice(open + 1, tree.lastIndexOf("}"))) {
    if (sign === "{") depth += 1;
    if (sign === "}") depth -= 1;
    if (sign === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += sign;
  }
  parts.push(part);
  return parts.filter((it) => it.trim()).flatMap((it) => flat(it.trim(), before));
}

/** Absolute paths inside the crate: what follows `crate`, `super` and `self`, and own children. */
function absolute(path, name, all) {
  const steps = path.split("::").map((it) => it.trim());
  const own = name ? name.split("::") : [];
  if (steps[0] === "crate") return steps.slice(1);
  if (steps[0] === "self") return [...own, ...steps.slice(1)];
  if (steps[0] === "super") {
    let up = own;
    while (steps[0] === "super") {
      up = up.slice(0, -1);
      steps.shift();
    }
    return [...up, ...steps];
  }
  return all.has([...own, steps[0]].join("::")) ? [...own, ...steps] : null;
}

/** module -> modules it knows. What a module hands on from its own children (`pub use`) counts as the child's. */
function graph(folder) {
  const all = modules(folder);
  const code = new Map([...all].map(([name, text]) => [name, text.replace(/\/\/.*$/gm, "").split("#[cfg(test)]\nmod tests")[0]]));
  const handed = new Map();
  for (const [name, text] of code)
    for (const [, tree] of text.matchAll(/\bpub use\s+([^;]+);/g))
      for (const path of flat(tree)) {
        const steps = absolute(path, name, all);
        if (steps && steps.join("::").startsWith(name ? `${name}::` : "")) handed.set([name, steps.at(-1)].filter(Boolean).join("::"), steps);
      }
  const home = (steps) => {
    for (let end = steps.length; end > 0; end -= 1) {
      const path = steps.slice(0, end).join("::");
      if (all.has(path)) return path;
      if (handed.has(path)) return home(handed.get(path));
    }
    return "";
  };
  const edges = new Map();
  for (const [name, text] of code) {
    const paths = [...text.matchAll(/(?<!pub )\buse\s+([^;]+);/g)].flatMap(([, tree]) => flat(tree)).concat(text.match(/\b(?:crate|super)(?:::\w+)+/g) ?? []);
    const known = new Set();
    for (const path of paths) {
      const steps = absolute(path, name, all);
      const to = steps && home(steps);
      if (to && to !== name) known.add(to);
    }
    edges.set(name, known);
  }
  return edges;
}

/** The circles of a graph: sets of modules each of which reaches all others (Tarjan). */
function circles(edges) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (name) => {
    index.set(name, index.size);
    low.set(name, index.get(name));
    stack.push(name);
    for (const next of edges.get(name) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(name, Math.min(low.get(name), low.get(next)));
    }
    if (low.get(name) !== index.get(name)) return;
    const circle = stack.splice(stack.indexOf(name));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const name of edges.keys()) if (!index.has(name)) visit(name);
  return found;
}

for (const folder of ["app/src", "worker/src"])
  describe(folder, () => {
    const edges = graph(folder);

    test("has no circle of files", () => assert.deepEqual(circles(edges), []));

    test("is read whole", () => {
      assert.ok(edges.size > 60, `${edges.size} files`);
      assert.ok([...edges.values()].reduce((sum, it) => sum + it.size, 0) > 2 * edges.size);
    });
  });

describe("the app", () => {
  const edges = graph("app/src");
  const known = (name) => [...(edges.get(name) ?? assert.fail(`no ${name}`))];

  test("addresses and parts know nobody", () => {
    assert.deepEqual(known("paths"), []);
    assert.deepEqual(known("chunk"), []);
  });

  test("the table of routes is known to app.rs alone, the builder of pages to the table and to who brings the senders", () => {
    const by = (name) => [...edges].filter(([, it]) => it.has(name)).map(([from]) => from).sort();
    assert.deepEqual(by("routes"), ["app"]);
    assert.deepEqual(by("split"), ["offline::wake", "routes"]);
  });

  test("what pages share knows no page", () => {
    for (const [name, it] of edges) if (!/^(pages|routes|split|app$)/.test(name)) assert.deepEqual([...it].filter((to) => to.startsWith("pages")), [], name);
  });
});

test("a circle is seen, also through what a folder hands on", () => {
  const edges = new Map([["a", new Set(["b"])], ["b", new Set(["c"])], ["c", new Set(["a", "d"])], ["d", new Set()]]);
  assert.deepEqual(circles(edges), [["a", "b", "c"]]);
});
