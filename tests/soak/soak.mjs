// Power cuts: the Worker's process is killed (SIGKILL) at random moments while judges save, and started again on the same folder.
// Every save that was acknowledged is there, none is there twice, what was under way is answered when it is sent again, and the
// rules over the stored data hold. `cargo xtask soak` is the long form, tests/api/soak.test.mjs the short one. (G1)

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { uuid } from "../api/support/ids.mjs";
import { start } from "../api/support/server.mjs";
import { standard } from "../api/support/standard.mjs";
import { innovations, makeEdition, sheet } from "../api/support/world.mjs";
import { checkInvariants } from "../support/invariants.mjs";

/** A small generator of random numbers, so that a run can be repeated. */
function generator(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let it = Math.imul(state ^ (state >>> 15), state | 1);
    it ^= it + Math.imul(it ^ (it >>> 7), it | 61);
    return ((it ^ (it >>> 14)) >>> 0) % below;
  };
}

/** The processes of workerd that this process itself started. */
function ownWorkerds() {
  const found = [];
  for (const pid of readdirSync("/proc").filter((it) => /^\d+$/.test(it))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(stat);
      if (name === "workerd" && Number(rest.split(" ")[1]) === process.pid) found.push(Number(pid));
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** Kills `kills` times over at least `acks` acknowledged saves; gives the figures. */
export async function soak({ kills, acks, seed = (Math.random() * 2 ** 32) >>> 0, say = () => {} }) {
  const random = generator(seed);
  const world = await standard();
  let server = world.server;
  const { state } = server;
  const found = (await innovations(world.coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 4);
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  const tracks = world.judges.flatMap((who) => edition.entries.map((entry) => ({ who, assignment: edition.of(who, entry), version: 0, acked: [] })));

  const figures = { seed, kills: 0, acks: 0, repeated: 0, refused: 0 };
  let over = false;
  /** Resolves when the server is up again; none while it is up. */
  let down = null;
  let next = 1;
  let reached = () => {};

  const save = async (track) => {
    const { assignment } = track;
    const body = { version: track.version, sheet: sheet([random(101), random(101), random(101), random(101), random(101)], { kebaruan: `Catatan ${track.version + 1} ${uuid()}` }) };
    const key = uuid();
    for (let tries = 0; ; tries += 1) {
      if (down) await down;
      let answer;
      try {
        answer = await track.who.call("SheetPut", { assignment }, body, { key });
      } catch (error) {
        if (error.code === "ERR_ASSERTION") throw error;
        // No answer: the same parcel is sent again under its key, as the app does.
        await turn();
        continue;
      }
      // A dying process may still answer that it could not.
      if (answer.status >= 500) {
        figures.refused += 1;
        await turn();
        continue;
      }
      assert.equal(answer.status, 200, `${answer.text} (seed ${seed})`);
      assert.equal(answer.body.version, track.version + 1, `one save, one version (seed ${seed})`);
      if (tries > 0) figures.repeated += 1;
      track.version += 1;
      track.acked.push(body.sheet);
      figures.acks += 1;
      if (figures.acks >= next) reached();
      return;
    }
  };

  const proven = async () => {
    for (const { assignment, acked, version } of tracks) {
      const stored = await server.rows("SELECT version, sheet FROM sheet_event WHERE assignment_id = ?1 ORDER BY version", assignment);
      // What was under way when the process died may be there already, once.
      assert.ok(stored.length === version || stored.length === version + 1, `${stored.length} versions of ${version} acknowledged (seed ${seed})`);
      for (const [n, sent] of acked.entries()) {
        assert.equal(stored[n].version, n + 1);
        assert.deepEqual(JSON.parse(stored[n].sheet), sent, `version ${n + 1} (seed ${seed})`);
      }
      const [newest] = await server.rows("SELECT version FROM sheet WHERE assignment_id = ?1", assignment);
      assert.equal(newest?.version ?? 0, stored.length);
    }
    await checkInvariants(server.rows);
  };

  const working = Promise.all(
    tracks.map(async (track) => {
      while (!over) await save(track);
    }),
  );
  const killing = (async () => {
    while (figures.kills < kills || figures.acks < acks) {
      const left = Math.max(kills - figures.kills, 1);
      const burst = Math.max(Math.ceil((acks - figures.acks) / left), 1);
      next = figures.acks + 1 + random(2 * burst);
      await Promise.race([new Promise((resolve) => (reached = resolve)), working]);
      // Not always between two answers.
      for (let n = random(40); n > 0; n -= 1) await turn();
      if (figures.kills >= kills) break;
      let up;
      down = new Promise((resolve) => (up = resolve));
      const pids = ownWorkerds();
      assert.ok(pids.length > 0, "a process to kill");
      for (const pid of pids) process.kill(pid, "SIGKILL");
      figures.kills += 1;
      await server.abandon();
      server = await start({ state });
      for (const { who } of tracks) who.server = server;
      await proven();
      if (figures.kills % 10 === 0) say(`${figures.kills} kills, ${figures.acks} acknowledged`);
      down = null;
      up();
    }
  })();
  try {
    await Promise.race([killing, working]);
    while (figures.acks < acks) await Promise.race([new Promise((resolve) => (reached = resolve)), working]);
    over = true;
    await working;
    await proven();
  } catch (error) {
    over = true;
    throw error;
  } finally {
    await server.stop();
  }
  figures.stored = tracks.reduce((sum, it) => sum + it.acked.length, 0);
  return figures;
}

if (process.argv[1] === import.meta.filename) {
  const given = (name, otherwise) => {
    const at = process.argv.indexOf(name);
    return at < 0 ? otherwise : Number(process.argv[at + 1]);
  };
  const seed = given("--seed", (Math.random() * 2 ** 32) >>> 0);
  console.log(`seed ${seed}`);
  const it = await soak({ kills: given("--kills", 200), acks: given("--acks", 10_000), seed, say: (words) => console.log(words) });
  console.log(`${it.kills} kills, ${it.acks} acknowledged saves, ${it.stored} stored, ${it.repeated} sent again, ${it.refused} answered with a fault; seed ${it.seed}`);
  process.exit(0);
}
