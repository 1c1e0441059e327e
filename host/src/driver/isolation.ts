// Where a driver's guests run: in the host's thread, in one that many share, in one or a process of their own; and what forbids the cheaper ones.
import { HostError } from "../errors.ts";
import { asksHost } from "./host-functions/host-grants.ts";
import { WASI_NAMESPACE } from "./prepared-names.ts";
import { SHARED_HEAP_MIB } from "./shared-thread.ts";
import type { GuestSpec } from "./thread-messages.ts";

/** From the cheapest to the safest. */
export const ISOLATIONS = ["inline", "pooled", "dedicated", "process"] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** Fuel of one call in a shared thread: some tenths of a second that the neighbours may have to wait. */
export const SHARED_FUEL_MAX = 2_000_000_000;

/** What the operator wants; without a wish the cheapest that keeps the host safe, which is never the host's own thread. */
export function isolationFor(guest: GuestSpec, fuelMax: number, wanted: Isolation | undefined): Isolation {
  if (wanted === "dedicated" || wanted === "process") return wanted;
  const reason = needsOwnThread(guest, fuelMax);
  if (reason === undefined) return wanted ?? "pooled";
  if (wanted === undefined) return "dedicated";
  throw new HostError(
    "CONFIG_INVALID",
    `driver ${guest.options.driver} cannot run ${wanted}: ${reason}; leave \`isolation\` out or say dedicated`,
  );
}

/** Fuel ends what computes, but nothing ends what waits: a guest that may wait would keep its neighbours from working. */
function needsOwnThread({ module, runtime, options, heapMibMax }: GuestSpec, fuelMax: number): string | undefined {
  if (options.fuelAtStart === undefined) return "it is not metered";
  if (runtime === "extism") return "the Extism SDK wants a thread to itself";
  if (fuelMax > SHARED_FUEL_MAX) return `a call of it may spend ${fuelMax} units of fuel`;
  if (options.fs.length > 0) return "it works on files, which may take any time";
  if (options.host && asksHost(options.host)) return "it may wait for what it asks of the host";
  if (heapMibMax > SHARED_HEAP_MIB) return "its input or answers may be larger than a shared thread can hold";
  const waits = WebAssembly.Module.imports(module).some(
    ({ module: namespace, name }) => namespace === WASI_NAMESPACE && name === "poll_oneoff",
  );
  if (waits) return "it may sleep (poll_oneoff)";
  const polls = WebAssembly.Module.imports(module).some(({ module: namespace }) =>
    namespace.startsWith("wit:wasi:io/poll@"),
  );
  return polls ? "it may sleep (wasi:io/poll)" : undefined;
}
