// What every command shares: its options, its way to the running host, and how an outcome becomes an exit code.
import { type Command, InvalidArgumentError, Option } from "commander";
import type { LoadedConfig } from "../conf/load.ts";
import type { ConfigSources } from "../conf/sources.ts";
import { HostError, isHostError } from "../errors.ts";
import { Output, type Streams } from "./output.ts";
import type { Session, SessionOptions } from "./session.ts";

/** 0: done. 1: refused or failed. 2: the command line or the configuration is wrong. Interrupted: 128 and the signal's number. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

const USAGE_CODES = ["CONFIG_INVALID", "INVALID_PARAMS"] as const;

export interface GlobalOptions extends Omit<SessionOptions, "signal"> {
  readonly json?: boolean;
  readonly color?: boolean;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly dataDir?: string;
}

/** Where a command runs: streams, environment, who may interrupt it, and the exit code it leaves behind. */
export interface Surroundings extends Streams {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly colorAllowed: boolean;
  exit(code: number): void;
  /** Calls back when the user interrupts, with the exit code that says so; answers how to stop listening. */
  onInterrupt?(listener: (exitCode: number) => void): () => void;
}

/** One run of a command. */
export interface Cli {
  readonly output: Output;
  readonly options: GlobalOptions;
  readonly surroundings: Surroundings;
  /** Aborted, with CANCELLED, when the user interrupts. */
  readonly signal: AbortSignal;
  /** From here on an interrupt is the command's own affair. */
  releaseInterrupt(): void;
  /** Where this command line takes its configuration from. */
  readonly sources: ConfigSources;
  /** The configuration in force, read at the first call. */
  config(): Promise<LoadedConfig>;
  /** Connects to the running host; the connection is closed when the command ends. */
  session(): Promise<Session>;
}

/** Wraps a command's work: opens what it asks for, closes it, and turns any error into a message and an exit code. A number is the exit code. */
export function runs(
  surroundings: Surroundings,
  work: (cli: Cli, ...args: never[]) => Promise<unknown>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const command = args.at(-1) as Command;
    const interrupt = listenForInterrupt(surroundings);
    const cli = openCli(surroundings, optionsOf(command), interrupt);
    try {
      const code = await work(cli, ...(args.slice(0, -1) as never[]));
      surroundings.exit(typeof code === "number" ? code : EXIT.ok);
    } catch (error) {
      cli.output.error(error);
      surroundings.exit(interrupt.exitCode() ?? exitCodeOf(error));
    } finally {
      interrupt.release();
      await cli.close();
    }
  };
}

/** Work whose code is loaded when its command is given, so that no command waits for what another one needs. */
export function later<Args extends never[], Outcome>(
  load: () => Promise<(cli: Cli, ...args: Args) => Promise<Outcome>>,
): (cli: Cli, ...args: Args) => Promise<Outcome> {
  return async (...args) => (await load())(...args);
}

/** An option whose value is a whole number from 1 on; anything else is a wrong command line. */
export function countOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1 on.");
    return Number(text);
  });
}

function exitCodeOf(error: unknown): number {
  return USAGE_CODES.some((code) => isHostError(error, code)) ? EXIT.usage : EXIT.failed;
}

interface Interrupt {
  readonly signal: AbortSignal;
  release(): void;
  /** Undefined when nobody interrupted. */
  exitCode(): number | undefined;
}

function listenForInterrupt(surroundings: Surroundings): Interrupt {
  const abort = new AbortController();
  let exitCode: number | undefined;
  const release = surroundings.onInterrupt?.((code) => {
    exitCode = code;
    abort.abort(new HostError("CANCELLED", "interrupted"));
  });
  return { signal: abort.signal, release: () => release?.(), exitCode: () => exitCode };
}

function openCli(
  surroundings: Surroundings,
  options: GlobalOptions,
  interrupt: Interrupt,
): Cli & { close(): Promise<void> } {
  const color = options.color !== false && surroundings.colorAllowed;
  const output = new Output({ json: options.json === true, color, streams: surroundings });
  const { signal } = interrupt;
  const sources = configSources(surroundings, options);
  let loaded: Promise<LoadedConfig> | undefined;
  let opened: Promise<Session> | undefined;
  const config = () => {
    loaded ??= import("../conf/load.ts").then(({ loadConfig }) => loadConfig(sources));
    return loaded;
  };
  const open = async () => {
    const { openSession } = await import("./session.ts");
    return openSession((await config()).config, { ...options, signal });
  };
  return {
    output,
    options,
    surroundings,
    signal,
    releaseInterrupt: interrupt.release,
    sources,
    config,
    session() {
      opened ??= open();
      return opened;
    },
    async close() {
      const session = await opened?.catch(() => undefined);
      await session?.close();
    },
  };
}

function configSources(surroundings: Surroundings, options: GlobalOptions): ConfigSources {
  const flags = [...(options.set ?? [])];
  if (options.dataDir !== undefined) flags.push(`dataDir=${options.dataDir}`);
  return {
    ...(options.config === undefined ? {} : { file: options.config }),
    env: surroundings.env,
    flags,
    cwd: surroundings.cwd,
  };
}

/** The options given before and behind the command's name; the nearer one wins, `--set` adds up. */
function optionsOf(command: Command): GlobalOptions {
  const merged: Record<string, unknown> = {};
  for (let level: Command | null = command; level; level = level.parent) {
    for (const [name, value] of Object.entries(level.opts())) {
      if (name === "set") merged["set"] = [...(value as string[]), ...((merged["set"] as string[]) ?? [])];
      else if (name === "color") merged["color"] = merged["color"] !== false && value;
      else merged[name] ??= value;
    }
  }
  return merged;
}
