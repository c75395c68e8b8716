// The keys of unsent work on a device.

import { NONE, row } from "../support/facts.mjs";
import { uuid } from "../support/ids.mjs";

// prettier-ignore
export const access = [
  //                                                                  anon adm coo cli hea agc inn lea jud idl for
  row("DeviceKeyOpen", "own",                                       "401 200 200 200 200 200 200 200 200 200 200", () => [{}, { device: uuid() }]),
];

export const deadlines = {
  DeviceKeyOpen: NONE,
};
