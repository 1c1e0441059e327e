// Generated from sdk/abi/host.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

import { callHost, defineTypes } from "../holdfast.ts";

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
export type DaemonState = "running" | "exited" | "absent";

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
export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One header field. */
export interface HttpHeader {
  /** Its name. */
  readonly name: string;
  /** Its value. */
  readonly value: string;
}

/** How to prove who asks. */
export type HttpScheme = "basic" | "bearer";

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

/**
 * Runs a command by a rule of the executor. ok when it ended with one of the rule's exit codes; failed when it
 * ended with another, or not in time, and then nothing of it runs any more. permission_denied for a rule that is
 * not granted or not there, invalid_argument for a parameter that the rule refuses, not_ready when no executor
 * runs, busy when too much runs at once. Needs the permission `exec`.
 */
export function exec(input: ExecRequest): ExecResult {
  return callHost("holdfast:import:exec", TYPES + 5, TYPES + 9, input) as ExecResult;
}

/**
 * Starts what must outlive the call, by a rule of the type daemon. One that runs with the same arguments is left
 * alone; with other arguments it is already_exists. failed, with its last lines, when it ends at once. Needs the
 * permission `exec`.
 */
export function daemonStart(input: DaemonRequest): Daemon {
  return callHost("holdfast:import:daemon_start", TYPES + 10, TYPES + 12, input) as Daemon;
}

/** Ends a daemon and all that it started. Stopping what does not run is ok. Needs the permission `exec`. */
export function daemonStop(input: DaemonName): Daemon {
  return callHost("holdfast:import:daemon_stop", TYPES + 13, TYPES + 12, input) as Daemon;
}

/** Sends the rule's reload signal; not_found when it does not run. Needs the permission `exec`. */
export function daemonReload(input: DaemonName): Daemon {
  return callHost("holdfast:import:daemon_reload", TYPES + 13, TYPES + 12, input) as Daemon;
}

/** Says how a daemon is; absent is an answer, not an error. Needs the permission `exec`. */
export function daemonStatus(input: DaemonName): Daemon {
  return callHost("holdfast:import:daemon_status", TYPES + 13, TYPES + 12, input) as Daemon;
}

/** Lists the daemons of one rule that run or have ended by themselves. Needs the permission `exec`. */
export function daemonList(input: DaemonRule): DaemonList {
  return callHost("holdfast:import:daemon_list", TYPES + 14, TYPES + 16, input) as DaemonList;
}

/**
 * Asks a server that the grant names. Any HTTP status is ok. permission_denied when the address, a hop of a
 * redirect or a resolved address is not granted; failed when there is no connection, no trusted certificate, or too
 * much of an answer. Needs the permission `http`.
 */
export function httpRequest(input: HttpRequest): HttpResponse {
  return callHost("holdfast:import:http_request", TYPES + 20, TYPES + 21, input) as HttpResponse;
}

/** Reads a value that the driver kept; absent when there is none. Needs the permission `kv`. */
export function kvGet(input: KvKey): KvValue {
  return callHost("holdfast:import:kv_get", TYPES + 23, TYPES + 24, input) as KvValue;
}

/**
 * Keeps a value under a key, durable when it answers ok. resource_exhausted when the quota is full; then nothing
 * changed. Needs the permission `kv`.
 */
export function kvSet(input: KvEntry): HostDone {
  return callHost("holdfast:import:kv_set", TYPES + 25, TYPES + 26, input) as HostDone;
}

/** Forgets a key. Forgetting what is absent is ok. Needs the permission `kv`. */
export function kvDelete(input: KvKey): HostDone {
  return callHost("holdfast:import:kv_delete", TYPES + 23, TYPES + 26, input) as HostDone;
}

/** Lists the keys that begin with a prefix, in the order of their bytes. Needs the permission `kv`. */
export function kvList(input: KvPrefix): KvKeys {
  return callHost("holdfast:import:kv_list", TYPES + 28, TYPES + 29, input) as KvKeys;
}

/** Says what time it is. Needs the permission `clock`. */
export function clockNow(input: ClockRequest): ClockTime {
  return callHost("holdfast:import:clock_now", TYPES + 26, TYPES + 31, input) as ClockTime;
}

/** Answers bytes that nobody can foretell. Needs the permission `random`. */
export function randomBytes(input: RandomRequest): RandomBytes {
  return callHost("holdfast:import:random_bytes", TYPES + 33, TYPES + 35, input) as RandomBytes;
}

/**
 * Tells the host's users that something happened. resource_exhausted when the driver tells too much at once; then
 * it is not told. Needs the permission `event`.
 */
export function eventEmit(input: HostEvent): EventNumber {
  return callHost("holdfast:import:event_emit", TYPES + 39, TYPES + 41, input) as EventNumber;
}

/**
 * Says whether a granted secret is there. Its value never enters the driver; http_request uses it by its name.
 * Needs the permission `secret`.
 */
export function secretPresent(input: SecretName): SecretPresence {
  return callHost("holdfast:import:secret_present", TYPES + 42, TYPES + 43, input) as SecretPresence;
}

const TYPES = /* @__PURE__ */ defineTypes([
  ["string"],
  ["record",[["name","name",1,0,0],["value","value",1,0,0]]],
  ["array",1],
  ["integer",1,2147483647],
  ["boolean"],
  ["record",[["rule","rule",1,0,0],["parameters","parameters",0,1,2],["stdin_text","stdinText",0,1,0],["timeout_ms","timeoutMs",0,1,3],["dry_run","dryRun",0,1,4]]],
  ["array",0],
  ["integer",-2147483648,2147483647],
  ["integer",0,2147483647],
  ["record",[["argv","argv",1,0,6],["exit_code","exitCode",1,0,7],["stdout_text","stdoutText",1,0,0],["stderr_text","stderrText",1,0,0],["truncated","truncated",1,0,4],["duration_ms","durationMs",1,0,8]]],
  ["record",[["rule","rule",1,0,0],["instance","instance",1,0,0],["parameters","parameters",0,1,2],["stdin_text","stdinText",0,1,0]]],
  ["enum",["running","exited","absent"]],
  ["record",[["instance","instance",1,0,0],["state","state",1,0,11],["pid","pid",0,1,7],["exit_code","exitCode",0,1,7],["argv","argv",1,0,6],["output","output",1,0,0]]],
  ["record",[["rule","rule",1,0,0],["instance","instance",1,0,0]]],
  ["record",[["rule","rule",1,0,0]]],
  ["array",12],
  ["record",[["daemons","daemons",1,0,15]]],
  ["enum",["GET","HEAD","POST","PUT","PATCH","DELETE"]],
  ["enum",["basic","bearer"]],
  ["record",[["scheme","scheme",1,0,18],["user","user",0,1,0],["secret","secret",1,0,0]]],
  ["record",[["method","method",1,0,17],["url","url",1,0,0],["headers","headers",0,1,2],["body","body",0,1,0],["timeout_ms","timeoutMs",0,1,3],["authorization","authorization",0,1,19]]],
  ["record",[["status","status",1,0,7],["url","url",1,0,0],["headers","headers",1,0,2],["body","body",1,0,0]]],
  ["string",1,512],
  ["record",[["key","key",1,0,22]]],
  ["record",[["value","value",0,1,0]]],
  ["record",[["key","key",1,0,22],["value","value",1,0,0]]],
  ["record",[]],
  ["string",0,512],
  ["record",[["prefix","prefix",0,1,27]]],
  ["record",[["keys","keys",1,0,6]]],
  ["integer",-9007199254740991,9007199254740991],
  ["record",[["wall_ms","wallMs",1,0,30],["monotonic_ms","monotonicMs",1,0,30]]],
  ["integer",1,1024],
  ["record",[["length","length",1,0,32]]],
  ["buffer"],
  ["record",[["bytes","bytes",1,0,34]]],
  ["string",1,64],
  ["string",0,256],
  ["string",0,4096],
  ["record",[["name","name",1,0,36],["subject","subject",0,1,37],["data","data",0,1,38]]],
  ["integer",1,9007199254740991],
  ["record",[["sequence","sequence",1,0,40]]],
  ["record",[["name","name",1,0,0]]],
  ["record",[["present","present",1,0,4]]],
]);
