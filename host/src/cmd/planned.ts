// What a dry run found, for people: the steps in their order, with commands as a shell would take them.

export interface ShownPlan {
  /** Null where only the records would be changed. */
  readonly driver: string | null;
  readonly steps: readonly {
    readonly what: string;
    readonly argv?: readonly string[] | undefined;
    /** What the command would read. */
    readonly stdin?: string | undefined;
  }[];
}

export function planned({ driver, steps }: ShownPlan): string {
  const who = driver === null ? "the manager" : `the driver ${driver}`;
  if (steps.length === 0) return `nothing was changed, and ${who} would change nothing\n`;
  const lines = steps.flatMap(({ what, argv, stdin }, index) => [
    `${index + 1}. ${what}`,
    ...(argv && argv.length > 0 ? [`   ${argv.map(quoted).join(" ")}`] : []),
    ...(stdin
      ? stdin
          .trimEnd()
          .split("\n")
          .map((line) => `   < ${line}`)
      : []),
  ]);
  return [`nothing was changed; ${who} would do this:`, ...lines, ""].join("\n");
}

/** As a shell would take it, so that it can be copied; nothing here ever goes to one. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
