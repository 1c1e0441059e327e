// Instances of WebAssembly text with their fuel, for tests that look at what code pays.
/// <reference path="../../host/src/driver/webassembly.d.ts" />
import { FuelTank } from "#host/driver/meter/fuel";
import { type MeterOptions, meterModule } from "#host/driver/meter/meter-module";
import { wat } from "./wat.ts";

export type Call = (...args: unknown[]) => unknown;

export interface Metered {
  readonly call: Readonly<Record<string, Call>>;
  readonly tank: FuelTank;
  /** What one call of an export costs. */
  cost(name: string, ...args: unknown[]): number;
}

const PLENTY = 1_000_000_000;

/** Assembles, meters and instantiates. */
export async function metered(
  text: string,
  imports: WebAssembly.Imports = {},
  options: MeterOptions = {},
): Promise<Metered> {
  const bytes = meterModule(await wat(text), options);
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(bytes), imports);
  const tank = new FuelTank(exports);
  const call = exports as Record<string, Call>;
  const cost = (name: string, ...args: unknown[]) => {
    tank.fill(PLENTY);
    call[name]?.(...args);
    return PLENTY - tank.left();
  };
  return { call, tank, cost };
}

/** The same text as the engine runs it without metering. */
export async function unmetered(
  text: string,
  imports: WebAssembly.Imports = {},
): Promise<Readonly<Record<string, Call>>> {
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(await wat(text)), imports);
  return exports as Record<string, Call>;
}

/** How a call ends, comparable: its results, or the kind and words of what it throws. */
export function outcome(call: () => unknown): string {
  try {
    const result = call();
    return JSON.stringify(result, (_key, value) => {
      if (typeof value === "bigint") return `${value}n`;
      return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
    });
  } catch (error) {
    return error instanceof Error
      ? `${error.name}: ${error.message}`
      : `thrown: ${Object.prototype.toString.call(error)}`;
  }
}
