// A configuration as a device keeps it: read by path, changed by edits that are checked against the model, all of them or none.
import { HARDWARE, type Model, NATIVE_MODEL } from "./restconf-model.ts";

// biome-ignore lint/suspicious/noExplicitAny: what RESTCONF carries has every shape
export type Config = Record<string, any>;

/** Why a device refuses an edit. */
export class Refusal extends Error {}

export interface PatchEdit {
  readonly "edit-id": string;
  readonly operation: string;
  readonly target: string;
  readonly value?: Config;
}

interface Place {
  readonly parent: Config;
  readonly name: string;
  readonly model: Model | RegExp;
  /** The entry of a list, by its keys. */
  readonly keys: readonly string[];
}

/** What is at a path; undefined when there is nothing. */
export function readPath(config: Config, path: string): unknown {
  if (path === "") return config;
  const place = find(config, path, false);
  return place === undefined ? undefined : contentOf(place);
}

/** Applies edits to a copy and answers it. Throws a Refusal that names the edit. */
export function applyEdits(config: Config, edits: readonly PatchEdit[]): Config {
  const copy = structuredClone(config);
  for (const edit of edits) {
    try {
      applyEdit(copy, edit);
    } catch (error) {
      if (error instanceof Refusal) throw new Refusal(`${edit["edit-id"]}: ${error.message}`);
      throw error;
    }
  }
  return copy;
}

function applyEdit(config: Config, { operation, target, value }: PatchEdit): void {
  const place = find(config, target, operation !== "remove");
  if (operation === "remove") {
    if (place !== undefined) remove(place);
    return;
  }
  if (place === undefined || place.model instanceof RegExp) throw new Refusal(`unknown element: ${target}`);
  const [[name, content] = [], ...others] = Object.entries(value ?? {});
  // The outermost name always carries its module.
  const bare = place.name.includes(":") ? place.name : `Cisco-IOS-XE-native:${place.name}`;
  if (others.length > 0 || (name !== bare && !isBelowModule(target, name)))
    throw new Refusal(`the value is not named ${bare}`);
  const entry = place.keys.length > 0 ? (content as Config[])[0] : content;
  check(place.model, entry, target);
  if (operation === "replace") remove(place, true);
  else if (operation !== "merge") throw new Refusal(`unknown operation: ${operation}`);
  merge(place, entry as Config);
}

/** Below a node of another module its children have that module. */
function isBelowModule(target: string, name = ""): boolean {
  const parts = target.split("/").map((part) => part.split("=")[0] ?? "");
  const module = parts.findLast((part) => part.includes(":"))?.split(":")[0];
  return name === `${module}:${parts.at(-1)}`;
}

function contentOf({ parent, name, keys, model }: Place): unknown {
  const value = parent[name];
  if (keys.length === 0 || !Array.isArray(value)) return value;
  const entry = value.find((one: Config) => isEntry(one, model as Model, keys));
  return entry === undefined ? undefined : [entry];
}

function find(config: Config, path: string, make: boolean): Place | undefined {
  let parent: Config = config;
  let model: Model | RegExp = NATIVE_MODEL;
  let place: Place | undefined;
  for (const part of path.split("/").filter(Boolean)) {
    const [name = "", keyed] = part.split("=");
    if (place !== undefined) {
      const inner = step(place, make);
      if (inner === undefined) return undefined;
      parent = inner;
    }
    const next: Model[string] | undefined = model instanceof RegExp ? undefined : model[name];
    if (next === undefined || Array.isArray(next)) throw new Refusal(`unknown element: ${name} in ${path}`);
    model = next as Model | RegExp;
    place = { parent, name, model, keys: keyed === undefined ? [] : keyed.split(",").map(decodeURIComponent) };
  }
  return place;
}

/** The record behind a place, made when it must be. */
function step(place: Place, make: boolean): Config | undefined {
  const { parent, name, keys, model } = place;
  if (keys.length === 0) {
    if (parent[name] === undefined && make) parent[name] = {};
    return parent[name];
  }
  const there = (parent[name] ?? []).find((one: Config) => isEntry(one, model as Model, keys));
  if (there !== undefined || !make) return there;
  if (HARDWARE.includes(name)) throw new Refusal(`there is no interface ${name}${keys[0]}`);
  const made = Object.fromEntries(keysOf(model as Model).map((key, at) => [key, keys[at]]));
  parent[name] = [...(parent[name] ?? []), made];
  return made;
}

function remove({ parent, name, keys, model }: Place, toReplace = false): void {
  if (keys.length === 0) delete parent[name];
  else if (HARDWARE.includes(name) && !toReplace) throw new Refusal(`${name}${keys[0]} is hardware`);
  else {
    const rest = (parent[name] ?? []).filter((one: Config) => !isEntry(one, model as Model, keys));
    if (rest.length > 0) parent[name] = rest;
    else delete parent[name];
  }
}

function merge(place: Place, value: Config): void {
  const into = step(place, true);
  if (into !== undefined) mergeInto(into, value, place.model as Model);
}

function mergeInto(into: Config, value: Config, model: Model): void {
  for (const [name, content] of Object.entries(value)) {
    const inner = model[name];
    if (inner instanceof RegExp) into[name] = content;
    else if (Array.isArray(content))
      for (const entry of content) {
        const keys = keysOf(inner as Model).map((key) => String(entry[key]));
        merge({ parent: into, name, model: inner as Model, keys }, entry);
      }
    else {
      into[name] ??= {};
      mergeInto(into[name], content, inner as Model);
    }
  }
}

function check(model: Model | RegExp, value: unknown, path: string): void {
  if (model instanceof RegExp) {
    const texts = Array.isArray(value) && value[0] !== null ? value : [Array.isArray(value) ? "[null]" : value];
    if (texts.every((text) => model.test(String(text)))) return;
    throw new Refusal(`invalid value for: ${path}: ${JSON.stringify(value)}`);
  }
  if (typeof value !== "object" || value === null) throw new Refusal(`${path} is no record`);
  for (const [name, content] of Object.entries(value)) {
    const inner = model[name];
    if (inner === undefined || name === "$keys") throw new Refusal(`unknown element: ${name} in ${path}`);
    const isList = !(inner instanceof RegExp) && "$keys" in (inner as Model);
    for (const one of isList ? (content as unknown[]) : [content]) check(inner as Model, one, `${path}/${name}`);
  }
}

function keysOf(model: Model): readonly string[] {
  return (model["$keys"] ?? []) as readonly string[];
}

function isEntry(one: Config, model: Model, keys: readonly string[]): boolean {
  return keysOf(model).every((key, at) => String(one[key]) === keys[at]);
}
