// `holdfast events`: what happened to services and what managers tell, and what goes on happening.
import { type Command, Option } from "commander";
import { HostError } from "../errors.ts";
import type { EventPage } from "../service/event-log.ts";
import type { GroupEvent } from "../service/group-event.ts";
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
  for await (const event of session.stream("group.watch", { after }))
    cli.output.event(event, () => line(event as GroupEvent));
}

function rest({ lost, events, next }: EventPage): readonly string[] {
  const gone = lost > 0 ? [`${lost} events among these are no longer kept`] : [];
  return events.length === PAGE ? [...gone, `there may be more: --after ${next}`] : gone;
}

function line({ sequence, at, kind, topic, host, from, to, ...more }: GroupEvent): string {
  const { reason, by, driver, subject, data, events: lost } = more;
  const change = from === undefined ? to : `${from} -> ${to}`;
  const words = [
    driver,
    subject,
    reason,
    by && `by ${by}`,
    lost && `${lost} events behind this number are no longer kept`,
    data === undefined ? undefined : JSON.stringify(data),
  ].filter(Boolean);
  return [String(sequence).padStart(6), at, kind.padEnd(8), `${topic}@${host}`, change, ...words].join("  ");
}
