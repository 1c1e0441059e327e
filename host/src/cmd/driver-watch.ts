// `holdfast driver watch`: at each save the driver is built, tested, and put into the place of the one that a host runs.
import { watch } from "node:fs";
import { dirname } from "node:path";
import { type BuiltDriver, projectFiles } from "@holdfast/sdk/author";
import type { DriverView } from "../admin/views.ts";
import { systemClock } from "../clock.ts";
import { isHostError, messageOf } from "../errors.ts";
import { type Cli, EXIT } from "./cli.ts";
import { builderIn, projectFolder } from "./driver-build.ts";
import { reportOn, type TestOptions } from "./driver-test.ts";
import { type LooseDrivers, openLooseDrivers } from "./loose-driver.ts";
import { openSession, type Session } from "./session.ts";

export interface WatchOptions extends TestOptions {
  /** A driver of the running host, in whose place a build goes that failed no case. */
  readonly swap?: string;
}

// An editor writes several times for one save.
const SETTLE_MS = 25;

/** Builds and tests at each save until it is interrupted; compiler, threads and the way to the host stay warm in between. */
export async function watchDriver(cli: Cli, folder = ".", options: WatchOptions): Promise<number> {
  const place = projectFolder(cli, folder);
  const build = builderIn(cli, folder, { draft: true });
  const drivers = await openLooseDrivers(cli, options);
  const host = new HostWay(cli);
  try {
    cli.output.note(`watching ${place}; Ctrl-C ends it, \`holdfast driver build\` makes the file to ship`);
    while (!cli.signal.aborted) {
      const changed = nextChange(place, cli.signal);
      await turn({ cli, build, drivers, host }, options);
      await changed;
    }
    return EXIT.ok;
  } finally {
    await Promise.all([host.close(), drivers.close()]);
  }
}

interface Watch {
  readonly cli: Cli;
  readonly build: () => Promise<BuiltDriver>;
  readonly drivers: LooseDrivers;
  readonly host: HostWay;
}

async function turn({ cli, build, drivers, host }: Watch, options: WatchOptions): Promise<void> {
  const startMs = systemClock.monotonicMs();
  const sinceMs = () => Math.round(systemClock.monotonicMs() - startMs);
  try {
    const { file, draft, ahead } = await build();
    const buildMs = sinceMs();
    if (ahead) announce(cli, ahead);
    const report = await drivers.use(file, (loose) => reportOn(cli, loose, options));
    const ms = sinceMs();
    const failed = report.cases.filter(({ outcome }) => outcome === "failed");
    const failures = failed.map(({ name, reason }) => ({ name, reason }));
    const isAhead = ahead !== undefined;
    const said = { file, draft, ahead: isAhead, buildMs, ms, passed: report.passed, failed: failures };
    cli.output.event({ event: "tested", ...said }, () =>
      [
        ...failed.map(({ name, reason }) => `${cli.output.paint("bad", "FAIL")} ${name}: ${reason}`),
        `${failed.length === 0 ? cli.output.paint("good", "ok") : cli.output.paint("bad", `${failed.length} failed`)}, ${report.passed} passed, ${ms} ms`,
      ].join("\n"),
    );
    const { swap: name } = options;
    if (name === undefined || failed.length > 0) return;
    await host.swap({ kind: report.kind, name, path: file });
    const swappedMs = sinceMs();
    cli.output.event({ event: "swapped", ms: swappedMs }, () => `${name} runs it, ${swappedMs} ms after the save`);
  } catch (error) {
    if (cli.signal.aborted) return;
    cli.output.event(
      { event: "failed", message: messageOf(error) },
      () => `${cli.output.paint("bad", "FAIL")} ${messageOf(error)}`,
    );
  }
}

const announced = new WeakSet<Promise<boolean>>();

/** Says once that saves are built slowly for now, and when they no longer are. */
function announce(cli: Cli, ahead: Promise<boolean>): void {
  if (announced.has(ahead)) return;
  announced.add(ahead);
  cli.output.note("what all drafts have in common is compiled meanwhile, once; until then each save takes longer");
  void ahead.then((made) => {
    if (made) cli.output.event({ event: "ahead" }, () => "from now on a save is there sooner");
  });
}

/** The way to the host, kept from one swap to the next; hosts come and go while an author works, so a lost one is found anew. */
class HostWay {
  readonly #cli: Cli;
  #session: Session | undefined;

  constructor(cli: Cli) {
    this.#cli = cli;
  }

  async swap(params: { readonly kind: string; readonly name: string; readonly path: string }): Promise<void> {
    const kept = this.#session;
    try {
      if (kept !== undefined) return void (await kept.call<DriverView>("host.swapDriver", params));
    } catch (error) {
      if (!isHostError(error, "LINK_LOST")) throw error;
      await this.close();
    }
    const { config } = await this.#cli.config();
    this.#session = await openSession(config, { ...this.#cli.options, signal: this.#cli.signal });
    await this.#session.call<DriverView>("host.swapDriver", params);
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }
}

/** Resolves a moment after a source was saved, or when the user interrupts. */
function nextChange(folder: string, signal: AbortSignal): Promise<void> {
  const folders = new Set([folder, ...sources(folder).map((file) => dirname(file))]);
  return new Promise((resolve) => {
    const watchers = [...folders].map((place) => watch(place, (_event, file) => onChange(file)));
    const end = () => {
      for (const one of watchers) one.close();
      signal.removeEventListener("abort", end);
      resolve();
    };
    // What the build writes is no change.
    const onChange = (file: string | null) => {
      if (file === null || file.endsWith(".wasm") || file.startsWith(".")) return;
      for (const one of watchers) one.close();
      systemClock.setTimer(SETTLE_MS, end);
    };
    signal.addEventListener("abort", end);
  });
}

/** While a manifest is broken nobody knows the sources; the folder itself is watched all the same. */
function sources(folder: string): readonly string[] {
  try {
    return projectFiles(folder);
  } catch {
    return [];
  }
}
