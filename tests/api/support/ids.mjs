import { createHash, randomBytes } from "node:crypto";

/** A fresh UUIDv7, as the app makes them. */
export function uuid() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A link's secret: 43 characters, base64url of 256 bits. */
export const secret = () => randomBytes(32).toString("base64url");

/** SHA-256, hexadecimal. */
export const sha256 = (data) => createHash("sha256").update(data).digest("hex");

/** A word that stands nowhere else: to look for in answers and logs. */
export const canary = (name) => `kenari${name}${randomBytes(6).toString("hex")}`;
