// The part of a verdict that compares what the manifest asks for with what the operator granted.
import type { HostDescriptor } from "./kind.ts";
import type { Manifest, PathRequest, PermissionRequest } from "./manifest.ts";
import type { GivenGrants, MissingGrant, VerdictProblem } from "./verdict-model.ts";

/** Permissions that are granted by true. */
const PLAIN = ["log", "config", "clock", "random", "event"] as const;

export interface GrantsVerdict {
  readonly problems: readonly VerdictProblem[];
  readonly missing: readonly MissingGrant[];
  readonly notes: readonly string[];
}

/** Default is deny: what is asked for and not granted is missing; what is granted and not asked for is only noted. */
export function checkGrants(manifest: Manifest | undefined, host: HostDescriptor, grants: GivenGrants): GrantsVerdict {
  const problems: VerdictProblem[] = [];
  const missing: MissingGrant[] = [];
  const requests = manifest?.permissions ?? [];
  for (const request of requests) {
    if (!host.permissions.some((known) => known.name === request.name)) {
      if (!request.optional) problems.push(unknownPermission(request, host));
      continue;
    }
    const lack = missingOf(request, grants);
    if (lack === undefined) continue;
    missing.push(lack);
    if (!lack.optional) problems.push(problemOf(lack, manifest as Manifest));
  }
  return { problems, missing, notes: notesOf(manifest, requests, grants) };
}

function missingOf(request: PermissionRequest, grants: GivenGrants): MissingGrant | undefined {
  const { name: permission, reason, optional = false } = request;
  if (permission === "fs") {
    const paths = (request.paths ?? []).filter((path) => !isGranted(path, grants.fs ?? []));
    return paths.length === 0 ? undefined : { permission, reason, optional, paths };
  }
  if (permission === "exec") {
    const rules = (request.rules ?? []).filter((rule) => !grants.exec?.includes(rule));
    return rules.length === 0 ? undefined : { permission, reason, optional, rules };
  }
  if (permission === "secret") {
    const secrets = (request.secrets ?? []).filter((name) => !Object.hasOwn(grants.secret ?? {}, name));
    return secrets.length === 0 ? undefined : { permission, reason, optional, secrets };
  }
  return isGiven(permission, grants) ? undefined : { permission, reason, optional };
}

/** Whether a permission without names of its own is granted. */
function isGiven(permission: string, grants: GivenGrants): boolean {
  if (permission === "http") return (grants.http ?? []).length > 0;
  if (permission === "kv") return grants.kv !== undefined && grants.kv !== false;
  const given = grants as Readonly<Record<string, unknown>>;
  return PLAIN.some((name) => name === permission) && given[permission] === true;
}

function isGranted(path: PathRequest, given: readonly PathRequest[]): boolean {
  return given.some((grant) => grant.guest === path.guest && (grant.mode === "rw" || path.mode === "ro"));
}

function unknownPermission(request: PermissionRequest, host: HostDescriptor): VerdictProblem {
  const known = host.permissions.map((permission) => permission.name).join(", ");
  return {
    code: "DRIVER_ABI_MISMATCH",
    message: `the driver needs the permission ${request.name}, this host knows ${known}`,
    remedy: "correct the manifest, or use a host that has this permission",
  };
}

function problemOf(lack: MissingGrant, manifest: Manifest): VerdictProblem {
  const place = `${manifest.kind}.drivers.<NAME>.grants`;
  if (lack.paths === undefined) {
    const names = lack.rules ?? lack.secrets;
    const what = names === undefined ? "" : ` for ${names.join(", ")}`;
    return {
      code: "DRIVER_GRANT_MISSING",
      message: `the driver needs the permission ${lack.permission}${what}: ${lack.reason}`,
      remedy: `if you agree, set ${place}.${lack.permission}: ${valueFor(lack)}`,
    };
  }
  const wanted = lack.paths.map((path) => `${path.guest} (${path.mode})`).join(", ");
  const entries = lack.paths
    .map((path) => `{ guest: ${path.guest}, host: <DIRECTORY>, mode: ${path.mode} }`)
    .join(", ");
  return {
    code: "DRIVER_GRANT_MISSING",
    message: `the driver needs the permission fs for ${wanted}: ${lack.reason}`,
    remedy: `if you agree, set ${place}.fs: [${entries}]`,
  };
}

/** What the operator writes, with places for what only the operator knows. */
function valueFor({ permission, rules, secrets }: MissingGrant): string {
  if (rules !== undefined) return `[${rules.join(", ")}]`;
  if (secrets !== undefined) return `{ ${secrets.map((name) => `${name}: <FILE>`).join(", ")} }`;
  return permission === "http" ? "[{ origin: <https://HOST> }]" : "true";
}

function notesOf(
  manifest: Manifest | undefined,
  requests: readonly PermissionRequest[],
  grants: GivenGrants,
): readonly string[] {
  if (manifest === undefined) return [];
  const asked = (name: string) => requests.find((request) => request.name === name);
  const notes: string[] = [];
  for (const name of PLAIN) {
    if (grants[name] === true && asked(name) === undefined)
      notes.push(`${name} is granted, but the driver does not ask for it`);
  }
  for (const [permission, given, wanted] of [
    ["exec", grants.exec ?? [], asked("exec")?.rules],
    ["secret", Object.keys(grants.secret ?? {}), asked("secret")?.secrets],
  ] as const) {
    for (const name of given) {
      if (!wanted?.includes(name)) notes.push(`${permission} ${name} is granted, but the driver does not ask for it`);
    }
  }
  const paths = asked("fs")?.paths ?? [];
  for (const grant of grants.fs ?? []) {
    const wanted = paths.find((path) => path.guest === grant.guest);
    if (wanted === undefined) notes.push(`${grant.guest} is granted, but the driver does not ask for it`);
    else if (grant.mode === "rw" && wanted.mode === "ro")
      notes.push(`${grant.guest} is granted rw, the driver asks for ro only`);
  }
  return notes;
}
