// Generated from sdk/abi/host.yaml, version 1.0, by `npm run generate`. Do not edit: change the contract and generate again.

import type { HostDescriptor } from "../kind.ts";
import * as shape from "../shape.ts";

/** Severity. */
export const LOG_LEVEL_VALUES = ["trace", "debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVEL_VALUES)[number];

/** One line. */
export interface LogLine {
  /** How severe it is. */
  readonly level: LogLevel;
  /** The line; line breaks in it are shown as such, not obeyed. */
  readonly message: string;
}

/** A key of the driver's section. */
export interface ConfigKey {
  /** The key's name. */
  readonly key: string;
}

/** Its value as text, or null. */
export interface ConfigValue {
  /** Absent when the key is not set. */
  readonly value?: string;
}

/** The host functions of version 1.0, and the permissions they need. */
export const HOST: HostDescriptor = {
  name: "host",
  version: "1.0",
  functions: [
    {
      wire: "log",
      camel: "log",
      permission: "log",
      extism: ["log_trace", "log_debug", "log_info", "log_warn", "log_error", "get_log_level"],
      assemblyScript: { params: ["i32", "i32"], results: [] },
      decodeInput: (value) => decodeLogLine(value, ""),
    },
    {
      wire: "config_get",
      camel: "configGet",
      permission: "config",
      extism: ["config_get"],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeConfigKey(value, ""),
      encodeOutput: (value) => encodeConfigValue(value, ""),
    },
  ],
  permissions: [
    {
      name: "log",
      description: "Write lines to the host's log.",
      imports: [],
    },
    {
      name: "config",
      description: "Read the driver's own configuration section.",
      imports: [],
    },
    {
      name: "fs",
      description: "Use granted directories through WASI.",
      imports: ["wasi_snapshot_preview1"],
    },
  ],
};

function decodeLogLine(value: unknown, at: string): LogLine {
  const record = shape.checkRecord(value, at);
  return {
    level: shape.checkEnum(record["level"], shape.join(at, "level"), LOG_LEVEL_VALUES),
    message: shape.checkText(record["message"], shape.join(at, "message")),
  };
}

function decodeConfigKey(value: unknown, at: string): ConfigKey {
  const record = shape.checkRecord(value, at);
  return {
    key: shape.checkText(record["key"], shape.join(at, "key")),
  };
}

function encodeConfigValue(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {};
  if (record["value"] !== undefined && record["value"] !== null) {
    result["value"] = shape.checkText(record["value"], shape.join(at, "value"));
  }
  return result;
}
