// What a component may import: the host's functions by their interface, and the part of WASI 0.2 that hosts lend.
import type { ImportedItem } from "./inspection.ts";
import type { HostDescriptor } from "./kind.ts";

/** The custom section that a translation puts into the module that stands for a component. */
export const COMPONENT_SECTION = "holdfast:component";

/** Before the names of interfaces, where a translated component imports them. */
const INTERFACE_PREFIX = "wit:";
const HOST_FUNCTIONS = "holdfast:host/functions";
const WASI_VERSION = "0.2.";
const DROP = "[resource-drop]";

const STREAM_READS = ["read", "blocking-read", "skip", "blocking-skip", "subscribe"];
const STREAM_WRITES = [
  ...["check-write", "write", "blocking-write-and-flush", "flush", "blocking-flush", "subscribe"],
  ...["write-zeroes", "blocking-write-zeroes-and-flush", "splice", "blocking-splice"],
];
const DESCRIPTOR = [
  ...[
    "read-via-stream",
    "write-via-stream",
    "append-via-stream",
    "advise",
    "sync-data",
    "sync",
    "get-flags",
    "get-type",
  ],
  ...[
    "set-size",
    "set-times",
    "read",
    "write",
    "read-directory",
    "create-directory-at",
    "stat",
    "stat-at",
    "set-times-at",
  ],
  ...["link-at", "open-at", "readlink-at", "remove-directory-at", "rename-at", "symlink-at", "unlink-file-at"],
  ...["is-same-object", "metadata-hash", "metadata-hash-at"],
];

/** The functions of WASI 0.2 by interface. None needs a permission: without `fs` there are no directories. */
export const COMPONENT_WASI: Readonly<Record<string, readonly string[]>> = {
  "wasi:cli/environment": ["get-environment", "get-arguments", "initial-cwd"],
  "wasi:cli/exit": ["exit"],
  "wasi:cli/stdin": ["get-stdin"],
  "wasi:cli/stdout": ["get-stdout"],
  "wasi:cli/stderr": ["get-stderr"],
  "wasi:cli/terminal-input": [],
  "wasi:cli/terminal-output": [],
  "wasi:cli/terminal-stdin": ["get-terminal-stdin"],
  "wasi:cli/terminal-stdout": ["get-terminal-stdout"],
  "wasi:cli/terminal-stderr": ["get-terminal-stderr"],
  "wasi:clocks/wall-clock": ["now", "resolution"],
  "wasi:clocks/monotonic-clock": ["now", "resolution", "subscribe-instant", "subscribe-duration"],
  "wasi:random/random": ["get-random-bytes", "get-random-u64"],
  "wasi:random/insecure": ["get-insecure-random-bytes", "get-insecure-random-u64"],
  "wasi:random/insecure-seed": ["insecure-seed"],
  "wasi:io/error": ["[method]error.to-debug-string"],
  "wasi:io/poll": ["[method]pollable.ready", "[method]pollable.block", "poll"],
  "wasi:io/streams": [
    ...STREAM_READS.map((name) => `[method]input-stream.${name}`),
    ...STREAM_WRITES.map((name) => `[method]output-stream.${name}`),
  ],
  "wasi:filesystem/preopens": ["get-directories"],
  "wasi:filesystem/types": [
    ...DESCRIPTOR.map((name) => `[method]descriptor.${name}`),
    "[method]directory-entry-stream.read-directory-entry",
    "filesystem-error-code",
  ],
};

/** What stands behind an import of a translated component: the permission it needs, if any. Undefined for what no host lends. */
export function componentOffer(
  { module, name }: ImportedItem,
  host: HostDescriptor,
): { readonly permission?: string } | undefined {
  if (!module.startsWith(INTERFACE_PREFIX)) return undefined;
  const [ofInterface = "", version = ""] = module.slice(INTERFACE_PREFIX.length).split("@");
  // One that is imported twice has a number behind its name.
  const own = name.replace(/#\d+$/, "");
  if (ofInterface === HOST_FUNCTIONS) {
    const found = isServed(host.version, version) && host.functions.find((fn) => kebab(fn.wire) === own);
    return found ? { permission: found.permission } : undefined;
  }
  const lent =
    Object.hasOwn(COMPONENT_WASI, ofInterface) && version.startsWith(WASI_VERSION) && COMPONENT_WASI[ofInterface];
  return lent && (own.startsWith(DROP) || lent.includes(own)) ? {} : undefined;
}

function isServed(hostVersion: string, wanted: string): boolean {
  const [hostMajor, hostMinor] = hostVersion.split(".").map(Number);
  const [major, minor] = wanted.split(".").map(Number);
  return major === hostMajor && minor !== undefined && hostMinor !== undefined && minor <= hostMinor;
}

function kebab(wire: string): string {
  return wire.replaceAll("_", "-");
}
