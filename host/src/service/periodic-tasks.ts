// The periodic tasks of one service, by name: started together, steered one by one, stopped together.
import type { RequestContext } from "../context.ts";
import { HostError, nearestWord } from "../errors.ts";
import type { RepeatedMethod } from "../manager/declarations.ts";
import { raceSignal } from "../rpc/race.ts";
import { RepeatedTask, type TaskParts, type TaskStatus } from "./periodic-task.ts";

/** After the deadline of `stop`, how long a cancelled run has to notice. */
const CANCEL_GRACE_MS = 1000;

/** Each task has its own timer; a slow or failing one delays no other. */
export class PeriodicTasks {
  readonly #parts: TaskParts;
  readonly #tasks = new Map<string, RepeatedTask>();
  #started = false;

  constructor(parts: TaskParts) {
    this.#parts = parts;
  }

  /** Adds a task to this service alone; it starts with the others, or at once if they run. Throws ALREADY_EXISTS. */
  add(name: string, method: RepeatedMethod): void {
    if (this.#tasks.has(name)) throw new HostError("ALREADY_EXISTS", `there is a periodic task ${name} already`);
    const task = new RepeatedTask(name, method, this.#parts);
    this.#tasks.set(name, task);
    if (this.#started) task.start();
  }

  /** Takes a task out; a run that goes on is left alone. Throws NOT_FOUND. */
  remove(name: string): void {
    this.#get(name).stop();
    this.#tasks.delete(name);
  }

  start(): void {
    this.#started = true;
    for (const task of this.#tasks.values()) task.start();
  }

  /** From now on no run begins; those that go on are left alone. */
  hold(): void {
    this.#started = false;
    for (const task of this.#tasks.values()) task.stop();
  }

  /** Holds, waits for the running ones until the context is over, then cancels them. Answers those that would not end. */
  async stop(ctx: RequestContext): Promise<readonly string[]> {
    this.hold();
    const tasks = [...this.#tasks.values()];
    const ended = Promise.all(tasks.map((task) => task.ended()));
    await raceSignal(ended, ctx.signal).catch(() => {
      for (const task of tasks) task.cancel(new HostError("SHUTTING_DOWN", "the service is stopping"));
    });
    if (tasks.some((task) => task.isRunning)) await this.#grace(ended);
    return tasks.filter((task) => task.isRunning).map((task) => task.name);
  }

  /** Throws NOT_FOUND. */
  pause(name: string): TaskStatus {
    const task = this.#get(name);
    task.pause();
    return task.status();
  }

  /** Throws NOT_FOUND. */
  resume(name: string): TaskStatus {
    const task = this.#get(name);
    task.resume();
    return task.status();
  }

  /** Runs a task now and resolves when it has ended. Throws NOT_FOUND, BUSY or SHUTTING_DOWN; a failed run is in the status. */
  runNow(name: string): Promise<TaskStatus> {
    return this.#get(name).runNow();
  }

  status(): readonly TaskStatus[] {
    return [...this.#tasks.values()].map((task) => task.status());
  }

  #get(name: string): RepeatedTask {
    const task = this.#tasks.get(name);
    if (task) return task;
    const names = [...this.#tasks.keys()];
    const meant = nearestWord(name, names);
    const hint = meant ? `; did you mean ${meant}?` : ` (there are: ${names.join(", ") || "none"})`;
    throw new HostError("NOT_FOUND", `there is no periodic task ${name}${hint}`);
  }

  #grace(ended: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const stopTimer = this.#parts.clock.setTimer(CANCEL_GRACE_MS, resolve);
      void ended.then(() => {
        stopTimer();
        resolve();
      });
    });
  }
}
