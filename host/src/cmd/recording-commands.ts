// The commands about what a running driver did: recorded calls, grants that it needs; their work is loaded when one of them is given.
import type { Command } from "commander";
import { later, runs, type Surroundings } from "./cli.ts";

export function recordingCommands(driver: Command, surroundings: Surroundings): void {
  driver
    .command("replay <bundle>")
    .description("make a recorded call again without touching the world: exit code 0 if the same comes of it")
    .option("--module <file>", "the driver's file, or another to see whether it does better")
    .action(
      runs(
        surroundings,
        later(async () => (await import("./driver-replay.ts")).replay),
      ),
    );
  driver
    .command("bundles [name]")
    .description("list the calls that this machine's host recorded, the oldest first")
    .action(
      runs(
        surroundings,
        later(async () => (await import("./driver-replay.ts")).bundles),
      ),
    );
  driver
    .command("record <name> <mode>")
    .description("choose which calls of a running driver are recorded: off, faults, failures or all")
    .option("--kind <kind>", "what it is a driver for, where its name alone does not tell")
    .option("--with-module", "put the driver's file into each bundle, so that it needs nothing else")
    .action(
      runs(
        surroundings,
        later(async () => (await import("./driver-replay.ts")).record),
      ),
    );
  driver
    .command("learn <name>")
    .description("say which grants a running driver needs, by what it used and what it was denied so far")
    .option("--kind <kind>", "what it is a driver for, where its name alone does not tell")
    .option("--write <file>", "write them as a file of grants, which must not be there")
    .action(
      runs(
        surroundings,
        later(async () => (await import("./driver-learn.ts")).learn),
      ),
    );
}
