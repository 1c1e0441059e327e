// Questions that a host puts to a service in a process of its own, and what that answers: each settles, whatever becomes of the process.
import type { RequestContext } from "../context.ts";
import { ERRORS, type ErrorCode, HostError, isHostError, messageOf } from "../errors.ts";
import { raceSignal } from "../rpc/race.ts";
import type {
  FromProcess,
  ProcessAnswer,
  ProcessQuestions,
  Question,
  QuestionName,
  ToProcess,
} from "./process-messages.ts";
import type { Service } from "./service.ts";

/** The questions that wait for an answer of one process. Bounded by the calls that put them. */
export class OpenQuestions {
  readonly #waiting = new Map<number, (answer: Pick<ProcessAnswer, "value" | "error">) => void>();
  #lastId = 0;

  /** Throws what the far end answers, LINK_LOST when it ends before, and the reason of `ctx`. */
  async ask<Name extends QuestionName>(
    ctx: RequestContext,
    question: Question & { readonly name: Name },
    send: (message: ToProcess) => void,
  ): Promise<ProcessQuestions[Name]["answer"]> {
    const id = ++this.#lastId;
    const answered = new Promise<Pick<ProcessAnswer, "value" | "error">>((resolve) => this.#waiting.set(id, resolve));
    try {
      send({ type: "ask", id, question });
      const { value, error } = await raceSignal(answered, ctx.signal);
      if (error) throw new HostError(error.code in ERRORS ? (error.code as ErrorCode) : "INTERNAL", error.message);
      // Both ends are of one build: what a question is answered is the business of the types.
      return value as ProcessQuestions[Name]["answer"];
    } finally {
      this.#waiting.delete(id);
    }
  }

  hear(answer: ProcessAnswer): void {
    this.#waiting.get(answer.id)?.(answer);
  }

  /** The process has ended: nobody waits for it any longer. */
  end(how: string): void {
    for (const settle of this.#waiting.values()) settle({ error: { code: "LINK_LOST", message: how } });
  }
}

/** The far end: what the process's one service answers to a question. Never throws. */
export async function answerOf(
  service: Service | undefined,
  id: number,
  question: Exclude<Question, { readonly name: "reset" }>,
): Promise<FromProcess> {
  try {
    if (!service) throw new HostError("NOT_READY", "the service is starting");
    return { type: "answer", id, value: await lookUp(service, question) };
  } catch (error) {
    return {
      type: "answer",
      id,
      error: { code: isHostError(error) ? error.code : "INTERNAL", message: messageOf(error) },
    };
  }
}

async function lookUp(service: Service, question: Exclude<Question, { readonly name: "reset" }>): Promise<unknown> {
  if (question.name === "tasks") return service.tasks?.status() ?? [];
  if (question.name === "calls") return service.inFlight();
  const { tasks } = service;
  if (!tasks) throw new HostError("NOT_FOUND", `service ${service.topic} repeats nothing`);
  return tasks[question.action](question.task);
}
