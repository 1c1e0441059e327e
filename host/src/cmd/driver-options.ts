// What people write about a driver on the command line: grants, configuration and limits, read strictly.
import { resolve } from "node:path";
import type { MissingGrant } from "@holdfast/sdk";
import { parseBytes, parseDurationMs } from "../conf/units.ts";
import { HostError } from "../errors.ts";

export interface SpecOptions {
  readonly grant?: readonly string[];
  readonly driverConfig?: readonly string[];
  readonly limit?: readonly string[];
}

export interface WrittenGrants {
  readonly log: boolean;
  readonly config: boolean;
  readonly fs: readonly { readonly guest: string; readonly host: string; readonly mode: "ro" | "rw" }[];
}

const FS_GRANT = /^fs:(\/[^=]*)=(.+?)(?::(ro|rw))?$/;

/** `log`, `config`, `fs:/guest=/host[:rw]`; read-only unless it says rw. Throws INVALID_PARAMS. */
export function grantsOf(texts: readonly string[], cwd: string): WrittenGrants {
  const fs: WrittenGrants["fs"][number][] = [];
  for (const text of texts) {
    if (text === "log" || text === "config") continue;
    const [, guest, host, mode] = FS_GRANT.exec(text) ?? [];
    if (guest === undefined || host === undefined)
      throw wrong(text, "a grant", "log, config or fs:/volumes=/srv/volumes:rw");
    fs.push({ guest, host: resolve(cwd, host), mode: mode === "rw" ? "rw" : "ro" });
  }
  return { log: texts.includes("log"), config: texts.includes("config"), fs };
}

/** The same words back: what grants everything that a driver lacks, but for the directories, which only the operator can name. */
export function grantArguments(missing: readonly MissingGrant[]): string {
  const texts = missing.flatMap(({ permission, paths }) =>
    paths === undefined ? [permission] : paths.map(({ guest, mode }) => `fs:${guest}=DIRECTORY:${mode}`),
  );
  return texts.map((text) => `--grant ${text}`).join(" ");
}

/** `key=value` pairs. Throws INVALID_PARAMS. */
export function pairsOf(texts: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf("=");
      if (equals < 1) throw wrong(text, `a value of ${option}`, "key=value");
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** `callTimeoutMs=5s`, `memoryBytesMax=16MiB`, `instances=2`; the names are the configuration's. Throws INVALID_PARAMS. */
export function limitsOf(texts: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(pairsOf(texts, "--limit")).map(([name, text]) => [name, numberOf(name, text)]),
  );
}

function numberOf(name: string, text: string): number {
  const value = name.endsWith("Ms")
    ? parseDurationMs(text)
    : name.endsWith("BytesMax")
      ? parseBytes(text)
      : Number(text);
  if (value === undefined || !Number.isFinite(value))
    throw wrong(`${name}=${text}`, "a limit", "callTimeoutMs=5s or memoryBytesMax=16MiB");
  return value;
}

function wrong(text: string, what: string, example: string): HostError {
  return new HostError("INVALID_PARAMS", `${JSON.stringify(text)} is not ${what}; write ${example}`);
}
