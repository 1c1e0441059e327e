// Where the drivers that come with Holdfast lie.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { BUILTIN_PREFIX } from "../conf/defaults.ts";
import { HostError } from "../errors.ts";

/** The file behind `builtin:NAME`, in the installed package or in the repository; other paths come back as they are. */
export function driverPath(path: string): string {
  if (!path.startsWith(BUILTIN_PREFIX)) return path;
  const name = path.slice(BUILTIN_PREFIX.length);
  if (!/^[a-z0-9-]+$/.test(name))
    throw new HostError("DRIVER_FILE_NOT_FOUND", `${path} names no driver of Holdfast's own`);
  const places = [`../../drivers/${name}.wasm`, `../../../drivers-wasm/${name}/${name}.wasm`];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const file = files.find((candidate) => existsSync(candidate));
  if (file === undefined)
    throw new HostError("DRIVER_FILE_NOT_FOUND", `no driver named ${name} comes with this Holdfast`);
  return file;
}

/** True for a file that came with Holdfast's package or lies in its repository. */
export function isOwnDriver(path: string): boolean {
  return ["../../drivers/", "../../../drivers-wasm/"].some((place) =>
    resolve(path).startsWith(fileURLToPath(new URL(place, import.meta.url))),
  );
}

/** The file that a path on the command line means: `builtin:NAME`, or a path from the current directory. */
export function driverFile(path: string, cwd: string): string {
  return path.startsWith(BUILTIN_PREFIX) ? driverPath(path) : resolve(cwd, path);
}
