// Reads the text tables of canaries: a sound tree, and sabotages of which each must be refused by exactly the rule it names.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A tree as texts by path. */
export type Files = ReadonlyMap<string, string>;

export interface Sabotage {
  readonly rule: string;
  /** What it tries, as a clause. */
  readonly what: string;
  /** The sound tree with the sabotage done. */
  readonly files: Files;
}

/** The canaries of one gate, from test/canaries/<gate>/{house,sabotage}.txt. */
export function readCanaries(gate: string): { readonly house: Files; readonly sabotages: readonly Sabotage[] } {
  const read = (name: string) => readFileSync(join(process.cwd(), "test/canaries", gate, name), "utf8");
  const house = planted(new Map(), read("house.txt"));
  const blocks = read("sabotage.txt").split(/^= /m).slice(1);
  return {
    house,
    sabotages: blocks.map((block) => {
      const [, rule = "", what = ""] = /^([\w-]+): (.+)$/m.exec(block) ?? [];
      return { rule, what, files: planted(house, block) };
    }),
  };
}

/** `+ path` puts the lines below it on top of a file, which is made if need be; `! path` replaces it; `- path` takes it away. */
function planted(house: Files, block: string): Files {
  const files = new Map(house);
  for (const [, act, path = "", text = ""] of block.matchAll(/^([+!-]) (\S+)\n((?:(?![+!-] \S+$).*\n?)*)/gm)) {
    const lines = `${text.trim()}\n`;
    if (act === "-") files.delete(path);
    else files.set(path, act === "+" ? lines + (files.get(path) ?? "") : lines);
  }
  return files;
}
