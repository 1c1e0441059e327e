// The TCP ports that this process listens on, as the kernel knows them: whatever opened them, and whichever port it was given.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTENING = "0A";
const INODE_FIELD = 9;

/** Empty where there is no /proc. */
export function ownPorts(): ReadonlySet<number> {
  const inodes = new Set(ownSockets());
  const lines = ["/proc/self/net/tcp", "/proc/self/net/tcp6"].flatMap((path) => readLines(path));
  const ports = lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, local = "", , state] = fields;
    if (state !== LISTENING || !inodes.has(fields[INODE_FIELD] ?? "")) return [];
    return [Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16)];
  });
  return new Set(ports);
}

function ownSockets(): string[] {
  return readNames("/proc/self/fd").flatMap((descriptor) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor}`))?.[1] ?? [];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}

function readNames(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, "latin1").split("\n");
  } catch {
    return [];
  }
}
