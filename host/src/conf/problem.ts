// One thing that is wrong with a configuration, and the error that carries all of them.
import { HostError } from "../errors.ts";

export interface Problem {
  /** The option, as `hub.listen`; empty for the file as a whole. */
  readonly path: string;
  /** `file:line:column`, `env NAME`, `--set PATH` or `default`. */
  readonly place: string;
  readonly message: string;
}

/** CONFIG_INVALID with every problem, one a line, in `data.problems` too. */
export function configError(problems: readonly Problem[]): HostError {
  const unique = [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
  const lines = unique.map((problem) => `  ${formatProblem(problem)}`);
  const head = `the configuration has ${unique.length === 1 ? "a problem" : `${unique.length} problems`}:`;
  return new HostError("CONFIG_INVALID", [head, ...lines].join("\n"), { data: { problems: unique } });
}

function formatProblem({ place, path, message }: Problem): string {
  return path === "" ? `${place}: ${message}` : `${place}: ${path}: ${message}`;
}
