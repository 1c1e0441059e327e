// Variables and Extism's HTTP for plain plugins on the linked runtime: they leave the guest for JavaScript, beside the kernel.
import type { GuestBudget } from "./guest-budget.ts";
import type { HostFunctions } from "./host-functions/host-functions.ts";
import type { Kernel } from "./linked-kernel.ts";
import { GuestFault } from "./runtime.ts";

/** Bytes of a variable's name, and of a request; the rest is cut off. */
const KEY_BYTES_MAX = 1024;
const REQUEST_BYTES_MAX = 65_536;

interface ExtrasParts {
  readonly kernel: Kernel;
  readonly host: HostFunctions;
  readonly watch: GuestBudget;
}

/** Stands over the kernel's functions of the same names, which refuse; nothing for a driver. */
export function linkedExtras({ kernel, host, watch }: ExtrasParts): Readonly<Record<string, unknown>> {
  const { extras } = host;
  if (!extras) return {};
  const left = <Args extends readonly bigint[], Answer>(run: (...args: Args) => Answer) => {
    return (...args: Args) => {
      watch.noteHostCall();
      return run(...args);
    };
  };
  const bytesAt = (handle: bigint, bytesMax = Number.POSITIVE_INFINITY) => {
    const at = Number(BigInt.asUintN(32, handle));
    return kernel.bytes().slice(at, at + Math.min(kernel.lengthOf(handle), bytesMax));
  };
  const textAt = (handle: bigint, bytesMax: number) => new TextDecoder().decode(bytesAt(handle, bytesMax));
  const blockOf = (bytes: Uint8Array) => {
    if (bytes.length === 0) return 0n;
    const block = kernel.alloc(bytes.length) >>> 0;
    if (block === 0)
      throw new GuestFault("DRIVER_MEMORY_EXCEEDED", `an answer of ${bytes.length} bytes does not fit into the limit`);
    kernel.bytes().set(bytes, block);
    return BigInt(block);
  };
  return {
    var_get: left((key: bigint) => blockOf(extras.getVariable(textAt(key, KEY_BYTES_MAX)) ?? new Uint8Array(0))),
    var_set: left((key: bigint, value: bigint) =>
      extras.setVariable(textAt(key, KEY_BYTES_MAX), value === 0n ? undefined : bytesAt(value)),
    ),
    http_request: left((request: bigint, body: bigint) =>
      blockOf(extras.requestHttp(textAt(request, REQUEST_BYTES_MAX), body === 0n ? undefined : bytesAt(body))),
    ),
    http_status_code: left(() => extras.httpStatus()),
    http_headers: left(() => blockOf(new TextEncoder().encode(extras.httpHeaders()))),
  };
}
