// The options about drivers: limits that hold for all, and a domain's managers and drivers by path.
import { z } from "zod";
import { bytes, count, durationMs, text, textOf } from "./fields.ts";

const MIB = 1024 * 1024;
/** WebAssembly counts memory in pages; less than one is no memory. */
const PAGE_BYTES = 65_536;
const MEMORY_BYTES = { min: PAGE_BYTES, max: 4096 * MIB };
const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const DIGEST = /^(?:sha256:)?[0-9a-f]{64}$/;

const memoryBytesMax = () => bytes("Memory that an instance may have.", MEMORY_BYTES);
const outputBytesMax = () => bytes("The largest answer of a driver.", { min: 1024, max: 1024 * MIB });
const callTimeoutMs = () => durationMs("How long a driver call may take.");
const fuelMax = () =>
  count("Fuel of one call, in units of about one instruction.", { min: 1_000_000, max: Number.MAX_SAFE_INTEGER });
const startTimeoutMs = () => durationMs("How long a driver may take to start.");
const runtime = () =>
  z.enum(["linked", "extism"]).meta({ description: "What runs Extism guests: our own, or the Extism SDK to compare." });
const instances = () => count("Instances of a driver: calls that it works on at once.", { max: 64 });
const queueLengthMax = () => count("Calls that may wait for an instance.", { max: 100_000 });

export const DRIVER_OPTIONS = z.strictObject({
  callTimeoutMs: callTimeoutMs().default(30_000),
  fuelMax: fuelMax().default(2_000_000_000),
  startTimeoutMs: startTimeoutMs().default(10_000),
  memoryBytesMax: memoryBytesMax().default(64 * MIB),
  outputBytesMax: outputBytesMax().default(4 * MIB),
  queueLengthMax: queueLengthMax().default(128),
  instances: instances().default(1),
  runtime: runtime().default("linked"),
  threadsMax: count("Threads that metered drivers share; a spare one stands by.", { max: 64 }).default(2),
  probeIntervalMs: durationMs("Time between two looks at a driver's health.", { min: 100 }).default(30_000),
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

export const GRANTS = z.strictObject({
  log: z.boolean().default(false).meta({ description: "May write to the host's log." }),
  config: z.boolean().default(false).meta({ description: "May read its own configuration." }),
  fs: z.array(FS_GRANT).max(32).default([]).meta({ description: "Directories it may use; nothing else is reachable." }),
});

export const DRIVER_LIMITS = z.strictObject({
  memoryBytesMax: memoryBytesMax().optional(),
  outputBytesMax: outputBytesMax().optional(),
  callTimeoutMs: callTimeoutMs().optional(),
  fuelMax: fuelMax().optional(),
  startTimeoutMs: startTimeoutMs().optional(),
  instances: instances().optional(),
  queueLengthMax: queueLengthMax().optional(),
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
      .enum(["inline", "pooled", "dedicated"])
      .meta({
        description:
          "Where it runs: inline in the host's own thread, pooled in one that drivers share, dedicated in one of its own.",
      })
      .optional(),
    trusted: z.boolean().default(false).meta({
      description: "Loads a JavaScript object instead: it runs unconfined, with all that the host may do.",
    }),
    export: text("With `trusted`: the export to load.").optional(),
  })
  .meta({ shorthand: "path" });

export const VOLUME_OPTIONS = z.strictObject({
  manager: textOf(
    /^[^#]+(#[A-Za-z_$][\w$]*)?$/,
    "expected PATH or PATH#export",
    "A manager of yours; built in by default.",
  ).optional(),
  defaultDriver: textOf(NAME, "expected a driver's name", "The driver of a volume that names none.").default("file"),
  quota: z
    .strictObject({
      volumes: count("Volumes in all; 0 is no limit.", { min: 0 }).default(0),
      bytes: bytes("Bytes of all volumes; 0 is no limit.", { min: 0 }).default(0),
    })
    .prefault({}),
  drivers: z
    .record(
      textOf(NAME, "a driver's name has 1 to 63 of a-z 0-9 _ - and starts with a letter or digit", "Name."),
      DRIVER_ENTRY,
    )
    .prefault({})
    .meta({
      description: "Drivers by name: a path, or a path with its grants and limits. An empty one removes a default.",
    }),
});
