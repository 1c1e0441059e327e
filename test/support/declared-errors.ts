// Holds every test file that runs a host to what its methods declare: an error answered beyond that fails the file.
import { subscribe } from "node:diagnostics_channel";
import { UNDECLARED_ERROR, type UndeclaredError } from "#host/rpc/bus-errors";

const undeclared = new Set<string>();
let isListening = false;

/** From here on the process ends with exit code 1 if a method in it answered what it does not declare. */
export function holdToDeclaredErrors(): void {
  if (isListening) return;
  isListening = true;
  subscribe(UNDECLARED_ERROR, (error) => {
    const { method, code } = error as UndeclaredError;
    undeclared.add(`${method}: ${code}`);
  });
  // At the very end, since a hook of a test that throws keeps the hooks behind it from running.
  process.on("exit", () => {
    if (undeclared.size === 0) return;
    process.exitCode = 1;
    process.stderr.write(`declare these errors where the methods are declared, or answer others:\n`);
    for (const line of undeclared) process.stderr.write(`  ${line}\n`);
  });
}

/** The same for a host in a process of its own, by what it logged. */
export function noteUndeclared(log: string): void {
  for (const line of log.split("\n"))
    if (line.includes("a method answered an error that it does not declare")) undeclared.add(line);
}
