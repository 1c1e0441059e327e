// Runs the compiled tests: all of them, or the files whose path contains one of the given words.
import { spawnSync } from "node:child_process";

process.exitCode = spawnSync(process.execPath, ["--test", ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1;
