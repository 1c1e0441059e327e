// `holdfast doctor`: looks over a host and what it stands on, running or not, and says for each thing found what to do about it.
import type { Command } from "commander";
import { isHostError, messageOf } from "../errors.ts";
import { type Cli, EXIT, runs, type Surroundings } from "./cli.ts";
import { CHECKS } from "./doctor-checks.ts";
import type { Finding } from "./doctor-found.ts";

interface DoctorOptions {
  readonly strict?: boolean;
}

/** Exit code 0: nothing failed. 1: something failed, or with `--strict` there is a warning. */
export function doctorCommand(command: Command, surroundings: Surroundings): void {
  command.option("--strict", "a warning fails too, as before an upgrade").action(runs(surroundings, doctor));
}

async function doctor(cli: Cli, { strict = false }: DoctorOptions): Promise<number> {
  const findings: Finding[] = [];
  for (const { name, look } of CHECKS) {
    const lacking = findings.find(({ check, state }) => check === "configuration" && state === "failed");
    if (lacking) {
      findings.push({ check: name, state: "skipped", message: "the configuration has errors" });
      continue;
    }
    const found = await look(cli).catch((error: unknown) => [{ state: "failed" as const, ...explained(error) }]);
    findings.push(...found.map((finding) => ({ check: name, ...finding })));
  }
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  const totals = { failed: count("failed"), warnings: count("warning"), skipped: count("skipped") };
  const healthy = totals.failed === 0 && !(strict && totals.warnings > 0);
  cli.output.answer({ healthy, ...totals, findings }, () => {
    const last = `${totals.failed} failed, ${totals.warnings} warnings, ${totals.skipped} skipped`;
    return [...findings.map((finding) => line(cli, finding)), last].join("\n");
  });
  return healthy ? EXIT.ok : EXIT.failed;
}

const TONES = { ok: "good", warning: "warn", failed: "bad", skipped: "dim" } as const;
const CHECK_WIDTH = Math.max(...CHECKS.map(({ name }) => name.length));

function line({ output }: Cli, { check, state, message, remedy }: Finding): string {
  const first = `${output.paint(TONES[state], state.padEnd(7))} ${check.padEnd(CHECK_WIDTH)} ${message}`;
  return remedy === undefined ? first : `${first}\n${" ".repeat(CHECK_WIDTH + 9)}→ ${remedy}`;
}

/** A check that could not be made has failed; every problem of a configuration is told. */
function explained(error: unknown): { readonly message: string } {
  const { problems } = isHostError(error) ? (error.data as { readonly problems?: unknown }) : {};
  const details = Array.isArray(problems) ? problems.map((problem) => messageOf(problem)) : [];
  const untold = details.filter((detail) => !messageOf(error).includes(detail));
  return { message: [messageOf(error), ...untold].join("; ") };
}
