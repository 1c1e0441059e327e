// Where the contracts that come with this package lie.
import { fileURLToPath } from "node:url";

/** The YAML file of a contract of this version: a kind, `driver` or `host`. */
export function contractFile(name: string): string {
  return fileURLToPath(new URL(`../../abi/${name}.yaml`, import.meta.url));
}
