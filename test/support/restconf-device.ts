// A simulated switch: RESTCONF over TLS, or without, with the native model, a token or a password, and the ways in which devices and links fail.

import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { applyEdits, type Config, type PatchEdit, Refusal, readPath } from "./restconf-tree.ts";
import { type TlsFiles, tlsFiles } from "./tls.ts";

export interface RestconfDevice {
  readonly url: string;
  readonly authority: string;
  /** What it is configured to be now. */
  config(): Config;
  /** Operational data: the leases that its DHCP server gave out. */
  readonly leases: Config[];
  /** What happens to the next change: it is done and its answer lost, or it is refused since another holds the lock. */
  fail(how: "lost" | "locked"): void;
  /** Tells when a change arrives and when it is made, before the answer: who kills the asker then has it not know. */
  watch(listener: (() => void) | undefined): void;
  /** How many changes it was asked for. */
  readonly changes: () => number;
  /** How many requests came to it, believed or not. */
  readonly requests: () => number;
}

export interface DeviceOptions {
  /** The value of the field Authorization that it believes. */
  readonly authorization: string;
  readonly config?: Config;
  /** TLS when absent; `expired`: with a certificate whose time is over. */
  readonly over?: "plain" | "expired";
  /** An older device has none. */
  readonly withoutPatch?: boolean;
}

const NATIVE = "/restconf/data/Cisco-IOS-XE-native:native";
const CAPABILITIES = "/restconf/data/ietf-restconf-monitoring:restconf-state/capabilities";
const LEASES = "/restconf/data/Cisco-IOS-XE-dhcp-oper:dhcp-oper-data";

/** A switch of so many ports, GigabitEthernet1/0/1 and on, with an uplink and VLAN 1. */
export function freshConfig(ports = 4): Config {
  const names = Array.from({ length: ports }, (_, at) => ({ name: `1/0/${at + 1}` }));
  return {
    vlan: { "Cisco-IOS-XE-vlan:vlan-list": [{ id: 1, name: "default" }] },
    interface: { GigabitEthernet: names, TenGigabitEthernet: [{ name: "1/1/1", description: "to the core" }] },
    ip: {},
  };
}

/** Starts one; it ends with the test. */
export async function restconfDevice(t: TestContext, options: DeviceOptions): Promise<RestconfDevice> {
  const files = tlsFiles(t);
  const state = {
    config: options.config ?? freshConfig(),
    leases: [] as Config[],
    failing: undefined as string | undefined,
    watcher: undefined as (() => void) | undefined,
    changes: 0,
    requests: 0,
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    state.requests++;
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const { over } = options;
  const server: Server = over === "plain" ? createPlainServer(listener) : createServer(pair(files, over), listener);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [path = ""] = (request.url ?? "").split("?");
    const body = await text(request);
    const send = (status: number, content?: unknown) => {
      response.writeHead(status, { "content-type": "application/yang-data+json" });
      response.end(content === undefined ? "" : JSON.stringify(content, null, 2));
    };
    const refuse = (status: number, message: string) =>
      send(status, { "ietf-restconf:errors": { error: [{ "error-type": "application", "error-message": message }] } });
    if (request.headers.authorization !== options.authorization) return refuse(401, "access denied");
    if (request.method === "GET") return get(path, { send, refuse });
    if (request.method !== "PATCH" || path !== NATIVE) return refuse(405, "not here");
    state.changes++;
    state.watcher?.();
    const failing = state.failing;
    state.failing = undefined;
    if (failing === "locked") return refuse(409, "the configuration database is locked");
    try {
      const { edit } = JSON.parse(body)["ietf-yang-patch:yang-patch"] as { readonly edit: readonly PatchEdit[] };
      state.config = applyEdits(state.config, edit);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refuse(400, error.message);
    }
    state.watcher?.();
    if (failing === "lost") return void response.destroy();
    send(200, { "ietf-yang-patch:yang-patch-status": { "patch-id": "holdfast", ok: [null] } });
  };
  const get = (path: string, { send, refuse }: Answers) => {
    if (path === CAPABILITIES) {
      const capability = options.withoutPatch === true ? [] : ["urn:ietf:params:restconf:capability:yang-patch:1.0"];
      return send(200, { "ietf-restconf-monitoring:capabilities": { capability } });
    }
    if (path === LEASES)
      return send(200, { "Cisco-IOS-XE-dhcp-oper:dhcp-oper-data": { "dhcpv4-server-oper": state.leases } });
    if (!path.startsWith(NATIVE)) return refuse(404, "uri keypath not found");
    const found = readPath(state.config, path.slice(NATIVE.length));
    if (found === undefined) return refuse(404, "uri keypath not found");
    const name = path.split("/").at(-1)?.split("=")[0] ?? "";
    send(200, { [name.includes(":") ? name : `Cisco-IOS-XE-native:${name}`]: found });
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => close(server));
  return {
    url: `${over === "plain" ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority: files.authority,
    config: () => state.config,
    leases: state.leases,
    fail: (how) => {
      state.failing = how;
    },
    watch: (listener) => {
      state.watcher = listener;
    },
    changes: () => state.changes,
    requests: () => state.requests,
  };
}

/** A driver's section for that device: the user `holdfast`, whose password stands in a file. */
export function ciscoDriver({ url, authority }: RestconfDevice, token: string) {
  const isPlain = url.startsWith("http:");
  const http = [{ origin: url, ...(isPlain ? {} : { ca: authority }), addresses: ["127.0.0.0/8"] }];
  return { driver: "network-cisco", config: { url, user: "holdfast" }, grants: { http, secret: { token } } };
}

interface Answers {
  send(status: number, content?: unknown): void;
  refuse(status: number, message: string): void;
}

function pair(
  files: TlsFiles,
  which: "server" | "expired" = "server",
): { readonly cert: string; readonly key: string } {
  const { certificate, key } = files[which];
  return { cert: files.read(certificate), key: files.read(key) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
