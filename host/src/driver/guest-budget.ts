// What one call of a guest may spend and what it spent: fuel, memory and host calls, and which of them explains why it ended.
import { type MemoryWatch, watchMemory } from "./guest-memory.ts";
import { FUEL_EXPORT, FuelTank } from "./meter/fuel.ts";
import { GuestFault, type GuestOptions, type GuestUsage } from "./runtime.ts";

/** The budget of one instance, from call to call. */
export interface GuestBudget extends MemoryWatch {
  /** Looks at a fresh instance: where its memory and its fuel are. Before any code of it runs. */
  attach(exports: Readonly<Record<string, unknown>>): void;
  /** Fills the tank; without an amount the initialisers' fuel serves on. */
  beginCall(fuelMax?: number): void;
  noteHostCall(): void;
  usage(): GuestUsage;
}

export function createGuestBudget(options: GuestOptions): GuestBudget {
  let memory: WebAssembly.Memory | undefined;
  let tank: FuelTank | undefined;
  let filled = 0;
  let hostCalls = 0;
  const watch = watchMemory(() => memory, options.memoryPagesMax);
  return {
    attach(exports) {
      if (exports["memory"] instanceof WebAssembly.Memory) memory = exports["memory"];
      if (options.fuelAtStart === undefined || exports[FUEL_EXPORT] === undefined) return;
      tank = new FuelTank(exports);
      filled = options.fuelAtStart;
      tank.fill(filled);
    },
    beginCall(fuelMax) {
      watch.beginCall();
      hostCalls = 0;
      if (!tank) return;
      filled = fuelMax ?? Math.max(0, tank.left());
      tank.fill(filled);
    },
    noteRefusal: watch.noteRefusal,
    noteHostCall() {
      hostCalls += 1;
    },
    faultOf(error) {
      if (!(error instanceof GuestFault) && tank?.isExhausted) {
        const message = `used up its ${filled} units of fuel; if its work is honest, raise the limit fuelMax or callTimeoutMs`;
        return new GuestFault("DRIVER_OUT_OF_FUEL", message, error);
      }
      return watch.faultOf(error);
    },
    usage: () => ({
      fuelUsed: tank ? filled - Math.max(0, tank.left()) : 0,
      memoryBytes: memory?.buffer.byteLength ?? 0,
      hostCalls,
    }),
  };
}
