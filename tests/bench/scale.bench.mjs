// The largest edition there may be: 500 entries with 20 judges each. Rows and bytes are exact (a test holds a tenth of it),
// the time is this machine's; the wish is 2 s for each.
import { ok } from "../api/support/client.mjs";
import { uuid } from "../api/support/ids.mjs";
import { fixture, FULL } from "../api/support/scale.mjs";
import { line } from "./board.mjs";

const world = await fixture(FULL);
const { server, coordinator, edition } = world;

try {
  console.log(`An edition of ${FULL.entries} entries with ${FULL.judges} judges each, ${FULL.entries * FULL.judges} sheets`);
  console.log(line("", ["bytes", "rows read", "memory MB", "ms"]));
  const timed = async (name, call) => {
    const start = process.hrtime.bigint();
    const answer = await call();
    const time = Number(process.hrtime.bigint() - start) / 1e6;
    ok(answer);
    console.log(line(name, [answer.bytes.length, answer.d1.rows_read, (answer.d1.memory / 1e6).toFixed(1), time.toFixed(0)]));
    return answer.body;
  };
  await timed("workspace", () => coordinator.call("EditionShow", { edition: edition.id }));
  await timed("next 50 entries", () => coordinator.call("EditionMore", { edition: edition.id, after: 50 }));
  const { version, entries } = await timed("results", () => coordinator.call("ResultRead", { edition: edition.id }, {}));
  await timed("sheets of one entry", () => coordinator.call("ResultSheets", { edition: edition.id, entry: entries[0].entry }, {}));
  await timed("publish", () => coordinator.call("EditionPublish", { edition: edition.id }, { version, id: uuid(), password: coordinator.password, acknowledged: false, note: null }));
  await timed("board", () => coordinator.call("BoardShow", { slug: edition.slug }));
} finally {
  await server.stop();
}
