// Plans: what a change would write into the switch's configuration, a step for each edit.
import type { NetworkChange, NetworkSteps } from "../../sdk/guest/typescript/generated/network.ts";
import { DriverFailure } from "../../sdk/guest/typescript/holdfast.ts";
import { type Edit, plan } from "./device.ts";
import { setDhcp } from "./dhcp.ts";
import { clearFloating, setFloating } from "./floating.ts";
import { deleteNetwork, ensureNetwork } from "./networks.ts";
import { attachPort, detachPort } from "./ports.ts";
import { setRules } from "./rules.ts";
import { readSwitch } from "./switch.ts";

export function planChange(asked: NetworkChange): NetworkSteps {
  const { setDhcp: dhcp } = asked;
  // It would have been made just before, and its VLAN is not known yet.
  if (dhcp !== undefined && !readSwitch().networks.has(dhcp.network))
    return { steps: [{ what: `serves DHCP in it, with ${dhcp.reservations.length} address(es)` }] };
  return { steps: plan(() => work(asked)).map(stepOf) };
}

function work(asked: NetworkChange): unknown {
  if (asked.ensureNetwork) return ensureNetwork(asked.ensureNetwork);
  if (asked.deleteNetwork) return deleteNetwork(asked.deleteNetwork.network);
  if (asked.attachPort) return attachPort(asked.attachPort);
  if (asked.detachPort) return detachPort(asked.detachPort.network, asked.detachPort.port);
  if (asked.setDhcp) return setDhcp(asked.setDhcp);
  if (asked.setFloating) return setFloating(asked.setFloating);
  if (asked.clearFloating) return clearFloating(asked.clearFloating.network, asked.clearFloating.floating);
  if (asked.setRules) return setRules(asked.setRules);
  throw new DriverFailure("invalid_argument", "A plan needs the change that it is for.");
}

function stepOf({ operation, target, value }: Edit) {
  const rest = value === undefined ? "" : `: ${JSON.stringify(value)}`;
  return { what: `PATCH, ${operation} ${target}${rest}` };
}
