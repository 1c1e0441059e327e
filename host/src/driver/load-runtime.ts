// What every thread with guests does alike, whatever its tier: finds the runtime by name, with a tape before it.
import { withTape } from "./replay/taped-runtime.ts";
import type { Runtime, RuntimeName } from "./runtime.ts";

/** Loads the runtime's code with the first guest that needs it. */
export async function loadRuntime(name: RuntimeName): Promise<Runtime> {
  return withTape(await plainRuntime(name));
}

async function plainRuntime(name: RuntimeName): Promise<Runtime> {
  if (name === "linked") return (await import("./linked-runtime.ts")).linkedRuntime;
  if (name === "assemblyscript") return (await import("./assemblyscript-runtime.ts")).assemblyscriptRuntime;
  if (name === "component") return (await import("./component/component-runtime.ts")).componentRuntime;
  // Newer Nodes have these, and the SDK would then make every call asynchronous and offer its own HTTP client.
  Reflect.deleteProperty(WebAssembly, "promising");
  Reflect.deleteProperty(WebAssembly, "Suspending");
  return (await import("./extism-runtime.ts")).extismRuntime;
}
