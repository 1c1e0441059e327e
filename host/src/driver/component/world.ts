// The part of WASI 0.2 that one component is lent: on the same files, streams, clocks and random numbers as WASI preview 1, under the same rules.
import type { HostFunctions } from "../host-functions/host-functions.ts";
import { GuestFault, type GuestOptions } from "../runtime.ts";
import type { Lent } from "./lent.ts";
import type { ComponentPlan } from "./plan.ts";

export interface World {
  /** The function of an interface, whatever the patch level of its version. Throws DRIVER_IMPORT_REFUSED for what is not lent. */
  find(ofInterface: string, name: string): Lent;
  /** Ends what a handle stood for. */
  drop(value: unknown): void;
  /** Hands out what was printed without a line end. */
  flush(): void;
  close(): void;
}

/** Nothing is opened, and no code loaded, for a component that imports nothing of WASI. */
export async function openWorld(plan: ComponentPlan, options: GuestOptions, host: HostFunctions): Promise<World> {
  const wants = plan.imports.some((one) => one.interface.startsWith("wasi:"));
  const lent = wants ? (await import("./wasi-world.ts")).openWasi(options, host) : undefined;
  return {
    find(ofInterface, name) {
      const found = lent?.functions.get(`${interfaceName(ofInterface)} ${name}`);
      if (found) return found;
      throw new GuestFault(
        "DRIVER_IMPORT_REFUSED",
        `the component imports ${ofInterface} ${name}, which this host does not offer`,
      );
    },
    drop: (value) => lent?.drop(value),
    flush: () => lent?.flush(),
    close: () => lent?.close(),
  };
}

function interfaceName(versioned: string): string {
  const [name = "", version = ""] = versioned.split("@");
  return version.startsWith("0.2.") ? name : versioned;
}
