// Follows one operation until it has ended: how far it is, and how it came out.
import type { OperationView } from "../admin/views.ts";
import { systemClock } from "../clock.ts";
import { formatBytes } from "../conf/units.ts";
import { type Cli, EXIT } from "./cli.ts";

const POLL_MS = 250;

/** Answers the exit code: done or not. An unknown outcome is waited for too; the user's interrupt leaves the operation alone. */
export async function watchOperation(cli: Cli, id: string): Promise<number> {
  const session = await cli.session();
  let shown = "";
  for (;;) {
    const operation = await session.call<OperationView>("host.showOperation", { id });
    const { state, progress } = operation;
    const words = state === "started" && progress ? `${state} ${howFar(progress)}` : state;
    if (words !== shown) {
      shown = words;
      cli.output.event({ id, state, ...(progress ? { progress } : {}) }, () => `${id} ${words}`);
    }
    if (state === "failed" && operation.error) cli.output.note(`why: ${operation.error.message}`);
    if (state === "done" || state === "failed") return state === "done" ? EXIT.ok : EXIT.failed;
    await pause(cli);
  }
}

/** Per cent, and the amounts in units for people. */
export function howFar({ done, total, unit }: NonNullable<OperationView["progress"]>): string {
  const shown = (value: number) => (unit === "bytes" ? formatBytes(value) : String(value));
  return total > 0 ? `${Math.floor((100 * done) / total)} % (${shown(done)} of ${shown(total)})` : shown(done);
}

function pause({ signal }: Cli): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = systemClock.setTimer(POLL_MS, () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
