// The commands of `holdfast driver …` for those who write drivers; none needs a running host, and none loads native code.
import type { Command } from "commander";
import { countOption, later, runs, type Surroundings } from "./cli.ts";

const attachToDriver = later(async () => (await import("./driver-attach.ts")).attachToDriver);
const benchDriver = later(async () => (await import("./driver-bench.ts")).benchDriver);
const buildDriver = later(async () => (await import("./driver-build.ts")).buildDriver);
const driverInfo = later(async () => (await import("./driver-info.ts")).driverInfo);
const newDriver = later(async () => (await import("./driver-new.ts")).newDriver);
const verifyReport = later(async () => (await import("./driver-report.ts")).verifyReport);
const reportKey = later(async () => (await import("./driver-report.ts")).reportKey);
const testDriver = later(async () => (await import("./driver-test.ts")).testDriver);
const watchDriver = later(async () => (await import("./driver-watch.ts")).watchDriver);

/** Adds them to the group `driver`. */
export function authorCommands(driver: Command, surroundings: Surroundings): void {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  driver
    .command("new <name>")
    .description("start a driver in a folder of that name: it builds and passes its tests as it is")
    .requiredOption("--lang <language>", "what to write it in, such as assemblyscript, c or rust")
    .option("--kind <kind>", "a kind, or the contract of one's own such as camera.yaml", "volume")
    .option("--no-install", "do not run npm install in it")
    .action(runs(surroundings, newDriver));
  driver
    .command("build [folder]")
    .description("compile the driver in a folder, this one by default, and attach its manifest")
    .action(runs(surroundings, buildDriver));
  tested(
    driver.command("test [file]").description("run the conformance cases of its kind against a driver, a line each"),
  )
    .option("--device <name>", "for the ports of its networks, where it cannot choose one itself; repeatable", collect)
    .option("--note <text>", "what a reader of the report should know, such as what stood in for a device")
    .option("--report <file>", "write what came of it as a signed report")
    .option("--key <file>", "the ed25519 key to sign it with; made there when there is none")
    .action(runs(surroundings, testDriver));
  tested(
    driver.command("watch [folder]").description("build and test again whenever a source is saved, until interrupted"),
  )
    .option("--swap <name>", "put what passes into the place of that driver of the running host")
    .action(runs(surroundings, watchDriver));
  driver
    .command("attach <file> <manifest>")
    .description("put a manifest, a JSON file, into a .wasm that a compiler of any kind made")
    .action(runs(surroundings, attachToDriver));
  driver
    .command("info <file>")
    .description("show what is in a driver file: manifest, sizes, imports, exports, memory")
    .action(runs(surroundings, driverInfo));
  reportCommands(driver.command("report").description("signed reports of `driver test`"), surroundings);
  withGrants(driver.command("bench <file>").description("measure start and calls of a driver on this machine"))
    .addOption(countOption("--calls <count>", "how many calls to measure").default(2000))
    .action(runs(surroundings, benchDriver));
}

function reportCommands(report: Command, surroundings: Surroundings): void {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  report
    .command("verify <file>")
    .description("say what a report says and who signed it: exit code 0 if its signature holds")
    .option("--driver <file>", "it must be about this very file")
    .option("--trust <key>", "it must be signed with this public key, or another that is named so; repeatable", collect)
    .action(runs(surroundings, verifyReport));
  report
    .command("key <file>")
    .description("show the public half of a signing key, for policy.trustedKeys; made there when there is none")
    .action(runs(surroundings, reportKey));
}

function tested(command: Command): Command {
  return withGrants(command).option("--only <text>", "only cases with this text in their name");
}

function withGrants(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  return command
    .option("--kind-file <file>", "the contract of its kind, when that is one's own")
    .option(
      "--grant <permission>",
      "instead of all it asks for on temporary directories; as for add; repeatable",
      collect,
    )
    .option("--grants <file>", "the same as a file, as configuration has them under `grants`")
    .option(
      "--rules <file>",
      "rules of the executor, for a driver that runs commands: they will run; repeatable",
      collect,
    )
    .option("--driver-config <key=value>", "a value of the driver's own configuration; repeatable", collect)
    .option("--limit <name=value>", "a limit of its own, such as callTimeoutMs=5s; repeatable", collect);
}
