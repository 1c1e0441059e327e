// A program that plays a service in a process of its own, for tests of its supervision: the work says how it behaves.
import type { FromProcess, ToProcess } from "#host/service/process-messages";

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
  if (message.type === "reset") tell({ type: "reset", id: message.id, changed: ["greeting"] });
  if (message.type === "stop" && work !== "stubborn") process.exit(0);
});
process.on("disconnect", () => process.exit(0));
