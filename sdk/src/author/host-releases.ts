// What every released host spoke: its contracts, from the shapes that are kept of each version, so that a verdict for another host needs no other host.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { descriptorOf } from "../contract/descriptor.ts";
import { hostDescriptorOf } from "../contract/host-descriptor.ts";
import type { Contract } from "../contract/model.ts";
import type { HostDescriptor, KindDescriptor } from "../kind.ts";

/** By version of the host: which version of each contract it spoke, the host functions under `host`. */
export type HostReleases = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a verdict needs to know of a host. */
export interface HostOffer {
  readonly kinds: Readonly<Record<string, KindDescriptor>>;
  readonly hostFunctions: HostDescriptor;
}

const HOST = "host";

/** Every version of the host that there is, in the order in which they came. */
export function hostReleases(): HostReleases {
  return JSON.parse(readFileSync(fileIn("hosts.json"), "utf8")) as HostReleases;
}

/** What that version of the host offers drivers; undefined for one that this package does not know. */
export function hostOffer(version: string, releases: HostReleases = hostReleases()): HostOffer | undefined {
  const spoken = Object.hasOwn(releases, version) ? releases[version] : undefined;
  if (spoken === undefined) return undefined;
  const { [HOST]: host = "", ...kinds } = spoken;
  return {
    kinds: Object.fromEntries(Object.entries(kinds).map(([name, at]) => [name, descriptorOf(keptContract(name, at))])),
    hostFunctions: hostDescriptorOf(keptContract(HOST, host)),
  };
}

function keptContract(name: string, version: string): Contract {
  return JSON.parse(readFileSync(fileIn(`generated/versions/${name}-${version}.json`), "utf8")) as Contract;
}

function fileIn(path: string): string {
  return fileURLToPath(new URL(`../../abi/${path}`, import.meta.url));
}
