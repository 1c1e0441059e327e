// Holds every test that runs a host to what its methods declare: an error answered beyond that fails the test in which it came.
import { subscribe } from "node:diagnostics_channel";
import type { TestContext } from "node:test";
import { UNDECLARED_ERROR, type UndeclaredError } from "#host/rpc/bus-errors";

const undeclared: UndeclaredError[] = [];
let isListening = false;

/** Fails the test at its end if a method of this process answered what it does not declare. */
export function holdToDeclaredErrors(t: Pick<TestContext, "after">): void {
  if (!isListening) subscribe(UNDECLARED_ERROR, (error) => void undeclared.push(error as UndeclaredError));
  isListening = true;
  t.after(() => refuse(undeclared.splice(0).map(({ method, code }) => `${method}: ${code}`)));
}

/** The same for a host in a process of its own, by what it logged. */
export function refuseUndeclared(log: string): void {
  const lines = log.split("\n").filter((line) => line.includes("answered an error that it does not declare"));
  refuse(lines);
}

function refuse(found: readonly string[]): void {
  if (found.length === 0) return;
  throw new Error(`declare these errors in the methods' declarations, or answer others:\n${found.join("\n")}`);
}
