// Checks an answer against docs/openapi.json: exactly the promised keys, nothing more.

import { readFileSync } from "node:fs";
import { repo } from "./repo.mjs";

export const openapi = JSON.parse(readFileSync(repo("docs/openapi.json"), "utf8"));

const typeOf = (value) =>
  value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;

/** Everything in which `value` differs from `schema`, as sentences with a path; empty when it fits. */
export function misfits(schema, value, path = "$") {
  if (schema === true) return [];
  if (schema.$ref) return misfits(openapi.components.schemas[schema.$ref.split("/").at(-1)], value, path);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    const each = choices.map((choice) => misfits(choice, value, path));
    const tag = each.find((faults) => !faults.some((it) => it.endsWith("is another constant") || it.includes(" is no ")));
    return each.some((faults) => faults.length === 0) ? [] : (tag ?? [`${path} fits none of ${choices.length} shapes`]);
  }
  const faults = [];
  if ("const" in schema && schema.const !== value) faults.push(`${path} is another constant`);
  if (schema.enum && !schema.enum.includes(value)) faults.push(`${path} is none of the values`);
  if (schema.type && ![schema.type].flat().some((type) => type === typeOf(value) || (type === "number" && typeOf(value) === "integer")))
    return [...faults, `${path} is no ${schema.type} but ${typeOf(value)}`];
  if (typeof value === "number") {
    if (value < schema.minimum || value > schema.maximum) faults.push(`${path} is out of range`);
  }
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) faults.push(`${path} has ${value.length} items`);
    if (schema.items) value.forEach((item, n) => faults.push(...misfits(schema.items, item, `${path}[${n}]`)));
  } else if (value !== null && typeof value === "object") {
    const known = schema.properties ?? {};
    for (const name of schema.required ?? []) if (!(name in value)) faults.push(`${path}.${name} is missing`);
    for (const [name, item] of Object.entries(value)) {
      const rest = schema.additionalProperties;
      if (known[name]) faults.push(...misfits(known[name], item, `${path}.${name}`));
      else if (rest && typeof rest === "object") faults.push(...misfits(rest, item, `${path}.${name}`));
      else if (rest !== true) faults.push(`${path}.${name} is not in the contract`);
    }
  }
  return faults;
}

const operations = new Map(
  Object.values(openapi.paths)
    .flatMap((methods) => Object.values(methods))
    .map((operation) => [operation.operationId, operation]),
);

/** The schema of a route's success (200) or refusal. */
export function schemaOf(route, status) {
  const { responses } = operations.get(route);
  return (responses[status] ?? responses.default).content["application/json"].schema;
}

/** Names of all operations in docs/openapi.json. */
export const operationNames = () => [...operations.keys()];
