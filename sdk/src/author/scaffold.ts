// What a new driver starts from: the template of its language and kind, or a skeleton made from the contract, and a copy of the guest kit.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GuestLanguage } from "../build/compiler.ts";
import type { Contract } from "../contract/model.ts";
import { guestBindings } from "../generate/generate.ts";

/** What to start. */
export interface DriverStart {
  /** The driver's name, as its manifest has it. */
  readonly name: string;
  readonly language: GuestLanguage;
  /** The name of a kind that this SDK knows, or the contract of one's own. */
  readonly kind: string | Contract;
}

/** Where the copy of the kit lies in a driver's folder. */
export const KIT_FOLDER = "kit";
// What belongs to the kit's own folder and not to a copy of it.
const NOT_COPIED = new Set(["template", "node_modules", "target"]);
const TEXT = /\.(ts|c|h|hpp|cpp|rs|go|zig|json|toml|mod|md|txt|js|lua|nim|mbt)$/;

/**
 * The files of a new driver by path. Throws an Error that says which kinds there are when the language has neither a template
 * nor a skeleton for this one.
 */
export function scaffoldDriver({ name, language, kind }: DriverStart): Map<string, Uint8Array> {
  const wanted = typeof kind === "string" ? kind : kind.name;
  const folder = new URL(`template/${wanted}/`, kitUrl(language));
  const files = new Map<string, Uint8Array>();
  if (typeof kind === "string" && existsSync(folder)) {
    for (const [path, bytes] of filesBelow(folder, "")) files.set(path, named(path, bytes, name));
  } else if (typeof kind !== "string" && language.skeleton !== undefined) {
    for (const { path, text } of language.skeleton(kind)) files.set(path, named(path, encode(text), name));
  } else {
    const templates = existsSync(new URL("template/", kitUrl(language)))
      ? namesIn(new URL("template/", kitUrl(language)))
      : [];
    throw new Error(
      `there is no template of a ${wanted} driver in ${language.title}: there is ${templates.join(", ") || "none"}; ` +
        "copy one of them, or take assemblyscript, which can start any kind",
    );
  }
  for (const [path, bytes] of kitFiles(language, typeof kind === "string" ? [] : [kind]))
    files.set(`${KIT_FOLDER}/${path}`, bytes);
  return files;
}

/** The kit of a language by path, with the bindings of further kinds. */
export function kitFiles(language: GuestLanguage, kinds: readonly Contract[]): Map<string, Uint8Array> {
  const files = new Map(filesBelow(kitUrl(language), ""));
  for (const kind of kinds) {
    for (const { path, text } of guestBindings(language.name, kind)) files.set(`generated/${path}`, encode(text));
  }
  return files;
}

function kitUrl(language: GuestLanguage): URL {
  return new URL(`../../guest/${language.name}/`, import.meta.url);
}

function filesBelow(folder: URL, prefix: string): [string, Uint8Array][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, Uint8Array][] => {
    const path = `${prefix}${entry.name}`;
    if (NOT_COPIED.has(entry.name) || entry.name.startsWith(".")) return [];
    if (entry.isDirectory()) return filesBelow(new URL(`${entry.name}/`, folder), `${path}/`);
    return [[path, new Uint8Array(readFileSync(fileURLToPath(new URL(entry.name, folder))))]];
  });
}

function namesIn(folder: URL): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function named(path: string, bytes: Uint8Array, name: string): Uint8Array {
  return TEXT.test(path) ? encode(new TextDecoder().decode(bytes).replaceAll("__NAME__", name)) : bytes;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
