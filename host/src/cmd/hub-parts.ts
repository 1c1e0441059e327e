// What makes a hub out of its configuration: the tokens and peers that may come in, the listener of this machine, the door for others.
import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import { parseListen } from "../conf/address.ts";
import type { Config } from "../conf/options.ts";
import type { Caller } from "../context.ts";
import { HostError, isHostError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Hub, startHub } from "../rpc/hub.ts";
import { openTlsDoor, type TlsDoor } from "../rpc/hub-tls-door.ts";
import { DEFAULT_HUB_LIMITS } from "../rpc/limits.ts";
import { createTokenCheck, ensureTokenFile } from "../rpc/token.ts";
import { tokenPath } from "./host-note.ts";
import { tlsMaterial } from "./tls-material.ts";
import type { Undo } from "./undo.ts";

export interface HubParts {
  readonly hub: Hub;
  /** The listener for other machines, if one is configured. */
  readonly door: TlsDoor | undefined;
  /** The operator's. */
  readonly token: string;
  /** Shown by services in processes of their own; made anew at each start, never written down. */
  readonly serviceToken: string;
}

interface HubNeeds {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
}

/** Opens the hub and its door; what was opened is in `undo`, also when a later one throws. */
export async function openHub(needs: HubNeeds, undo: Undo): Promise<HubParts> {
  const { config, clock, log, version } = needs;
  const listen = listenOf(config.hub.listen, "hub.listen");
  const token = await ensureTokenFile(tokenPath(config.dataDir));
  const serviceToken = randomBytes(32).toString("base64url");
  const hub = await startHub({
    name: config.host.name,
    version,
    listen,
    authenticate: createTokenCheck([
      { token, caller: { name: "operator", roles: ["admin"] } },
      { token: serviceToken, caller: { name: "service", roles: ["host"] } },
      ...(await peerTokens(config)),
    ]),
    allowedOrigins: config.hub.allowedOrigins,
    choice: config.hub.choice,
    limits: { ...DEFAULT_HUB_LIMITS, ...config.hub, ...config.rpc, inFlightMax: config.hub.inFlightMax },
    clock,
    log,
  }).catch((error: unknown) => {
    throw namingTheOption(error, config.hub.listen);
  });
  undo.add("hub", () => hub.close());
  const door = await openDoor(needs, hub);
  if (door) undo.add("hub's door", () => door.close());
  return { hub, door, token, serviceToken };
}

async function openDoor({ config, log }: HubNeeds, hub: Hub): Promise<TlsDoor | undefined> {
  const { remote, connectionsMax } = config.hub;
  if (!remote) return undefined;
  const identify = (name: string): Caller | undefined => {
    const peer = Object.hasOwn(config.hub.peers, name) ? config.hub.peers[name] : undefined;
    return peer && { name, roles: [peer.role] };
  };
  const listen = listenOf(remote.listen, "hub.remote.listen");
  const tls = tlsMaterial(remote.tls, "hub.remote.tls");
  const door = await openTlsDoor({ hub, listen, tls, identify, connectionsMax, log });
  log.info({ url: door.url }, "other machines reach the hub here");
  return door;
}

async function peerTokens(config: Config): Promise<{ readonly token: string; readonly caller: Caller }[]> {
  const tokens = [];
  for (const [name, { role, tokenFile }] of Object.entries(config.hub.peers)) {
    if (tokenFile === undefined) continue;
    tokens.push({ token: await ensureTokenFile(tokenFile), caller: { name, roles: [role] } });
  }
  return tokens;
}

function listenOf(text: string, option: string): { readonly host: string; readonly port: number } {
  const listen = parseListen(text);
  if (!listen) throw new HostError("CONFIG_INVALID", `${option}: ${text} is no host:port`);
  return listen;
}

/** An address that cannot be listened on, with the option that says so and what to set it to. */
function namingTheOption(error: unknown, listen: string): unknown {
  if (!isHostError(error, "START_FAILED")) return error;
  const inUse = (error.cause as NodeJS.ErrnoException | undefined)?.code === "EADDRINUSE";
  const what = inUse ? `${listen} is taken by another program, perhaps another host` : error.message;
  const remedy = "set hub.listen to another address, such as --set hub.listen=127.0.0.1:0 for any free port";
  return new HostError("START_FAILED", `${what}; ${remedy}`, { cause: error });
}
