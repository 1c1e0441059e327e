// The smallest set of grants with which a driver loads and may do again what it did and what it was denied.
import type { PermissionRequest } from "@holdfast/sdk";
import type { Grants } from "./driver-types.ts";
import type { GuestUse } from "./host-functions/uses.ts";

/** What was learned of a running driver. */
export interface DriverUses {
  readonly permissions: readonly PermissionRequest[];
  readonly grants: Grants;
  readonly uses: readonly GuestUse[];
}

export interface LearnedGrants {
  readonly grants: Grants;
  /** Denied, and not for the operator to grant: the driver's manifest does not ask for it. */
  readonly beyond: readonly GuestUse[];
  /** Names of what is granted and was neither used nor needed to load. */
  readonly unused: readonly string[];
}

const PLAIN = ["log", "config", "clock", "random", "event"] as const;

/** A place that only the operator knows stands as a guess beside the file, as `driver check --write-grants` writes it. */
export function learnedGrants({ permissions, grants, uses }: DriverUses): LearnedGrants {
  const asked = (name: string) => permissions.find((permission) => permission.name === name);
  const isAsked = (use: GuestUse) => isAskedFor(asked(use.permission), use);
  const wanted = uses.filter(isAsked);
  const items = (name: string, required: readonly string[] = []) => {
    const request = asked(name);
    const needed = request && !request.optional ? required : [];
    return [...new Set([...needed, ...wanted.filter((use) => use.permission === name).map(({ item }) => item)])].sort();
  };
  const isWanted = (name: string) =>
    (asked(name) !== undefined && !asked(name)?.optional) || wanted.some((use) => use.permission === name);
  const fs = items(
    "fs",
    asked("fs")?.paths?.map(({ guest }) => guest),
  ).map((guest) => ({
    guest,
    host: grants.fs?.find((one) => one.guest === guest)?.host ?? `.${guest}`,
    mode: asked("fs")?.paths?.find((path) => path.guest === guest)?.mode ?? ("ro" as const),
  }));
  const exec = items("exec", asked("exec")?.rules);
  const http = items("http").flatMap((origin) => serverFor(origin, wanted, grants));
  const secrets = items("secret", asked("secret")?.secrets);
  const learned: Grants = {
    ...Object.fromEntries(PLAIN.filter(isWanted).map((name) => [name, true])),
    ...(fs.length > 0 && { fs }),
    ...(exec.length > 0 && { exec }),
    ...(http.length > 0 && { http }),
    ...(isWanted("kv") && { kv: grants.kv || true }),
    ...(secrets.length > 0 && {
      secret: Object.fromEntries(secrets.map((name) => [name, grants.secret?.[name] ?? `./${name}.secret`])),
    }),
  };
  const before = new Set(namesOf(learned));
  return {
    grants: learned,
    beyond: uses.filter((use) => use.denied && !isAsked(use)),
    unused: namesOf(grants).filter((name) => !before.has(name)),
  };
}

/** Whether the operator could grant it: nothing is given that the manifest does not name. */
function isAskedFor(request: PermissionRequest | undefined, { permission, item, denied, how }: GuestUse): boolean {
  if (request === undefined) return false;
  if (permission === "exec") return request.rules?.includes(item) === true;
  if (permission === "secret") return request.secrets?.includes(item) === true;
  if (permission === "http") return item !== "";
  if (permission !== "fs") return true;
  const path = request.paths?.find(({ guest }) => guest === item);
  return path !== undefined && (path.mode === "rw" || how === "ro" || !denied);
}

function serverFor(origin: string, uses: readonly GuestUse[], grants: Grants): NonNullable<Grants["http"]> {
  const mine = uses.filter((use) => use.permission === "http" && use.item === origin);
  const known = grants.http?.find((grant) => new URL(grant.origin).origin === origin);
  const methods = [...new Set(mine.flatMap(({ how }) => (how ? [how] : [])))].sort();
  const found = mine.flatMap(({ address }) => (address ? [`${address}/${address.includes(":") ? 128 : 32}`] : []));
  const addresses = [...new Set([...(known?.addresses ?? []), ...found])];
  return [
    {
      ...{ origin, methods },
      ...(known?.ca !== undefined && { ca: known.ca }),
      ...(addresses.length > 0 && { addresses }),
    },
  ];
}

function namesOf({ fs = [], exec = [], http = [], secret = {}, kv, ...plain }: Grants): string[] {
  return [
    ...PLAIN.filter((name) => plain[name] === true),
    ...(kv ? ["kv"] : []),
    ...fs.map(({ guest }) => `fs ${guest}`),
    ...exec.map((rule) => `exec ${rule}`),
    ...http.map(({ origin }) => `http ${new URL(origin).origin}`),
    ...Object.keys(secret).map((name) => `secret ${name}`),
  ];
}
