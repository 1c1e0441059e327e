// How much memory a guest uses, and whether that explains why it trapped.
import { GuestFault } from "./runtime.ts";

const PAGE_BYTES = 65_536;

/** Watches one instance's memory from call to call. */
export interface MemoryWatch {
  beginCall(): void;
  /** The host refused an allocation during this call. */
  noteRefusal(): void;
  /** Any thrown value as a fault: DRIVER_MEMORY_EXCEEDED when memory is the likely reason, else DRIVER_TRAP. */
  faultOf(error: unknown): GuestFault;
}

/**
 * Wasm does not say why it trapped: a refused `memory.grow` gives the guest -1, and it usually traps on purpose. So this
 * judges by circumstance: the host refused an allocation, memory stood at its maximum, or it grew during the call and
 * doubling it once more, as allocators do, would have passed the maximum. A guest that asks for more than the
 * whole limit at once and then traps is told DRIVER_TRAP; one that traps for another reason while full is told MEMORY.
 */
export function watchMemory(memory: () => WebAssembly.Memory | undefined, pagesMax: number): MemoryWatch {
  const pages = () => (memory()?.buffer.byteLength ?? 0) / PAGE_BYTES;
  let pagesBefore = 0;
  let refused = false;
  const likely = () => {
    const now = pages();
    return refused || (now > 0 && now >= pagesMax) || (now > pagesBefore && now * 2 > pagesMax);
  };
  return {
    beginCall() {
      pagesBefore = pages();
      refused = false;
    },
    noteRefusal() {
      refused = true;
    },
    faultOf(error) {
      if (error instanceof GuestFault) return error;
      const reason = error instanceof Error ? error.message : String(error);
      if (isAllocationFailure(reason) || (isTrap(error) && likely())) {
        return new GuestFault(
          "DRIVER_MEMORY_EXCEEDED",
          `out of memory at ${pages()} of ${pagesMax} pages: ${reason}`,
          error,
        );
      }
      return new GuestFault("DRIVER_TRAP", reason, error);
    },
  };
}

function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError;
}

function isAllocationFailure(reason: string): boolean {
  return reason.includes("Array buffer allocation failed") || reason.includes("Cannot allocate Wasm memory");
}
