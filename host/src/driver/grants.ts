// What one driver really gets: what its manifest asks for and the operator granted, nothing that only one of them said.
import { isAbsolute } from "node:path";
import type { Manifest, PathRequest } from "@holdfast/sdk";
import { HostError } from "../errors.ts";
import type { Grants } from "./driver-types.ts";
import { asksHost, type HostGrants, KV_GRANT } from "./host-functions/host-grants.ts";
import type { FsGrant, GuestOptions } from "./runtime.ts";

/**
 * The permissions of an instance. Host functions look at these only, whichever ABI the guest speaks, so this is the one
 * place that decides. That nothing required is missing is the verdict's judgement and was made before.
 */
export function effectivePermissions(
  manifest: Manifest,
  grants: Grants,
  config: Readonly<Record<string, unknown>> = {},
): Pick<GuestOptions, "log" | "config" | "fs" | "host"> {
  const asked = (name: string) => manifest.permissions.find((permission) => permission.name === name);
  return {
    log: grants.log === true && asked("log") !== undefined,
    config: grants.config === true && asked("config") !== undefined ? asText(config) : null,
    fs: (asked("fs")?.paths ?? []).flatMap((path) => directoryFor(path, grants.fs ?? [])),
    ...hostGrants(manifest, grants),
  };
}

function hostGrants({ permissions }: Manifest, grants: Grants): Pick<GuestOptions, "host"> {
  const asked = (name: string) => permissions.find((permission) => permission.name === name);
  const kv = grants.kv === true ? KV_GRANT : { ...KV_GRANT, ...(grants.kv || {}) };
  const secrets = asked("secret")?.secrets ?? [];
  const host: HostGrants = {
    exec: (asked("exec")?.rules ?? []).filter((rule) => grants.exec?.includes(rule)),
    http: asked("http") ? (grants.http ?? []) : [],
    kv: asked("kv") && grants.kv ? kv : null,
    secret: Object.fromEntries(Object.entries(grants.secret ?? {}).filter(([name]) => secrets.includes(name))),
    clock: grants.clock === true && asked("clock") !== undefined,
    random: grants.random === true && asked("random") !== undefined,
    event: grants.event === true && asked("event") !== undefined,
  };
  return asksHost(host) || host.clock || host.random ? { host } : {};
}

// A directory granted rw to a driver that asks for ro is given ro.
function directoryFor(path: PathRequest, granted: readonly FsGrant[]): FsGrant[] {
  const grant = granted.find((one) => one.guest === path.guest && (one.mode === "rw" || path.mode === "ro"));
  if (!grant) return [];
  if (!isAbsolute(grant.host)) {
    throw new HostError("CONFIG_INVALID", `the granted directory "${grant.host}" must be an absolute path`);
  }
  return [{ guest: path.guest, host: grant.host, mode: path.mode }];
}

/** A guest reads its configuration as text, key by key. */
function asText(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(config).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
