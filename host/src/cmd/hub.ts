// `holdfast hub`: a hub alone, for hosts that connect outwards to it; no database, no services, no drivers.
import { rmSync } from "node:fs";
import type { Command } from "commander";
import { isoTime, systemClock } from "../clock.ts";
import { createLog } from "../log.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { makeDataDirectory } from "./data-directory.ts";
import { hostNotePath, leaveHostNote } from "./host-note.ts";
import { openHub } from "./hub-parts.ts";
import { logDestination } from "./log-text.ts";
import { Undo } from "./undo.ts";
import { packageVersion } from "./version.ts";

export function hubCommand(command: Command, surroundings: Surroundings): void {
  command.action(runs(surroundings, hub));
}

async function hub(cli: Cli): Promise<number> {
  const { config } = await cli.config();
  const { output, surroundings } = cli;
  const place = { format: config.log.format, err: surroundings.err, json: output.json, colors: output.color };
  const log = createLog({ level: config.log.level, ...logDestination(place) });
  const undo = new Undo(log);
  try {
    makeDataDirectory(config.dataDir);
    const parts = await openHub({ config, clock: systemClock, log, version: packageVersion() }, undo);
    const startedAt = isoTime(systemClock);
    const { url } = parts.hub;
    leaveHostNote(config.dataDir, { url, pid: process.pid, name: config.host.name, startedAt });
    undo.add("note", () => rmSync(hostNotePath(config.dataDir), { force: true }));
    const remote = parts.door ? { remoteUrl: parts.door.url } : {};
    cli.output.event({ event: "ready", name: config.host.name, url, ...remote }, () =>
      [`The hub listens on ${url}`, ...(parts.door ? [`and for other machines on ${parts.door.url}`] : [])].join("\n"),
    );
    await new Promise<void>((resolve) => {
      if (cli.signal.aborted) resolve();
      else cli.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    return 0;
  } finally {
    await undo.run();
  }
}
