// The switch, by RESTCONF: what it is configured to be is read, and changed by edits that it applies all or none.
import { type HttpMethod, type HttpResponse, httpRequest } from "../../sdk/guest/typescript/generated/host.ts";
import { config, DriverFailure, type FailureStatus, isFailure, trap } from "../../sdk/guest/typescript/holdfast.ts";

export interface Edit {
  /** remove is no error where there is nothing. */
  readonly operation: "merge" | "replace" | "remove";
  /** Below the native model: `/vlan/Cisco-IOS-XE-vlan:vlan-list=7`. */
  readonly target: string;
  readonly value?: unknown;
}

/** What RESTCONF answers: records whose fields may be missing. */
export interface Tree {
  readonly [name: string]: Value | undefined;
}
export type Value = string | number | boolean | null | Tree | readonly Value[];

const NATIVE = "/Cisco-IOS-XE-native:native";
const JSON_TYPE = "application/yang-data+json";
const PATCH_TYPE = "application/yang-patch+json";
const YANG_PATCH = "urn:ietf:params:restconf:capability:yang-patch:1.0";

/** Reads a part of the native configuration; nothing when there is none. */
export function readNative(path: string): Tree {
  return read(`${NATIVE}${path}`);
}

/** Reads any resource; an empty record when it is not there. */
export function read(path: string): Tree {
  const response = ask("GET", path);
  if (response.status === 404 || response.status === 204) return {};
  if (response.status !== 200) throw refused(response);
  // The one field around it is its own name.
  const [content] = Object.values(parse(response));
  return isTree(content) ? content : {};
}

/** Refuses a device that cannot change several things at once: halves could be left. */
export function requirePatch(): void {
  const { capability } = read("/ietf-restconf-monitoring:restconf-state/capabilities");
  if (Array.isArray(capability) && capability.includes(YANG_PATCH)) return;
  throw new DriverFailure("not_ready", "The device has no yang-patch: is it IOS-XE 17 or newer?");
}

let planned: Edit[] | undefined;

/** What `work` would change; nothing is, meanwhile. */
export function plan(work: () => unknown): readonly Edit[] {
  const told: Edit[] = [];
  planned = told;
  try {
    work();
    return told;
  } finally {
    planned = undefined;
  }
}

export function isPlanning(): boolean {
  return planned !== undefined;
}

/** Applies all edits or none; in a plan they are told and not applied. */
export function change(edits: readonly Edit[]): void {
  if (planned !== undefined) return void planned.push(...edits);
  if (edits.length === 0) return;
  const edit = edits.map((one, at) => ({ "edit-id": String(at + 1), ...one }));
  const body = JSON.stringify({ "ietf-yang-patch:yang-patch": { "patch-id": "holdfast", edit } });
  let response: HttpResponse;
  try {
    response = ask("PATCH", NATIVE, body);
  } catch (error) {
    // It was reached a moment ago. Whether it did this nobody knows, so this call must not end as a failure that changed nothing.
    if (isFailure(error, "failed")) trap();
    throw error;
  }
  if (response.status !== 200 && response.status !== 204) throw refused(response);
}

/** The items of a list, which may be missing. */
export function listOf(value: Value | undefined): readonly Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

export function treeOf(value: Value | undefined): Tree {
  return isTree(value) ? value : {};
}

export function textOf(value: Value | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function isTree(value: Value | undefined): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ask(method: HttpMethod, path: string, body?: string): HttpResponse {
  const user = config("user");
  return httpRequest({
    method,
    url: `${config("url") ?? ""}/restconf/data${path}`,
    headers: [
      { name: "accept", value: JSON_TYPE },
      ...(body === undefined ? [] : [{ name: "content-type", value: PATCH_TYPE }]),
    ],
    authorization:
      user === undefined ? { scheme: "bearer", secret: "token" } : { scheme: "basic", user, secret: "token" },
    ...(body === undefined ? {} : { body }),
  });
}

function parse({ body }: HttpResponse): Tree {
  try {
    return treeOf(JSON.parse(body) as Value);
  } catch {
    throw new DriverFailure("failed", `The device answered what is no JSON: ${body.slice(0, 80)}`);
  }
}

const STATUSES: Readonly<Record<number, FailureStatus>> = {
  400: "failed",
  401: "permission_denied",
  403: "permission_denied",
  409: "busy",
  503: "not_ready",
};

/** The device's own words: RESTCONF has them below `errors`, a patch below the edit that failed. */
function refused(response: HttpResponse): DriverFailure {
  const words = /"error-message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(response.body)?.[1];
  const message = `The device answered ${response.status}: ${words ?? "no reason"}`;
  return new DriverFailure(STATUSES[response.status] ?? "failed", message);
}
