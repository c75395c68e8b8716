// Before the first paint: the reader's own choice of light or dark, else the system's (no attribute).
// Shared by the app and the public pages; a file of its own because inline scripts are forbidden.
(() => {
  try {
    const theme = localStorage.getItem("klisida.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: the system's theme is right.
  }
})();
