// Serves the app's shell without a network. `cargo xtask build` puts in the version and the list of files;
// answers of the API are never kept here (drafts and offline packs live in IndexedDB, per person).
const VERSION = "%BUILD%";
const FILES = ["%FILES%"];
const CACHE = `klisida-shell-${VERSION}`;
const SHELL = "/index.html";
// A phone that says it is online may still wait for ever: after this the kept shell is shown.
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "SKIP_WAITING") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (isShellPath(url.pathname)) event.respondWith(freshOrKept(request));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(keptOrFresh(request));
  }
});

function isShellPath(path) {
  return path === "/masuk" || path === "/undangan" || path === "/app" || path.startsWith("/app/");
}

async function keepShell() {
  const cache = await caches.open(CACHE);
  // `reload` passes by the HTTP cache, so that a shell is never put together from two versions.
  await cache.addAll(FILES.map((path) => new Request(path, { cache: "reload" })));
}

async function dropOldShells() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith("klisida-shell-") && name !== CACHE).map((name) => caches.delete(name)),
  );
}

async function keptOrFresh(request) {
  const kept = await caches.match(request, { cacheName: CACHE });
  return kept ?? fetch(request);
}

async function freshOrKept(request) {
  const network = fetch(request);
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    const fresh = await Promise.race([network, patience]);
    if (fresh?.ok) return fresh;
  } catch {
    // No network: the kept shell below.
  }
  const kept = await caches.match(SHELL, { cacheName: CACHE });
  return kept ?? network;
}
