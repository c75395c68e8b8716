// Journeys: people doing their work through the pages, in the system's Chromium, against one server.
import { defineConfig } from "@playwright/test";

const port = Number(process.env.KLISIDA_JOURNEY_PORT ?? 8950);

export default defineConfig({
  testDir: ".",
  testMatch: "*.journey.mjs",
  outputDir: "../../test-results/journeys",
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "../../test-results/journeys.json" }]],
  globalSetup: "./support/serve.mjs",
  use: {
    baseURL: `http://localhost:${port}`,
    locale: "id-ID",
    timezoneId: "Asia/Jakarta",
    serviceWorkers: "allow",
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.KLISIDA_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
