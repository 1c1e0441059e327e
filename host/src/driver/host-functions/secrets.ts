// Secrets that drivers use without seeing them: read from the operator's files when they are used, never kept.
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { DriverStatusError } from "@holdfast/sdk";
import type { HostGrants } from "./host-grants.ts";
import type { HostService } from "./services.ts";

const SECRET_BYTES_MAX = 64 * 1024;

/** The value under a name; not_ready, without a word of it or of its place, when it cannot be had. */
export async function readSecret({ secret }: HostGrants, name: string): Promise<string> {
  const path = Object.hasOwn(secret, name) ? secret[name] : undefined;
  if (path === undefined) throw new DriverStatusError("permission_denied", `the secret ${name} is not granted`);
  const value = await readText(path).catch(() => "");
  if (value === "")
    throw new DriverStatusError("not_ready", `the secret ${name} cannot be read, or is empty; look at its file`);
  return value;
}

export const secretService: HostService = async (_name, input, { grants }) => {
  const { name } = input as { readonly name: string };
  const present = await readSecret(grants, name).then(
    () => true,
    () => false,
  );
  return { present };
};

async function readText(path: string): Promise<string> {
  // Without O_NONBLOCK opening a pipe would wait for a writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > SECRET_BYTES_MAX) return "";
    return (await file.readFile("utf8")).trim();
  } finally {
    await file.close();
  }
}
