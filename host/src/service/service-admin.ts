// What an operator may do to a service's record, with Nova's refusals: enable, disable, force down, delete.
import { isoTime } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { ServiceGroup, ServiceView } from "./service-group.ts";
import type { ServiceRecords } from "./service-records.ts";

export interface ServiceAdminParts {
  readonly records: ServiceRecords;
  readonly group: ServiceGroup;
  /** Throws when a service must not be taken back from forced down yet, because work for its host is unsettled. */
  readonly guardForceUp?: (service: ServiceView) => Promise<void>;
}

const REASON_LENGTH_MAX = 255;

/** Takes new work again. The reason is forgotten. NOT_FOUND. */
export async function enableService(parts: ServiceAdminParts, ctx: RequestContext, uuid: string): Promise<ServiceView> {
  await requireLiving(parts, uuid);
  const emptied = { disabledReason: null, disabledAt: null, disabledBy: null, disabledUntil: null };
  await parts.records.update(uuid, { disabled: false, ...emptied });
  return audited(parts, ctx, uuid, "enabled");
}

/**
 * No new work is given to it; it goes on serving and beating. `reason` has 1 to 255 characters. After `forMs` it is enabled again.
 * INVALID_PARAMS, NOT_FOUND.
 */
export async function disableService(
  parts: ServiceAdminParts,
  ctx: RequestContext,
  { uuid, reason, forMs }: { readonly uuid: string; readonly reason?: string; readonly forMs?: number },
): Promise<ServiceView> {
  const text = reason?.trim();
  if (text !== undefined && (text.length < 1 || text.length > REASON_LENGTH_MAX)) {
    throw new HostError(
      "INVALID_PARAMS",
      `a reason has 1 to ${REASON_LENGTH_MAX} characters, this one has ${text.length}`,
    );
  }
  await requireLiving(parts, uuid);
  const until = forMs === undefined ? null : new Date(ctx.clock.wallMs() + forMs).toISOString();
  const change = { disabledReason: text ?? null, disabledAt: isoTime(ctx.clock), disabledBy: ctx.caller.name };
  await parts.records.update(uuid, { disabled: true, disabledUntil: until, ...change });
  return audited(parts, ctx, uuid, until === null ? "disabled" : `disabled until ${until}`);
}

/** Enables every service whose time of being disabled is over; resolves to their uuids. A clock that was wrong ends it early or late, never for good. */
export async function enableExpired(parts: ServiceAdminParts, ctx: RequestContext): Promise<readonly string[]> {
  const now = isoTime(ctx.clock);
  const all = await parts.records.list();
  const over = all.filter(({ disabled, disabledUntil }) => disabled && disabledUntil !== null && disabledUntil <= now);
  for (const { uuid } of over) await enableService(parts, ctx, uuid);
  return over.map(({ uuid }) => uuid);
}

/** Says that it is down, whatever its heartbeats say, or takes that back. NOT_FOUND, or what the guard throws. */
export async function forceDownService(
  parts: ServiceAdminParts,
  ctx: RequestContext,
  { uuid, forcedDown }: { readonly uuid: string; readonly forcedDown: boolean },
): Promise<ServiceView> {
  const service = await requireLiving(parts, uuid);
  if (!forcedDown && service.forcedDown) await parts.guardForceUp?.(service);
  await parts.records.update(uuid, { forcedDown });
  parts.group.setForcedDown(uuid, forcedDown);
  return audited(parts, ctx, uuid, forcedDown ? "forced down" : "no longer forced down");
}

const DELETABLE: readonly ServiceView["state"][] = ["down", "left", "failed", "forced_down"];

/** Removes the record. FAILED_PRECONDITION while the service is alive; NOT_FOUND. */
export async function deleteService(parts: ServiceAdminParts, ctx: RequestContext, uuid: string): Promise<void> {
  const { state, topic, host } = await requireLiving(parts, uuid);
  if (!DELETABLE.includes(state)) {
    const message = `service ${topic} on ${host} is ${state}; stop it, or force it down, before its record is deleted`;
    throw new HostError("FAILED_PRECONDITION", message, { data: { state } });
  }
  await parts.records.remove(uuid);
  parts.group.forget(uuid);
  const [at, by] = [isoTime(ctx.clock), ctx.caller.name];
  parts.group.events.append({ at, kind: "operator", uuid, host, topic, from: state, to: "deleted", by });
  ctx.log.info({ service: uuid, topic, host, by }, "a service record was deleted");
}

async function requireLiving({ group }: ServiceAdminParts, uuid: string): Promise<ServiceView> {
  const service = await group.getService(uuid);
  if (service.deleted) throw new HostError("NOT_FOUND", `service ${uuid} was deleted`);
  return service;
}

async function audited(
  { group }: ServiceAdminParts,
  ctx: RequestContext,
  uuid: string,
  what: string,
): Promise<ServiceView> {
  const service = await group.getService(uuid);
  const { topic, host, disabledReason: reason } = service;
  const [at, by] = [isoTime(ctx.clock), ctx.caller.name];
  group.events.append({ at, kind: "operator", uuid, host, topic, to: what, by, ...(reason && { reason }) });
  ctx.log.info({ service: uuid, topic, host, what, reason, by }, "a service was changed by an operator");
  return service;
}
