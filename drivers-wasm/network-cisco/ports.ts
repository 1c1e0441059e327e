// Ports: interfaces of the switch, which are access ports of their network's VLAN for as long.
import type { Port, PortPlan } from "../../sdk/guest/typescript/generated/network.ts";
import { DriverFailure } from "../../sdk/guest/typescript/holdfast.ts";
import { change, type Edit } from "./device.ts";
import { type HeldPort, pathOf, readSwitch, requireId, requireTag, socketOf } from "./switch.ts";

export function attachPort(plan: PortPlan): Port {
  const { network, port, mac, device } = plan;
  requireId(port);
  const state = readSwitch();
  const tag = requireTag(state, network);
  if (plan.netns !== undefined)
    throw new DriverFailure("invalid_argument", "A switch has no namespaces: leave out --netns.");
  if (device === undefined)
    throw new DriverFailure("invalid_argument", "Name the switch's interface by --device, such as Gi1/0/3.");
  const socket = socketOf(state, device);
  const description = `holdfast ${network} ${port} ${mac}`;
  const answer = { port, device, mac };
  if (socket.description === description) return answer;
  if (socket.description !== "")
    throw new DriverFailure("already_exists", `${device} is in use: the switch describes it as ${socket.description}.`);
  const elsewhere = state.ports.filter((held) => held.port === port).flatMap(portEdits);
  const access = { "Cisco-IOS-XE-switch:access": { vlan: { vlan: tag } }, "Cisco-IOS-XE-switch:mode": { access: {} } };
  const own = { name: socket.name, description, "switchport-config": { switchport: access } };
  const value = { [`Cisco-IOS-XE-native:${socket.type}`]: [own] };
  change([...elsewhere, { operation: "merge", target: pathOf(socket), value }]);
  return answer;
}

export function detachPort(network: string, port: string): void {
  requireId(network);
  requireId(port);
  change(
    readSwitch()
      .ports.filter((held) => held.port === port)
      .flatMap(portEdits),
  );
}

/** Makes a port's interface what it was: without description, VLAN and access lists. */
export function portEdits(held: HeldPort): Edit[] {
  const path = pathOf(held);
  const targets = [`${path}/ip/access-group`, `${path}/switchport-config`, `${path}/description`];
  return [...targets.map((target) => ({ operation: "remove" as const, target })), ...listEdits(held.port)];
}

/** Takes a port's access lists away. */
export function listEdits(port: string): Edit[] {
  return ["in", "out"].map((way) => ({ operation: "remove", target: listPath(port, way) }));
}

export function listPath(port: string, way: string): string {
  return `/ip/access-list/Cisco-IOS-XE-acl:extended=hf-${port}-${way}`;
}
