// Generated from sdk/abi/host.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

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

/** One value for a rule's parameter. A parameter that is a list is given several times, in order. */
export interface ExecParameter {
  /** The parameter's name in the rule. */
  readonly name: string;
  /** The value as text; integers in decimal. */
  readonly value: string;
}

/** Which command to run, with what. */
export interface ExecRequest {
  /** The rule's id. */
  readonly rule: string;
  /** Values for its parameters. */
  readonly parameters?: readonly ExecParameter[];
  /** What the command reads from its standard input, if the rule lets it. */
  readonly stdinText?: string;
  /** A shorter time-out than the rule's. */
  readonly timeoutMs?: number;
  /** True runs nothing and answers the arguments. */
  readonly dryRun?: boolean;
}

/** How the command ended. */
export interface ExecResult {
  /** The program and its arguments. */
  readonly argv: readonly string[];
  /** One of those that the rule calls a success. */
  readonly exitCode: number;
  /** Its standard output; bytes that are no UTF-8 are replaced. */
  readonly stdoutText: string;
  /** Its standard error. */
  readonly stderrText: string;
  /** True when output beyond the rule's limit was thrown away. */
  readonly truncated: boolean;
  /** How long it ran. */
  readonly durationMs: number;
}

/** Which daemon to start, under which name, with what. */
export interface DaemonRequest {
  /** The rule's id. */
  readonly rule: string;
  /** Its name among the daemons of the rule: letters, digits, _ . and -, 63 at most. */
  readonly instance: string;
  /** Values for the rule's parameters. */
  readonly parameters?: readonly ExecParameter[];
  /** What it reads from its standard input, if the rule lets it. */
  readonly stdinText?: string;
}

/** Names a daemon. */
export interface DaemonName {
  /** The rule's id. */
  readonly rule: string;
  /** Its name among the daemons of the rule. */
  readonly instance: string;
}

/** Names a rule of the type daemon. */
export interface DaemonRule {
  /** The rule's id. */
  readonly rule: string;
}

/** Whether a daemon runs. */
export const DAEMON_STATE_VALUES = ["running", "exited", "absent"] as const;
export type DaemonState = (typeof DAEMON_STATE_VALUES)[number];

/** A daemon as it is. */
export interface Daemon {
  /** Its name. */
  readonly instance: string;
  /** exited when it ended by itself, absent when it was never started or was stopped. */
  readonly state: DaemonState;
  /** Its process id while it runs. */
  readonly pid?: number;
  /** How it ended, if that is known. */
  readonly exitCode?: number;
  /** The program and its arguments; empty when absent. */
  readonly argv: readonly string[];
  /** The last of what it wrote. */
  readonly output: string;
}

/** The daemons of a rule. */
export interface DaemonList {
  /** Each once, by name. */
  readonly daemons: readonly Daemon[];
}

/** What to do. */
export const HTTP_METHOD_VALUES = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
export type HttpMethod = (typeof HTTP_METHOD_VALUES)[number];

/** One header field. */
export interface HttpHeader {
  /** Its name. */
  readonly name: string;
  /** Its value. */
  readonly value: string;
}

/** How to prove who asks. */
export const HTTP_SCHEME_VALUES = ["basic", "bearer"] as const;
export type HttpScheme = (typeof HTTP_SCHEME_VALUES)[number];

/** Who asks, proven by a secret that the driver never sees. */
export interface HttpAuthorization {
  /** basic takes a user too. */
  readonly scheme: HttpScheme;
  /** The user's name, for basic. */
  readonly user?: string;
  /** The name of a granted secret. */
  readonly secret: string;
}

/** One request. */
export interface HttpRequest {
  /** The method. */
  readonly method: HttpMethod;
  /** Absolute, http or https. */
  readonly url: string;
  /** Fields to send besides the host's own. */
  readonly headers?: readonly HttpHeader[];
  /** What to send. */
  readonly body?: string;
  /** A shorter time-out than the host's. */
  readonly timeoutMs?: number;
  /** Sent as the field Authorization, to the first server only. */
  readonly authorization?: HttpAuthorization;
}

/** What came back. */
export interface HttpResponse {
  /** The HTTP status. */
  readonly status: number;
  /** Where it came from, after redirects. */
  readonly url: string;
  /** Names are in lower case. */
  readonly headers: readonly HttpHeader[];
  /** The content; bytes that are no UTF-8 are replaced. */
  readonly body: string;
}

/** A key. */
export interface KvKey {
  /** Any text. */
  readonly key: string;
}

/** What is kept under a key. */
export interface KvValue {
  /** Absent when nothing is kept. */
  readonly value?: string;
}

/** A key and what to keep under it. */
export interface KvEntry {
  /** Any text. */
  readonly key: string;
  /** Any text. */
  readonly value: string;
}

/** The keys that are asked for. */
export interface KvPrefix {
  /** How they begin; all when it is absent. */
  readonly prefix?: string;
}

/** Keys. */
export interface KvKeys {
  /** In the order of their bytes. */
  readonly keys: readonly string[];
}

/** Nothing to tell. */
export interface HostDone {
}

/** Nothing to say. */
export interface ClockRequest {
}

/** The time. */
export interface ClockTime {
  /** Milliseconds since 1970 in UTC. */
  readonly wallMs: number;
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  readonly monotonicMs: number;
}

/** How much. */
export interface RandomRequest {
  /** In bytes. */
  readonly length: number;
}

/** The bytes. */
export interface RandomBytes {
  /** As many as were asked for. */
  readonly bytes: Uint8Array;
}

/** Something that happened. */
export interface HostEvent {
  /** What sort: a-z, 0-9, _ and dots, a letter first. */
  readonly name: string;
  /** What it is about, such as a volume's name. */
  readonly subject?: string;
  /** More about it, as the driver likes. */
  readonly data?: string;
}

/** Where it stands. */
export interface EventNumber {
  /** Its number among the driver's events; gaps mean that some were lost. */
  readonly sequence: number;
}

/** Names a secret. */
export interface SecretName {
  /** The name that the grant gives it. */
  readonly name: string;
}

/** Whether it is there. */
export interface SecretPresence {
  /** True when it can be used. */
  readonly present: boolean;
}

/** The host functions of version 1.1, and the permissions they need. */
export const HOST: HostDescriptor = {
  name: "host",
  version: "1.1",
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
    {
      wire: "exec",
      camel: "exec",
      permission: "exec",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeExecRequest(value, ""),
      encodeOutput: (value) => encodeExecResult(value, ""),
    },
    {
      wire: "daemon_start",
      camel: "daemonStart",
      permission: "exec",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeDaemonRequest(value, ""),
      encodeOutput: (value) => encodeDaemon(value, ""),
    },
    {
      wire: "daemon_stop",
      camel: "daemonStop",
      permission: "exec",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeDaemonName(value, ""),
      encodeOutput: (value) => encodeDaemon(value, ""),
    },
    {
      wire: "daemon_reload",
      camel: "daemonReload",
      permission: "exec",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeDaemonName(value, ""),
      encodeOutput: (value) => encodeDaemon(value, ""),
    },
    {
      wire: "daemon_status",
      camel: "daemonStatus",
      permission: "exec",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeDaemonName(value, ""),
      encodeOutput: (value) => encodeDaemon(value, ""),
    },
    {
      wire: "daemon_list",
      camel: "daemonList",
      permission: "exec",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeDaemonRule(value, ""),
      encodeOutput: (value) => encodeDaemonList(value, ""),
    },
    {
      wire: "http_request",
      camel: "httpRequest",
      permission: "http",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeHttpRequest(value, ""),
      encodeOutput: (value) => encodeHttpResponse(value, ""),
    },
    {
      wire: "kv_get",
      camel: "kvGet",
      permission: "kv",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeKvKey(value, ""),
      encodeOutput: (value) => encodeKvValue(value, ""),
    },
    {
      wire: "kv_set",
      camel: "kvSet",
      permission: "kv",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeKvEntry(value, ""),
      encodeOutput: (value) => encodeHostDone(value, ""),
    },
    {
      wire: "kv_delete",
      camel: "kvDelete",
      permission: "kv",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeKvKey(value, ""),
      encodeOutput: (value) => encodeHostDone(value, ""),
    },
    {
      wire: "kv_list",
      camel: "kvList",
      permission: "kv",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeKvPrefix(value, ""),
      encodeOutput: (value) => encodeKvKeys(value, ""),
    },
    {
      wire: "clock_now",
      camel: "clockNow",
      permission: "clock",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeClockRequest(value, ""),
      encodeOutput: (value) => encodeClockTime(value, ""),
    },
    {
      wire: "random_bytes",
      camel: "randomBytes",
      permission: "random",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeRandomRequest(value, ""),
      encodeOutput: (value) => encodeRandomBytes(value, ""),
    },
    {
      wire: "event_emit",
      camel: "eventEmit",
      permission: "event",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeHostEvent(value, ""),
      encodeOutput: (value) => encodeEventNumber(value, ""),
    },
    {
      wire: "secret_present",
      camel: "secretPresent",
      permission: "secret",
      extism: [],
      assemblyScript: { params: ["i32"], results: ["i32"] },
      decodeInput: (value) => decodeSecretName(value, ""),
      encodeOutput: (value) => encodeSecretPresence(value, ""),
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
    {
      name: "exec",
      description: "Run commands and daemons by the executor's rules that are named.",
      imports: [],
    },
    {
      name: "http",
      description: "Ask the HTTP servers that are named.",
      imports: [],
    },
    {
      name: "kv",
      description: "Keep small values at the host, in a space of its own.",
      imports: [],
    },
    {
      name: "clock",
      description: "Know the time.",
      imports: [],
    },
    {
      name: "random",
      description: "Have random bytes.",
      imports: [],
    },
    {
      name: "event",
      description: "Tell that something happened.",
      imports: [],
    },
    {
      name: "secret",
      description: "Use the secrets that are named, without seeing them.",
      imports: [],
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

function decodeExecParameter(value: unknown, at: string): ExecParameter {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name")),
    value: shape.checkText(record["value"], shape.join(at, "value")),
  };
}

function decodeExecRequest(value: unknown, at: string): ExecRequest {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<ExecRequest> = {
    rule: shape.checkText(record["rule"], shape.join(at, "rule")),
  };
  if (record["parameters"] !== undefined && record["parameters"] !== null) {
    result.parameters = shape.checkList(record["parameters"], shape.join(at, "parameters"), (item, at) => decodeExecParameter(item, at));
  }
  if (record["stdin_text"] !== undefined && record["stdin_text"] !== null) {
    result.stdinText = shape.checkText(record["stdin_text"], shape.join(at, "stdin_text"));
  }
  if (record["timeout_ms"] !== undefined && record["timeout_ms"] !== null) {
    result.timeoutMs = shape.checkInteger(record["timeout_ms"], shape.join(at, "timeout_ms"), 1, 2147483647);
  }
  if (record["dry_run"] !== undefined && record["dry_run"] !== null) {
    result.dryRun = shape.checkBoolean(record["dry_run"], shape.join(at, "dry_run"));
  }
  return result;
}

function encodeExecResult(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    argv: shape.checkList(record["argv"], shape.join(at, "argv"), (item, at) => shape.checkText(item, at)),
    exit_code: shape.checkInteger(record["exitCode"], shape.join(at, "exitCode"), -2147483648, 2147483647),
    stdout_text: shape.checkText(record["stdoutText"], shape.join(at, "stdoutText")),
    stderr_text: shape.checkText(record["stderrText"], shape.join(at, "stderrText")),
    truncated: shape.checkBoolean(record["truncated"], shape.join(at, "truncated")),
    duration_ms: shape.checkInteger(record["durationMs"], shape.join(at, "durationMs"), 0, 2147483647),
  };
}

function decodeDaemonRequest(value: unknown, at: string): DaemonRequest {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<DaemonRequest> = {
    rule: shape.checkText(record["rule"], shape.join(at, "rule")),
    instance: shape.checkText(record["instance"], shape.join(at, "instance")),
  };
  if (record["parameters"] !== undefined && record["parameters"] !== null) {
    result.parameters = shape.checkList(record["parameters"], shape.join(at, "parameters"), (item, at) => decodeExecParameter(item, at));
  }
  if (record["stdin_text"] !== undefined && record["stdin_text"] !== null) {
    result.stdinText = shape.checkText(record["stdin_text"], shape.join(at, "stdin_text"));
  }
  return result;
}

function decodeDaemonName(value: unknown, at: string): DaemonName {
  const record = shape.checkRecord(value, at);
  return {
    rule: shape.checkText(record["rule"], shape.join(at, "rule")),
    instance: shape.checkText(record["instance"], shape.join(at, "instance")),
  };
}

function decodeDaemonRule(value: unknown, at: string): DaemonRule {
  const record = shape.checkRecord(value, at);
  return {
    rule: shape.checkText(record["rule"], shape.join(at, "rule")),
  };
}

function encodeDaemon(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {
    instance: shape.checkText(record["instance"], shape.join(at, "instance")),
    state: shape.checkEnum(record["state"], shape.join(at, "state"), DAEMON_STATE_VALUES),
    argv: shape.checkList(record["argv"], shape.join(at, "argv"), (item, at) => shape.checkText(item, at)),
    output: shape.checkText(record["output"], shape.join(at, "output")),
  };
  if (record["pid"] !== undefined && record["pid"] !== null) {
    result["pid"] = shape.checkInteger(record["pid"], shape.join(at, "pid"), -2147483648, 2147483647);
  }
  if (record["exitCode"] !== undefined && record["exitCode"] !== null) {
    result["exit_code"] = shape.checkInteger(record["exitCode"], shape.join(at, "exitCode"), -2147483648, 2147483647);
  }
  return result;
}

function encodeDaemonList(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    daemons: shape.checkList(record["daemons"], shape.join(at, "daemons"), (item, at) => encodeDaemon(item, at)),
  };
}

function encodeHttpHeader(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name")),
    value: shape.checkText(record["value"], shape.join(at, "value")),
  };
}

function decodeHttpHeader(value: unknown, at: string): HttpHeader {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name")),
    value: shape.checkText(record["value"], shape.join(at, "value")),
  };
}

function decodeHttpAuthorization(value: unknown, at: string): HttpAuthorization {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<HttpAuthorization> = {
    scheme: shape.checkEnum(record["scheme"], shape.join(at, "scheme"), HTTP_SCHEME_VALUES),
    secret: shape.checkText(record["secret"], shape.join(at, "secret")),
  };
  if (record["user"] !== undefined && record["user"] !== null) {
    result.user = shape.checkText(record["user"], shape.join(at, "user"));
  }
  return result;
}

function decodeHttpRequest(value: unknown, at: string): HttpRequest {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<HttpRequest> = {
    method: shape.checkEnum(record["method"], shape.join(at, "method"), HTTP_METHOD_VALUES),
    url: shape.checkText(record["url"], shape.join(at, "url")),
  };
  if (record["headers"] !== undefined && record["headers"] !== null) {
    result.headers = shape.checkList(record["headers"], shape.join(at, "headers"), (item, at) => decodeHttpHeader(item, at));
  }
  if (record["body"] !== undefined && record["body"] !== null) {
    result.body = shape.checkText(record["body"], shape.join(at, "body"));
  }
  if (record["timeout_ms"] !== undefined && record["timeout_ms"] !== null) {
    result.timeoutMs = shape.checkInteger(record["timeout_ms"], shape.join(at, "timeout_ms"), 1, 2147483647);
  }
  if (record["authorization"] !== undefined && record["authorization"] !== null) {
    result.authorization = decodeHttpAuthorization(record["authorization"], shape.join(at, "authorization"));
  }
  return result;
}

function encodeHttpResponse(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    status: shape.checkInteger(record["status"], shape.join(at, "status"), -2147483648, 2147483647),
    url: shape.checkText(record["url"], shape.join(at, "url")),
    headers: shape.checkList(record["headers"], shape.join(at, "headers"), (item, at) => encodeHttpHeader(item, at)),
    body: shape.checkText(record["body"], shape.join(at, "body")),
  };
}

function decodeKvKey(value: unknown, at: string): KvKey {
  const record = shape.checkRecord(value, at);
  return {
    key: shape.checkText(record["key"], shape.join(at, "key"), 1, 512),
  };
}

function encodeKvValue(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {};
  if (record["value"] !== undefined && record["value"] !== null) {
    result["value"] = shape.checkText(record["value"], shape.join(at, "value"));
  }
  return result;
}

function decodeKvEntry(value: unknown, at: string): KvEntry {
  const record = shape.checkRecord(value, at);
  return {
    key: shape.checkText(record["key"], shape.join(at, "key"), 1, 512),
    value: shape.checkText(record["value"], shape.join(at, "value")),
  };
}

function decodeKvPrefix(value: unknown, at: string): KvPrefix {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<KvPrefix> = {};
  if (record["prefix"] !== undefined && record["prefix"] !== null) {
    result.prefix = shape.checkText(record["prefix"], shape.join(at, "prefix"), 0, 512);
  }
  return result;
}

function encodeKvKeys(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    keys: shape.checkList(record["keys"], shape.join(at, "keys"), (item, at) => shape.checkText(item, at)),
  };
}

function encodeHostDone(value: unknown, at: string): Record<string, unknown> {
  shape.checkRecord(value, at);
  return {};
}

function decodeClockRequest(value: unknown, at: string): ClockRequest {
  shape.checkRecord(value, at);
  return {};
}

function encodeClockTime(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    wall_ms: shape.checkInteger(record["wallMs"], shape.join(at, "wallMs"), -9007199254740991, 9007199254740991),
    monotonic_ms: shape.checkInteger(record["monotonicMs"], shape.join(at, "monotonicMs"), -9007199254740991, 9007199254740991),
  };
}

function decodeRandomRequest(value: unknown, at: string): RandomRequest {
  const record = shape.checkRecord(value, at);
  return {
    length: shape.checkInteger(record["length"], shape.join(at, "length"), 1, 1024),
  };
}

function encodeRandomBytes(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    bytes: shape.encodeBuffer(record["bytes"], shape.join(at, "bytes")),
  };
}

function decodeHostEvent(value: unknown, at: string): HostEvent {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<HostEvent> = {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 64),
  };
  if (record["subject"] !== undefined && record["subject"] !== null) {
    result.subject = shape.checkText(record["subject"], shape.join(at, "subject"), 0, 256);
  }
  if (record["data"] !== undefined && record["data"] !== null) {
    result.data = shape.checkText(record["data"], shape.join(at, "data"), 0, 4096);
  }
  return result;
}

function encodeEventNumber(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    sequence: shape.checkInteger(record["sequence"], shape.join(at, "sequence"), 1, 9007199254740991),
  };
}

function decodeSecretName(value: unknown, at: string): SecretName {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name")),
  };
}

function encodeSecretPresence(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    present: shape.checkBoolean(record["present"], shape.join(at, "present")),
  };
}
