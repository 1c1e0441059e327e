// `holdfast up`: runs a host in the foreground until it is told to stop.
import type { Command } from "commander";
import { LogLines } from "../admin/log-lines.ts";
import { systemClock } from "../clock.ts";
import { loadConfig } from "../conf/load.ts";
import type { Config } from "../conf/options.ts";
import { messageOf } from "../errors.ts";
import { createLog, type LogOptions } from "../log.ts";
import { Systemd } from "../service/systemd.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { greeting } from "./greeting.ts";
import { logDestination } from "./log-text.ts";
import { packageVersion } from "./version.ts";

export function upCommand(command: Command, surroundings: Surroundings): void {
  command.action(runs(surroundings, up));
}

async function up(cli: Cli): Promise<number> {
  const { config, origins } = await cli.config();
  // Loaded only here: the commands that talk to a host, or judge a file, need no database.
  const { startHost } = await import("./host.ts");
  const logLines = new LogLines();
  const log = createLog({ level: config.log.level, tee: logLines, ...destination(cli, config.log.format) });
  const host = await startHost({
    ...{ config, origins, log, logLines, version: packageVersion(), signal: cli.signal },
    readConfig: () => loadConfig(cli.sources).config,
    setLogLevel: log.setLevel,
  });
  const { facts, launcher, ended } = host;
  const removeSignals = launcher.installSignals(process, host.reload);
  const report = () =>
    void host.writeDebugReport().then(
      (file) => log.info({ file }, "a debug report was written"),
      (error: unknown) => log.error({ error: messageOf(error) }, "a debug report could not be written"),
    );
  process.on("SIGUSR2", report);
  const systemd = new Systemd({ env: cli.surroundings.env, pid: process.pid, clock: systemClock, log });
  const told = launcher.whenStopping.then(() => systemd.stopping());
  await systemd.ready(`serving at ${facts.url}`);
  cli.releaseInterrupt();
  cli.output.event({ event: "ready", ...facts }, () => {
    return greeting({ ...facts, isFound: isFound(cli, origins) }, cli.output);
  });
  const { code } = await ended.finally(removeSignals);
  process.off("SIGUSR2", report);
  await told;
  return code;
}

function destination({ output, surroundings }: Cli, format: Config["log"]["format"]): Pick<LogOptions, "destination"> {
  return logDestination({ format, err: surroundings.err, json: output.json, colors: output.color });
}

/** True where commands in another shell find the data directory too: nothing but a file that they read as well says where it is. */
function isFound({ sources }: Cli, origins: Readonly<Record<string, string>>): boolean {
  const origin = origins["dataDir"] ?? "default";
  const isNamed = origin === "flag" || origin.startsWith("env ");
  return origin === "default" || !(isNamed || sources.file !== undefined || sources.env?.["HOLDFAST_CONFIG"]);
}
