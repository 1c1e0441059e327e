// What the workloads of the meter's bench work on: files of the installed packages, text, bytes and a picture.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export const require = createRequire(import.meta.url);
const FOLDER = dirname(require.resolve("./package.json"));
export const file = (path) => readFileSync(join(FOLDER, "node_modules", path));
export const TEXT = file("undici/lib/web/fetch/index.js").toString();
export const SOURCE = [0, 1, 2].map(() => TEXT).join("\n");

/** A megabyte that is neither random nor empty. */
export function sampleBytes(length = 1 << 20) {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = at % 7 < 4 ? TEXT.charCodeAt(at % TEXT.length) : state >>> 28;
  }
  return bytes;
}

export function picture(size = 256) {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let at = 0; at < data.length; at++) data[at] = (at * (at >> 9)) % 251;
  return { data, width: size, height: size, colorSpace: "srgb" };
}

export const parserSource = () => SOURCE.slice(0, 120_000);
