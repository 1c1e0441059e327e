// Guests that speak the Extism guest ABI, on the SDK's foreground plugin. The only file that calls @extism/extism.
import { createPlugin, type Plugin } from "@extism/extism";
import { createExtismEnv, type ExtismEnv, type ExtismFunction } from "./extism-env.ts";
import { initialisersIn, wasiFor } from "./extism-shape.ts";
import { createGuestBudget, type GuestBudget } from "./guest-budget.ts";
import { createHostFunctions, type HostFunctions } from "./host-functions/host-functions.ts";
import { WASI_NAMESPACE } from "./prepared-names.ts";
import { type Guest, GuestFault, type GuestHooks, type GuestOptions, type Runtime } from "./runtime.ts";
import type { Wasi } from "./wasi/wasi.ts";

export const extismRuntime: Runtime = { name: "extism", instantiate };

async function instantiate(module: WebAssembly.Module, options: GuestOptions, hooks: GuestHooks): Promise<Guest> {
  let memory: WebAssembly.Memory | undefined;
  const host = createHostFunctions(options, hooks);
  const watch = createGuestBudget(options);
  const env = createExtismEnv(options, host, watch.noteRefusal);
  const wasi = await wasiFor(module, options, host, () => memory);
  const functions = {
    "extism:host/env": env.functions,
    "extism:host/user": env.doors,
    ...(wasi && { [WASI_NAMESPACE]: withoutContext(wasi.imports) }),
  };
  const plugin = await link(module, functions, watch);
  const { exports } = await plugin.getInstance();
  if (exports["memory"] instanceof WebAssembly.Memory) memory = exports["memory"];
  watch.attach(exports);
  const guest = createGuest({ plugin, env, host, watch, wasi });
  for (const name of initialisersIn(exports)) await guest.call(name, new Uint8Array(0));
  return guest;
}

interface GuestParts {
  readonly plugin: Plugin;
  readonly env: ExtismEnv;
  readonly host: HostFunctions;
  readonly watch: GuestBudget;
  readonly wasi: Wasi | undefined;
}

function createGuest({ plugin, env, host, watch, wasi }: GuestParts): Guest {
  return {
    // The SDK frees all blocks at the start of each call, so a guest can be called for ever.
    async call(exportName, input, fuelMax) {
      host.beginCall();
      watch.beginCall(fuelMax);
      env.beginCall(input.byteLength);
      try {
        await plugin.call(exportName, input);
        return env.answer();
      } catch (error) {
        throw watch.faultOf(error);
      } finally {
        wasi?.flush();
        host.endCall();
      }
    },
    usage: watch.usage,
    close: () => wasi?.close(),
  };
}

/** Links the module, which the SDK does without running any of it: preparation took away all that it would call. */
async function link(
  module: WebAssembly.Module,
  functions: Record<string, Record<string, ExtismFunction>>,
  watch: GuestBudget,
): Promise<Plugin> {
  try {
    return await createPlugin(
      { wasm: [{ module, name: "main" }] },
      {
        useWasi: false,
        runInWorker: false,
        functions: functions as never,
        config: {},
        memory: {},
        logLevel: "silent",
        fetch: refuseFetch,
      },
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The SDK's own refusals are plain errors that speak of imports.
    const refused = error instanceof WebAssembly.LinkError || reason.includes("import");
    throw refused ? new GuestFault("DRIVER_IMPORT_REFUSED", reason, error) : watch.faultOf(error);
  }
}

async function refuseFetch(): Promise<never> {
  throw new GuestFault("DRIVER_GRANT_MISSING", "the driver has no way to the network");
}

function withoutContext(imports: Readonly<Record<string, unknown>>): Record<string, ExtismFunction> {
  const entries = Object.entries(imports).filter(([, fn]) => typeof fn === "function");
  return Object.fromEntries(
    entries.map(([name, fn]) => [name, (_context, ...args) => (fn as (...args: unknown[]) => unknown)(...args)]),
  );
}
