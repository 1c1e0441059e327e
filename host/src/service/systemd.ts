// What systemd is told of a host: ready, stopping, still turning. Does nothing where no supervisor asked for it.
import { spawn } from "node:child_process";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";

export interface SystemdOptions {
  /** NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID are looked at. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly clock: Clock;
  readonly log: Log;
  /** The program that speaks for us; `systemd-notify` by default. */
  readonly program?: string;
}

const NOTIFY_TIMEOUT_MS = 10_000;

/**
 * Node has no datagram sockets in the file system, so each word is a short process: the unit needs `NotifyAccess=all`. The watchdog is
 * fed from the main event loop, so that one which stands still is what systemd restarts.
 */
export class Systemd {
  readonly #options: SystemdOptions;
  #cancelFeeding = () => {};

  constructor(options: SystemdOptions) {
    this.#options = options;
  }

  /** After the last start step. Feeds the watchdog from now on, twice in its time. */
  async ready(status: string): Promise<void> {
    const { env, pid, clock } = this.#options;
    await this.#notify("READY=1", `STATUS=${status}`, `MAINPID=${pid}`);
    const watchdogMs = Number(env["WATCHDOG_USEC"] ?? 0) / 1000;
    const isOurs = env["WATCHDOG_PID"] === undefined || env["WATCHDOG_PID"] === String(pid);
    if (!(watchdogMs > 0) || !isOurs) return;
    const feed = () => {
      void this.#notify("WATCHDOG=1");
      this.#cancelFeeding = clock.setTimer(watchdogMs / 2, feed, { unref: true });
    };
    feed();
  }

  /** When the stop begins; the time that it may take is the unit's own. */
  async stopping(): Promise<void> {
    this.#cancelFeeding();
    await this.#notify("STOPPING=1", "STATUS=stopping");
  }

  // Never throws: a supervisor that cannot be told is no reason to stop serving, and it will act by itself.
  async #notify(...words: readonly string[]): Promise<void> {
    const { env, log, program = "systemd-notify" } = this.#options;
    const socket = env["NOTIFY_SOCKET"];
    if (socket === undefined || socket === "") return;
    await new Promise<void>((resolve) => {
      const child = spawn(program, words, {
        env: { NOTIFY_SOCKET: socket, PATH: env["PATH"] ?? "/usr/bin:/bin" },
        stdio: "ignore",
        timeout: NOTIFY_TIMEOUT_MS,
      });
      child.once("error", (error) => {
        log.warn({ error: error.message, words }, "systemd could not be told; is systemd-notify installed?");
        resolve();
      });
      child.once("exit", (code, signal) => {
        if (code !== 0) log.warn({ code, signal, words }, "systemd could not be told");
        resolve();
      });
    });
  }
}
