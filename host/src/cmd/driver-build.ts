// `holdfast driver build`: an author's folder into a .wasm with whatever compilers are installed.
import { statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuiltDriver, buildProject } from "@holdfast/sdk/author";
import { systemClock } from "../clock.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import type { Cli } from "./cli.ts";

export async function buildDriver(cli: Cli, folder = "."): Promise<void> {
  const startMs = systemClock.monotonicMs();
  const stop = cli.output.progress("building");
  const built = await buildIn(cli, folder).finally(stop);
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

/** Builds the driver in a folder with the compilers of its project. Throws NOT_FOUND or FAILED_PRECONDITION, which say what is missing. */
export async function buildIn(
  cli: Cli,
  folder: string,
  options: { readonly draft?: boolean } = {},
): Promise<BuiltDriver> {
  const place = projectFolder(cli, folder);
  // Beside this package may lie compilers too: in our own repository they do.
  const ours = fileURLToPath(new URL("../../../scripts/toolchains", import.meta.url));
  try {
    return await buildProject({
      ...options,
      folder: place,
      compilers: { folders: [place, cli.surroundings.cwd, ours], env: cli.surroundings.env },
    });
  } catch (cause) {
    if (isHostError(cause)) throw cause;
    throw new HostError("FAILED_PRECONDITION", messageOf(cause), { cause });
  }
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
