// The options about drivers: limits that hold for all, and a domain's managers and drivers by path.
import { z } from "zod";
import { bytes, count, durationMs, text, textOf } from "./fields.ts";
import { DRIVER_MEMORY_BYTES_MAX } from "./sources.ts";

const MIB = 1024 * 1024;
/** WebAssembly counts memory in pages; less than one is no memory. */
const PAGE_BYTES = 65_536;
const MEMORY_BYTES = { min: PAGE_BYTES, max: 4096 * MIB };
const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const DIGEST = /^(?:sha256:)?[0-9a-f]{64}$/;

const memoryBytesMax = () => bytes("Memory that an instance may have.", MEMORY_BYTES);
const outputBytesMax = () => bytes("The largest answer of a driver.", { min: 1024, max: 1024 * MIB });
const callTimeoutMs = () =>
  durationMs(
    "The longest that a driver call may take; unless said, what its contract allows, up to minutes for long work.",
  );
const fuelMax = () =>
  count("Fuel of one call, in units of about one instruction; unless said, 2000000000, and more for long work.", {
    min: 1_000_000,
    max: Number.MAX_SAFE_INTEGER,
  });
const startTimeoutMs = () => durationMs("How long a driver may take to start.");
const runtime = () =>
  z.enum(["linked", "extism"]).meta({ description: "What runs Extism guests: our own, or the Extism SDK to compare." });
const instances = () => count("Instances of a driver: calls that it works on at once.", { max: 64 });
const idleTimeoutMs = () => durationMs("After so long without a call an instance ends; the next call starts one.");
const refreshCalls = () => count("After so many calls a fresh instance takes the next one.", { max: 1_000_000_000 });
const refreshMemoryBytes = () =>
  bytes("A fresh instance takes the next call when the memory has grown beyond this.", MEMORY_BYTES);
const queueLengthMax = () => count("Calls that may wait for an instance.", { max: 100_000 });

const record = () =>
  z.enum(["off", "faults", "failures", "all"]).meta({
    description:
      "Calls that are recorded, to be made again with `driver replay`: accidents, also statuses other than ok, or every one.",
  });

export const DRIVER_OPTIONS = z.strictObject({
  callTimeoutMs: callTimeoutMs().optional(),
  fuelMax: fuelMax().optional(),
  startTimeoutMs: startTimeoutMs().default(10_000),
  memoryBytesMax: memoryBytesMax().default(DRIVER_MEMORY_BYTES_MAX),
  outputBytesMax: outputBytesMax().default(4 * MIB),
  queueLengthMax: queueLengthMax().default(128),
  instances: instances().default(1),
  runtime: runtime().default("linked"),
  threadsMax: count("Threads that metered drivers share; a spare one stands by.", { max: 64 }).default(2),
  probeIntervalMs: durationMs("Time between two looks at a driver's health.", { min: 100 }).default(30_000),
  record: record().default("faults"),
  recordBytesMax: bytes("What is kept of the questions of one recorded call.", { max: 64 * MIB }).default(262_144),
  recordingsMax: count("Recordings that are kept of each driver; the oldest goes.", { max: 10_000 }).default(20),
});

/** The executor: a process of its own that runs commands for drivers, by rules of its own. */
export const EXECUTOR_OPTIONS = z.strictObject({
  rules: z
    .array(text("A file with rules; it must belong to root or to the host's user, and nobody else may write it."))
    .max(256)
    .default([])
    .meta({ description: "Rules files. Without any no executor runs." }),
});

const FS_GRANT = z.strictObject({
  guest: textOf(
    /^\/[^\0]*$/,
    "expected an absolute path as the driver sees it, such as /volumes",
    "Seen by the driver.",
  ),
  host: text("The directory on this machine."),
  mode: z.enum(["ro", "rw"]).default("ro").meta({ description: "ro reads only, rw also writes." }),
});

const HTTP_GRANT = z.strictObject({
  origin: textOf(
    /^https?:\/\/[^/?#@\s]+$/,
    "expected a scheme, a host and perhaps a port",
    "Where it may go, such as https://router1:8443.",
  ),
  methods: z
    .array(z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]))
    .min(1)
    .optional()
    .meta({ description: "What it may do there; everything by default." }),
  ca: text("A PEM file with the certificates to trust instead of the machine's.").optional(),
  addresses: z
    .array(textOf(/^[0-9a-fA-F.:]+\/\d{1,3}$/, "expected a range such as 10.0.0.0/8", "A range of addresses."))
    .max(32)
    .default([])
    .meta({ description: "Private addresses that may be reached; public ones always may." }),
});

const KV_GRANT = z.strictObject({
  bytesMax: bytes("Keys and values together.", { max: 64 * MIB }).default(MIB),
  keysMax: count("Keys.", { max: 100_000 }).default(1000),
});

const RULE_ID = textOf(/^[a-z][a-z0-9-]{0,62}$/, "expected a rule's id", "A rule of the executor.");
const SECRET_NAME = textOf(/^[a-z][a-z0-9_-]{0,62}$/, "expected a name of a-z 0-9 _ -", "As the driver names it.");

export const GRANTS = z.strictObject({
  log: z.boolean().default(false).meta({ description: "May write to the host's log." }),
  config: z.boolean().default(false).meta({ description: "May read its own configuration." }),
  fs: z.array(FS_GRANT).max(32).default([]).meta({ description: "Directories it may use; nothing else is reachable." }),
  exec: z.array(RULE_ID).max(256).optional().meta({ description: "Commands it may run, by the executor's rules." }),
  http: z.array(HTTP_GRANT).max(64).optional().meta({ description: "Servers it may ask." }),
  kv: z
    .union([z.boolean(), KV_GRANT], { error: "expected true, false or bounds" })
    .optional()
    .meta({ description: "May keep values at the host." }),
  secret: z
    .record(SECRET_NAME, text("The file with the value."))
    .optional()
    .meta({ description: "Files with secrets that it may use without seeing them." }),
  clock: z.boolean().optional().meta({ description: "May ask what time it is." }),
  random: z.boolean().optional().meta({ description: "May have random bytes." }),
  event: z.boolean().optional().meta({ description: "May tell that something happened." }),
});

export const DRIVER_LIMITS = z.strictObject({
  memoryBytesMax: memoryBytesMax().optional(),
  outputBytesMax: outputBytesMax().optional(),
  callTimeoutMs: callTimeoutMs().optional(),
  fuelMax: fuelMax().optional(),
  startTimeoutMs: startTimeoutMs().optional(),
  instances: instances().optional(),
  queueLengthMax: queueLengthMax().optional(),
  idleTimeoutMs: idleTimeoutMs().optional(),
  refreshCalls: refreshCalls().optional(),
  refreshMemoryBytes: refreshMemoryBytes().optional(),
});

export const DRIVER_ENTRY = z
  .strictObject({
    path: text("The .wasm file, or `builtin:NAME` for one that comes with Holdfast."),
    digest: textOf(
      DIGEST,
      "expected 64 hexadecimal digits, or sha256: and these",
      "The file's sha-256; others are refused.",
    )
      .transform((digest) => digest.replace("sha256:", ""))
      .optional(),
    config: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()], { error: "expected text" }).transform(String))
      .default({})
      .meta({ description: "What the driver may read with the grant `config`." }),
    grants: GRANTS.prefault({}).meta({ description: "What the driver may do; the default is nothing." }),
    limits: DRIVER_LIMITS.prefault({}).meta({ description: "Overrides `driver` for this one." }),
    runtime: runtime().optional(),
    metered: z
      .boolean()
      .meta({ description: "False leaves its code as it is: no fuel ends it then, only the end of its thread." })
      .optional(),
    isolation: z
      .enum(["inline", "pooled", "dedicated", "process"])
      .meta({
        description:
          "Where it runs: inline in the host's own thread, pooled in one that drivers share, dedicated in one of its own, process in a process of its own.",
      })
      .optional(),
    record: record().optional(),
    onFailure: textOf(
      /^(?:closed|last-known-good|fallback:[a-z0-9][a-z0-9_-]{0,62})$/,
      "expected closed, last-known-good or fallback:NAME",
      "What callers get when it fails: its error, its last good answer to the same question, or another driver's answer.",
    ).optional(),
    watch: z
      .boolean()
      .meta({ description: "For development: whatever is saved in its file takes its place. Not with a digest." })
      .optional(),
    trusted: z.boolean().default(false).meta({
      description: "Loads a JavaScript object instead: it runs unconfined, with all that the host may do.",
    }),
    export: text("With `trusted`: the export to load.").optional(),
  })
  .meta({ shorthand: "path" });

/** The drivers of a domain. */
export const DRIVERS = z
  .record(
    textOf(NAME, "a driver's name has 1 to 63 of a-z 0-9 _ - and starts with a letter or digit", "Name."),
    DRIVER_ENTRY,
  )
  .prefault({})
  .meta({
    description: "Drivers by name: a path, or a path with its grants and limits. An empty one removes a default.",
  });

export const driverName = (description: string) => textOf(NAME, "expected a driver's name", description);

export const VOLUME_OPTIONS = z.strictObject({
  manager: textOf(
    /^[^#]+(#[A-Za-z_$][\w$]*)?$/,
    "expected PATH or PATH#export",
    "A manager of yours; built in by default.",
  ).optional(),
  defaultDriver: driverName("The driver of a volume that names none.").default("file"),
  quota: z
    .strictObject({
      volumes: count("Volumes in all; 0 is no limit.", { min: 0 }).default(0),
      bytes: bytes("Bytes of all volumes and snapshots; 0 is no limit.", { min: 0 }).default(0),
      snapshots: count("Snapshots of all volumes; 0 is no limit.", { min: 0 }).default(0),
    })
    .prefault({}),
  drivers: DRIVERS,
});
