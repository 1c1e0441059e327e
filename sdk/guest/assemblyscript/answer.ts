// What a driver answers: a result, or a status from the closed list with a message that says what to do next.
import { JsonReader } from "./json-reader";
import { JsonWriter } from "./json-writer";

/** Why a call did not do what it was asked for. */
export enum Status {
  ok,
  invalid_argument,
  not_found,
  already_exists,
  not_ready,
  unsupported,
  permission_denied,
  resource_exhausted,
  busy,
  failed,
}

/** The statuses as they stand on the wire, in the order of `Status`. */
export const STATUS_NAMES: StaticArray<string> = [
  "ok",
  "invalid_argument",
  "not_found",
  "already_exists",
  "not_ready",
  "unsupported",
  "permission_denied",
  "resource_exhausted",
  "busy",
  "failed",
];

/** The largest that every reader of JSON keeps exact. */
const INTEGER_MAX: i64 = (1 << 53) - 1;

/** The result of a function that has none. */
export class Nothing {}

/** Made by `ok`, `done` and `failure`; a driver returns it from every function. */
export class Answer<T> {
  status: Status = Status.ok;
  message: string = "";
  result: T | null = null;
  /** An open object; for generated code. */
  details: JsonWriter | null = null;

  /** Adds a fact for programs to a failure: text, a number or a bool. */
  detail<V>(key: string, value: V): Answer<T> {
    let details = this.details;
    if (details === null) {
      details = new JsonWriter();
      details.beginObject();
      this.details = details;
    }
    details.key(key);
    if (isString<V>()) details.text(changetype<string>(value));
    else if (isBoolean<V>()) details.boolean(<bool>value);
    else if (isInteger<V>()) details.integer(<i64>value, -INTEGER_MAX, INTEGER_MAX);
    else details.number(<f64>value);
    return this;
  }

  /** Says when coming back may help; with `not_ready`, `busy` and `resource_exhausted`. */
  retryAfter(waitMs: i64): Answer<T> {
    return this.detail<i64>("retry_after_ms", waitMs);
  }
}

/** The call did what it was asked for, and this is what came of it. */
export function ok<T>(result: T): Answer<T> {
  const answer = new Answer<T>();
  answer.result = result;
  return answer;
}

/** The call did what it was asked for; there is nothing to tell. */
export function done(): Answer<Nothing> {
  return ok<Nothing>(new Nothing());
}

/** The call did not do what it was asked for. `status` must be one that the contract lists for the function. */
export function failure<T>(status: Status, message: string): Answer<T> {
  const answer = new Answer<T>();
  answer.status = status;
  answer.message = message;
  return answer;
}

/** A value that may be missing, where AssemblyScript has no null for its type: `new Box<i64>(5)`. */
export class Box<T> {
  value: T;

  constructor(value: T) {
    this.value = value;
  }
}

/** The answer to an input that is not what the contract says. For generated code. */
export function refusal(reader: JsonReader): string {
  const writer = new JsonWriter();
  openAnswer(writer, Status.invalid_argument, reader.problem);
  return closeAnswer(writer);
}

/** Writes all of an answer but its result; true when a result must follow. For generated code. */
export function openAnswer(
  writer: JsonWriter,
  status: Status,
  message: string,
  details: JsonWriter | null = null,
): bool {
  writer.beginObject();
  writer.key("status");
  writer.name(STATUS_NAMES, status);
  if (status === Status.ok) return true;
  writer.key("message");
  writer.text(message);
  if (details === null) return false;
  details.endObject();
  writer.key("details");
  writer.raw(details);
  return false;
}

/** The finished answer; `failed` when the driver's result cannot be written as JSON. For generated code. */
export function closeAnswer(writer: JsonWriter): string {
  writer.endObject();
  if (writer.problem.length === 0) return writer.toString();
  const instead = new JsonWriter();
  openAnswer(instead, Status.failed, `The driver made an answer that cannot be sent: ${writer.problem}`);
  instead.endObject();
  return instead.toString();
}

/** What comes of a request that cannot be written as JSON. For generated code. */
export function unasked<T>(writer: JsonWriter): Answer<T> {
  return failure<T>(Status.invalid_argument, `The driver made a request that cannot be sent: ${writer.problem}`);
}

/** Reads one field of the host's answer, other than its result. For generated code. */
export function hearField<T>(answer: Answer<T>, key: string, reader: JsonReader): void {
  if (key === "status") answer.status = <Status>reader.readName(STATUS_NAMES);
  else if (key === "message") answer.message = reader.readString(0, i32.MAX_VALUE);
  else reader.skip();
}

/** The host's answer when it was read to its end; `failed` when it could not be. For generated code. */
export function heard<T>(answer: Answer<T>, reader: JsonReader): Answer<T> {
  if (reader.end() && (answer.status !== Status.ok || answer.result !== null)) return answer;
  return failure<T>(Status.failed, `The host's answer cannot be read: ${reader.problem}`);
}
