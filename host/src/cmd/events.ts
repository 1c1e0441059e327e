// `holdfast events`: what happened to services and what managers tell, and what goes on happening.
import { type Command, Option } from "commander";
import { HostError } from "../errors.ts";
import type { EventPage, GroupEvent } from "../service/event-log.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";

interface EventsOptions {
  readonly after?: string;
  readonly follow?: boolean;
}

const PAGE = 1000;

export function eventsCommand(command: Command, surroundings: Surroundings): void {
  command
    .addOption(new Option("--after <number>", "only what came after this number"))
    .option("--follow", "go on with what happens, until Ctrl-C")
    .action(runs(surroundings, events));
}

async function events(cli: Cli, { after: text = "0", follow = false }: EventsOptions): Promise<void> {
  const after = Number(text);
  if (!Number.isSafeInteger(after) || after < 0)
    throw new HostError("INVALID_PARAMS", `--after ${text} is no number of an event: 0 or a whole number above it`);
  const session = await cli.session();
  if (!follow) {
    const page = await session.call<EventPage>("group.events", { after, limit: PAGE });
    cli.output.answer(page, () => [...page.events.map(line), ...rest(page)].join("\n"));
    return;
  }
  const asked = await session.call<EventPage>("group.events", { after, limit: 1 });
  // What is no longer kept cannot be waited for.
  const from = Math.max(after, asked.lost > 0 ? after + asked.lost : after);
  for await (const event of session.stream("group.watch", { after: from }))
    cli.output.event(event, () => line(event as GroupEvent));
}

function rest({ lost, events, next }: EventPage): readonly string[] {
  if (lost > 0) return [`${lost} earlier events are no longer kept`];
  return events.length === PAGE ? [`there may be more: --after ${next}`] : [];
}

function line({ sequence, at, kind, topic, host, from, to, reason, by, driver, subject, data }: GroupEvent): string {
  const change = from === undefined ? to : `${from} -> ${to}`;
  const more = [
    driver,
    subject,
    reason,
    by && `by ${by}`,
    data === undefined ? undefined : JSON.stringify(data),
  ].filter(Boolean);
  return [String(sequence).padStart(6), at, kind.padEnd(8), `${topic}@${host}`, change, ...more].join("  ");
}
