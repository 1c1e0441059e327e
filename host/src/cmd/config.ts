// `holdfast config …`: check a configuration, show what is in force and where it comes from, print its JSON Schema.
import type { Command } from "commander";
import type { HostReload } from "../admin/views.ts";
import { configJsonSchema, describeConfig } from "../conf/describe.ts";
import { HostError } from "../errors.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { table } from "./table.ts";

export function configCommands(config: Command, surroundings: Surroundings): void {
  config
    .command("check")
    .description("check the whole configuration, and the files that it names, and report every problem with its place")
    .option("--values-only", "leave the files alone, for a configuration of another machine")
    .action(runs(surroundings, check));
  config
    .command("show")
    .description("show every value in force and where it comes from; secrets are masked")
    .action(runs(surroundings, show));
  config
    .command("schema")
    .description("print the JSON Schema of the file, for editors")
    .action(runs(surroundings, schema));
  config
    .command("reload")
    .description("let the running host take up a changed configuration; SIGHUP does the same")
    .action(runs(surroundings, reload));
}

async function reload(cli: Cli): Promise<void> {
  const session = await cli.session();
  const answer = await session.call<HostReload>("host.reload");
  cli.output.answer(answer, () => {
    const { applied, needsRestart } = answer.config;
    const failed = answer.services.flatMap((one) => ("error" in one ? [`${one.topic} failed: ${one.error}`] : []));
    const lines = [
      ...applied.map((path) => `in force: ${path}`),
      ...needsRestart.map((path) => `at the next start: ${path}`),
    ];
    return [...(lines.length > 0 ? lines : ["nothing has changed"]), ...failed].join("\n");
  });
}

async function check(cli: Cli, options: { readonly valuesOnly?: boolean }): Promise<void> {
  const { file } = await cli.config();
  if (!options.valuesOnly) {
    // What looks into drivers is loaded by whom it serves alone.
    const { driverFiles, managerFiles } = await import("./doctor-files.ts");
    const found = [...(await driverFiles(cli)), ...(await managerFiles(cli))];
    const problems = found.flatMap(({ state, message, remedy }) => (state === "failed" ? [{ message, remedy }] : []));
    const text = "the configuration is sound, but not each file that it names";
    if (problems.length > 0) throw new HostError("CONFIG_INVALID", text, { data: { problems } });
  }
  cli.output.answer({ ok: true, file: file ?? null }, () => `${file ?? "embedded defaults"}: ok`);
}

async function show(cli: Cli): Promise<void> {
  const values = describeConfig(await cli.config());
  cli.output.answer({ values }, () =>
    table(values, [
      { title: "OPTION", cell: (entry) => entry.path },
      { title: "VALUE", cell: (entry) => entry.text },
      { title: "FROM", cell: (entry) => entry.origin },
    ]),
  );
}

async function schema(cli: Cli): Promise<void> {
  const document = configJsonSchema();
  cli.output.answer(document, () => JSON.stringify(document, null, 2));
}
