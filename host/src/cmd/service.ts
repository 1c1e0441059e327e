// `holdfast service …`: who is registered, how each feels, and the operator's word on it.
import type { Command } from "commander";
import type { CallList } from "../admin/views.ts";
import { parseDurationMs } from "../conf/units.ts";
import { HostError } from "../errors.ts";
import type { ServiceView } from "../service/service-group.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { formatAge, type Output } from "./output.ts";
import { table } from "./table.ts";

export function serviceCommands(service: Command, surroundings: Surroundings): void {
  service
    .command("list")
    .alias("ls")
    .description("list services with their liveness")
    .option("--topic <topic>", "only those of a topic")
    .option("--host <host>", "only those of a host")
    .option("--state <state>", "only those in a state, such as down")
    .option("--disabled", "only those that are disabled")
    .action(runs(surroundings, list));
  service
    .command("topics")
    .description("each topic with how many servers it has, and how many of them are up")
    .action(runs(surroundings, topics));
  service
    .command("calls [topic]")
    .description("the calls that this host works on, the oldest first")
    .action(runs(surroundings, calls));
  service
    .command("show <service>")
    .description("show one service with its start steps")
    .action(runs(surroundings, show));
  service
    .command("disable <service>")
    .description("give it no new work; it goes on serving")
    .option("--reason <text>", "why, 1 to 255 characters")
    .option("--for <time>", "enable it again after that time, such as 30min or 2h")
    .action(runs(surroundings, disable));
  service.command("enable <service>").description("take the disabling back").action(runs(surroundings, enable));
  service
    .command("force-down <service>")
    .description("declare it down, whatever its heartbeats say")
    .option("--unset", "take that back")
    .action(runs(surroundings, forceDown));
  service
    .command("delete <service>")
    .alias("rm")
    .description("delete the record of a service that is not up")
    .action(runs(surroundings, remove));
}

/** The table of services, as `status` shows it too. */
export function serviceTable(output: Output, services: readonly ServiceView[]): string {
  return table(services, [
    { title: "SERVICE", cell: ({ topic, host }) => `${topic}@${host}` },
    { title: "STATE", cell: (service) => paintState(output, service) },
    { title: "HEARTBEAT", cell: ({ heartbeatAgeMs: age }) => (age === undefined ? "-" : `${formatAge(age)} ago`) },
    { title: "STARTED", cell: ({ startedAt }) => startedAt ?? "-" },
    { title: "DRIVERS", cell: ({ drivers }) => drivers.map(({ name }) => name).join(" ") || "-" },
    { title: "UUID", cell: ({ uuid }) => uuid },
  ]);
}

function paintState(output: Output, { state, stateReason, disabled }: ServiceView): string {
  const tone =
    state === "up" ? "good" : state === "starting" || state === "degraded" || state === "suspect" ? "warn" : "bad";
  const reason = stateReason === null ? "" : ` (${stateReason})`;
  return `${output.paint(tone, state)}${reason}${disabled ? ", disabled" : ""}`;
}

interface ListOptions {
  readonly topic?: string;
  readonly host?: string;
  readonly state?: string;
  readonly disabled?: boolean;
}

async function list(cli: Cli, { topic, host, state, disabled }: ListOptions): Promise<void> {
  const wanted = Object.entries({ topic, host, state, disabled }).filter(([, value]) => value !== undefined);
  const answer = { services: await listed(cli, Object.fromEntries(wanted)) };
  cli.output.answer(answer, () => serviceTable(cli.output, answer.services));
}

/** Workers of one topic, on one host or many, seen as one. */
async function topics(cli: Cli): Promise<void> {
  const services = (await listed(cli)).filter(({ state }) => state !== "left");
  const views = [...new Set(services.map(({ topic }) => topic))].map((topic) => {
    const servers = services.filter((service) => service.topic === topic);
    const count = (fits: (service: ServiceView) => boolean) => servers.filter(fits).length;
    const up = count(({ state }) => state === "up");
    const versions = [...new Set(servers.map(({ version }) => version))].sort();
    return { topic, servers: servers.length, up, disabled: count((service) => service.disabled), versions };
  });
  cli.output.answer({ topics: views }, () =>
    table(views, [
      { title: "TOPIC", cell: ({ topic }) => topic },
      {
        title: "UP",
        cell: ({ up, servers }) => cli.output.paint(up === servers ? "good" : "warn", `${up} of ${servers}`),
      },
      { title: "DISABLED", cell: ({ disabled }) => String(disabled) },
      { title: "VERSIONS", cell: ({ versions }) => versions.join(" ") },
    ]),
  );
}

async function calls(cli: Cli, topic: string | undefined): Promise<void> {
  const session = await cli.session();
  const answer = await session.call<CallList>("host.listCalls", topic === undefined ? {} : { topic });
  cli.output.answer(answer, () =>
    table(answer.calls, [
      { title: "METHOD", cell: ({ topic: own, method }) => `${own}.${method}` },
      { title: "SERVER", cell: ({ server }) => server },
      { title: "AGE", cell: ({ ageMs }) => formatAge(ageMs) },
      { title: "REQUEST", cell: ({ requestId }) => requestId },
      { title: "ABANDONED", cell: ({ abandoned }) => (abandoned ? "yes" : "") },
    ]),
  );
  for (const { topic: own, server, reason } of answer.silent)
    cli.output.note(`${own}@${server} did not say what it works on: ${reason}`);
}

async function show(cli: Cli, name: string): Promise<void> {
  answer(cli, await find(cli, name));
}

async function disable(
  cli: Cli,
  name: string,
  { reason, for: time }: { readonly reason?: string; readonly for?: string },
): Promise<void> {
  const forMs = time === undefined ? undefined : parseDurationMs(time);
  if (time !== undefined && forMs === undefined)
    throw new HostError("INVALID_PARAMS", `--for ${time} is no duration, such as 30min or 2h`);
  const { uuid } = await find(cli, name);
  const session = await cli.session();
  answer(cli, await session.call<ServiceView>("host.disableService", { uuid, reason, forMs }));
}

/** How long it stays so, for a line of text. */
function untilOf({ disabledUntil }: ServiceView): string {
  return disabledUntil == null ? "" : ` until ${disabledUntil}`;
}

async function enable(cli: Cli, name: string): Promise<void> {
  const { uuid } = await find(cli, name);
  answer(cli, await (await cli.session()).call<ServiceView>("host.enableService", { uuid }));
}

async function forceDown(cli: Cli, name: string, options: { readonly unset?: boolean }): Promise<void> {
  const { uuid } = await find(cli, name);
  const params = { uuid, forcedDown: options.unset !== true };
  answer(cli, await (await cli.session()).call<ServiceView>("host.forceDownService", params));
}

async function remove(cli: Cli, name: string): Promise<void> {
  const { uuid } = await find(cli, name);
  await (await cli.session()).call("host.deleteService", { uuid });
  cli.output.answer({ deleted: uuid }, () => "deleted");
}

async function listed(cli: Cli, wanted: Readonly<Record<string, unknown>> = {}): Promise<readonly ServiceView[]> {
  const session = await cli.session();
  return (await session.call<{ services: ServiceView[] }>("host.listServices", wanted)).services;
}

/** A service by its uuid, by `topic@host`, or by its topic if there is only one of it. */
async function find(cli: Cli, name: string): Promise<ServiceView> {
  const services = await listed(cli);
  const named = services.filter(({ uuid, topic, host }) => [uuid, topic, `${topic}@${host}`].includes(name));
  const [only] = named;
  if (only && named.length === 1) return only;
  const names = (only ? named : services).map(({ topic, host }) => `${topic}@${host}`).join(", ");
  throw new HostError(
    only ? "INVALID_PARAMS" : "NOT_FOUND",
    only ? `${name} is one of ${names}` : `there is no service ${name}; there are ${names}`,
  );
}

function answer(cli: Cli, service: ServiceView): void {
  cli.output.answer(service, () => {
    const steps = service.startSteps.map(({ name, state, durationMs, error }) =>
      `  ${name.padEnd(14)} ${state} ${durationMs === undefined ? "" : formatAge(durationMs)} ${error ?? ""}`.trimEnd(),
    );
    const probes = service.probes.map(({ name, ok, reason }) =>
      `  ${name} ${ok ? "ok" : "unwell"} ${reason ?? ""}`.trimEnd(),
    );
    const disabled = service.disabled
      ? [`disabled by ${service.disabledBy ?? "?"}${untilOf(service)}: ${service.disabledReason ?? "no reason"}`]
      : [];
    return [
      serviceTable(cli.output, [service]).trimEnd(),
      ...disabled,
      "start steps",
      ...steps,
      "probes",
      ...probes,
    ].join("\n");
  });
}
