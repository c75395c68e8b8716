// A server in front of the one of the journeys that counts what really comes over the line, loses files on demand and can
// pretend that a new release changed one file of the app.
import { createServer, request } from "node:http";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotli } from "../../bench/sizes.mjs";

export const assets = JSON.parse(readFileSync(fileURLToPath(new URL("../../../dist/assets.json", import.meta.url)), "utf8"));
const hashed = (path) => path.replace(/\.[0-9a-f]{16}\./, (it) => `${[...it].map((c) => (/[0-9a-f]/.test(c) ? ((parseInt(c, 16) + 1) % 16).toString(16) : c)).join("")}`);

export async function counter(upstream) {
  const { hostname, port: there, host, origin } = new URL(upstream);
  const seen = [];
  const lost = new Set();
  /** Old words and what a release made of them, in every text that is served. */
  let renamed = [];
  const forward = (text) => renamed.reduce((it, [from, to]) => it.replaceAll(from, to), text);
  const back = (text) => renamed.reduce((it, [from, to]) => it.replaceAll(to, from), text);
  const server = createServer((ask, reply) => {
    const path = new URL(ask.url, origin).pathname;
    if (lost.has(path)) {
      seen.push({ path, status: 503, size: 0 });
      reply.writeHead(503).end();
      return;
    }
    const headers = { ...ask.headers, host, "accept-encoding": "identity" };
    // What the browser holds is of the release before.
    if (renamed.length > 0) for (const name of ["if-none-match", "if-modified-since"]) delete headers[name];
    for (const name of ["origin", "referer"]) if (headers[name]) headers[name] = headers[name].replace(/^https?:\/\/[^/]+/, origin);
    const sent = request({ hostname, port: there, method: ask.method, path: back(ask.url), headers }, (answer) => {
      const chunks = [];
      answer.on("data", (it) => chunks.push(it));
      answer.on("end", () => {
        let body = Buffer.concat(chunks);
        const head = { ...answer.headers };
        if (renamed.length > 0 && /html|javascript/.test(head["content-type"] ?? "")) {
          body = Buffer.from(forward(body.toString()));
          delete head["content-length"];
          // Another text is another text to the HTTP cache too.
          if (head.etag) head.etag = `"${body.length}-${renamed.length}"`;
        }
        seen.push({ path, status: answer.statusCode, size: body.length === 0 ? 0 : brotli(body, 5) });
        reply.writeHead(answer.statusCode, head).end(body);
      });
    });
    sent.on("error", () => reply.destroy());
    ask.pipe(sent);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://localhost:${server.address().port}`,
    lost,
    /** What came since the last time, of the app's own files. */
    take: () => seen.splice(0).filter(({ path }) => /^\/(assets\/|icons\/|index\.html|sw\.js|manifest)/.test(path)),
    /** From now on the file is another one, and with it what names it. */
    release(file) {
      const changed = [file, assets.boot_js];
      renamed = [...changed.map((path) => [path.split("/").pop(), hashed(path.split("/").pop())]), [assets.build, `f${assets.build.slice(1)}`.replace(/.$/, "0")]];
      return changed.map(hashed);
    },
    stop: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  };
}
