// What a secret looks like, for the tests that look for one in the repository and in what is built (G01).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Kinds of secret with a shape of their own: wherever one stands, it is one. */
const SHAPES = [
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ["an age identity", /AGE-SECRET-KEY-1[0-9A-Z]{20,}/],
  ["a key of AWS or of an S3 store", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a token of GitHub", /\b(?:gh[pousr]_[0-9A-Za-z]{30,}|github_pat_[0-9A-Za-z_]{30,})/],
  ["a token of npm", /\bnpm_[0-9A-Za-z]{36}\b|_authToken\s*=\s*[^$\s]/],
  ["a token of Slack", /\bxox[abprs]-[0-9A-Za-z-]{10,}/],
  ["a signed token", /\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}/],
  ["a key of an AI service", /\bsk-(?:ant-|proj-)?[0-9A-Za-z_-]{32,}/],
  ["a setting of Cloudflare with its value", /\bCLOUDFLARE_(?:API_TOKEN|API_KEY|ACCOUNT_ID)\s*[=:]\s*["']?[0-9A-Za-z_-]{20,}/],
  ["a verifier of a password", /\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[0-9A-Za-z+/]{16,}\$[0-9A-Za-z+/]{30,}/],
  ["an address with a password in it", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`<>{}$]+:[^\s/:@"'`<>{}$]{3,}@[a-z0-9.-]+/i],
];

/** A name that says secret, with a text as its value: only for what we write ourselves. */
const NAMED = ["a value that is called a secret", /\b(?:const|static|let|var)\s+(?:mut\s+)?\w*(?:secret|token|passw(?:or)?d|api_?key|private_?key|pepper|salt)\w*\s*(?::[^=]{1,40})?=\s*(?:b?r?#?["'`])[0-9A-Za-z+/=_-]{8,}["'`]/i];

/** Every secret in a text, as `what: the beginning of it`. */
export function secrets(text, { named = false } = {}) {
  return [...SHAPES, ...(named ? [NAMED] : [])].flatMap(([what, shape]) => {
    const found = shape.exec(text);
    return found ? [`${what}: ${found[0].slice(0, 24)}…`] : [];
  });
}

/** The files below a folder, without the folders that `skip` names. */
export function files(folder, skip = () => false) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((it) => {
    const path = join(folder, it.name);
    if (skip(path)) return [];
    return it.isDirectory() ? files(path, skip) : it.isFile() ? [path] : [];
  });
}

/** Every secret in files, with the file's name; bytes are read as Latin letters, so that programs are looked at too. */
export const secretsIn = (paths, options) => paths.flatMap((path) => secrets(readFileSync(path, "latin1"), options(path)).map((it) => `${path}: ${it}`));
