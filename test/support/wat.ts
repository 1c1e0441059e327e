// Turns WebAssembly text into bytes, for tests that need a guest that no compiler would write.
/// <reference path="../../host/src/driver/webassembly.d.ts" />
import wabt from "wabt";

type Wabt = Awaited<ReturnType<typeof wabt>>;
// multi_memory is known to wabt, if not to its types.
const PROPOSALS: Readonly<Record<string, boolean>> = {
  exceptions: true,
  threads: true,
  tail_call: true,
  memory64: true,
  multi_memory: true,
};
let loading: Promise<Wabt> | undefined;

/** Assembles `text`; every proposal that V8 can run is switched on unless `features` says otherwise. */
export async function wat(
  text: string,
  features: Readonly<Record<string, boolean>> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  loading ??= wabt();
  const module = (await loading).parseWat("test.wat", text, { ...PROPOSALS, ...features });
  try {
    return Uint8Array.from(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}
