// Breaks the Worker's instance as a panic does, when a test asks for it: one of the functions that it imports runs into
// `unreachable`. It is put in place from outside, before the instance is made; no build contains any of this.

import module from "./trap.wasm";

const { trap } = new WebAssembly.Instance(module).exports;
const Real = WebAssembly.Instance;

/** What may be made to break: the clock, read before anything else, and the log, written when the work is done. */
const NAMES = ["new_0", "log"];
let armed = null;

/** The next call of this function by the Worker does not return. */
export const arm = (name) => {
  armed = name;
};

let newest = null;

/** Bytes of the Worker's own memory: it only ever grows. */
export const memory = () => newest?.buffer.byteLength ?? 0;

const guarded = (name, real) =>
  function (...values) {
    if (armed === name) {
      armed = null;
      trap();
    }
    return real.apply(this, values);
  };

WebAssembly.Instance = class extends Real {
  constructor(module, imports) {
    for (const functions of Object.values(imports)) {
      for (const key of Object.keys(functions)) {
        const name = NAMES.find((it) => key.startsWith(`__wbg_${it}_`));
        if (name) functions[key] = guarded(name, functions[key]);
      }
    }
    super(module, imports);
    if (this.exports.memory) newest = this.exports.memory;
  }
};
