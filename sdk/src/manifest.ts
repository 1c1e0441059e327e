// A driver's own description, carried in the custom section `holdfast:manifest` of its .wasm: read, checked, written.
import { type ContractProblem, Section } from "./contract/reader.ts";
import { customSectionsOf, type Inspection } from "./inspect.ts";

export const MANIFEST_SECTION = "holdfast:manifest";
/** Larger manifests are refused, in bytes. */
export const MANIFEST_BYTES_MAX = 64 * 1024;

/** What a driver says about itself. */
export interface Manifest {
  /** a-z, 0-9 and `-`, 1 to 63 characters, a letter first. */
  readonly name: string;
  /** Semantic version of the driver. */
  readonly version: string;
  /** The kind it implements. */
  readonly kind: string;
  /** The version of the kind it was built against, `major.minor`. */
  readonly abi: string;
  readonly publisher?: string;
  readonly description?: string;
  /** What it asks the operator for; empty when it needs nothing. */
  readonly permissions: readonly PermissionRequest[];
  /** JSON Schema of its section of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly limits?: ManifestLimits;
  /** The language it is written in, and what built it; for people. */
  readonly language?: string;
  readonly toolchain?: string;
}

export interface PermissionRequest {
  /** The name of a permission in `abi/host.yaml`. */
  readonly name: string;
  /** Why, in one sentence for the operator. */
  readonly reason: string;
  /** True when the driver works without it. */
  readonly optional?: boolean;
  /** For `fs`: the directories it wants, as it sees them. */
  readonly paths?: readonly PathRequest[];
  /** For `exec`: the ids of the executor's rules that it uses. */
  readonly rules?: readonly string[];
  /** For `secret`: the names of the secrets that it uses. */
  readonly secrets?: readonly string[];
}

export interface PathRequest {
  /** An absolute path in the guest, such as /volumes. */
  readonly guest: string;
  readonly mode: "ro" | "rw";
}

/** What the driver says that it needs at most; the host's own limits hold beside it. */
export interface ManifestLimits {
  /** Pages of 64 KiB of linear memory. */
  readonly memoryPages?: number;
  /** The longest time that one call should take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A manifest that cannot be used; `problems` has all that was found. */
export class ManifestError extends Error {
  readonly problems: readonly ContractProblem[];

  constructor(problems: readonly ContractProblem[]) {
    super(
      problems.map((problem) => `${problem.path === "" ? "the manifest" : problem.path} ${problem.message}`).join("; "),
    );
    this.name = "ManifestError";
    this.problems = problems;
  }
}

const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const NAMED = /^[a-z][a-z0-9_-]{0,62}$/;
const ABI = /^(0|[1-9]\d*)\.(0|[1-9]\d*)$/;
const SEMANTIC_VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

/**
 * The manifest in a file; undefined when it has none. `inspection` spares reading the file again. Throws an InspectError
 * for bytes that are no module, a ManifestError for a bad manifest.
 */
export function readManifest(
  bytes: Uint8Array,
  { customSections }: Pick<Inspection, "customSections"> = { customSections: customSectionsOf(bytes) },
): Manifest | undefined {
  const sections = customSections.filter((section) => section.name === MANIFEST_SECTION);
  const [section, second] = sections;
  if (section === undefined) return undefined;
  if (second !== undefined)
    throw new ManifestError([{ path: "", message: `stands ${sections.length} times in the file` }]);
  return parseManifest(decode(bytes.subarray(section.start, section.end)), { unknownKeys: "ignore" });
}

/** The file with this manifest in it, in place of one it had. Throws a ManifestError when the manifest is bad. */
export function attachManifest(bytes: Uint8Array, manifest: unknown): Uint8Array {
  const checked = parseManifest(manifest, { unknownKeys: "refuse" });
  const payload = new TextEncoder().encode(JSON.stringify(checked));
  if (payload.length > MANIFEST_BYTES_MAX) throw new ManifestError([tooLarge(payload.length)]);
  const old = customSectionsOf(bytes).filter((section) => section.name === MANIFEST_SECTION);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const section of old) {
    parts.push(bytes.subarray(at, section.sectionStart));
    at = section.end;
  }
  parts.push(bytes.subarray(at), customSection(MANIFEST_SECTION, payload));
  return concat(parts);
}

/**
 * Checks a manifest as a plain object. A host ignores keys that it does not know, for they may be a newer kit's;
 * the author's tools refuse them, for they may be misspelt. Inside a permission an unknown key is refused by both.
 */
export function parseManifest(value: unknown, options: { readonly unknownKeys: "ignore" | "refuse" }): Manifest {
  const problems: ContractProblem[] = [];
  const top = new Section(value, "", problems);
  const manifest: Manifest = {
    name: matching(top, "name", NAME, "a-z, 0-9 and -, 1 to 63 characters, a letter first"),
    version: matching(top, "version", SEMANTIC_VERSION, "a semantic version such as 1.2.0"),
    kind: matching(top, "kind", /^[a-z][a-z0-9_]*$/, "the name of a kind, such as volume"),
    abi: matching(top, "abi", ABI, '"major.minor", such as "1.0"'),
    ...optionalText(top, "publisher"),
    ...optionalText(top, "description"),
    permissions: readPermissions(top, problems),
    ...readConfig(top),
    ...readLimits(top),
    ...optionalText(top, "language"),
    ...optionalText(top, "toolchain"),
  };
  if (options.unknownKeys === "refuse") top.end();
  if (problems.length > 0) throw new ManifestError(problems);
  return manifest;
}

function decode(bytes: Uint8Array): unknown {
  if (bytes.length > MANIFEST_BYTES_MAX) throw new ManifestError([tooLarge(bytes.length)]);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new ManifestError([{ path: "", message: "is not JSON in UTF-8" }]);
  }
}

function tooLarge(bytes: number): ContractProblem {
  return { path: "", message: `has ${bytes} bytes, the limit is ${MANIFEST_BYTES_MAX}` };
}

function matching(section: Section, key: string, pattern: RegExp, expected: string): string {
  const text = section.text(key);
  if (section.has(key) && !pattern.test(text)) section.problem(`must be ${expected}`, key);
  return text;
}

function optionalText(section: Section, key: string): Record<string, string> {
  return section.has(key) ? { [key]: section.text(key) } : {};
}

function readPermissions(top: Section, problems: ContractProblem[]): PermissionRequest[] {
  const list = top.raw("permissions");
  if (!Array.isArray(list)) {
    top.problem("must be a list, empty when nothing is needed", "permissions");
    return [];
  }
  const permissions = list.map((one, index) =>
    readPermission(new Section(one, `permissions[${index}]`, problems), problems),
  );
  permissions.forEach((permission, index) => {
    if (permissions.findIndex((other) => other.name === permission.name) < index) {
      top.problem(`asks for ${permission.name} twice`, "permissions");
    }
  });
  return permissions;
}

function readPermission(section: Section, problems: ContractProblem[]): PermissionRequest {
  const name = section.text("name");
  const reason = section.text("reason");
  if (section.has("reason") && reason.trim() === "") section.problem("must say why, for the operator", "reason");
  const optional = section.flag("optional", false);
  const paths = readPaths(section, name, problems);
  const rules = readNames(section, name === "exec", "rules", "exec");
  const secrets = readNames(section, name === "secret", "secrets", "secret");
  section.endStrictly();
  return {
    ...{ name, reason },
    ...(optional ? { optional } : {}),
    ...(paths === undefined ? {} : { paths }),
    ...(rules === undefined ? {} : { rules }),
    ...(secrets === undefined ? {} : { secrets }),
  };
}

function readNames(section: Section, belongs: boolean, key: string, owner: string): readonly string[] | undefined {
  if (!belongs) {
    if (section.raw(key) !== undefined) section.problem(`belongs to ${owner} only`, key);
    return undefined;
  }
  const names = section.texts(key);
  if (section.has(key) && names.length === 0) section.problem("must name at least one", key);
  if (names.some((name) => !NAMED.test(name)))
    section.problem("has a name with other characters than a-z 0-9 _ -", key);
  return names;
}

function readPaths(section: Section, name: string, problems: ContractProblem[]): PathRequest[] | undefined {
  const list = section.raw("paths");
  if (name !== "fs") {
    if (list !== undefined) section.problem("belongs to fs only", "paths");
    return undefined;
  }
  if (!Array.isArray(list) || list.length === 0) {
    section.problem("must list the directories that fs is for", "paths");
    return undefined;
  }
  return list.map((one, index) => {
    const path = new Section(one, section.pathOf(`paths[${index}]`), problems);
    const guest = path.text("guest");
    const clean =
      guest.startsWith("/") &&
      guest
        .split("/")
        .slice(1)
        .every((part) => part !== "" && part !== "." && part !== "..");
    if (!clean) path.problem("must be an absolute path without . or .., such as /volumes", "guest");
    const mode = path.text("mode");
    if (mode !== "ro" && mode !== "rw") path.problem("must be ro or rw", "mode");
    path.endStrictly();
    return { guest, mode: mode === "rw" ? "rw" : "ro" };
  });
}

function readConfig(top: Section): { config?: Readonly<Record<string, unknown>> } {
  const config = top.raw("config");
  if (config === undefined) return {};
  if (typeof config === "object" && config !== null && !Array.isArray(config)) {
    return { config: config as Readonly<Record<string, unknown>> };
  }
  top.problem("must be a JSON Schema object", "config");
  return {};
}

function readLimits(top: Section): { limits?: ManifestLimits } {
  if (!top.has("limits")) return {};
  const section = top.section("limits");
  const memoryPages = section.integer("memoryPages", 0);
  const timeoutMs = section.integer("timeoutMs", 1);
  section.endStrictly();
  return {
    limits: {
      ...(memoryPages === undefined ? {} : { memoryPages }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  };
}

function customSection(name: string, payload: Uint8Array): Uint8Array {
  const nameBytes = new TextEncoder().encode(name);
  const content = concat([leb(nameBytes.length), nameBytes, payload]);
  return concat([Uint8Array.of(0), leb(content.length), content]);
}

function leb(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.push((rest % 0x80) | 0x80);
  return Uint8Array.from([...out, rest]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
