// The long form of the proof: every gate with nothing skipped, then every test at full size instead of the seeded tenth.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What runs, in order; the first that fails ends it. HOLDFAST_PROVE=1 tells a test to take its full count. */
const STEPS = ["check", "test"] as const;

function main(words: readonly string[]): number {
  const env = { ...process.env, HOLDFAST_REQUIRE_ALL: "1", HOLDFAST_PROVE: "1" };
  for (const step of STEPS) {
    const args = [fileURLToPath(new URL(`./${step}.js`, import.meta.url)), ...(step === "test" ? words : [])];
    const { status, error } = spawnSync(process.execPath, args, { env, stdio: "inherit" });
    if (error) throw error;
    if (status !== 0) return status ?? 1;
  }
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
