// `holdfast driver learn`: the smallest set of grants for what a running driver did and was denied, with the author's reasons.
import { resolve } from "node:path";
import type { GuestUse } from "../driver/host-functions/uses.ts";
import { type DriverUses, type LearnedGrants, learnedGrants } from "../driver/learned-grants.ts";
import type { Cli } from "./cli.ts";
import { onDriver } from "./driver-name.ts";
import { oneLine, writeGrants } from "./grants-text.ts";

interface LearnOptions {
  readonly kind?: string;
  readonly write?: string;
}

export async function learn(cli: Cli, wanted: string, options: LearnOptions): Promise<void> {
  const session = await cli.session();
  const { seen, kind, name } = await onDriver(session, { kind: options.kind, name: wanted }, async (driver) => ({
    ...driver,
    seen: await session.call<DriverUses>("host.showDriverUses", driver),
  }));
  const { write } = options;
  const learned = learnedGrants(seen);
  const text = learnedText(`${kind}/${name}`, seen, learned);
  if (write !== undefined) writeGrants(resolve(cli.surroundings.cwd, write), text);
  const { permissions, uses } = seen;
  const answer = { kind, name, ...learned, denied: uses.filter((use) => use.denied), uses, permissions };
  cli.output.answer(answer, () => text.trimEnd());
}

/** YAML as `--grants` reads it; each grant stands below the driver's own reason. */
function learnedText(
  driver: string,
  { permissions, uses }: DriverUses,
  { grants, beyond, unused }: LearnedGrants,
): string {
  const denied = uses.filter((use) => use.denied && !beyond.includes(use));
  const reasonOf = (name: string) => permissions.find((one) => one.name === name)?.reason ?? "it gives no reason";
  return [
    `# What ${driver} needs to load, what it used so far, and what it was denied.`,
    "# Each line is for you to judge: take out what it shall not have, and correct places and addresses.",
    ...denied.map((use) => `# was denied: ${shown(use)}`),
    ...beyond.map(
      (use) => `# was denied, and its manifest does not ask for it, so only its author can change that: ${shown(use)}`,
    ),
    ...unused.map((name) => `# is granted and was not used so far: ${oneLine(name)}`),
    ...Object.entries(grants).flatMap(([name, value]) => [
      `# ${name}: ${oneLine(reasonOf(name))}`,
      `${name}: ${JSON.stringify(value)}`,
    ]),
    "",
  ].join("\n");
}

function shown({ permission, item, how, address }: GuestUse): string {
  return oneLine([permission, item, how, address && `at ${address}`].filter(Boolean).join(" "));
}
