// A kind as data: the function tables that driver handles, verdicts and runtimes are driven by. The tables themselves are generated.
import type { Contract } from "./contract/model.ts";
import type { FunctionType } from "./inspection.ts";
import type { DriverStatus } from "./status.ts";

/** Checks a value and answers its other form; throws a ShapeError that names the place. */
export type Conversion = (value: unknown) => unknown;

/** One function that a driver exports, as the host calls it. */
export interface FunctionDescriptor {
  /** The name of the Wasm export, snake_case. */
  readonly wire: string;
  /** The name of the method in the TypeScript interface. */
  readonly camel: string;
  readonly required: boolean;
  /** True when it changes something outside the driver: such calls are journaled. */
  readonly mutates: boolean;
  /** True when the same call may be repeated without harm. */
  readonly idempotent: boolean;
  /** How long one call may take at most, in milliseconds. */
  readonly timeoutMs: number;
  /** The statuses it may answer beside `ok` and `unsupported`. */
  readonly errors: readonly DriverStatus[];
  /** Its type in the WIT view of the same version, written out. */
  readonly component?: string;
  /** How many million steps one call should take at most, when the contract says it. */
  readonly fuelMillions?: number;
  /** What `details` must be with a status, wire names to camelCase; a status without an entry may come with anything. */
  readonly errorDetails?: Readonly<Partial<Record<DriverStatus, Conversion>>>;
  /** The caller's value (camelCase) to the object that is sent (wire names); absent when the function takes nothing. */
  readonly encodeInput?: Conversion;
  /** The object that came (wire names) to the caller's value (camelCase); absent when the function answers nothing. */
  readonly decodeOutput?: Conversion;
}

/** A driver ABI: its name, its version, and what a driver of it exports, `describe` and `probe` first. */
export interface KindDescriptor {
  readonly name: string;
  /** `major.minor`. */
  readonly version: string;
  readonly functions: readonly FunctionDescriptor[];
  /** Of a kind of the operator's own: what it was made of, for the cases that it asks for. */
  readonly contract?: Contract;
  /** Earlier majors that are still served, each through an adapter. */
  readonly earlier?: readonly EarlierMajor[];
}

/** A major version of a kind that drivers were built against and managers do not know any more. */
export interface EarlierMajor {
  /** The last version of that major. */
  readonly kind: KindDescriptor;
  /** The interface of now, made of a driver's of then. What it calls is checked against the earlier contract. */
  adapt(driver: object): object;
}

/** One function that the host offers to a driver. */
export interface HostFunctionDescriptor {
  readonly wire: string;
  readonly camel: string;
  /** The permission it needs. */
  readonly permission: string;
  /** Imports of `extism:host/env` that stand for it; empty when it is `extism:host/user` of its own name. */
  readonly extism: readonly string[];
  /** Its type as a plain AssemblyScript import from `holdfast`: the input's fields as arguments, the output's only field as result. */
  readonly assemblyScript: FunctionType;
  /** What the guest sent (wire names) to the host's value; absent when the function takes nothing. */
  readonly decodeInput?: Conversion;
  /** The host's value to the object that the guest gets; absent when the function answers nothing. */
  readonly encodeOutput?: Conversion;
}

export interface PermissionDescriptor {
  readonly name: string;
  readonly description: string;
  /** Import namespaces that it opens beside its host functions. */
  readonly imports: readonly string[];
}

/** All that a driver may ask of the host. */
export interface HostDescriptor {
  readonly name: string;
  readonly version: string;
  readonly functions: readonly HostFunctionDescriptor[];
  readonly permissions: readonly PermissionDescriptor[];
}
