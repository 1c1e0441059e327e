// What `holdfast up` says when the host is there: what to type next, in ten lines.
import type { Output } from "./output.ts";

export interface Greeted {
  readonly url: string;
  readonly dataDir: string;
  /** Commands that are told nothing look into that data directory by themselves. */
  readonly isFound: boolean;
}

export function greeting({ url, dataDir, isFound }: Greeted, output: Pick<Output, "paint">): string {
  const type = (command: string, what: string) => `  ${command.padEnd(46)} ${output.paint("dim", what)}`;
  return [
    `Holdfast is up: ${url}, data in ${dataDir}`,
    "In another shell:",
    ...(isFound ? [] : [type(`export HOLDFAST_DATA_DIR=${quoted(dataDir)}`, "so that commands find this host")]),
    type("npx holdfast status", "services, drivers and how they feel"),
    type("npx holdfast volume create db1 --size 2GiB", "a real sparse file, made by a sandboxed driver"),
    type("npx holdfast volume list", "what there is; --json for programs"),
    type("npx holdfast operation list", "the journal: what was asked, how it ended"),
    type("npx holdfast driver list", "the drivers, how they feel and their digests"),
    type("npx holdfast driver check FILE.wasm", "a verdict on a stranger's driver, without running it"),
    type("npx holdfast call --trace volume.list", "any method, and the way a call takes"),
    `Stop it with Ctrl-C; ${output.paint("dim", "kill -9 is fine too")}.`,
  ].join("\n");
}

/** As a shell reads it back, whatever is in it. */
function quoted(path: string): string {
  return /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
