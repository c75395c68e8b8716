// Stands around the compiled Worker. A panic, or any other trap, leaves its instance unusable: promises that it was to
// settle never settle, and the platform would answer with a plain text of its own. Here every request that was under way
// gets our generic answer instead, with all headers and a code to quote, and the next request gets a fresh instance.

import { WorkerEntrypoint } from "cloudflare:workers";

/** The Worker to export, around the compiled one. */
export function around(Inner) {
  /** Requests under way: what gives each of them up. */
  const waiting = new Set();

  /** Gives up everything that the broken instance was to answer, and puts a fresh one in its place at once: a callback of
   * the old one must never reach into the new one. */
  function lost(error) {
    const all = [...waiting];
    waiting.clear();
    globalThis.__worker_init_state.criticalError = true;
    try {
      const [first] = all;
      if (first) new Inner(first.ctx, first.env);
    } catch {
      // The next request tries again.
    }
    for (const { giveUp } of all) giveUp(error);
  }

  // The Worker's callbacks never throw of their own accord, and it leaves no promise without somebody who waits for it.
  addEventListener("error", (event) => lost(event.error));
  addEventListener("unhandledrejection", (event) => lost(event.reason));

  /** What the instance answers, or the error that it broke with. */
  async function guarded({ ctx, env }, call) {
    let request;
    const given = new Promise((_, reject) => {
      request = { ctx, env, giveUp: reject };
      waiting.add(request);
    });
    try {
      return await Promise.race([call(new Inner(ctx, env)), given]);
    } finally {
      waiting.delete(request);
    }
  }

  /** The words that the instance left when it started (worker/src/crash.rs), with a code of their own. */
  function broken(request, error) {
    const { place, headers, page, problem } = JSON.parse(globalThis.klisidaCrash);
    const digits = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte & 31]);
    const id = `KL-${digits.join("")}`;
    const { pathname } = new URL(request.url);
    const { status, kind, keep, body } = pathname === "/api" || pathname.startsWith("/api/") ? problem : page;
    // The kind of error and nothing that it says: a message can hold what somebody wrote.
    console.error(JSON.stringify({ at: Date.now(), request_id: id, route: "crash", status, outcome: "panic", cause: error?.name ?? "unknown" }));
    return new Response(request.method === "HEAD" ? null : body.replaceAll(place, id), {
      status,
      headers: [...headers, ["cache-control", keep], ["content-type", kind], ["x-request-id", id]],
    });
  }

  return class extends WorkerEntrypoint {
    async fetch(request) {
      try {
        return await guarded(this, (inner) => inner.fetch(request));
      } catch (error) {
        return broken(request, error);
      }
    }

    scheduled(controller) {
      return guarded(this, (inner) => inner.scheduled(controller));
    }
  };
}
