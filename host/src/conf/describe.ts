// The configuration in force as people look at it: each value with its origin, secrets masked; and the JSON Schema for editors.
import { z } from "zod";
import type { LoadedConfig } from "./load.ts";
import { OPTIONS } from "./options.ts";
import { isSecretName } from "./secret-names.ts";
import { formatBytes, formatDurationMs } from "./units.ts";
import { flatten } from "./values.ts";

export interface DescribedValue {
  readonly path: string;
  readonly value: unknown;
  /** The value for people: `10s`, `64 MiB`. */
  readonly text: string;
  readonly origin: string;
}

const MASK = "********";

/** Every value in force. What a driver's configuration calls a secret, a token, a password or a key is masked. */
export function describeConfig({ config, origins }: LoadedConfig): readonly DescribedValue[] {
  return flatten(config).map(({ path, value }) => {
    const name = path.join(".");
    const option = path.at(-1) ?? "";
    const secret = path[3] === "config" && isSecretName(option);
    const shown = secret ? MASK : value;
    return { path: name, value: shown, text: textOf(option, shown), origin: origins[name] ?? "default" };
  });
}

/** The JSON Schema (2020-12) of the configuration file. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(OPTIONS, {
    io: "input",
    override({ zodSchema, jsonSchema }) {
      // In the file nothing is required that has a default, and an empty section counts as not given.
      if (zodSchema === OPTIONS || zodSchema === OPTIONS.shape.host || zodSchema === OPTIONS.shape.database) {
        delete jsonSchema.required;
      }
      if (jsonSchema["shorthand"] === undefined) return;
      delete jsonSchema["shorthand"];
      const entry = { ...jsonSchema };
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      jsonSchema.anyOf = [{ type: "string", description: "The driver's path." }, entry, { type: "null" }];
    },
  });
  return { ...schema, title: "Holdfast configuration" };
}

function textOf(option: string, value: unknown): string {
  if (typeof value === "number" && /Ms(Max)?$/.test(option)) return formatDurationMs(value);
  if (typeof value === "number" && /^bytes$|Bytes(Max)?$/.test(option)) return formatBytes(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
