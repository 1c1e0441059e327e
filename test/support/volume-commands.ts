// Drivers that run commands, on an executor with the rules that ship and directories of the test's own.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { VolumeDriver } from "@holdfast/sdk";
import { RequestContext } from "#host/context";
import { startExecutor } from "#host/driver/host-functions/executor-client";
import { createSupervisor } from "#host/driver/supervisor";
import { silentLog } from "#host/log";
import { EXECUTOR_ENTRY } from "./executor.ts";
import { temporaryFiles } from "./files.ts";

const FOLDER = fileURLToPath(new URL("../../../drivers-wasm/", import.meta.url));

export interface CommandDriver {
  readonly driver: VolumeDriver;
  readonly directory: string;
  /** What the driver's probe said. */
  health(): { readonly health: string; readonly reason: string };
  /** The lines of the executor's audit log. */
  audit(): readonly Readonly<Record<string, unknown>>[];
  /** A new context for one call. */
  readonly context: () => RequestContext;
}

/** The driver of that name, serving, with all that its manifest asks for. `directory` is made when there is none. */
export async function commandDriver(
  t: TestContext,
  options: {
    readonly name: string;
    readonly rules: readonly string[];
    readonly root: string;
    readonly directory?: string;
    /** The driver's own configuration. */
    readonly config?: Readonly<Record<string, string>>;
    /** Makes the rules that ship those of the test. */
    readonly rewrite?: (shipped: string) => string;
  },
): Promise<CommandDriver> {
  const { name, rules, root } = options;
  const place = temporaryFiles(t);
  const directory = options.directory ?? join(place, "volumes");
  mkdirSync(directory, { recursive: true });
  const roots = join(place, "roots.yaml");
  writeFileSync(roots, `version: 1\nroots: { ${root}: ${directory} }\nrules: {}\n`, { mode: 0o600 });
  const own = join(place, "rules.yaml");
  const rulesFile = join(FOLDER, name, "rules.yaml");
  const shipped = existsSync(rulesFile) ? readFileSync(rulesFile, "utf8") : "version: 1\nrules: {}\n";
  writeFileSync(own, options.rewrite?.(shipped) ?? shipped, { mode: 0o600 });
  const files = [own, roots];
  const stateDirectory = join(place, "state");
  const executor = await startExecutor({ entry: EXECUTOR_ENTRY, rules: files, stateDirectory, log: silentLog });
  t.after(() => executor.close());
  const supervisor = createSupervisor({ log: silentLog, services: { exec: executor.service } });
  t.after(() => supervisor.close());
  const context = () => {
    const ctx = new RequestContext({ timeoutMs: 60_000 });
    t.after(() => ctx.close());
    return ctx;
  };
  const config = options.config === undefined ? {} : { config: options.config };
  const grants = {
    log: true,
    config: options.config !== undefined,
    exec: rules,
    fs: [{ guest: "/volumes", host: directory, mode: "rw" }],
  } as const;
  await supervisor.add(context(), {
    kind: "volume",
    name,
    path: join(FOLDER, name, `${name}.wasm`),
    grants,
    ...config,
  });
  const health = () => {
    const told = supervisor.list().find((one) => one.name === name);
    return { health: told?.health ?? "", reason: told?.reason ?? "" };
  };
  const audit = () =>
    readFileSync(join(stateDirectory, "audit.log"), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return { driver: supervisor.set<VolumeDriver>("volume").get(name), directory, context, health, audit };
}
