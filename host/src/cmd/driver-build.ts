// `holdfast driver build` and `watch`: an author's folder into a .wasm with whatever compilers are installed, once or at each save.
import { statSync, watch } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuiltDriver, buildProject, projectFiles } from "@holdfast/sdk/author";
import { systemClock } from "../clock.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import { type Cli, EXIT } from "./cli.ts";
import { type TestOptions, testFile } from "./driver-test.ts";

// An editor writes several times for one save.
const SETTLE_MS = 60;

export async function buildDriver(cli: Cli, folder = "."): Promise<void> {
  const startMs = systemClock.monotonicMs();
  const stop = cli.output.progress("building");
  const built = await build(cli, folder).finally(stop);
  const { name, file, bytes, toolchain, command } = built;
  const answer = {
    name,
    file,
    bytes: bytes.length,
    toolchain,
    command,
    ms: Math.round(systemClock.monotonicMs() - startMs),
  };
  const shown = relative(cli.surroundings.cwd, file);
  cli.output.answer(answer, () => `${shown}: ${bytes.length} bytes, ${toolchain}, ${answer.ms} ms`);
}

/** Builds and tests at each save until it is interrupted. */
export async function watchDriver(cli: Cli, folder = ".", options: TestOptions): Promise<number> {
  const place = projectFolder(cli, folder);
  cli.output.note(`watching ${place}; Ctrl-C ends it`);
  while (!cli.signal.aborted) {
    const changed = nextChange(place, cli.signal);
    await turn(cli, place, options);
    await changed;
  }
  return EXIT.ok;
}

async function turn(cli: Cli, folder: string, options: TestOptions): Promise<void> {
  const startMs = systemClock.monotonicMs();
  try {
    const built = await build(cli, folder);
    const report = await testFile(cli, built.file, options);
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
  } catch (error) {
    if (cli.signal.aborted) return;
    cli.output.event(
      { event: "failed", message: messageOf(error) },
      () => `${cli.output.paint("bad", "FAIL")} ${messageOf(error)}`,
    );
  }
}

async function build(cli: Cli, folder: string): Promise<BuiltDriver> {
  const place = projectFolder(cli, folder);
  // Beside this package may lie compilers too: in our own repository they do.
  const ours = fileURLToPath(new URL("../../../scripts/toolchains", import.meta.url));
  try {
    return await buildProject({
      folder: place,
      compilers: { folders: [place, cli.surroundings.cwd, ours], env: cli.surroundings.env },
    });
  } catch (cause) {
    if (isHostError(cause)) throw cause;
    throw new HostError("FAILED_PRECONDITION", messageOf(cause), { cause });
  }
}

function projectFolder(cli: Cli, folder: string): string {
  const place = resolve(cli.surroundings.cwd, folder);
  if (statSync(join(place, "recipe.json"), { throwIfNoEntry: false })?.isFile()) return place;
  throw new HostError(
    "NOT_FOUND",
    `${place} has no recipe.json: run it in a driver's folder, or make one with \`holdfast driver new\``,
  );
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
