// Serves the app without a network. `cargo xtask build` puts in the version and the lists of files; answers of the API
// are never kept here (drafts and offline packs live in IndexedDB, per person). docs/decisions/0035-first-visit.md
const VERSION = "%BUILD%";
// What every page of the app needs, all with the hash of their content in the name.
const BASE = ["%BASE%"];
// What each part of the app needs besides.
const PARTS = { "%PARTS%": [] };
// What has no hash in its name.
const PLAIN = ["/index.html", "/icons/icon.svg"];

// One cache for all versions: a name with a hash means the same content for ever.
const FILES = "klisida-files";
// One for each version, so that an index never names the files of another.
const SHELL = `klisida-shell-${VERSION}`;
const INDEX = "/index.html";
// Where the names of the parts are kept that this device is to have, so that a new version brings them too.
const WANTED = "/bagian";
const KNOWN = new Set([...BASE, ...Object.values(PARTS).flat()]);
// Public pages as they were seen last, the newest few: what is read where there is no signal.
const SEEN = "klisida-dilihat";
const MOST_SEEN = 30;
// A phone that says it is online may still wait for ever: after this the kept shell is shown.
const PATIENCE_MS = 4000;
// A file that has not come after this time is given up; it is asked for again later.
const STALL_MS = 60_000;
// A guide that was kept longer ago is fetched anew.
const GUIDE_MS = 7 * 86_400_000;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "SKIP_WAITING") self.skipWaiting();
  else if (Array.isArray(event.data?.keep)) event.waitUntil(keepParts(event.data.keep, event.data.asked).catch(() => {}).then(() => tell(event.source)));
  else if (event.data?.look) event.waitUntil(tell(event.source));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // Whoever leaves takes along what they read.
    if (url.pathname === "/masuk" && url.searchParams.has("keluar")) event.waitUntil(caches.delete(SEEN));
    if (isShellPath(url.pathname)) event.respondWith(freshOrKept(request));
    else if (isPublicPath(url.pathname)) event.respondWith(freshOrSeen(event, url.pathname + url.search));
  } else if (KNOWN.has(url.pathname)) {
    event.respondWith(keptOrFresh(url.pathname));
  } else if (PLAIN.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname, { cacheName: SHELL }).then((kept) => kept ?? fetch(request)));
  }
});

function isShellPath(path) {
  return path === "/masuk" || path === "/undangan" || path === "/app" || path.startsWith("/app/");
}

function isPublicPath(path) {
  const page = /^\/(bantuan|katalog|papan|(bantuan|papan|inovasi|instansi)\/[^.]+)?$/;
  return page.test(path) && !path.endsWith("/csv");
}

// The version is installed when its base is complete. What came before a failure stays and need not come again; a part
// that did not come is fetched when it is opened or asked for again.
async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll(PLAIN.map((path) => new Request(path, { cache: "no-cache" })));
  const came = await Promise.all(BASE.map(keep));
  if (came.includes(false)) throw new Error("the base of the app did not come whole");
  // What the person asked for comes also while data are saved. A new version does not wait for a part.
  const { names, asked } = await wanted();
  if (asked || !self.navigator.connection?.saveData) await keepParts(names, asked).catch(() => {});
}

// Keeps a file with a hash in its name. It may come from the HTTP cache: its name says what it is.
async function keep(path) {
  const files = await caches.open(FILES);
  if (await files.match(path)) return true;
  try {
    const answer = await fetch(path, { signal: AbortSignal.timeout?.(STALL_MS) });
    if (!isFile(answer)) return false;
    await files.put(path, answer);
    return true;
  } catch {
    return false;
  }
}

// A file that is gone is answered with the app's index.
const isFile = (answer) => answer.ok && !answer.headers.get("content-type")?.startsWith("text/html");

async function wanted() {
  const kept = await caches.match(WANTED, { cacheName: FILES });
  return kept ? kept.json() : { names: [], asked: false };
}

// One file after the other: whoever works meanwhile needs the line more.
async function keepParts(names, asked) {
  const known = names.filter((name) => name in PARTS);
  const before = await wanted();
  const all = [...new Set([...before.names, ...known])].filter((name) => name in PARTS);
  const files = await caches.open(FILES);
  await files.put(WANTED, Response.json({ names: all, asked: Boolean(asked || before.asked) }));
  for (const path of new Set(known.flatMap((name) => PARTS[name]))) await keep(path);
  for (const path of names.filter(isGuide)) await keepGuide(path);
}

const isGuide = (path) => path === "/bantuan" || path.startsWith("/bantuan/");

// A guide is read where there is no signal although nobody opened it before.
async function keepGuide(path) {
  const kept = await caches.open(SEEN).then((seen) => seen.match(path));
  if (kept && Date.now() - Number(kept.headers.get("x-seen")) < GUIDE_MS) return;
  const fresh = await fetch(path, { signal: AbortSignal.timeout?.(STALL_MS) });
  if (fresh.ok) await see(path, fresh);
}

// Which parts are here whole.
async function tell(client) {
  const files = await caches.open(FILES);
  const here = new Set((await files.keys()).map((it) => new URL(it.url).pathname));
  const whole = (paths) => paths.every((path) => here.has(path));
  client?.postMessage({ kept: Object.keys(PARTS).filter((name) => whole(BASE) && whole(PARTS[name])) });
}

async function dropOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("klisida-shell-") && name !== SHELL).map((name) => caches.delete(name)));
  const files = await caches.open(FILES);
  for (const it of await files.keys()) {
    const { pathname } = new URL(it.url);
    if (pathname !== WANTED && !KNOWN.has(pathname)) await files.delete(it);
  }
}

async function keptOrFresh(path) {
  const files = await caches.open(FILES);
  const kept = await files.match(path);
  if (kept) return kept;
  const answer = await fetch(path);
  // A full device is no reason to show nothing.
  if (isFile(answer)) files.put(path, answer.clone()).catch(() => {});
  return answer;
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
  const kept = await caches.match(INDEX, { cacheName: SHELL });
  return kept ?? network;
}

// A public page from the network, kept as it came. Where the network gives none, or not in time, the one that was seen last, with its
// time.
async function freshOrSeen(event, path) {
  const network = fetch(event.request).then((fresh) => {
    if (fresh.ok && fresh.headers.get("content-type")?.startsWith("text/html")) event.waitUntil(see(path, fresh.clone()).catch(() => {}));
    return fresh;
  });
  // It may come after the answer was given: it is kept then, too.
  event.waitUntil(network.catch(() => {}));
  const kept = await caches.open(SEEN).then((seen) => seen.match(path)).catch(() => undefined);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    const fresh = await (kept ? Promise.race([network, late]) : network);
    return fresh ?? withTime(kept, "Jaringan lambat.");
  } catch {
    return kept ? withTime(kept, "Tidak ada jaringan.") : neverSeen(path);
  }
}

async function see(path, page) {
  const headers = new Headers(page.headers);
  headers.set("x-seen", String(Date.now()));
  const seen = await caches.open(SEEN);
  // The newest stand last.
  await seen.delete(path);
  await seen.put(path, new Response(await page.text(), { headers }));
  const all = (await seen.keys()).filter((it) => !isGuide(new URL(it.url).pathname));
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST_SEEN)).map((it) => seen.delete(it)));
}

async function withTime(page, why) {
  const headers = new Headers(page.headers);
  const at = new Date(Number(headers.get("x-seen")));
  for (const name of ["content-encoding", "content-length", "x-seen"]) headers.delete(name);
  const when = new Intl.DateTimeFormat("id-ID", { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Jakarta" }).format(at);
  const notice = `<div class="notice" role="status"><b>${why}</b><p>Ini halaman seperti terakhir dilihat, ${when} WIB.</p></div>`;
  const html = await page.text();
  return new Response(html.replace(/<main\b[^>]*>/, (main) => main + notice), { headers });
}

function neverSeen(path) {
  const styles = BASE.filter((it) => it.endsWith(".css")).map((it) => `<link rel="stylesheet" href="${it}">`);
  const again = path.replace(/[&"'<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const html = `<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tidak ada jaringan · KLISIDA</title>${styles.join("")}</head><body><main class="page"><div class="head"><h1>Tidak ada jaringan</h1><p class="lead">Halaman ini belum pernah dibuka di perangkat ini, jadi belum ada salinannya.</p></div><p class="chips"><a class="btn" href="${again}">Coba lagi</a> <a class="btn plain" href="/app">Ke beranda aplikasi</a></p></main></body></html>`;
  return new Response(html, {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'; style-src 'self'" },
  });
}
