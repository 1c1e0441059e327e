// Guests that were components: values are lifted and lowered here, by the plan that their translation wrote, and nothing generated runs.
import { createGuestBudget } from "../guest-budget.ts";
import { createHostFunctions } from "../host-functions/host-functions.ts";
import { START_EXPORT } from "../prepared-names.ts";
import { type Guest, GuestFault, type GuestHooks, type GuestOptions, type Runtime } from "../runtime.ts";
import { codecsOf } from "./canonical.ts";
import {
  Budget,
  CanonicalError,
  type Codec,
  FlatReader,
  type FlatValue,
  GuestHeap,
  Handles,
} from "./canonical-heap.ts";
import { createImports } from "./component-imports.ts";
import { answerOf, inputOf } from "./component-json.ts";
import { type ComponentPlan, PLAN_SECTION, type PlannedExport, POST_PREFIX } from "./plan.ts";
import type { Scene } from "./scene.ts";
import { FLAT_PARAMS_MAX, FLAT_RESULTS_MAX } from "./signature.ts";
import { openWorld } from "./world.ts";

export const componentRuntime: Runtime = { name: "component", instantiate };

type Exports = WebAssembly.Instance["exports"];
type GuestFunction = (...values: FlatValue[]) => unknown;

async function instantiate(module: WebAssembly.Module, options: GuestOptions, hooks: GuestHooks): Promise<Guest> {
  const plan = planOf(module);
  const host = createHostFunctions(options, hooks);
  const watch = createGuestBudget(options);
  const world = await openWorld(plan, options, host);
  let exports: Exports | undefined;
  const memory = () => (exports?.["memory"] instanceof WebAssembly.Memory ? exports["memory"] : undefined);
  const scene: Scene = {
    ...{ plan, host, watch, world, codecOf: codecsOf(plan.types), handles: new Handles() },
    budget: new Budget(options.outputBytesMax),
    isGiving: false,
    heapFor: (realloc) => {
      const run = realloc === undefined ? undefined : exports?.[realloc];
      const { handles, budget } = scene;
      return new GuestHeap({
        memory,
        realloc: typeof run === "function" ? (run as GuestFunction) : undefined,
        handles,
        budget,
      });
    },
  };
  exports = link(module, scene);
  watch.attach(exports);
  const guest = createGuest(exports, scene);
  if (typeof exports[START_EXPORT] === "function") runGuest(scene, undefined, exports[START_EXPORT] as GuestFunction);
  return guest;
}

function planOf(module: WebAssembly.Module): ComponentPlan {
  const [section] = WebAssembly.Module.customSections(module, PLAN_SECTION);
  if (!section) throw new GuestFault("DRIVER_MALFORMED", "the module was made of no component");
  return JSON.parse(new TextDecoder().decode(section)) as ComponentPlan;
}

function link(module: WebAssembly.Module, scene: Scene): Exports {
  try {
    return new WebAssembly.Instance(module, createImports(scene)).exports;
  } catch (error) {
    const refused = error instanceof WebAssembly.LinkError || error instanceof TypeError;
    throw refused ? new GuestFault("DRIVER_IMPORT_REFUSED", error.message, error) : scene.watch.faultOf(error);
  }
}

function createGuest(exports: Exports, scene: Scene): Guest {
  const planned = new Map(scene.plan.exports.map((one) => [one.name, one]));
  return {
    call: (name, input, fuelMax) =>
      runGuest(scene, fuelMax, () => {
        const found = planned.get(name);
        if (!found) throw new GuestFault("DRIVER_TRAP", `the driver does not export ${name}`);
        return callExport(exports, found, input, scene);
      }),
    usage: scene.watch.usage,
    close: () => scene.world.close(),
  };
}

function runGuest<T>({ host, watch, world }: Scene, fuelMax: number | undefined, work: () => T): T {
  host.beginCall();
  watch.beginCall(fuelMax);
  try {
    return work();
  } catch (error) {
    throw error instanceof CanonicalError ? faultOf(error) : watch.faultOf(error);
  } finally {
    world.flush();
    host.endCall();
  }
}

function callExport(
  exports: Exports,
  { name, input, output, hasPost, realloc }: PlannedExport,
  bytes: Uint8Array,
  scene: Scene,
): Uint8Array {
  const heap = scene.heapFor(realloc);
  const values = input === undefined ? [] : lowered(heap, scene.codecOf(input), inputOf(bytes));
  const answer = (exports[name] as GuestFunction)(...values);
  scene.budget.reset();
  const result = output === undefined ? undefined : lifted(heap, scene.codecOf(output), answer);
  const json = answerOf(result);
  // The guest's own; what it holds is not read after it.
  if (hasPost) (exports[POST_PREFIX + name] as GuestFunction)(...(answer === undefined ? [] : [answer as FlatValue]));
  return json;
}

function lowered(heap: GuestHeap, codec: Codec, value: unknown): FlatValue[] {
  if (codec.flat.length > FLAT_PARAMS_MAX) {
    const at = heap.allocate(codec.align, codec.size);
    codec.store(heap, at, value);
    return [at];
  }
  const flat: FlatValue[] = [];
  codec.lower(heap, value, flat);
  return flat;
}

function lifted(heap: GuestHeap, codec: Codec, answer: unknown): unknown {
  if (codec.flat.length > FLAT_RESULTS_MAX) return codec.load(heap, Number(answer) >>> 0);
  return codec.lift(heap, new FlatReader([answer]));
}

function faultOf(error: CanonicalError): GuestFault {
  const what = error.tooLarge ? "the answer is too large" : "the component breaks the canonical ABI";
  return new GuestFault(
    error.tooLarge ? "DRIVER_OUTPUT_TOO_LARGE" : "DRIVER_BAD_ANSWER",
    `${what}: ${error.message}`,
    error,
  );
}
