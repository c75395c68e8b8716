// What stands around every page: the way to sign out (B09), and the fields for a password wherever one is asked for (A05).
import { readFileSync } from "node:fs";
import { Client, ok } from "../api/support/client.mjs";
import { begin } from "../api/support/clinic.mjs";
import { uuid } from "../api/support/ids.mjs";
import { planActivity } from "../api/support/seed.mjs";
import { from, innovations, join, makeEdition, OUTSIDE, score } from "../api/support/world.mjs";
import { server } from "./support/api.mjs";
import { office } from "./support/office.mjs";
import { largeText } from "./support/look.mjs";
import { open, password, person, signIn } from "./support/people.mjs";
import { expect, test } from "./support/test.mjs";

/** The map of the app: address below /app, its title, who may open it. */
const source = readFileSync(new URL("../../app/src/paths.rs", import.meta.url), "utf8");
const table = source.slice(source.indexOf("macro_rules! screens"), source.indexOf("pub(crate) use screens"));
const screens = [...table.matchAll(/^ +"([^"]*)", "([^"]*)", (\w+) => [\w:]+;$/gm)].map(([, path, title, gate]) => ({ path, title, gate })).filter(({ gate }) => gate !== "OPEN");
/** Counted another way: against a line that the pattern above misses. */
const count = table.split(" => ").length - table.split("OPEN => ").length - 1;

/** Who opens the pages of a gate. */
const WHO = {
  ANYBODY: "judge",
  WATCH: "coordinator",
  RUN: "coordinator",
  JUDGE: "judge",
  RECORD: "innovator",
  START: "innovator",
  GOVERN: "clinic",
  DESK: "clinic",
  IMPORT: "coordinator",
  INVITE: "coordinator",
  ADMINISTER: "administrator",
};

const people = {};
/** What stands for the parameters of the addresses. */
const at = {};

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  await (await office(browser)).context.close();
  for (const [name, username] of [["coordinator", "rina"], ["administrator", "ayu.admin"]]) {
    people[name] = Object.assign(new Client(server, { name }), { username, password });
    ok(await people[name].call("SessionOpen", {}, { username, password, remember: false }));
  }
  const { coordinator } = people;
  people.clinic = await join(server, coordinator, "clinic", { home: OUTSIDE });
  people.innovator = await join(server, coordinator, "innovator", { home: from("DINKES") });
  const found = await innovations(coordinator, 1);
  for (const state of ["published", "open"]) {
    const edition = await makeEdition(coordinator);
    const judges = [];
    for (let n = 0; n < 3; n += 1) judges.push(await join(server, coordinator, "judge", { edition: edition.id }));
    const [entry] = await edition.enter(found);
    await edition.assign([entry], judges);
    await edition.open();
    Object.assign(at, { edition: edition.id, entry, slug: at.slug ?? edition.slug, version: 1, assignment: await edition.assignment(entry, judges[0]) });
    [people.judge] = judges;
    if (state === "open") continue;
    for (const [n, judge] of judges.entries()) await score(judge, await edition.assignment(entry, judge), [60 + n, 70, 65, 55, 75]);
    await edition.close();
    await edition.publish();
    at.slug = (await edition.show()).slug;
  }
  Object.assign(at, {
    innovation: await begin(people.innovator),
    activity: (await planActivity({ clinic: people.clinic })).id,
    person: people.judge.person,
    part: "masalah",
    kind: "peluncuran",
  });
});

test("the tests read the map of the app whole", () => {
  expect(screens).toHaveLength(count);
  expect(screens.filter(({ gate }) => !WHO[gate])).toEqual([]);
});

for (const who of new Set(Object.values(WHO))) {
  test(`every page of the app shows how to sign out: those of the ${who}, on a phone and at a desk (B09)`, async ({ browser }) => {
    const { page, context, eye } = await person(browser, { onPhone: true });
    const sizes = [page.viewportSize(), { width: 1280, height: 900 }];
    await signIn(page, people[who]);
    const mine = screens.filter(({ gate }) => WHO[gate] === who);
    expect(mine.length).toBeGreaterThan(1);
    for (const { path } of mine) {
      const address = `/app${path.replace(/:(\w+)/g, (_, name) => at[name] ?? expect(at, path).toHaveProperty(name))}`;
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 }), address).toBeVisible();
      await expect(page.getByRole("heading", { name: /^Halaman ini (tidak ada|bukan untuk peran Anda)$/ }), `${address} is a page and is theirs`).toHaveCount(0);
      for (const size of sizes) {
        await page.setViewportSize(size);
        const menu = page.getByRole("banner").getByText("Menu", { exact: true });
        await menu.click();
        await expect(page.getByRole("banner").getByRole("button", { name: "Keluar", exact: true }), `${address} at ${size.width}`).toBeInViewport({ ratio: 1 });
        await menu.click();
      }
      await page.setViewportSize(sizes[0]);
      await largeText(page, address);
    }
    eye.calm();
    await context.close();
  });
}

/** A field for a password: hidden until asked for, named for the browser's store of passwords, and a password can be pasted. */
async function asked(page, label, purpose) {
  const field = page.getByLabel(label, { exact: true });
  await expect(field, label).toHaveAttribute("type", "password");
  await expect(field, label).toHaveAttribute("autocomplete", purpose);
  await expect(field, `${label}: no limit below 128`).not.toHaveAttribute("maxlength", /^([0-9]|[1-9][0-9]|1[01][0-9]|12[0-7])$/);
  // As a person pastes: from the clipboard, by keyboard.
  const copied = `salin  tempel 'kata' sandi — ${"x".repeat(90)}`;
  await page.evaluate((words) => {
    const from = document.createElement("textarea");
    from.value = words;
    document.body.append(from);
    from.select();
    document.execCommand("copy");
    from.remove();
  }, copied);
  await field.focus();
  await page.keyboard.press("Control+V");
  await expect(field, `${label}: pasted as it was`).toHaveValue(copied);
  const seen = field.locator("xpath=..").getByRole("button", { name: "Tampilkan kata sandi" });
  await seen.click();
  await expect(field).toHaveAttribute("type", "text");
  await expect(field, "shown as it was typed").toHaveValue(copied);
  await seen.click();
  await expect(field).toHaveAttribute("type", "password");
  await field.fill("");
}

test("fields for a password have their type and purpose, can be shown, and take what is pasted (A05)", async ({ browser }) => {
  const { page, context, eye } = await person(browser);
  await page.goto("/masuk");
  await expect(page.getByLabel("Nama pengguna")).toHaveAttribute("autocomplete", "username");
  await asked(page, "Kata sandi", "current-password");
  const { token } = await people.coordinator.do("InvitationCreate", {}, { id: uuid(), role: "clinic", home: OUTSIDE, edition: null, note: "" });
  await page.goto(`/undangan#${token}`);
  await asked(page, "Kata sandi", "new-password");
  await signIn(page, people.judge);
  await open(page, "/app/setelan", "Setelan");
  await asked(page, "Kata sandi sekarang", "current-password");
  await asked(page, "Kata sandi baru", "new-password");
  eye.calm();
  await context.close();
});
