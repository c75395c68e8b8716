// Starts the app. The build bundles this file with the glue of wasm-bindgen and puts the final name of the wasm in.
import init from "./klisida-app.js";

const boot = document.getElementById("boot");

init({ module_or_path: WASM_URL })
  .then(() => boot?.remove())
  .catch((error) => {
    console.error(error);
    boot?.querySelector('[data-boot="loading"]')?.setAttribute("hidden", "");
    boot?.querySelector('[data-boot="failed"]')?.removeAttribute("hidden");
  });

// A new version waits until the person agrees: the app listens for `klisida:update` and answers with SKIP_WAITING.
async function watchForUpdates() {
  const registration = await navigator.serviceWorker.register("/sw.js");
  const announce = () => {
    if (registration.waiting && navigator.serviceWorker.controller) {
      document.documentElement.setAttribute("data-update", "");
      dispatchEvent(new CustomEvent("klisida:update"));
    }
  };
  announce();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", announce);
  });
  // Phones keep a tab for days: look again whenever it comes back to the front.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
  addEventListener("klisida:accept-update", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("SKIP_WAITING");
  });
}

// The app says which parts this person works with: they are kept for the time without signal, once nothing else comes
// over the line, and not while the person saves data, unless they ask for it.
async function quiet() {
  const count = () => performance.getEntriesByType("resource").length;
  for (let before = -1; before !== count(); ) {
    before = count();
    await new Promise((done) => setTimeout(done, QUIET_MS));
  }
}
const QUIET_MS = 2000;

async function keepParts({ names, asked }) {
  const saving = navigator.connection?.saveData === true && !asked;
  document.documentElement.toggleAttribute("data-saving", saving);
  if (!asked) await quiet();
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage(saving ? { look: true } : { keep: names.split(" "), asked });
}

if ("serviceWorker" in navigator) {
  addEventListener("load", () => {
    watchForUpdates().catch((error) => console.warn("service worker", error));
  });
  addEventListener("klisida:parts", ({ detail }) => {
    keepParts({ names: detail, asked: false });
  });
  addEventListener("klisida:parts-now", ({ detail }) => {
    keepParts({ names: detail, asked: true });
  });
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (!Array.isArray(data?.kept)) return;
    document.documentElement.setAttribute("data-kept", data.kept.join(" "));
    dispatchEvent(new CustomEvent("klisida:kept"));
  });
}

// The browser offers to install the app; the settings page shows the button, this file holds the offer.
let offer;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  document.documentElement.setAttribute("data-installable", "");
  dispatchEvent(new CustomEvent("klisida:installable"));
});
addEventListener("klisida:install", () => offer?.prompt());
