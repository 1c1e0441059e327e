// The kernels of this thread: guests with the same bounds share one, since nothing of a call is left in it when the next one begins.

import { compileKernel, createKernel, type Kernel, type KernelHost, type KernelOptions } from "./linked-kernel.ts";
import { GuestFault } from "./runtime.ts";

/** A kernel that works for one guest at a time, from the beginning of its call to the end. */
export interface SharedKernel extends Kernel {
  /** Whom the kernel asks from now on: the guest whose call begins, or nobody after it. */
  serve(host: KernelHost | undefined): void;
}

/** What its memory may have grown by for further guests to get it: it never shrinks, and goes with its last guest. */
const GROWN_BYTES_MAX = 1024 * 1024;

interface Shelf {
  readonly kernel: WeakRef<SharedKernel>;
  readonly bytesAtFirst: number;
}

let compiled: WebAssembly.Module | undefined;
const shelves = new Map<string, Shelf>();

/** The thread's kernel for these bounds; a new one where there is none, or where the last one has grown. Throws a RangeError when there is no memory. */
export function kernelFor(bounds: KernelOptions): SharedKernel {
  const key = [bounds.bytesMax, bounds.outputBytesMax, bounds.logLevel].join(" ");
  const shelf = shelves.get(key);
  const known = shelf?.kernel.deref();
  if (shelf && known && known.bytes().length - shelf.bytesAtFirst <= GROWN_BYTES_MAX) return known;
  const kernel = createShared(bounds);
  for (const [old, { kernel: one }] of shelves) if (!one.deref()) shelves.delete(old);
  shelves.set(key, { kernel: new WeakRef(kernel), bytesAtFirst: kernel.bytes().length });
  return kernel;
}

function createShared(bounds: KernelOptions): SharedKernel {
  compiled ??= compileKernel();
  let host: KernelHost | undefined;
  const asked = (): KernelHost => {
    if (host) return host;
    throw new GuestFault("DRIVER_TRAP", "asked the host outside of a call");
  };
  const kernel = createKernel(compiled, bounds, {
    log: (level, at, length) => asked().log(level, at, length),
    error: (at, length) => asked().error(at, length),
    clearError: () => asked().clearError(),
    config: (at, length) => asked().config(at, length),
    refuse: (which) => asked().refuse(which),
  });
  return {
    ...kernel,
    serve(next) {
      host = next;
    },
  };
}
