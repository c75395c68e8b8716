// Signing in and out, the own devices and the own password.

import { LOST, NONE, browser, by, nothing, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("SessionOpen", "own password",                                "200 200 200 200 200 200 200 200 200 200 200", (world, persona) => {
    const { username, password: word } = browser(world, persona).username ? browser(world, persona) : world.judge2;
    return [{}, { username, password: word, remember: false }];
  }, { ends: true }),
  row("SessionShow", "own",                                         "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("SessionEnd", "own",                                          "401 200 200 200 200 200 200 200 200 200 200", nothing, { ends: true }),
  row("DeviceList", "own",                                          "401 200 200 200 200 200 200 200 200 200 200", nothing),
  row("DeviceEnd", "own, another device",                           "401 200 200 200 200 200 200 200 200 200 200", async (world, persona) => {
    const me = browser(world, persona);
    if (!me.username) return [{ session: uuid() }];
    const second = me.fresh();
    return [{ session: (await second.do("SessionOpen", {}, { username: me.username, password: me.password, remember: false })).session }];
  }),
  row("DeviceEnd", "somebody else's device",                        "401 404 404 404 404 404 404 404 404 404 404", async (world) => [{ session: (await world.judge2.do("SessionShow")).session }]),
  row("PasswordSet", "own",                                         "401 200 200 200 200 200 200 200 200 200 200", (world, persona) => {
    const me = browser(world, persona);
    const current = me.password ?? "tidak ada";
    // The same word again: the rule under test is who may, not which password.
    return [{}, { current, new: current }];
  }, { ends: true }),
];

export const deadlines = {
  SessionOpen: NONE,
  SessionEnd: NONE,
  DeviceEnd: NONE,
  PasswordSet: NONE,
};

export const reads = {
  SessionShow: by(["innovator"], "SessionShow"),
  DeviceList: by(["innovator"], "DeviceList"),
};

export const guards = {
  "SessionOpen: INSERT session": LOST,
  "DeviceEnd: DELETE session": LOST,
  "PasswordSet: INSERT session": LOST,
  "PasswordSet: UPDATE person": LOST,
};
