// What all calls of one component guest share.
import type { GuestBudget } from "../guest-budget.ts";
import type { HostFunctions } from "../host-functions/host-functions.ts";
import type { PlannedType } from "./canonical.ts";
import type { Budget, Codec, GuestHeap, Handles } from "./canonical-heap.ts";
import type { ComponentPlan } from "./plan.ts";
import type { World } from "./world.ts";

/** One guest, from call to call. */
export interface Scene {
  readonly plan: ComponentPlan;
  readonly host: HostFunctions;
  readonly watch: GuestBudget;
  readonly world: World;
  readonly codecOf: (type: PlannedType) => Codec;
  readonly handles: Handles;
  readonly budget: Budget;
  /** The guest's memory, with the export by which it makes room. */
  readonly heapFor: (realloc: string | undefined) => GuestHeap;
  /** True while the guest makes room for what the host gives. */
  isGiving: boolean;
}
