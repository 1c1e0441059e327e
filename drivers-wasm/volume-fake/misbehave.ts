// What a volume's name can make this driver do wrong; the table in the README says the same in words.
import { closeAnswer, openAnswer, STATUS_NAMES, Status } from "../../sdk/guest/assemblyscript/answer";
import { config, configNumber, Level, log } from "../../sdk/guest/assemblyscript/host";
import { JsonReader } from "../../sdk/guest/assemblyscript/json-reader";
import { JsonWriter } from "../../sdk/guest/assemblyscript/json-writer";

const MIBI: i64 = 1 << 20;
const PAGES_A_STEP: i32 = 16;

/** Misbehaves if the input's name asks for it and the function is one in which names count. Null: go on as a good driver does. */
export function misbehave(functionName: string, input: string): string | null {
  const functions = config("misbehave_in");
  if (!(functions === null ? ["create_volume"] : functions.split(" ")).includes(functionName)) return null;
  const name = nameIn(input);
  const dash = name.indexOf("-");
  if (dash <= 0) return null;
  return act(name.substring(0, dash), name.substring(dash + 1), name);
}

function act(word: string, rest: string, name: string): string | null {
  if (word === "slow") countSlowly();
  else if (word === "loop") countForEver();
  else if (word === "trap") trap();
  else if (word === "grow") growForEver();
  else if (word === "garbage") return "this is no JSON {";
  else if (word === "huge") return hugeAnswer();
  else if (word === "wrong") return wrongAnswer(rest, name);
  else if (word === "fail") return failing(rest);
  return null;
}

/** The name in an input, or an empty text: what is wrong with the input is the good driver's business. */
function nameIn(input: string): string {
  const reader = new JsonReader(input);
  let name = "";
  reader.beginObject();
  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
    if (key === "name") name = reader.readString(0, i32.MAX_VALUE);
    else reader.skip();
  }
  return reader.end() ? name : "";
}

/** A guest has no clock, so it counts. The sum is kept where the compiler cannot see that nobody reads it. */
let counted: i64 = 0;

function countSlowly(): void {
  const steps = configNumber("slow_million_steps", 1000) * MIBI;
  log(Level.info, `slow: counting ${steps.toString()} steps before the work`);
  for (let step: i64 = 0; step < steps; step++) counted = (counted * 31 + step) ^ (counted >> 7);
}

function countForEver(): void {
  log(Level.info, "loop: counting for ever");
  for (;;) counted++;
}

function trap(): void {
  log(Level.info, "trap: unreachable");
  unreachable();
}

function growForEver(): void {
  log(Level.info, "grow: taking all the memory there is");
  while (memory.grow(PAGES_A_STEP) >= 0) counted++;
  while (memory.grow(1) >= 0) counted++;
  unreachable();
}

function hugeAnswer(): string {
  const bytes = configNumber("huge_bytes", 16 * MIBI);
  log(Level.info, `huge: an answer of ${bytes.toString()} bytes`);
  return "x".repeat(<i32>(bytes >> 1));
}

/** JSON that breaks the contract, or keeps it and lies, as the word behind `wrong-` says. */
function wrongAnswer(rest: string, name: string): string {
  const writer = new JsonWriter();
  if (rest.startsWith("status-")) return '{"status":"splendid"}';
  openAnswer(writer, Status.ok, "");
  writer.key("result");
  writer.beginObject();
  writer.key("name");
  writer.text(rest.startsWith("name-") ? `${name}-of-another` : name);
  if (!rest.startsWith("field-")) {
    writer.key("size_bytes");
    if (rest.startsWith("name-")) writer.integer(1, 0, 1);
    else writer.text("a lot");
  }
  writer.endObject();
  return closeAnswer(writer);
}

/** `fail-<status>-…` answers that status; an unknown one is the caller's mistake. */
function failing(rest: string): string {
  const dash = rest.indexOf("-");
  const wanted = dash < 0 ? rest : rest.substring(0, dash);
  const status = STATUS_NAMES.indexOf(wanted);
  const writer = new JsonWriter();
  if (status > 0) openAnswer(writer, <Status>status, "The name asked for this status.");
  else openAnswer(writer, Status.invalid_argument, `${wanted} is no status that a name can ask for.`);
  return closeAnswer(writer);
}
