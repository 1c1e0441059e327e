// What makes this driver do wrong: its configuration, function by function, or the first word of a label; the README says the same.
import { closeAnswer, openAnswer, STATUS_NAMES, Status } from "../../sdk/guest/assemblyscript/answer";
import { config, configNumber, Level, log } from "../../sdk/guest/assemblyscript/host";
import { JsonReader } from "../../sdk/guest/assemblyscript/json-reader";
import { JsonWriter } from "../../sdk/guest/assemblyscript/json-writer";

const MIBI: i64 = 1 << 20;
const WORDS: StaticArray<string> = ["slow", "loop", "trap", "garbage", "fail"];

/** Misbehaves if configuration or the input's label asks for it. Null: go on as a good driver does. */
export function misbehave(functionName: string, input: string): string | null {
  const asked = configured(functionName);
  if (asked !== null) return act(asked);
  const label = labelIn(input);
  for (let at = 0; at < WORDS.length; at++) if (label.startsWith(`${WORDS[at]}-`)) return act(label);
  return null;
}

/** The word that configuration has for a function. */
function configured(functionName: string): string | null {
  const text = config("misbehave");
  if (text === null) return null;
  const pairs = text.split(" ");
  for (let at = 0; at < pairs.length; at++) {
    if (pairs[at].startsWith(`${functionName}=`)) return pairs[at].substring(functionName.length + 1);
  }
  return null;
}

function act(words: string): string | null {
  const dash = words.indexOf("-");
  const word = dash < 0 ? words : words.substring(0, dash);
  log(Level.info, `${word} on demand`);
  if (word === "slow") countSlowly();
  else if (word === "loop") countForEver();
  else if (word === "trap") unreachable();
  else if (word === "garbage") return "this is no JSON {";
  else if (word === "fail") return failing(dash < 0 ? "" : words.substring(dash + 1));
  return null;
}

/** The label in an input, or an empty text: what is wrong with the input is the good driver's business. */
function labelIn(input: string): string {
  const reader = new JsonReader(input);
  let label = "";
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key === "label") label = reader.readString(0, i32.MAX_VALUE);
    else reader.skip();
  }
  return reader.end() ? label : "";
}

/** A guest has no clock, so it counts. The sum is kept where the compiler cannot see that nobody reads it. */
let counted: i64 = 0;

function countSlowly(): void {
  const steps = configNumber("slow_million_steps", 1000) * MIBI;
  for (let step: i64 = 0; step < steps; step++) counted = (counted * 31 + step) ^ (counted >> 7);
}

function countForEver(): void {
  for (;;) counted++;
}

/** `fail-<status>-…` answers that status; an unknown one is the caller's mistake. */
function failing(rest: string): string {
  const dash = rest.indexOf("-");
  const wanted = dash < 0 ? rest : rest.substring(0, dash);
  const status = STATUS_NAMES.indexOf(wanted);
  const writer = new JsonWriter();
  if (status > 0) openAnswer(writer, <Status>status, "This status was asked for.");
  else openAnswer(writer, Status.invalid_argument, `${wanted} is no status that can be asked for.`);
  return closeAnswer(writer);
}
