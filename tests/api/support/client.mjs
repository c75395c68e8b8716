// A browser in front of the API: keeps its cookie, sends what the app sends.

import assert from "node:assert/strict";
import { noteGuards } from "../../guards/seen.mjs";
import { address, routes, statusOf as STATUS } from "./contract.mjs";
import { uuid } from "./ids.mjs";
import { misfits, schemaOf } from "./schema.mjs";
import { ORIGIN } from "./server.mjs";

export const COOKIE = "__Host-klisida";
/** The cookie of a browser that somebody signed in from. */
export const DEVICE = "__Host-klisida-peramban";

/** The routes that make a session, all of them: whoever adds one adds a way in (A11). */
export const MAKES_SESSION = ["LinkAccept", "LinkRecover", "LinkRedeem", "PasswordSet", "SessionOpen"];
/** Whether an answer hands out a session. */
export const handsOut = (answer) => (answer.headers["set-cookie"] ?? []).some((line) => line.startsWith(`${COOKIE}=`) && !/^[^=]+=;|max-age=0/i.test(line));

let addresses = 0;

export class Client {
  constructor(server, { name = "guest", cookie = null, device = null, from } = {}) {
    this.server = server;
    this.name = name;
    this.cookie = cookie;
    this.device = device;
    addresses += 1;
    /** The address that the edge reports for it: each client has its own, so that waits do not spread. */
    this.from = from ?? `10.${addresses >> 8}.${addresses & 255}.7`;
  }

  /** The same browser with another name for messages. */
  as(name) {
    this.name = name;
    return this;
  }

  /** A second browser without cookie from the same address. */
  fresh() {
    return new Client(this.server, { from: this.from });
  }

  /** Sends a request as the app does; every part can be replaced, a header is left out with `undefined`. */
  async send({ method = "GET", path, body, headers = {}, text, pause }) {
    const writes = method !== "GET" && method !== "HEAD";
    const raw = Buffer.isBuffer(body);
    const content = text ?? (body === undefined || raw ? body : JSON.stringify(body));
    const all = {
      accept: "application/json",
      "cf-connecting-ip": this.from,
      "sec-fetch-site": "same-origin",
      ...(writes ? { origin: ORIGIN, "x-klisida": "1", "content-type": raw ? "application/octet-stream" : "application/json" } : {}),
      ...(this.cookie || this.device ? { cookie: [[COOKIE, this.cookie], [DEVICE, this.device]].filter(([, it]) => it).map((it) => it.join("=")).join("; ") } : {}),
      ...headers,
    };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    const answer = await this.server.raw({ method, path, headers: all, body: content ?? (writes ? "{}" : undefined), pause });
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (name === DEVICE) this.device = value;
      if (name === COOKIE) this.cookie = value && !/max-age=0/i.test(line) ? value : null;
    }
    return answer;
  }

  /** A page, as a browser asks for it. */
  page(path, headers = {}) {
    return this.send({ path, headers: { accept: "text/html", "sec-fetch-site": "none", ...headers } });
  }

  /** Calls a route of the contract; answers with status, body, headers and what D1 had to do. A `Buffer` is sent as it is. */
  async call(name, parameters = {}, body, { key, query = "", headers = {}, race, pause } = {}) {
    const route = routes.get(name);
    if (!route) throw new Error(`no route is called ${name}`);
    const keyed = route.effect === "Keyed" ? { "idempotency-key": key ?? uuid() } : {};
    const answer = await this.send({ method: route.method, path: address(name, parameters) + query, body, pause, headers: { ...keyed, ...(race ? { "x-harness-race": race } : {}), "x-harness-route": name, ...headers } });
    noteGuards(name, answer.d1?.guards);
    if (handsOut(answer)) assert.ok(MAKES_SESSION.includes(name), `${name} makes a session and is not on the list (A11)`);
    // The bytes of a file are no JSON, and `bytes` of the answer holds them.
    if (answer.status === 200 && !/json/.test(answer.header("content-type"))) return { ...answer, route: name, by: this.name };
    let parsed;
    try {
      parsed = JSON.parse(answer.text);
    } catch {
      parsed = undefined;
    }
    // Every answer of every test keeps the contract: its keys, its types, no key more.
    assert.deepEqual(parsed === undefined ? ["no JSON"] : misfits(schemaOf(name, answer.status), parsed), [], `${name} ${answer.status}: ${answer.text.slice(0, 300)}`);
    return { ...answer, body: parsed, route: name, by: this.name };
  }

  /** Every row of a list, page after page until there is none. */
  async all(name, parameters = {}, { query = "", ...options } = {}) {
    const rows = [];
    for (let after = null, pages = 0; ; pages += 1) {
      assert.ok(pages < 1000, `${name}: pages without end`);
      const ask = after ? `${query}${query ? "&" : "?"}sesudah=${after}` : query;
      const { items, next } = await this.do(name, parameters, undefined, { ...options, query: ask });
      rows.push(...items);
      if (!next) return rows;
      assert.notEqual(next, after, `${name}: a page that leads to itself`);
      after = next;
    }
  }

  /** Calls a route that must succeed and returns its body. */
  async do(name, parameters, body, options) {
    return ok(await this.call(name, parameters, body, options));
  }
}

/** The body of an answer that must be a success. */
export function ok(answer) {
  assert.equal(answer.status, 200, `${answer.route} by ${answer.by}: ${answer.status} ${answer.text.slice(0, 400)}`);
  return answer.body;
}

/** Asserts a refusal: code, its status, a request id; `field` and other parts when given. Returns the problem. */
export function refused(answer, code, parts = {}) {
  assert.equal(answer.body?.code, code, `${answer.route} by ${answer.by}: ${answer.status} ${answer.text.slice(0, 400)}`);
  assert.equal(answer.status, STATUS.get(code), `status of ${code}`);
  assert.match(answer.body.request_id, /\S/, "a refusal has a request id to quote");
  for (const [name, value] of Object.entries(parts)) assert.deepEqual(answer.body[name], value, `${code}: ${name}`);
  return answer.body;
}


/** `count` requests at the same moment: `make(n, { race })` sends one; all have read before the first one writes. */
export function race(count, make) {
  const label = `${uuid()}:${count}`;
  return Promise.all(Array.from({ length: count }, (_, n) => make(n, { race: label })));
}

/** Sends the headers and ten bytes of a request's body, lets `act` happen once the Worker has begun with it, then sends the rest. */
export async function slowly(client, make, act) {
  const label = uuid();
  return make({
    headers: { "x-harness-begins": label },
    pause: async () => {
      while ((await client.send({ path: "/", headers: { "x-harness-begun": label } })).text !== "yes");
      await act();
    },
  });
}

/**
 * Sends a request, lets `act` happen between its reading and its writing, and returns its answer. `passed` batches that write go
 * before the one that is meant: where a password is asked again, the attempt is counted.
 */
export async function between(client, make, act, { passed = 0 } = {}) {
  const label = uuid();
  const answer = make({ race: `${label}:2:${passed}` });
  let waits = 0;
  while (waits === 0) waits = Number((await client.send({ path: "/", headers: { "x-harness-waiting": label } })).text);
  await act();
  await client.call("HealthShow", {}, undefined, { race: `${label}:2` });
  return answer;
}
