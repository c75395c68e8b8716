// Makes wasm files as small as wasm-opt's -Oz does: `node shrink.mjs FROM TO [FROM TO ...]`, as many at a time as the
// machine has processors. A process for each of the app's four hundred pieces would load binaryen four hundred times.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker, isMainThread, workerData } from "node:worker_threads";
import binaryen from "binaryen";

const {
  MutableGlobals,
  SignExt,
  NontrappingFPToInt,
  BulkMemory,
  BulkMemoryOpt,
  Multivalue,
  ReferenceTypes,
  CallIndirectOverlong,
  ExceptionHandling,
} = binaryen.Features;

// What browsers and workerd have had for years, and the compiler uses; never all. Two of them are parts of others.
const FEATURES =
  MutableGlobals |
  SignExt |
  NontrappingFPToInt |
  (BulkMemory | BulkMemoryOpt) |
  Multivalue |
  (ReferenceTypes | CallIndirectOverlong) |
  ExceptionHandling;

// Likes that lie side by side share more when they are compressed. Which features a file uses is known here. Names of
// functions would be a third of the file.
const LAST = ["reorder-functions-by-name", "strip-target-features", "strip-debug", "strip-producers"];

function shrink(bytes) {
  const module = binaryen.readBinary(bytes);
  try {
    module.setFeatures(FEATURES);
    module.optimize();
    module.runPasses(LAST);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

function work({ files, next }) {
  // As -Oz: these two levels, and the peephole pass of the writer.
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  binaryen.setGenerateStackIR(true);
  binaryen.setOptimizeStackIR(true);
  // A function that is inlined into its only caller shares less with its likes when it is compressed.
  binaryen.setOneCallerInlineMaxSize(0);
  for (let at = Atomics.add(next, 0, 1); at < files.length; at = Atomics.add(next, 0, 1)) {
    const [from, to] = files[at];
    writeFileSync(to, shrink(readFileSync(from)));
  }
}

function start(files, next) {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { files, next } });
    worker.on("error", failed);
    worker.on("exit", (code) => (code === 0 ? done() : failed(new Error(`a thread ended with ${code}`))));
  });
}

if (isMainThread) {
  const paths = process.argv.slice(2);
  const files = paths.flatMap((from, n) => (n % 2 === 0 ? [[from, paths[n + 1]]] : []));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const threads = Math.min(availableParallelism(), files.length);
  await Promise.all(Array.from({ length: threads }, () => start(files, next)));
} else {
  work(workerData);
}
