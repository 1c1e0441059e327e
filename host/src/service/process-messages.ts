// What a host and a service in a process of its own tell each other over the channel between them; plain data.
import type { LogLevel } from "../log.ts";
import type { InFlightCall } from "../rpc/in-flight.ts";
import type { TaskStatus } from "./periodic-task.ts";

/** What a host asks of such a service beside its work, and what each is answered. */
export interface ProcessQuestions {
  /** Answers the names of what changed. */
  readonly reset: { readonly params: Record<never, never>; readonly answer: readonly string[] };
  readonly tasks: { readonly params: Record<never, never>; readonly answer: readonly TaskStatus[] };
  readonly calls: { readonly params: Record<never, never>; readonly answer: readonly InFlightCall[] };
  readonly steerTask: {
    readonly params: { readonly task: string; readonly action: TaskAction };
    readonly answer: TaskStatus;
  };
}

export type TaskAction = "runNow" | "pause" | "resume";
export type QuestionName = keyof ProcessQuestions;
export type Question = {
  readonly [Name in QuestionName]: { readonly name: Name } & ProcessQuestions[Name]["params"];
}[QuestionName];

/** To the process: the first message says what to run, in a form that the composition root knows. */
export type ToProcess =
  | { readonly type: "run"; readonly work: unknown }
  | { readonly type: "stop"; readonly fast: boolean }
  | { readonly type: "logLevel"; readonly level: LogLevel }
  | { readonly type: "ask"; readonly id: number; readonly question: Question };

/** From the process. */
export type FromProcess =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly reason: string }
  | { readonly type: "log"; readonly lines: readonly string[] }
  | ProcessAnswer;

export interface ProcessAnswer {
  readonly type: "answer";
  readonly id: number;
  readonly value?: unknown;
  /** Instead of a value; the code is one of the table of errors. */
  readonly error?: { readonly code: string; readonly message: string };
}
