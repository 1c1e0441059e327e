// What the services of this host repeat and work on, inside it and in processes of their own alike.
import { type RequestContext, withContext } from "../context.ts";
import { HostError, isHostError, messageOf, nearestWord } from "../errors.ts";
import type { TaskAction } from "../service/process-messages.ts";
import type { Service } from "../service/service.ts";
import type { ServiceProcess } from "../service/service-process.ts";
import type { TaskParams } from "./messages.ts";
import type { CallList, SilentProcess, TaskList, TaskView } from "./views.ts";

export interface RunningParts {
  /** The services inside the host. */
  readonly services: () => readonly Service[];
  /** Services in processes of their own. */
  readonly processes?: () => readonly ServiceProcess[];
}

// A process whose event loop stands still answers nothing; a list does not wait for it.
const PROCESS_ANSWER_MS = 2000;

/** The periodic tasks, and the processes that did not answer. */
export async function runningTasks(parts: RunningParts, ctx: RequestContext): Promise<TaskList> {
  const inside = parts
    .services()
    .flatMap(({ topic, host: server, tasks }) => (tasks?.status() ?? []).map((task) => ({ ...task, topic, server })));
  const { answers, silent } = await askAll(ctx, processesOf(parts), (inTime, one) => one.tasks(inTime));
  return { tasks: [...inside, ...answers], silent };
}

/** The calls that services work on, the oldest first, and the processes that did not answer. */
export async function runningCalls(
  parts: RunningParts,
  ctx: RequestContext,
  topic: string | undefined,
): Promise<CallList> {
  const isAsked = (one: { readonly topic: string }) => topic === undefined || one.topic === topic;
  const asked = parts.services().filter(isAsked);
  const inside = asked.flatMap((one) =>
    one.inFlight().map((call) => ({ ...call, topic: one.topic, server: one.host })),
  );
  const processes = processesOf(parts).filter(isAsked);
  const { answers, silent } = await askAll(ctx, processes, (inTime, one) => one.inFlight(inTime));
  return { calls: [...inside, ...answers].sort((left, right) => right.ageMs - left.ageMs), silent };
}

/** Runs, pauses or resumes a task where it is repeated: on the named server, else on the first that has the topic. Throws NOT_FOUND. */
export async function steerTask(
  parts: RunningParts,
  ctx: RequestContext,
  action: TaskAction,
  { topic, task, server }: TaskParams,
): Promise<TaskView> {
  const isAsked = (one: { readonly topic: string }, place: string) =>
    one.topic === topic && (server === undefined || server === place);
  const inside = parts.services().find((one) => isAsked(one, one.host));
  if (inside?.tasks) return { ...(await inside.tasks[action](task)), topic, server: inside.host };
  const processes = processesOf(parts).filter((one) => isAsked(one, one.status().server));
  const process = processes.find(({ isReady }) => isReady) ?? processes[0];
  if (process) return { ...(await process.steerTask(ctx, action, task)), topic, server: process.status().server };
  throw new HostError("NOT_FOUND", nothingThere(parts, topic, server));
}

function nothingThere(parts: RunningParts, topic: string, server: string | undefined): string {
  const topics = [...parts.services(), ...processesOf(parts)].map((one) => one.topic);
  const near = nearestWord(topic, topics);
  const place = server === undefined ? "here" : `as ${server}`;
  return `no service ${topic} runs ${place}; there are ${[...new Set(topics)].join(", ")}${near === undefined || near === topic ? "" : `; did you mean ${near}?`}`;
}

function processesOf({ processes }: RunningParts): readonly ServiceProcess[] {
  return processes?.() ?? [];
}

/** Asks all at once. One that is not serving or does not answer in time is named with the reason. */
async function askAll<Item extends object>(
  ctx: RequestContext,
  processes: readonly ServiceProcess[],
  ask: (ctx: RequestContext, one: ServiceProcess) => Promise<readonly Item[]>,
) {
  const silent: SilentProcess[] = [];
  const limits = { timeoutMs: PROCESS_ANSWER_MS, clock: ctx.clock, log: ctx.log, under: ctx.ending };
  const answers = await Promise.all(
    processes.map(async (one) => {
      const place = { topic: one.topic, server: one.status().server };
      try {
        const items = await withContext(limits, (inTime) => ask(inTime, one));
        return items.map((item) => ({ ...item, ...place }));
      } catch (error) {
        if (!isHostError(error)) throw error;
        silent.push({ ...place, reason: messageOf(error) });
        return [];
      }
    }),
  );
  return { answers: answers.flat(), silent };
}
