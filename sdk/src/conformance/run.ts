// Runs the conformance cases of a kind against one driver and reports how each ended.
import { randomUUID } from "node:crypto";
import type { DriverContext } from "../abi.ts";
import type { Contract } from "../contract/model.ts";
import type { ConformanceCase, ConformanceTools } from "./case.ts";
import { allCases } from "./conformance.ts";
import type { AnyDriver } from "./generated-cases.ts";

export interface CaseResult {
  /** A sentence about the behaviour. */
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped. */
  readonly reason?: string;
  readonly ms: number;
}

/** What was tested, where. */
export interface ConformanceSubject {
  /** `digest` is the file's sha-256 in hex. */
  readonly driver: { readonly name: string; readonly version: string; readonly digest: string };
  readonly kind: string;
  /** The version of the kind that the driver was built against. */
  readonly abi: string;
  readonly runtime: string;
  /** The version of the host's package. */
  readonly host: string;
  /** RFC 3339. */
  readonly testedAt: string;
  /** What a reader should know of it, in the tester's words, such as what stood in for a device. */
  readonly note?: string;
}

export interface ConformanceReport extends ConformanceSubject {
  readonly format: 1;
  /** The version of the kind whose cases these are. */
  readonly kindVersion: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Only cases with this text in their name were run; absent when all were. */
  readonly only?: string;
  readonly cases: readonly CaseResult[];
}

export interface ConformanceRun {
  readonly contract: Contract;
  /** The driver's handle. */
  readonly driver: object;
  /** A context for one call, which ends after so many milliseconds, or when every honest driver is done. */
  context(timeoutMs?: number): DriverContext;
  monotonicMs(): number;
  /** Ends the run between two cases. */
  readonly signal?: AbortSignal;
  /** Only cases whose name has this text in it. */
  readonly only?: string;
  /** Devices for the ports of networks, taken in turn, for a driver that cannot choose them itself. */
  readonly devices?: readonly string[];
}

const REASON_LENGTH_MAX = 500;

/** Runs the cases one after the other; `onCase` hears of each as it ends. */
export async function runConformance(
  run: ConformanceRun,
  subject: ConformanceSubject,
  onCase: (result: CaseResult) => void = () => {},
): Promise<ConformanceReport> {
  const driver = run.driver as AnyDriver;
  const wanted = allCases(run.contract).filter(({ name }) => run.only === undefined || name.includes(run.only));
  const cases: CaseResult[] = [];
  const tools = { ...run, device: inTurn(run.devices ?? []) };
  for (const one of wanted) {
    run.signal?.throwIfAborted();
    const result = await runCase(one, driver, tools);
    cases.push(result);
    onCase(result);
  }
  const count = (outcome: CaseResult["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
  const [passed, failed, skipped] = [count("passed"), count("failed"), count("skipped")];
  const part = run.only === undefined ? {} : { only: run.only };
  return { format: 1, ...subject, kindVersion: run.contract.version, passed, failed, skipped, ...part, cases };
}

interface CaseRun extends ConformanceRun {
  device(): string | undefined;
}

function inTurn(devices: readonly string[]): () => string | undefined {
  let count = 0;
  return () => devices[count++ % devices.length];
}

async function runCase(one: ConformanceCase<AnyDriver>, driver: AnyDriver, run: CaseRun): Promise<CaseResult> {
  const { name, needs } = one;
  if (needs !== undefined && driver[needs] === undefined)
    return { name, outcome: "skipped", reason: `the driver does not offer ${needs}`, ms: 0 };
  const startMs = run.monotonicMs();
  const took = () => Math.round(run.monotonicMs() - startMs);
  try {
    await one.run(driver, toolsFor(run));
    return { name, outcome: "passed", ms: took() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, outcome: "failed", reason: reason.slice(0, REASON_LENGTH_MAX), ms: took() };
  }
}

function toolsFor(run: CaseRun): ConformanceTools {
  const stamp = randomUUID().slice(0, 8);
  let count = 0;
  return {
    context: (timeoutMs) => run.context(timeoutMs),
    device: run.device,
    freshName: (hint) => `${hint}-${stamp}-${count++}`,
  };
}
