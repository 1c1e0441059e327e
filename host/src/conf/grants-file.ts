// A file of grants, written as they stand in the configuration: for a verdict or a driver that is added while the host runs.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { HostError, messageOf } from "../errors.ts";
import { GRANTS } from "./driver-options.ts";
import type { DriverEntry } from "./options.ts";

const FILE_BYTES_MAX = 256 * 1024;

/** The grants of a driver; relative paths are relative to the file. Throws CONFIG_INVALID with every problem. */
export function readGrantsFile(path: string): DriverEntry["grants"] {
  const { data, error } = GRANTS.safeParse(documentAt(path));
  if (data === undefined)
    throw new HostError("CONFIG_INVALID", `${path}: ${z.prettifyError(error).replaceAll("\n", "; ")}`);
  const absolute = (file: string) => resolve(dirname(path), file);
  const { http, secret } = data;
  return {
    ...data,
    fs: data.fs.map((grant) => ({ ...grant, host: absolute(grant.host) })),
    ...(http && { http: http.map((grant) => ({ ...grant, ...(grant.ca && { ca: absolute(grant.ca) }) })) }),
    ...(secret && { secret: Object.fromEntries(Object.entries(secret).map(([name, file]) => [name, absolute(file)])) }),
  };
}

function documentAt(path: string): unknown {
  try {
    const text = readFileSync(path, "utf8");
    if (text.length > FILE_BYTES_MAX) throw new Error(`it has more than ${FILE_BYTES_MAX} characters`);
    return parse(text, { maxAliasCount: 0 }) ?? {};
  } catch (cause) {
    throw new HostError("CONFIG_INVALID", `the grants in ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
