// What stands at the top of the command line: names and descriptions; what is behind one is loaded when it is asked for.
import type { Command } from "commander";
import type { Surroundings } from "./cli.ts";

/** A command, or a group of commands, that fills itself in. */
export interface Group {
  /** Its name, and what it takes. */
  readonly usage: string;
  readonly alias?: string;
  readonly description: string;
  load(): Promise<(command: Command, surroundings: Surroundings) => void>;
}

/** In the order in which help shows them. */
export const GROUPS: readonly Group[] = [
  {
    usage: "up",
    description: "run a host here: hub, database, services and drivers in one process",
    load: async () => (await import("./up.ts")).upCommand,
  },
  {
    usage: "hub",
    description: "run a hub alone, which hosts on other machines join and are called through",
    load: async () => (await import("./hub.ts")).hubCommand,
  },
  {
    usage: "status",
    description: "show the host, its services and its drivers",
    load: async () => (await import("./status.ts")).statusCommand,
  },
  {
    usage: "doctor",
    description: "look over the host and what it stands on; says what to do about what it finds",
    load: async () => (await import("./doctor.ts")).doctorCommand,
  },
  {
    usage: "volume",
    description: "block storage made by volume drivers",
    load: async () => (await import("./volume.ts")).volumeCommands,
  },
  {
    usage: "network",
    description: "networks made by network drivers",
    load: async () => (await import("./network.ts")).networkCommands,
  },
  {
    usage: "port",
    description: "devices in networks",
    load: async () => (await import("./network-parts.ts")).portCommands,
  },
  {
    usage: "address",
    description: "addresses of networks",
    load: async () => (await import("./network-parts.ts")).addressCommands,
  },
  {
    usage: "floating",
    description: "outer addresses that lead to ports",
    load: async () => (await import("./network-parts.ts")).floatingCommands,
  },
  {
    usage: "rule",
    description: "security rules of ports",
    load: async () => (await import("./network-parts.ts")).ruleCommands,
  },
  {
    usage: "function",
    description: "Extism plugins, added as drivers of the kind function",
    load: async () => (await import("./function.ts")).functionCommands,
  },
  {
    usage: "driver",
    description: "WebAssembly drivers",
    load: async () => (await import("./driver.ts")).driverCommands,
  },
  {
    usage: "kind",
    description: "driver contracts of your own",
    load: async () => (await import("./kind.ts")).kindCommands,
  },
  {
    usage: "operation",
    alias: "op",
    description: "the journal of changes",
    load: async () => (await import("./operation.ts")).operationCommands,
  },
  {
    usage: "explain <what>",
    description:
      "tell all that is known of volume/NAME, network/NAME, port/NETWORK/NAME or floating/ADDRESS: what should be, what is, what comes next",
    load: async () => (await import("./explain.ts")).explainCommand,
  },
  {
    usage: "executor",
    description: "the process that runs commands for drivers",
    load: async () => (await import("./executor.ts")).executorCommands,
  },
  {
    usage: "service",
    description: "the services table",
    load: async () => (await import("./service.ts")).serviceCommands,
  },
  {
    usage: "task",
    description: "periodic tasks",
    load: async () => (await import("./task.ts")).taskCommands,
  },
  {
    usage: "log",
    description: "the host's log",
    load: async () => (await import("./log.ts")).logCommands,
  },
  {
    usage: "call <method> [params...]",
    description:
      "call a method: topic.method or topic@server.method, params as a JSON object or as the method's own flags",
    load: async () => (await import("./call.ts")).callCommand,
  },
  {
    usage: "events",
    description: "what happened to services, what operators said and managers told, the oldest first",
    load: async () => (await import("./events.ts")).eventsCommand,
  },
  {
    usage: "rpc",
    description: "what can be called on the bus",
    load: async () => (await import("./rpc.ts")).rpcCommands,
  },
  {
    usage: "config",
    description: "the host's configuration",
    load: async () => (await import("./config.ts")).configCommands,
  },
  {
    usage: "db",
    description: "the state database",
    load: async () => (await import("./db.ts")).dbCommands,
  },
];
