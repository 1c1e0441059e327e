// Holds the sources against the layer table: which file imports what it may not, and by which rule.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

/** One import, or one file, that a rule refuses. */
export interface LayerViolation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** What the rule is for. */
  readonly comment: string;
}

interface LayerRules extends IFlattenedRuleSet {
  readonly options: ICruiseOptions;
}

const SOURCES = ["host/src", "host/executor", "sdk/src", "sdk/guest", "drivers-wasm"];

/** The rules by name, in the order in which they are applied. */
export function layerRules(): LayerRules {
  return createRequire(import.meta.url)("../layers.cjs") as LayerRules;
}

/** Every violation below `root`, a checkout or a copy laid out like one. */
export async function checkLayers(root: string): Promise<LayerViolation[]> {
  const { options, ...ruleSet } = layerRules();
  const result = await cruise(
    SOURCES.filter((folder) => existsSync(join(root, folder))),
    { ...options, baseDir: root, validate: true, ruleSet },
    undefined,
    { tsConfig: extractTSConfig(join(root, "host/tsconfig.json")) },
  );
  const { summary } = result.output as ICruiseResult;
  const comments = new Map(ruleSet.forbidden?.map((rule) => [rule.name, rule.comment ?? ""]));
  return summary.violations.map((violation) => ({
    rule: violation.rule.name,
    from: violation.from,
    to: violation.to,
    comment: comments.get(violation.rule.name) ?? "",
  }));
}

async function main(root: string): Promise<number> {
  const violations = await checkLayers(root);
  for (const { rule, from, to, comment } of violations) console.log(`${from} → ${to} ${rule}: ${comment}`);
  return violations.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
}
