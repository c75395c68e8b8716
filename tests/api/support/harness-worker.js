// Stands in front of the Worker inside workerd (worker/entry.js and what the build made). It is untouched; its D1 binding is
// counted (round trips, statements, rows as D1 itself reports them) and can be made to fail at call n. Requests
// of one race wait for each other before each batch that writes: all have read by then, none has written, which
// is the moment that a race is about and that chance alone rarely hits. `x-harness-trap` breaks the instance (trap.js).

import { WorkerEntrypoint } from "cloudflare:workers";
import { arm, memory } from "./trap.js";
import Inner from "../../../worker/entry.js";

class Fault extends Error {}

const GUARD = /^\s*INSERT INTO guard\b/i;

/** What a guard is called: what must have happened in the statement before it, or the beginning of what must hold. */
function named(sql, before = "") {
  if (/\bchanges\(\), \?2$/.test(sql)) {
    const [, verb, table] = /^\s*(INSERT|UPDATE|DELETE)(?:\s+INTO|\s+FROM)?\s+(\w+)/i.exec(before) ?? [, "?", "?"];
    return `${verb} ${table}`;
  }
  return `holds ${sql.replace(/\s+/g, " ").replace(/^.*? SELECT \?1, /, "").slice(0, 90)}`;
}

const races = new Map();
/** Requests whose headers came. */
const begun = new Set();

class Race {
  constructor(header) {
    const [label, runners, passed = 0] = (header ?? "").split(":");
    if (!label) return;
    this.state = races.get(label) ?? { runners: Number(runners), finished: 0, waiting: [] };
    races.set(label, this.state);
    this.lap = 0;
    /** Batches that write before the one that the race is about: an attempt that is counted, mostly. */
    this.passed = Number(passed);
  }

  async line() {
    if (!this.state) return;
    if (this.passed > 0) return void (this.passed -= 1);
    const { state, lap } = this;
    this.lap += 1;
    state.waiting[lap] = (state.waiting[lap] ?? 0) + 1;
    for (let turn = 0; state.waiting[lap] + state.finished < state.runners; turn += 1) {
      if (turn > 5000) throw new Fault("a race without all its runners");
      await scheduler.wait(1);
    }
  }

  finish() {
    if (this.state) this.state.finished += 1;
  }
}

class Tally {
  trips = 0;
  batches = 0;
  statements = 0;
  rows_read = 0;
  rows_written = 0;

  /** Guards that stood in a batch. */
  guards = [];

  constructor(fault, race, { route = null, without = null } = {}) {
    this.route = route;
    this.without = without;
    this.race = new Race(race);
    // `before:2` fails call 2 before it reaches D1, `after:2` once it is committed.
    [this.when, this.at] = (fault ?? ":").split(":");
  }

  async call(texts, run) {
    if (texts.some((text) => /^\s*(INSERT|UPDATE|DELETE|WITH[^]*\bINSERT)\b/i.test(text))) await this.race.line();
    this.trips += 1;
    this.statements += texts.length;
    const hit = Number(this.at) === this.trips;
    if (hit && this.when === "before") throw new Fault("D1_ERROR: Network connection lost.");
    const results = await run();
    for (const result of [results].flat()) {
      this.rows_read += result.meta?.rows_read ?? 0;
      this.rows_written += result.meta?.rows_written ?? 0;
    }
    if (hit && this.when === "after") throw new Fault("D1_ERROR: Network connection lost.");
    return results;
  }
}

class D1PreparedStatement {
  constructor(real, tally, sql) {
    this.real = real;
    this.tally = tally;
    this.sql = sql;
  }
  bind(...values) {
    return new D1PreparedStatement(this.real.bind(...values), this.tally, this.sql);
  }
  run() {
    return this.tally.call([this.sql], () => this.real.run());
  }
  all() {
    return this.tally.call([this.sql], () => this.real.all());
  }
  async first(column) {
    const { results } = await this.tally.call([this.sql], () => this.real.all());
    if (results.length === 0) return null;
    return column ? results[0][column] : results[0];
  }
  raw(options) {
    return this.tally.call([this.sql], () => this.real.raw(options));
  }
}

// The name matters: the Rust binding asks for it.
class D1Database {
  constructor(real, tally) {
    this.real = real;
    this.tally = tally;
  }
  prepare(sql) {
    return new D1PreparedStatement(this.real.prepare(sql), this.tally, sql);
  }
  batch(statements) {
    this.tally.batches += 1;
    const called = new Map();
    const real = statements.map((it, n) => {
      if (!GUARD.test(it.sql)) return it.real;
      const plain = named(it.sql, statements[n - 1]?.sql);
      const times = (called.get(plain) ?? 0) + 1;
      called.set(plain, times);
      const name = times > 1 ? `${plain} (${times})` : plain;
      if (!this.tally.guards.includes(name)) this.tally.guards.push(name);
      // Left out: nothing is asked there.
      return this.tally.without === `${this.tally.route}: ${name}` ? this.real.prepare("SELECT 1") : it.real;
    });
    return this.tally.call(
      statements.map((it) => it.sql),
      () => this.real.batch(real),
    );
  }
  exec(sql) {
    return this.tally.call([sql], () => this.real.exec(sql));
  }
}

const wrapped = (env, tally) => ({ ...env, DB: new D1Database(env.DB, tally) });

export default class extends WorkerEntrypoint {
  async fetch(request) {
    const asked = request.headers.get("x-harness-waiting");
    if (asked) {
      return Response.json(races.get(asked)?.waiting[0] ?? 0);
    }
    const began = request.headers.get("x-harness-begun");
    if (began) return new Response(begun.has(began) ? "yes" : "no");
    const begins = request.headers.get("x-harness-begins");
    if (begins) begun.add(begins);
    const tally = new Tally(request.headers.get("x-harness-fault"), request.headers.get("x-harness-race"), {
      route: request.headers.get("x-harness-route"),
      without: request.headers.get("x-harness-without") ?? this.env.HARNESS_WITHOUT,
    });
    const trap = request.headers.get("x-harness-trap");
    if (trap) arm(trap);
    let answer;
    try {
      answer = await new Inner(this.ctx, wrapped(this.env, tally)).fetch(request);
    } finally {
      tally.race.finish();
    }
    const headers = new Headers(answer.headers);
    const { trips, batches, statements, rows_read, rows_written, guards } = tally;
    headers.set("x-harness-d1", JSON.stringify({ trips, batches, statements, rows_read, rows_written, guards, memory: memory() }));
    return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
  }

  scheduled(controller) {
    return new Inner(this.ctx, wrapped(this.env, new Tally(null, null))).scheduled(controller);
  }
}
