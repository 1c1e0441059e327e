// Generated from the contracts in sdk/abi by `npm run generate`. Do not edit.

import type { KindDescriptor } from "../kind.ts";
import { VOLUME, type VolumeDriver } from "./volume.ts";
import { NETWORK, type NetworkDriver } from "./network.ts";

/** Every kind that this version knows, by name. */
export const KINDS = {
  volume: VOLUME,
  network: NETWORK,
} as const satisfies Record<string, KindDescriptor>;

export type KindName = keyof typeof KINDS;

/** The interface that a manager holds, by kind. */
export interface DriverInterfaces {
  readonly volume: VolumeDriver;
  readonly network: NetworkDriver;
}
