// Which of a manager's periodic tasks a worker runs, and in what turn: those of one group never run at the same time.
import type { RepeatedMethod } from "../manager/declarations.ts";
import { raceSignal } from "../rpc/race.ts";
import { type LeaderParts, leaderTask } from "./leader-task.ts";

/** The tasks that a worker which lacks some tags runs, as they are to be repeated. */
export function tasksOfWorker(
  periodic: ReadonlyMap<string, RepeatedMethod>,
  lead: LeaderParts,
  lackingTags: readonly string[] = [],
): readonly (readonly [string, RepeatedMethod])[] {
  const groups = new TaskGroups();
  const own = [...periodic].filter(([, method]) => runsHere(method, lackingTags));
  return own.map(([name, method]) => [name, groups.join(leaderTask(name, method, lead))] as const);
}

/** The groups of one service. What waits is bounded by the overlap policy of each task. */
class TaskGroups {
  readonly #lastOf = new Map<string, Promise<void>>();

  /** The method as it is to be repeated: itself, unless its task belongs to a group. A turn is waited for within the run's own time. */
  join(method: RepeatedMethod): RepeatedMethod {
    const { group } = method.declaration;
    if (group === undefined) return method;
    const run: RepeatedMethod["run"] = async (ctx, leadership) => {
      const before = this.#lastOf.get(group) ?? Promise.resolve();
      let end: () => void = () => {};
      const own = new Promise<void>((resolve) => {
        end = resolve;
      });
      this.#lastOf.set(
        group,
        Promise.all([before, own]).then(() => {}),
      );
      try {
        await raceSignal(before, ctx.signal);
        return await method.run(ctx, leadership);
      } finally {
        end();
      }
    };
    return { declaration: method.declaration, run };
  }
}

/** Whether a worker runs a task: one without tags always, one with tags unless the worker lacks all of them. */
function runsHere({ declaration }: RepeatedMethod, lackingTags: readonly string[]): boolean {
  const { tags = [] } = declaration;
  return tags.length === 0 || tags.some((tag) => !lackingTags.includes(tag));
}
