// The contract as the tests know it: read from its one table, domain/src/api.rs, so that a new line
// there is a new route here without anybody writing it down twice.

import { readFileSync } from "node:fs";
import { uuid } from "./ids.mjs";
import { repo } from "./repo.mjs";
import { openapi } from "./schema.mjs";

const source = readFileSync(repo("domain/src/api.rs"), "utf8");
const access = readFileSync(repo("domain/src/access.rs"), "utf8");

const LINE =
  /^\s{4}(\w+)(?:\s*\{([^}]*)\})?\s*=\s*(Get|Post|Put|Delete)\s+"([^"]+)",\s*Access::(Public|SignedIn|Roles\((\w+)\)),\s*(\w+),\s*(\w+),\s*(\w+),\s*(.+?)\s*=>\s*(.+?);/gm;

const snake = (name) => name.replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase();

/** Roles behind a constant of domain/src/access.rs: `OFFICE` → `["coordinator"]`. */
function rolesOf(name) {
  const found = new RegExp(`pub const ${name}: &\\[Role\\] = &\\[([^\\]]*)\\]`).exec(access);
  if (!found) throw new Error(`domain/src/access.rs names no roles ${name}`);
  return [...found[1].matchAll(/Role::(\w+)/g)].map((it) => snake(it[1]));
}

/** Every route by its name. `roles` is null for public and signed-in ones. */
export const routes = new Map(
  [...source.matchAll(LINE)].map((it) => [
    it[1],
    {
      name: it[1],
      parameters: [...(it[2] ?? "").matchAll(/(\w+):/g)].map((field) => field[1]),
      method: it[3].toUpperCase(),
      pattern: it[4],
      access: it[5].replace(/\(.*/, ""),
      roles: it[6] ? rolesOf(it[6]) : null,
      effect: it[7],
      rate: it[8],
      limit: { Small: 16 * 1024, Text: 256 * 1024, File: 1_200_000, Blob: 10 * 1024 * 1024 }[it[9]],
      body: it[10],
      reply: it[11],
    },
  ]),
);

/** How many lines the table has, counted another way: guards against a line the pattern above misses. */
export const lineCount = [...source.matchAll(/=\s*(Get|Post|Put|Delete)\s+"\/api/g)].length;

/** The address of a route. */
export function address(name, parameters = {}) {
  const route = routes.get(name);
  if (!route) throw new Error(`no route is called ${name}`);
  return route.pattern.replace(/\{(\w+)\}/g, (_, parameter) => {
    if (parameters[parameter] === undefined) throw new Error(`${name} needs ${parameter}`);
    return encodeURIComponent(parameters[parameter]);
  });
}

/** The first value of a schema: an identifier that nobody has, one of the words that are known, a code that is nobody's. */
function first(schema) {
  if (schema.$ref) return first(openapi.components.schemas[schema.$ref.split("/").at(-1)]);
  if (schema.oneOf) return first(schema.oneOf[0]);
  if (schema.format === "uuid") return uuid();
  if (schema.type === "integer") return 1;
  return schema.const ?? schema.enum?.[0] ?? "TIDAK-ADA";
}
const shapes = new Map(
  Object.values(openapi.paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap((operation) => operation.parameters)
    .filter((it) => it.in === "path")
    .map((it) => [it.name, it.schema]),
);

/** Path parameters of the right shape that lead to nothing, as docs/openapi.json describes them. */
export const nowhere = (names) => Object.fromEntries(names.map((name) => [name, first(shapes.get(name))]));

/** Status of every problem code, from domain/src/problem.rs. */
export const statusOf = new Map(
  [...readFileSync(repo("domain/src/problem.rs"), "utf8").matchAll(/^\s{4}\w+ = "(\w+)", (\d{3}),/gm)].map((it) => [it[1], Number(it[2])]),
);

/** The security headers that every answer carries, from domain/src/headers.rs. */
export const securityHeaders = (() => {
  const text = readFileSync(repo("domain/src/headers.rs"), "utf8");
  const policy = /CONTENT_SECURITY_POLICY: &str = "([^"]*)"/.exec(text)[1].replace(/\\\n\s*/g, "");
  const table = text.slice(text.indexOf("pub const SECURITY"), text.indexOf("#[cfg(test)]"));
  const pairs = [...table.matchAll(/\(\s*"([a-z-]+)",\s*(?:"([^"]*)"|(CONTENT_SECURITY_POLICY)),?\s*\)/g)];
  return new Map(pairs.map((it) => [it[1], it[3] ? policy : it[2]]));
})();
