// Generated from sdk/abi/host.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

import { Answer, Box, heard, hearField, unasked } from "../answer";
import { readBase64 } from "../base64";
import { JsonReader } from "../json-reader";
import { JsonWriter } from "../json-writer";

/** One value for a rule's parameter. A parameter that is a list is given several times, in order. */
export class ExecParameter {
  /** The parameter's name in the rule. */
  name: string = "";
  /** The value as text; integers in decimal. */
  value: string = "";

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("name");
    writer.text(this.name);
    writer.key("value");
    writer.text(this.value);
    writer.endObject();
  }
}

/** Which command to run, with what. */
export class ExecRequest {
  /** The rule's id. */
  rule: string = "";
  /** Values for its parameters. */
  parameters: Array<ExecParameter> | null = null;
  /** What the command reads from its standard input, if the rule lets it. */
  stdinText: string | null = null;
  /** A shorter time-out than the rule's. */
  timeoutMs: Box<i32> | null = null;
  /** True runs nothing and answers the arguments. */
  dryRun: Box<bool> | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("rule");
    writer.text(this.rule);
    const loose1 = this.parameters;
    if (loose1 !== null) {
      writer.key("parameters");
      {
        const items0 = loose1;
        writer.beginArray();
        for (let index0 = 0; index0 < items0.length; index0++) {
          items0[index0].write(writer);
        }
        writer.endArray();
      }
    }
    const loose2 = this.stdinText;
    if (loose2 !== null) {
      writer.key("stdin_text");
      writer.text(loose2);
    }
    const loose3 = this.timeoutMs;
    if (loose3 !== null) {
      writer.key("timeout_ms");
      writer.integer(<i64>loose3.value, 1, 2147483647);
    }
    const loose4 = this.dryRun;
    if (loose4 !== null) {
      writer.key("dry_run");
      writer.boolean(loose4.value);
    }
    writer.endObject();
  }
}

/** How the command ended. */
export class ExecResult {
  /** The program and its arguments. */
  argv: Array<string> = new Array<string>();
  /** One of those that the rule calls a success. */
  exitCode: i32 = 0;
  /** Its standard output; bytes that are no UTF-8 are replaced. */
  stdoutText: string = "";
  /** Its standard error. */
  stderrText: string = "";
  /** True when output beyond the rule's limit was thrown away. */
  truncated: bool = false;
  /** How long it ran. */
  durationMs: i32 = 0;

  static read(reader: JsonReader): ExecResult {
    const record = new ExecResult();
    const seen = new StaticArray<bool>(6);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "argv") {
        if (!reader.first(seen, 0)) break;
        {
          const items0 = new Array<string>();
          reader.beginArray();
          for (let index0 = 0; reader.nextItem(index0); index0++) {
            items0.push(reader.readString(0, i32.MAX_VALUE));
          }
          record.argv = items0;
        }
      } else if (key == "exit_code") {
        if (!reader.first(seen, 1)) break;
        record.exitCode = <i32>reader.readInteger(-2147483648, 2147483647);
      } else if (key == "stdout_text") {
        if (!reader.first(seen, 2)) break;
        record.stdoutText = reader.readString(0, i32.MAX_VALUE);
      } else if (key == "stderr_text") {
        if (!reader.first(seen, 3)) break;
        record.stderrText = reader.readString(0, i32.MAX_VALUE);
      } else if (key == "truncated") {
        if (!reader.first(seen, 4)) break;
        record.truncated = reader.readBoolean();
      } else if (key == "duration_ms") {
        if (!reader.first(seen, 5)) break;
        record.durationMs = <i32>reader.readInteger(0, 2147483647);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "argv");
    reader.need(seen, 1, "exit_code");
    reader.need(seen, 2, "stdout_text");
    reader.need(seen, 3, "stderr_text");
    reader.need(seen, 4, "truncated");
    reader.need(seen, 5, "duration_ms");
    return record;
  }
}

/** Which daemon to start, under which name, with what. */
export class DaemonRequest {
  /** The rule's id. */
  rule: string = "";
  /** Its name among the daemons of the rule: letters, digits, _ . and -, 63 at most. */
  instance: string = "";
  /** Values for the rule's parameters. */
  parameters: Array<ExecParameter> | null = null;
  /** What it reads from its standard input, if the rule lets it. */
  stdinText: string | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("rule");
    writer.text(this.rule);
    writer.key("instance");
    writer.text(this.instance);
    const loose2 = this.parameters;
    if (loose2 !== null) {
      writer.key("parameters");
      {
        const items0 = loose2;
        writer.beginArray();
        for (let index0 = 0; index0 < items0.length; index0++) {
          items0[index0].write(writer);
        }
        writer.endArray();
      }
    }
    const loose3 = this.stdinText;
    if (loose3 !== null) {
      writer.key("stdin_text");
      writer.text(loose3);
    }
    writer.endObject();
  }
}

/** Names a daemon. */
export class DaemonName {
  /** The rule's id. */
  rule: string = "";
  /** Its name among the daemons of the rule. */
  instance: string = "";

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("rule");
    writer.text(this.rule);
    writer.key("instance");
    writer.text(this.instance);
    writer.endObject();
  }
}

/** Names a rule of the type daemon. */
export class DaemonRule {
  /** The rule's id. */
  rule: string = "";

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("rule");
    writer.text(this.rule);
    writer.endObject();
  }
}

/** Whether a daemon runs. */
export enum DaemonState {
  running,
  exited,
  absent,
}

const DaemonState_names: StaticArray<string> = ["running", "exited", "absent"];

/** A daemon as it is. */
export class Daemon {
  /** Its name. */
  instance: string = "";
  /** exited when it ended by itself, absent when it was never started or was stopped. */
  state: DaemonState = DaemonState.running;
  /** Its process id while it runs. */
  pid: Box<i32> | null = null;
  /** How it ended, if that is known. */
  exitCode: Box<i32> | null = null;
  /** The program and its arguments; empty when absent. */
  argv: Array<string> = new Array<string>();
  /** The last of what it wrote. */
  output: string = "";

  static read(reader: JsonReader): Daemon {
    const record = new Daemon();
    const seen = new StaticArray<bool>(6);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "instance") {
        if (!reader.first(seen, 0)) break;
        record.instance = reader.readString(0, i32.MAX_VALUE);
      } else if (key == "state") {
        if (!reader.first(seen, 1)) break;
        record.state = <DaemonState>reader.readName(DaemonState_names);
      } else if (key == "pid") {
        if (!reader.first(seen, 2)) break;
        if (!reader.takeNull()) {
          record.pid = new Box<i32>(<i32>reader.readInteger(-2147483648, 2147483647));
        }
      } else if (key == "exit_code") {
        if (!reader.first(seen, 3)) break;
        if (!reader.takeNull()) {
          record.exitCode = new Box<i32>(<i32>reader.readInteger(-2147483648, 2147483647));
        }
      } else if (key == "argv") {
        if (!reader.first(seen, 4)) break;
        {
          const items0 = new Array<string>();
          reader.beginArray();
          for (let index0 = 0; reader.nextItem(index0); index0++) {
            items0.push(reader.readString(0, i32.MAX_VALUE));
          }
          record.argv = items0;
        }
      } else if (key == "output") {
        if (!reader.first(seen, 5)) break;
        record.output = reader.readString(0, i32.MAX_VALUE);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "instance");
    reader.need(seen, 1, "state");
    reader.need(seen, 4, "argv");
    reader.need(seen, 5, "output");
    return record;
  }
}

/** The daemons of a rule. */
export class DaemonList {
  /** Each once, by name. */
  daemons: Array<Daemon> = new Array<Daemon>();

  static read(reader: JsonReader): DaemonList {
    const record = new DaemonList();
    const seen = new StaticArray<bool>(1);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "daemons") {
        if (!reader.first(seen, 0)) break;
        {
          const items0 = new Array<Daemon>();
          reader.beginArray();
          for (let index0 = 0; reader.nextItem(index0); index0++) {
            items0.push(Daemon.read(reader));
          }
          record.daemons = items0;
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "daemons");
    return record;
  }
}

/** What to do. */
export enum HttpMethod {
  GET,
  HEAD,
  POST,
  PUT,
  PATCH,
  DELETE,
}

const HttpMethod_names: StaticArray<string> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** One header field. */
export class HttpHeader {
  /** Its name. */
  name: string = "";
  /** Its value. */
  value: string = "";

  static read(reader: JsonReader): HttpHeader {
    const record = new HttpHeader();
    const seen = new StaticArray<bool>(2);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "name") {
        if (!reader.first(seen, 0)) break;
        record.name = reader.readString(0, i32.MAX_VALUE);
      } else if (key == "value") {
        if (!reader.first(seen, 1)) break;
        record.value = reader.readString(0, i32.MAX_VALUE);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "name");
    reader.need(seen, 1, "value");
    return record;
  }

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("name");
    writer.text(this.name);
    writer.key("value");
    writer.text(this.value);
    writer.endObject();
  }
}

/** How to prove who asks. */
export enum HttpScheme {
  basic,
  bearer,
}

const HttpScheme_names: StaticArray<string> = ["basic", "bearer"];

/** Who asks, proven by a secret that the driver never sees. */
export class HttpAuthorization {
  /** basic takes a user too. */
  scheme: HttpScheme = HttpScheme.basic;
  /** The user's name, for basic. */
  user: string | null = null;
  /** The name of a granted secret. */
  secret: string = "";

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("scheme");
    writer.name(HttpScheme_names, this.scheme);
    const loose1 = this.user;
    if (loose1 !== null) {
      writer.key("user");
      writer.text(loose1);
    }
    writer.key("secret");
    writer.text(this.secret);
    writer.endObject();
  }
}

/** One request. */
export class HttpRequest {
  /** The method. */
  method: HttpMethod = HttpMethod.GET;
  /** Absolute, http or https. */
  url: string = "";
  /** Fields to send besides the host's own. */
  headers: Array<HttpHeader> | null = null;
  /** What to send. */
  body: string | null = null;
  /** A shorter time-out than the host's. */
  timeoutMs: Box<i32> | null = null;
  /** Sent as the field Authorization, to the first server only. */
  authorization: HttpAuthorization | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("method");
    writer.name(HttpMethod_names, this.method);
    writer.key("url");
    writer.text(this.url);
    const loose2 = this.headers;
    if (loose2 !== null) {
      writer.key("headers");
      {
        const items0 = loose2;
        writer.beginArray();
        for (let index0 = 0; index0 < items0.length; index0++) {
          items0[index0].write(writer);
        }
        writer.endArray();
      }
    }
    const loose3 = this.body;
    if (loose3 !== null) {
      writer.key("body");
      writer.text(loose3);
    }
    const loose4 = this.timeoutMs;
    if (loose4 !== null) {
      writer.key("timeout_ms");
      writer.integer(<i64>loose4.value, 1, 2147483647);
    }
    const loose5 = this.authorization;
    if (loose5 !== null) {
      writer.key("authorization");
      loose5.write(writer);
    }
    writer.endObject();
  }
}

/** What came back. */
export class HttpResponse {
  /** The HTTP status. */
  status: i32 = 0;
  /** Where it came from, after redirects. */
  url: string = "";
  /** Names are in lower case. */
  headers: Array<HttpHeader> = new Array<HttpHeader>();
  /** The content; bytes that are no UTF-8 are replaced. */
  body: string = "";

  static read(reader: JsonReader): HttpResponse {
    const record = new HttpResponse();
    const seen = new StaticArray<bool>(4);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "status") {
        if (!reader.first(seen, 0)) break;
        record.status = <i32>reader.readInteger(-2147483648, 2147483647);
      } else if (key == "url") {
        if (!reader.first(seen, 1)) break;
        record.url = reader.readString(0, i32.MAX_VALUE);
      } else if (key == "headers") {
        if (!reader.first(seen, 2)) break;
        {
          const items0 = new Array<HttpHeader>();
          reader.beginArray();
          for (let index0 = 0; reader.nextItem(index0); index0++) {
            items0.push(HttpHeader.read(reader));
          }
          record.headers = items0;
        }
      } else if (key == "body") {
        if (!reader.first(seen, 3)) break;
        record.body = reader.readString(0, i32.MAX_VALUE);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "status");
    reader.need(seen, 1, "url");
    reader.need(seen, 2, "headers");
    reader.need(seen, 3, "body");
    return record;
  }
}

/** A key. */
export class KvKey {
  /** Any text. */
  key: string = "";

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("key");
    writer.text(this.key);
    writer.endObject();
  }
}

/** What is kept under a key. */
export class KvValue {
  /** Absent when nothing is kept. */
  value: string | null = null;

  static read(reader: JsonReader): KvValue {
    const record = new KvValue();
    const seen = new StaticArray<bool>(1);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "value") {
        if (!reader.first(seen, 0)) break;
        if (!reader.takeNull()) {
          record.value = reader.readString(0, i32.MAX_VALUE);
        }
      } else {
        reader.skip();
      }
    }
    return record;
  }
}

/** A key and what to keep under it. */
export class KvEntry {
  /** Any text. */
  key: string = "";
  /** Any text. */
  value: string = "";

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("key");
    writer.text(this.key);
    writer.key("value");
    writer.text(this.value);
    writer.endObject();
  }
}

/** The keys that are asked for. */
export class KvPrefix {
  /** How they begin; all when it is absent. */
  prefix: string | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    const loose0 = this.prefix;
    if (loose0 !== null) {
      writer.key("prefix");
      writer.text(loose0);
    }
    writer.endObject();
  }
}

/** Keys. */
export class KvKeys {
  /** In the order of their bytes. */
  keys: Array<string> = new Array<string>();

  static read(reader: JsonReader): KvKeys {
    const record = new KvKeys();
    const seen = new StaticArray<bool>(1);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "keys") {
        if (!reader.first(seen, 0)) break;
        {
          const items0 = new Array<string>();
          reader.beginArray();
          for (let index0 = 0; reader.nextItem(index0); index0++) {
            items0.push(reader.readString(0, i32.MAX_VALUE));
          }
          record.keys = items0;
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "keys");
    return record;
  }
}

/** Nothing to tell. */
export class HostDone {

  static read(reader: JsonReader): HostDone {
    const record = new HostDone();
    const seen = new StaticArray<bool>(0);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      reader.skip();
    }
    return record;
  }
}

/** Nothing to say. */
export class ClockRequest {

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.endObject();
  }
}

/** The time. */
export class ClockTime {
  /** Milliseconds since 1970 in UTC. */
  wallMs: i64 = 0;
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  monotonicMs: i64 = 0;

  static read(reader: JsonReader): ClockTime {
    const record = new ClockTime();
    const seen = new StaticArray<bool>(2);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "wall_ms") {
        if (!reader.first(seen, 0)) break;
        record.wallMs = <i64>reader.readInteger(-9007199254740991, 9007199254740991);
      } else if (key == "monotonic_ms") {
        if (!reader.first(seen, 1)) break;
        record.monotonicMs = <i64>reader.readInteger(-9007199254740991, 9007199254740991);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "wall_ms");
    reader.need(seen, 1, "monotonic_ms");
    return record;
  }
}

/** How much. */
export class RandomRequest {
  /** In bytes. */
  length: i32 = 0;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("length");
    writer.integer(<i64>this.length, 1, 1024);
    writer.endObject();
  }
}

/** The bytes. */
export class RandomBytes {
  /** As many as were asked for. */
  bytes: Uint8Array = new Uint8Array(0);

  static read(reader: JsonReader): RandomBytes {
    const record = new RandomBytes();
    const seen = new StaticArray<bool>(1);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "bytes") {
        if (!reader.first(seen, 0)) break;
        record.bytes = readBase64(reader, 0, i32.MAX_VALUE);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "bytes");
    return record;
  }
}

/** Something that happened. */
export class HostEvent {
  /** What sort: a-z, 0-9, _ and dots, a letter first. */
  name: string = "";
  /** What it is about, such as a volume's name. */
  subject: string | null = null;
  /** More about it, as the driver likes. */
  data: string | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("name");
    writer.text(this.name);
    const loose1 = this.subject;
    if (loose1 !== null) {
      writer.key("subject");
      writer.text(loose1);
    }
    const loose2 = this.data;
    if (loose2 !== null) {
      writer.key("data");
      writer.text(loose2);
    }
    writer.endObject();
  }
}

/** Where it stands. */
export class EventNumber {
  /** Its number among the driver's events; gaps mean that some were lost. */
  sequence: i64 = 0;

  static read(reader: JsonReader): EventNumber {
    const record = new EventNumber();
    const seen = new StaticArray<bool>(1);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "sequence") {
        if (!reader.first(seen, 0)) break;
        record.sequence = <i64>reader.readInteger(1, 9007199254740991);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "sequence");
    return record;
  }
}

/** Names a secret. */
export class SecretName {
  /** The name that the grant gives it. */
  name: string = "";

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("name");
    writer.text(this.name);
    writer.endObject();
  }
}

/** Whether it is there. */
export class SecretPresence {
  /** True when it can be used. */
  present: bool = false;

  static read(reader: JsonReader): SecretPresence {
    const record = new SecretPresence();
    const seen = new StaticArray<bool>(1);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "present") {
        if (!reader.first(seen, 0)) break;
        record.present = reader.readBoolean();
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "present");
    return record;
  }
}

@external("holdfast", "exec")
declare function hostExec(request: string): string;

/**
 * Runs a command by a rule of the executor. ok when it ended with one of the rule's exit codes; failed when it
 * ended with another, or not in time, and then nothing of it runs any more. permission_denied for a rule that is
 * not granted or not there, invalid_argument for a parameter that the rule refuses, not_ready when no executor
 * runs, busy when too much runs at once.
 */
export function exec(request: ExecRequest): Answer<ExecResult> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<ExecResult>(writer);
  const reader = new JsonReader(hostExec(writer.toString()));
  const answer = new Answer<ExecResult>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = ExecResult.read(reader);
    else hearField<ExecResult>(answer, key, reader);
  }
  return heard<ExecResult>(answer, reader);
}

@external("holdfast", "daemon_start")
declare function hostDaemonStart(request: string): string;

/**
 * Starts what must outlive the call, by a rule of the type daemon. One that runs with the same arguments is left
 * alone; with other arguments it is already_exists. failed, with its last lines, when it ends at once.
 */
export function daemonStart(request: DaemonRequest): Answer<Daemon> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<Daemon>(writer);
  const reader = new JsonReader(hostDaemonStart(writer.toString()));
  const answer = new Answer<Daemon>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = Daemon.read(reader);
    else hearField<Daemon>(answer, key, reader);
  }
  return heard<Daemon>(answer, reader);
}

@external("holdfast", "daemon_stop")
declare function hostDaemonStop(request: string): string;

/** Ends a daemon and all that it started. Stopping what does not run is ok. */
export function daemonStop(request: DaemonName): Answer<Daemon> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<Daemon>(writer);
  const reader = new JsonReader(hostDaemonStop(writer.toString()));
  const answer = new Answer<Daemon>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = Daemon.read(reader);
    else hearField<Daemon>(answer, key, reader);
  }
  return heard<Daemon>(answer, reader);
}

@external("holdfast", "daemon_reload")
declare function hostDaemonReload(request: string): string;

/** Sends the rule's reload signal; not_found when it does not run. */
export function daemonReload(request: DaemonName): Answer<Daemon> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<Daemon>(writer);
  const reader = new JsonReader(hostDaemonReload(writer.toString()));
  const answer = new Answer<Daemon>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = Daemon.read(reader);
    else hearField<Daemon>(answer, key, reader);
  }
  return heard<Daemon>(answer, reader);
}

@external("holdfast", "daemon_status")
declare function hostDaemonStatus(request: string): string;

/** Says how a daemon is; absent is an answer, not an error. */
export function daemonStatus(request: DaemonName): Answer<Daemon> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<Daemon>(writer);
  const reader = new JsonReader(hostDaemonStatus(writer.toString()));
  const answer = new Answer<Daemon>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = Daemon.read(reader);
    else hearField<Daemon>(answer, key, reader);
  }
  return heard<Daemon>(answer, reader);
}

@external("holdfast", "daemon_list")
declare function hostDaemonList(request: string): string;

/** Lists the daemons of one rule that run or have ended by themselves. */
export function daemonList(request: DaemonRule): Answer<DaemonList> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<DaemonList>(writer);
  const reader = new JsonReader(hostDaemonList(writer.toString()));
  const answer = new Answer<DaemonList>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = DaemonList.read(reader);
    else hearField<DaemonList>(answer, key, reader);
  }
  return heard<DaemonList>(answer, reader);
}

@external("holdfast", "http_request")
declare function hostHttpRequest(request: string): string;

/**
 * Asks a server that the grant names. Any HTTP status is ok. permission_denied when the address, a hop of a
 * redirect or a resolved address is not granted; failed when there is no connection, no trusted certificate, or too
 * much of an answer.
 */
export function httpRequest(request: HttpRequest): Answer<HttpResponse> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<HttpResponse>(writer);
  const reader = new JsonReader(hostHttpRequest(writer.toString()));
  const answer = new Answer<HttpResponse>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = HttpResponse.read(reader);
    else hearField<HttpResponse>(answer, key, reader);
  }
  return heard<HttpResponse>(answer, reader);
}

@external("holdfast", "kv_get")
declare function hostKvGet(request: string): string;

/** Reads a value that the driver kept; absent when there is none. */
export function kvGet(request: KvKey): Answer<KvValue> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<KvValue>(writer);
  const reader = new JsonReader(hostKvGet(writer.toString()));
  const answer = new Answer<KvValue>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = KvValue.read(reader);
    else hearField<KvValue>(answer, key, reader);
  }
  return heard<KvValue>(answer, reader);
}

@external("holdfast", "kv_set")
declare function hostKvSet(request: string): string;

/**
 * Keeps a value under a key, durable when it answers ok. resource_exhausted when the quota is full; then nothing
 * changed.
 */
export function kvSet(request: KvEntry): Answer<HostDone> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<HostDone>(writer);
  const reader = new JsonReader(hostKvSet(writer.toString()));
  const answer = new Answer<HostDone>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = HostDone.read(reader);
    else hearField<HostDone>(answer, key, reader);
  }
  return heard<HostDone>(answer, reader);
}

@external("holdfast", "kv_delete")
declare function hostKvDelete(request: string): string;

/** Forgets a key. Forgetting what is absent is ok. */
export function kvDelete(request: KvKey): Answer<HostDone> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<HostDone>(writer);
  const reader = new JsonReader(hostKvDelete(writer.toString()));
  const answer = new Answer<HostDone>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = HostDone.read(reader);
    else hearField<HostDone>(answer, key, reader);
  }
  return heard<HostDone>(answer, reader);
}

@external("holdfast", "kv_list")
declare function hostKvList(request: string): string;

/** Lists the keys that begin with a prefix, in the order of their bytes. */
export function kvList(request: KvPrefix): Answer<KvKeys> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<KvKeys>(writer);
  const reader = new JsonReader(hostKvList(writer.toString()));
  const answer = new Answer<KvKeys>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = KvKeys.read(reader);
    else hearField<KvKeys>(answer, key, reader);
  }
  return heard<KvKeys>(answer, reader);
}

@external("holdfast", "clock_now")
declare function hostClockNow(request: string): string;

/** Says what time it is. */
export function clockNow(request: ClockRequest): Answer<ClockTime> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<ClockTime>(writer);
  const reader = new JsonReader(hostClockNow(writer.toString()));
  const answer = new Answer<ClockTime>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = ClockTime.read(reader);
    else hearField<ClockTime>(answer, key, reader);
  }
  return heard<ClockTime>(answer, reader);
}

@external("holdfast", "random_bytes")
declare function hostRandomBytes(request: string): string;

/** Answers bytes that nobody can foretell. */
export function randomBytes(request: RandomRequest): Answer<RandomBytes> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<RandomBytes>(writer);
  const reader = new JsonReader(hostRandomBytes(writer.toString()));
  const answer = new Answer<RandomBytes>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = RandomBytes.read(reader);
    else hearField<RandomBytes>(answer, key, reader);
  }
  return heard<RandomBytes>(answer, reader);
}

@external("holdfast", "event_emit")
declare function hostEventEmit(request: string): string;

/**
 * Tells the host's users that something happened. resource_exhausted when the driver tells too much at once; then
 * it is not told.
 */
export function eventEmit(request: HostEvent): Answer<EventNumber> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<EventNumber>(writer);
  const reader = new JsonReader(hostEventEmit(writer.toString()));
  const answer = new Answer<EventNumber>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = EventNumber.read(reader);
    else hearField<EventNumber>(answer, key, reader);
  }
  return heard<EventNumber>(answer, reader);
}

@external("holdfast", "secret_present")
declare function hostSecretPresent(request: string): string;

/** Says whether a granted secret is there. Its value never enters the driver; http_request uses it by its name. */
export function secretPresent(request: SecretName): Answer<SecretPresence> {
  const writer = new JsonWriter();
  request.write(writer);
  if (writer.problem.length > 0) return unasked<SecretPresence>(writer);
  const reader = new JsonReader(hostSecretPresent(writer.toString()));
  const answer = new Answer<SecretPresence>();
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key == "result") answer.result = SecretPresence.read(reader);
    else hearField<SecretPresence>(answer, key, reader);
  }
  return heard<SecretPresence>(answer, reader);
}
