// What each value allows by itself, but not together with another.
import { isLoopback, parseListen } from "./address.ts";
import { BUILTIN_PREFIX } from "./defaults.ts";
import type { Config, DriverEntry } from "./options.ts";
import { OWN_TOPICS } from "./service-entries.ts";
import { formatDurationMs } from "./units.ts";

/** One broken rule: the option to blame, and why. */
export interface Contradiction {
  readonly path: readonly string[];
  readonly message: string;
}

const REPORTS_UNTIL_DOWN = 2.5;

/** All contradictions of a configuration whose values are each right by themselves. */
export function findContradictions(config: Config): readonly Contradiction[] {
  const { hub, rpc, service, driver, operation, volume, network, api, function: functions } = config;
  const found: Contradiction[] = [];
  const refuse = (path: string, message: string) => found.push({ path: path.split("."), message });
  const leastDownMs = REPORTS_UNTIL_DOWN * service.reportIntervalMs;
  if (service.downTimeMs < leastDownMs) {
    const least = `at least ${REPORTS_UNTIL_DOWN} times service.reportIntervalMs, ${formatDurationMs(leastDownMs)}`;
    refuse("service.downTimeMs", `must be ${least}, or one late report takes a service for down`);
  }
  if (service.drainTimeoutMs > service.stopTimeoutMs) {
    refuse("service.drainTimeoutMs", "must not be longer than service.stopTimeoutMs, of which it is a part");
  }
  if (config.policy.minConformance !== "none" && config.policy.trustedKeys.length === 0)
    refuse("policy.trustedKeys", "name the keys whose reports count, or no driver of others can be loaded");
  if (rpc.callTimeoutMs > rpc.callTimeoutMsMax)
    refuse("rpc.callTimeoutMs", "must not be longer than rpc.callTimeoutMsMax");
  if (hub.bufferedBytesMax < hub.frameBytesMax) {
    refuse("hub.bufferedBytesMax", "must not be smaller than hub.frameBytesMax, or such a frame could never be sent");
  }
  if (operation.retryMs > operation.retryMsMax)
    refuse("operation.retryMs", "must not be longer than operation.retryMsMax");
  if (driver.outputBytesMax > driver.memoryBytesMax) {
    refuse("driver.outputBytesMax", "must not be larger than driver.memoryBytesMax, where the answer stands");
  }
  if (!isLoopback(parseListen(hub.listen)?.host ?? "")) {
    refuse("hub.listen", "must be a loopback address: other machines need TLS, for which there is hub.remote");
  }
  if (api.listen !== undefined && api.tls === undefined && !isLoopback(parseListen(api.listen)?.host ?? "")) {
    refuse(
      "api.listen",
      "must be a loopback address without TLS: set api.tls.certificate and api.tls.key to serve others",
    );
  }
  found.push(...linkContradictions(config));
  if (api.drainTimeoutMs > service.stopTimeoutMs) {
    refuse("api.drainTimeoutMs", "must not be longer than service.stopTimeoutMs, of which it is a part");
  }
  for (const [name, { process, workers, kind, drivers }] of Object.entries(config.services)) {
    const taken: readonly string[] = OWN_TOPICS;
    if (taken.includes(name)) refuse(`services.${name}`, "the host itself has a service of that name; choose another");
    if (process === "host" && workers > 1) refuse(`services.${name}.workers`, "more than one needs `process: own`");
    const names = Object.keys(drivers);
    if (names.length > 0 && kind === undefined)
      refuse(`services.${name}.drivers`, "need `kind`, the contract of what they are drivers for");
    if (kind !== undefined && process !== "host")
      refuse(`services.${name}.kind`, "needs `process: host`: drivers live in the host, beside their manager");
    for (const [key, entry] of Object.entries(drivers)) {
      for (const one of driverContradictions(entry, driver))
        found.push({ path: ["services", name, "drivers", key, ...one.key], message: one.message });
    }
  }
  if (!Object.hasOwn(volume.drivers, volume.defaultDriver)) {
    const names = Object.keys(volume.drivers).join(", ") || "none";
    refuse("volume.defaultDriver", `there is no driver of that name in volume.drivers: ${names}`);
  }
  const { defaultDriver, vlan } = network;
  const networkDrivers = Object.keys(network.drivers);
  // Without any driver there is no network service, and nothing that could have a default.
  if (defaultDriver !== undefined && networkDrivers.length > 0 && !networkDrivers.includes(defaultDriver)) {
    refuse("network.defaultDriver", `there is no driver of that name in network.drivers: ${networkDrivers.join(", ")}`);
  }
  if (vlan.first > vlan.last) refuse("network.vlan.first", "must not be above network.vlan.last");
  for (const [domain, { drivers }] of [
    ["volume", volume],
    ["network", network],
    ["function", functions],
  ] as const) {
    for (const [name, entry] of Object.entries(drivers)) {
      const path = [domain, "drivers", name];
      for (const { key, message } of driverContradictions(entry, driver))
        found.push({ path: [...path, ...key], message });
    }
  }
  return found;
}

// Who comes to this hub from elsewhere, and how this host goes out to one.
function linkContradictions({ hub, join }: Config): readonly Contradiction[] {
  const found: Contradiction[] = [];
  const refuse = (path: string, message: string) => found.push({ path: path.split("."), message });
  for (const [name, { tokenFile }] of Object.entries(hub.peers)) {
    if (tokenFile !== undefined || hub.remote?.tls.clientAuthority !== undefined) continue;
    refuse(`hub.peers.${name}`, "could never prove who it is: set its tokenFile, or hub.remote.tls.clientAuthority");
  }
  if (join && join.tokenFile === undefined && join.certificate === undefined) {
    refuse("join", "has nothing to show there: set join.tokenFile, or join.certificate and join.key");
  }
  if (join && (join.certificate === undefined) !== (join.key === undefined)) {
    refuse("join.certificate", "needs join.key, and join.key needs join.certificate");
  }
  if (join?.url.startsWith("ws:") && !isLoopback(new URL(join.url).hostname)) {
    refuse("join.url", "would carry the token in the clear; use wss:// beyond loopback");
  }
  return found;
}

function driverContradictions(entry: DriverEntry, common: Config["driver"]) {
  const found: { readonly key: readonly string[]; readonly message: string }[] = [];
  const refuse = (key: string, message: string) => found.push({ key: key.split("."), message });
  const wasm = entry.path.endsWith(".wasm") || entry.path.startsWith(BUILTIN_PREFIX);
  if (wasm && entry.trusted) refuse("trusted", "is only for a JavaScript object; a .wasm file is always confined");
  if (!wasm && !entry.trusted) {
    refuse("path", "expected a .wasm file; a JavaScript object runs unconfined and needs `trusted: true`");
  }
  if (entry.export !== undefined && !entry.trusted)
    refuse("export", "is only for a JavaScript object with `trusted: true`");
  if (entry.watch && entry.trusted) refuse("watch", "is only for .wasm files; restart the host for another object");
  if (entry.watch && entry.digest !== undefined)
    refuse("watch", "would put another file in the place of the one that `digest` pins; leave one of the two out");
  if (entry.trusted && (entry.grants.fs.length > 0 || entry.grants.log || entry.grants.config)) {
    refuse("grants", "have no meaning with `trusted: true`, which grants everything");
  }
  if (Object.keys(entry.config).length > 0 && !entry.grants.config && !entry.trusted) {
    refuse("config", "cannot be read by the driver: add `config: true` to its grants");
  }
  const guests = entry.grants.fs.map(({ guest }) => guest);
  const twice = guests.find((guest, index) => guests.indexOf(guest) !== index);
  if (twice !== undefined) refuse("grants.fs", `grants ${twice} twice`);
  const memoryBytesMax = entry.limits.memoryBytesMax ?? common.memoryBytesMax;
  const outputBytesMax = entry.limits.outputBytesMax ?? common.outputBytesMax;
  const own = entry.limits.memoryBytesMax !== undefined || entry.limits.outputBytesMax !== undefined;
  if (own && outputBytesMax > memoryBytesMax) {
    refuse("limits", "outputBytesMax must not be larger than memoryBytesMax, where the answer stands");
  }
  return found;
}
