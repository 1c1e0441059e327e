// `holdfast driver build`: an author's folder into a .wasm with whatever compilers are installed.
import { statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuiltDriver, projectBuilder } from "@holdfast/sdk/author";
import { systemClock } from "../clock.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import type { Cli } from "./cli.ts";

export async function buildDriver(cli: Cli, folder = "."): Promise<void> {
  const startMs = systemClock.monotonicMs();
  const stop = cli.output.progress("building");
  const built = await builderIn(cli, folder)().finally(stop);
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

/**
 * What builds the driver in a folder with the compilers of its project, as often as it is called. Throws NOT_FOUND; building throws
 * FAILED_PRECONDITION, which says what is missing or wrong.
 */
export function builderIn(
  cli: Cli,
  folder: string,
  options: { readonly draft?: boolean } = {},
): () => Promise<BuiltDriver> {
  const place = projectFolder(cli, folder);
  // Beside this package may lie compilers too: in our own repository they do.
  const ours = fileURLToPath(new URL("../../../scripts/toolchains", import.meta.url));
  const compilers = { folders: [place, cli.surroundings.cwd, ours], env: cli.surroundings.env };
  const build = projectBuilder({ ...options, folder: place, compilers, signal: cli.signal });
  return async () => {
    try {
      return await build();
    } catch (cause) {
      cli.signal.throwIfAborted();
      if (isHostError(cause)) throw cause;
      throw new HostError("FAILED_PRECONDITION", messageOf(cause), { cause });
    }
  };
}

/** The folder of a driver; NOT_FOUND when it is none. */
export function projectFolder(cli: Cli, folder: string): string {
  const place = resolve(cli.surroundings.cwd, folder);
  if (statSync(join(place, "recipe.json"), { throwIfNoEntry: false })?.isFile()) return place;
  throw new HostError(
    "NOT_FOUND",
    `${place} has no recipe.json: run it in a driver's folder, or make one with \`holdfast driver new\``,
  );
}
