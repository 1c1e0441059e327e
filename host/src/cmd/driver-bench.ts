// `holdfast driver bench`: how long a driver takes to start and to answer on this machine, through the path of a host.
import type { DriverContext } from "@holdfast/sdk";
import { systemClock } from "../clock.ts";
import { driverFile } from "./builtin-drivers.ts";
import type { Cli } from "./cli.ts";
import { type LooseOptions, withLooseDriver } from "./loose-driver.ts";

export interface BenchOptions extends LooseOptions {
  readonly calls: number;
}

// The first calls warm the engine up.
const WARM_UP_PART = 5;

/** Calls `describe`, which does nothing but answer, so that what is measured is the way there and back. */
export async function benchDriver(cli: Cli, file: string, options: BenchOptions): Promise<void> {
  const path = driverFile(file, cli.surroundings.cwd);
  await withLooseDriver(cli, path, options, async (loose) => {
    const driver = loose.driver as { describe(ctx: DriverContext): Promise<unknown> };
    const ctx = loose.context();
    const taken: number[] = [];
    for (let call = -Math.ceil(options.calls / WARM_UP_PART); call < options.calls; call++) {
      const startMs = systemClock.monotonicMs();
      await driver.describe(ctx);
      if (call >= 0) taken.push((systemClock.monotonicMs() - startMs) * 1000);
    }
    taken.sort((a, b) => a - b);
    const at = (part: number) =>
      Math.round((taken[Math.min(taken.length - 1, Math.floor(taken.length * part))] ?? 0) * 10) / 10;
    const figures = {
      driver: loose.manifest.name,
      runtime: loose.runtime,
      startMs: Math.round(loose.startMs),
      calls: options.calls,
      medianUs: at(0.5),
      p99Us: at(0.99),
    };
    cli.output.answer(figures, () =>
      [
        `${figures.driver}, runtime ${figures.runtime}: starts and answers its first probe in ${figures.startMs} ms`,
        `${figures.calls} calls of describe, one after the other: median ${figures.medianUs} µs, 99 of 100 within ${figures.p99Us} µs`,
      ].join("\n"),
    );
  });
}
