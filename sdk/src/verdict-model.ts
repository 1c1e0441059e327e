// What a verdict is made from, and what it says.
import type { Inspection } from "./inspection.ts";
import type { HostDescriptor, KindDescriptor } from "./kind.ts";
import type { Manifest, PathRequest } from "./manifest.ts";

/** The runtimes that a file can be for. */
export type GuestRuntime = "extism" | "assemblyscript" | "component";

/** What can be wrong; each is the host's error code of the same name. */
export type VerdictCode =
  | "DRIVER_MALFORMED"
  | "DRIVER_MANIFEST_INVALID"
  | "DRIVER_ABI_MISMATCH"
  | "DRIVER_EXPORT_MISSING"
  | "DRIVER_IMPORT_REFUSED"
  | "DRIVER_MEMORY_EXCEEDED"
  | "DRIVER_GRANT_MISSING";

/** One reason against loading, and what the author or the operator does about it. Sentences without a full stop. */
export interface VerdictProblem {
  readonly code: VerdictCode;
  readonly message: string;
  readonly remedy: string;
}

/** A permission that the driver asks for and the operator has not granted. */
export interface MissingGrant {
  readonly permission: string;
  /** The driver's own words. */
  readonly reason: string;
  /** True when the driver loads without it. */
  readonly optional: boolean;
  /** For `fs`: the directories that are not granted, or not in that mode. */
  readonly paths?: readonly PathRequest[];
  /** For `exec`: the rules that are not granted. */
  readonly rules?: readonly string[];
  /** For `secret`: the secrets that are not granted. */
  readonly secrets?: readonly string[];
}

export interface Verdict {
  readonly outcome: "loads" | "needs-grants" | "refused";
  /** In a fixed order; empty when it loads. With `needs-grants` all of them are DRIVER_GRANT_MISSING. */
  readonly problems: readonly VerdictProblem[];
  readonly missingGrants: readonly MissingGrant[];
  /** Things worth knowing that do not stand against loading. */
  readonly notes: readonly string[];
  /** Which runtime it is for; absent when its shape fits none. */
  readonly runtime?: GuestRuntime;
  /** The kind in its manifest, if it has one. */
  readonly kind?: string;
  /** The optional functions of the kind that it exports, by wire name. */
  readonly optionalFunctions: readonly string[];
}

/** What the host has to offer, and its limits. */
export interface HostTerms {
  readonly kinds: Readonly<Record<string, KindDescriptor>>;
  readonly hostFunctions: HostDescriptor;
  readonly limits: VerdictLimits;
}

export interface VerdictLimits {
  /** Pages of 64 KiB. */
  readonly memoryPagesMax: number;
  /** Elements of one table. */
  readonly tableElementsMax: number;
}

/** What the operator granted. */
export interface GivenGrants {
  readonly log?: boolean;
  readonly config?: boolean;
  readonly fs?: readonly PathRequest[];
  /** Ids of the executor's rules. */
  readonly exec?: readonly string[] | undefined;
  /** Where it may go; the verdict only looks whether there is anything. */
  readonly http?: readonly { readonly origin: string }[] | undefined;
  readonly kv?: boolean | object | undefined;
  /** By name; what stands under it is no business of the verdict's. */
  readonly secret?: Readonly<Record<string, unknown>> | undefined;
  readonly clock?: boolean | undefined;
  readonly random?: boolean | undefined;
  readonly event?: boolean | undefined;
}

export interface VerdictInput {
  readonly inspection: Inspection;
  /** Of what stands for a component: the types of its functions, written out, by wire name. */
  readonly componentTypes?: ReadonlyMap<string, string> | undefined;
  /** Undefined when the file has none. */
  readonly manifest: Manifest | undefined;
  readonly host: HostTerms;
  readonly grants: GivenGrants;
}
