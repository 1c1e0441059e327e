// A program that plays a service in a process of its own, for tests of its supervision: the work says how it behaves.
import type { FromProcess, Question, ToProcess } from "#host/service/process-messages";

const tell = (message: FromProcess) => process.send?.(message);
let work: unknown;

process.on("message", (message: ToProcess) => {
  if (message.type === "run") {
    work = message.work;
    if (work === "fails") {
      tell({ type: "failed", reason: "no disk" });
      setTimeout(() => process.exit(1), 5);
    } else if (work !== "mute") tell({ type: "ready" });
  }
  if (message.type === "logLevel") tell({ type: "log", lines: [`one line`, `of level ${message.level}`] });
  if (message.type === "ask") answer(message.id, message.question);
  if (message.type === "stop" && work !== "stubborn") process.exit(0);
});
/** It repeats one task, `sweep`, and ends in the middle of what it is asked about a task `deadly`. */
function answer(id: number, question: Question): void {
  if (question.name === "reset") tell({ type: "answer", id, value: ["greeting"] });
  if (question.name === "tasks") tell({ type: "answer", id, value: [{ name: "sweep" }] });
  if (question.name !== "steerTask") return;
  if (question.task === "deadly") process.exit(3);
  const error = { code: "NOT_FOUND", message: `there is no periodic task ${question.task}` };
  tell({ type: "answer", id, error });
}

process.on("disconnect", () => process.exit(0));
