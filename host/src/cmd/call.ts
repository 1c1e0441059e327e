// `holdfast call`: any declared method of any topic, with JSON params.
import type { Command } from "commander";
import { HostError } from "../errors.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";

interface CallOptions {
  readonly trace?: boolean;
  readonly follow?: boolean;
  readonly idempotencyKey?: string;
}

export function callCommand(command: Command, surroundings: Surroundings): void {
  command
    .option("--trace", "print the stations that the call passed, and when")
    .option("--follow", "a method that streams: an item a line, until Ctrl-C or its end")
    .option("--idempotency-key <key>", "the same key and request again answers the first outcome")
    .action(runs(surroundings, call));
}

async function call(cli: Cli, method: string, text: string | undefined, options: CallOptions): Promise<void> {
  const params = parseParams(text);
  const session = await cli.session();
  if (options.follow) {
    for await (const item of session.stream(method, params)) cli.output.event(item, () => JSON.stringify(item));
    return;
  }
  const stop = cli.output.progress(method);
  const meta = {
    ...(options.trace ? { trace: true } : {}),
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
  };
  const reply = await session.callWithVisits(method, params, meta).finally(stop);
  const visits = reply.visits ?? [];
  const answer = options.trace ? { result: reply.result ?? null, visits } : (reply.result ?? null);
  cli.output.answer(answer, () => {
    const stations = visits.map((visit) => `${visit.atMs.toFixed(2).padStart(9)} ms  ${visit.station}`);
    return [...stations, JSON.stringify(reply.result ?? null, null, 2)].join("\n");
  });
}

function parseParams(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new HostError("INVALID_PARAMS", `the params are not JSON: ${text}`, { cause });
  }
  throw new HostError("INVALID_PARAMS", 'params are given by name, as a JSON object: {"name":"db1"}');
}
