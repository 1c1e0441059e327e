// `holdfast driver watch`: at each save the driver is built, tested, and put into the place of the one that a host runs.
import { watch } from "node:fs";
import { dirname } from "node:path";
import { projectFiles } from "@holdfast/sdk/author";
import type { DriverView } from "../admin/views.ts";
import { systemClock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { type Cli, EXIT } from "./cli.ts";
import { buildIn, projectFolder } from "./driver-build.ts";
import { type TestOptions, testFile } from "./driver-test.ts";
import { openSession } from "./session.ts";

export interface WatchOptions extends TestOptions {
  /** A driver of the running host, in whose place a build goes that failed no case. */
  readonly swap?: string;
}

// An editor writes several times for one save.
const SETTLE_MS = 60;

/** Builds and tests at each save until it is interrupted. */
export async function watchDriver(cli: Cli, folder = ".", options: WatchOptions): Promise<number> {
  const place = projectFolder(cli, folder);
  cli.output.note(`watching ${place}; Ctrl-C ends it`);
  while (!cli.signal.aborted) {
    const changed = nextChange(place, cli.signal);
    await turn(cli, place, options);
    await changed;
  }
  return EXIT.ok;
}

async function turn(cli: Cli, folder: string, options: WatchOptions): Promise<void> {
  const startMs = systemClock.monotonicMs();
  try {
    const { file } = await buildIn(cli, folder);
    const report = await testFile(cli, file, options);
    const ms = Math.round(systemClock.monotonicMs() - startMs);
    const failed = report.cases.filter(({ outcome }) => outcome === "failed");
    cli.output.event(
      { event: "tested", ms, passed: report.passed, failed: failed.map(({ name, reason }) => ({ name, reason })) },
      () =>
        [
          ...failed.map(({ name, reason }) => `${cli.output.paint("bad", "FAIL")} ${name}: ${reason}`),
          `${failed.length === 0 ? cli.output.paint("good", "ok") : cli.output.paint("bad", `${failed.length} failed`)}, ${report.passed} passed, ${ms} ms`,
        ].join("\n"),
    );
    const { swap: name } = options;
    if (name === undefined || failed.length > 0) return;
    await swapIn(cli, { kind: report.kind, name, path: file });
    const swappedMs = Math.round(systemClock.monotonicMs() - startMs);
    cli.output.event({ event: "swapped", ms: swappedMs }, () => `${name} runs it, ${swappedMs} ms after the save`);
  } catch (error) {
    if (cli.signal.aborted) return;
    cli.output.event(
      { event: "failed", message: messageOf(error) },
      () => `${cli.output.paint("bad", "FAIL")} ${messageOf(error)}`,
    );
  }
}

/** A way to the host for each swap: hosts come and go while an author works. */
async function swapIn(cli: Cli, params: { readonly kind: string; readonly name: string; readonly path: string }) {
  const session = await openSession(cli.config().config, { ...cli.options, signal: cli.signal });
  try {
    await session.call<DriverView>("host.swapDriver", params);
  } finally {
    await session.close();
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
