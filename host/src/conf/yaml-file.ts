// Reads a YAML file that is no configuration, strictly: the values of JSON, no tags, a bound on size and aliases.
import { readFileSync, statSync } from "node:fs";
import { parse } from "yaml";
import { HostError, messageOf } from "../errors.ts";

const FILE_BYTES_MAX = 1024 * 1024;
const ALIASES_MAX = 100;

/** The document as plain data. Throws INVALID_PARAMS that names the file for what cannot be read. */
export function readYaml(file: string): unknown {
  try {
    const { size } = statSync(file);
    if (size > FILE_BYTES_MAX) throw new Error(`it has ${size} bytes, the limit is ${FILE_BYTES_MAX}`);
    return parse(readFileSync(file, "utf8"), {
      resolveKnownTags: false,
      logLevel: "error",
      maxAliasCount: ALIASES_MAX,
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") {
      throw new HostError("INVALID_PARAMS", `there is no file ${file}`, { cause });
    }
    throw new HostError("INVALID_PARAMS", `${file} cannot be read as YAML: ${messageOf(cause)}`, { cause });
  }
}
