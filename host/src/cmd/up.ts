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
  cli.output.event({ event: "ready", ...facts }, () => greeting(cli, facts.url, facts.dataDir));
  const { code } = await ended.finally(removeSignals);
  process.off("SIGUSR2", report);
  await told;
  return code;
}

function destination({ output, surroundings }: Cli, format: Config["log"]["format"]): Pick<LogOptions, "destination"> {
  return logDestination({ format, err: surroundings.err, json: output.json, colors: output.color });
}

/** What to type next, in ten lines. */
function greeting({ output }: Cli, url: string, dataDir: string): string {
  const type = (command: string, what: string) => `  ${command.padEnd(46)} ${output.paint("dim", what)}`;
  return [
    `Holdfast is up: ${url}, data in ${dataDir}`,
    "In another shell:",
    type("npx holdfast status", "services, drivers and how they feel"),
    type("npx holdfast volume create db1 --size 2GiB", "a real sparse file, made by a sandboxed driver"),
    type("npx holdfast volume list", "what there is; --json for programs"),
    type("npx holdfast operation list", "the journal: what was asked, how it ended"),
    type("npx holdfast driver list", "the drivers, how they feel and their digests"),
    type("npx holdfast driver check FILE.wasm", "a verdict on a stranger's driver, without running it"),
    type("npx holdfast call --trace volume.list", "any method, and the way a call takes"),
    `Stop it with Ctrl-C; ${output.paint("dim", "kill -9 is fine too")}.`,
  ].join("\n");
}
