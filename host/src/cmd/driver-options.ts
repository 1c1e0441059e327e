// What people write about a driver on the command line: grants, configuration and limits, read strictly.
import { resolve } from "node:path";
import type { MissingGrant } from "@holdfast/sdk";
import { parseBytes, parseDurationMs } from "../conf/units.ts";
import type { Grants } from "../driver/driver-types.ts";
import { HostError } from "../errors.ts";

export interface SpecOptions {
  readonly grant?: readonly string[];
  readonly grants?: string;
  readonly driverConfig?: readonly string[];
  readonly limit?: readonly string[];
}

export interface WrittenGrants {
  readonly log: boolean;
  readonly config: boolean;
  readonly clock?: boolean;
  readonly random?: boolean;
  readonly event?: boolean;
  readonly kv?: boolean;
  readonly exec?: readonly string[];
  readonly http?: readonly { readonly origin: string; readonly addresses?: readonly string[] }[];
  readonly secret?: Readonly<Record<string, string>>;
  readonly fs: readonly { readonly guest: string; readonly host: string; readonly mode: "ro" | "rw" }[];
}

const PLAIN_GRANTS: readonly string[] = ["log", "config", "clock", "random", "event", "kv"];
const EXEC_GRANT = /^exec:([a-z][a-z0-9-]{0,62})$/;
const HTTP_GRANT = /^http:(https?:\/\/[^/?#@\s]+)(?:@([0-9a-fA-F.:]+\/\d{1,3}))?$/;
const SECRET_GRANT = /^secret:([a-z][a-z0-9_-]{0,62})=(.+)$/;
const FS_GRANT = /^fs:(\/[^=]*)=(.+?)(?::(ro|rw))?$/;

/**
 * `log`, `config`, `clock`, `random`, `event`, `kv`, `exec:RULE`, `http:ORIGIN[@RANGE]`, `secret:NAME=FILE` and `fs:/guest=/host[:rw]`,
 * which is read-only unless it says rw. Throws INVALID_PARAMS.
 */
export function grantsOf(texts: readonly string[], cwd: string): WrittenGrants {
  const fs: WrittenGrants["fs"][number][] = [];
  const exec: string[] = [];
  const http: NonNullable<WrittenGrants["http"]>[number][] = [];
  const secret: Record<string, string> = {};
  for (const text of texts.filter((one) => !PLAIN_GRANTS.includes(one))) {
    const [, rule] = EXEC_GRANT.exec(text) ?? [];
    const [, origin, range] = HTTP_GRANT.exec(text) ?? [];
    const [, name, file] = SECRET_GRANT.exec(text) ?? [];
    const [, guest, host, mode] = FS_GRANT.exec(text) ?? [];
    if (rule !== undefined) exec.push(rule);
    else if (origin !== undefined) http.push({ origin, ...(range === undefined ? {} : { addresses: [range] }) });
    else if (name !== undefined && file !== undefined) secret[name] = resolve(cwd, file);
    else if (guest === undefined || host === undefined)
      throw wrong(text, "a grant", "log, config, exec:RULE, http:https://HOST or fs:/volumes=/srv/volumes:rw");
    else fs.push({ guest, host: resolve(cwd, host), mode: mode === "rw" ? "rw" : "ro" });
  }
  const plain = (name: string) => (texts.includes(name) ? { [name]: true } : {});
  return {
    ...{ log: texts.includes("log"), config: texts.includes("config"), fs },
    ...plain("clock"),
    ...plain("random"),
    ...plain("event"),
    ...plain("kv"),
    ...(exec.length > 0 && { exec }),
    ...(http.length > 0 && { http }),
    ...(Object.keys(secret).length > 0 && { secret }),
  };
}

/** What the file and the flags say together; a flag adds to the file. */
export async function allGrants({ grant = [], grants }: SpecOptions, cwd: string): Promise<Grants> {
  const written = grantsOf(grant, cwd);
  if (grants === undefined) return written;
  const { readGrantsFile } = await import("../conf/grants-file.ts");
  const file = readGrantsFile(resolve(cwd, grants));
  const { fs, exec = [], http = [], secret = {}, log, config, ...plain } = written;
  return {
    ...{ ...file, ...plain },
    ...{ log: file.log || log, config: file.config || config, fs: [...file.fs, ...fs] },
    ...{ exec: [...(file.exec ?? []), ...exec], http: [...(file.http ?? []), ...http] },
    secret: { ...file.secret, ...secret },
  };
}

/** What is granted, for people. */
export function grantTexts(grants: Grants): readonly string[] {
  const plain = [...PLAIN_GRANTS].filter((name) => (grants as Readonly<Record<string, unknown>>)[name]);
  return [
    ...plain,
    ...(grants.fs ?? []).map(({ guest, host, mode }) => `fs ${guest} = ${host} (${mode})`),
    ...(grants.exec ?? []).map((rule) => `exec ${rule}`),
    ...(grants.http ?? []).map(({ origin }) => `http ${origin}`),
    ...Object.keys(grants.secret ?? {}).map((name) => `secret ${name}`),
  ];
}

/** The same words back: what grants everything that a driver lacks, but for the directories, which only the operator can name. */
export function grantArguments(missing: readonly MissingGrant[]): string {
  const texts = missing.flatMap(({ permission, paths, rules, secrets }) => {
    if (rules !== undefined) return rules.map((rule) => `exec:${rule}`);
    if (secrets !== undefined) return secrets.map((name) => `secret:${name}=FILE`);
    if (permission === "http") return ["http:https://HOST"];
    return paths === undefined ? [permission] : paths.map(({ guest, mode }) => `fs:${guest}=DIRECTORY:${mode}`);
  });
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
    : /Bytes(?:Max)?$/.test(name)
      ? parseBytes(text)
      : Number(text);
  if (value === undefined || !Number.isFinite(value))
    throw wrong(`${name}=${text}`, "a limit", "callTimeoutMs=5s or memoryBytesMax=16MiB");
  return value;
}

function wrong(text: string, what: string, example: string): HostError {
  return new HostError("INVALID_PARAMS", `${JSON.stringify(text)} is not ${what}; write ${example}`);
}
