// Prepared modules: clamped, metered and compiled once for a file and a policy, and shared by all instances in all threads.
import { HostError, isHostError, messageOf } from "../errors.ts";
import { clampModule, type ModuleLimits } from "./clamp.ts";
import { isKernelFunction } from "./linked-kernel.ts";
import { meterModule } from "./meter/meter-module.ts";
import { malformed } from "./module-bytes.ts";
import type { RuntimeName } from "./runtime.ts";

/** What besides the file decides the bytes that are compiled. */
export interface ModulePolicy extends ModuleLimits {
  readonly metered: boolean;
  readonly runtime: RuntimeName;
}

/** The compiled modules of a host. It keeps none alive: a module goes with its last driver. */
export class ModuleCache {
  readonly #modules = new Map<string, WeakRef<WebAssembly.Module>>();
  readonly #compiling = new Map<string, Promise<WebAssembly.Module>>();
  #compiled = 0;

  /** Modules compiled so far; what was found here does not count. */
  get compiled(): number {
    return this.#compiled;
  }

  /** The prepared module of a file. Throws DRIVER_MALFORMED, DRIVER_IMPORT_REFUSED or DRIVER_MEMORY_EXCEEDED. */
  async prepare(file: { readonly digest: string; readonly bytes: Uint8Array }, policy: ModulePolicy) {
    const { memoryPagesMax, tableElementsMax, metered, runtime } = policy;
    const key = [file.digest, memoryPagesMax, tableElementsMax, metered, metered && runtime === "linked"].join(" ");
    const known = this.#modules.get(key)?.deref();
    if (known) return known;
    const compiling = this.#compiling.get(key) ?? this.#compile(key, file.bytes, policy);
    this.#compiling.set(key, compiling);
    return compiling;
  }

  async #compile(key: string, bytes: Uint8Array, policy: ModulePolicy): Promise<WebAssembly.Module> {
    try {
      const module = await compile(prepareBytes(bytes, policy));
      this.#compiled += 1;
      for (const [old, found] of this.#modules) if (!found.deref()) this.#modules.delete(old);
      this.#modules.set(key, new WeakRef(module));
      return module;
    } finally {
      this.#compiling.delete(key);
    }
  }
}

/** The bytes that are compiled in place of a file's. */
export function prepareBytes(bytes: Uint8Array, policy: ModulePolicy): Uint8Array {
  const clamped = clampModule(bytes, policy);
  if (!policy.metered) return clamped;
  try {
    return meterModule(clamped, policy.runtime === "linked" ? { isLeafImport: isKernelFunction } : {});
  } catch (error) {
    if (!isHostError(error, "DRIVER_MALFORMED") || !WebAssembly.validate(clamped)) throw error;
    // The engine takes it, only metering does not.
    const advice = "; or load it with `metered: false`, which gives it a thread of its own";
    throw new HostError("DRIVER_MALFORMED", error.message + advice, { cause: error });
  }
}

async function compile(bytes: Uint8Array): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw malformed(`the module does not compile: ${messageOf(error)}`);
  }
}
