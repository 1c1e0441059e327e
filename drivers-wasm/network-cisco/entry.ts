// A network driver for Cisco switches: networks are VLANs, ports are the switch's interfaces, all by RESTCONF with the native model of IOS-XE.
import { type AbilityState, serve } from "../../sdk/guest/typescript/generated/network.ts";
import { config, DriverFailure } from "../../sdk/guest/typescript/holdfast.ts";
import { requirePatch } from "./device.ts";
import { listLeases, setDhcp } from "./dhcp.ts";
import { clearFloating, setFloating } from "./floating.ts";
import { deleteNetwork, ensureNetwork, inspectNetwork } from "./networks.ts";
import { planChange } from "./plan.ts";
import { attachPort, detachPort } from "./ports.ts";
import { setRules } from "./rules.ts";
import { readSwitch } from "./switch.ts";

const NO_RULES =
  "access lists of ports keep no state, so replies by UDP would be held up: set access_lists to stateless to have them so";
const NO_NAT = "static NAT is not offered: set nat to static where the device has it";

serve({
  describe: () => ({ name: "network-cisco", version: "1.0.0", kind: "network", abi: "1.1" }),
  probe() {
    const reason = trouble();
    return reason === undefined ? { health: "ready" } : { health: "unavailable", reason };
  },
  getAbilities() {
    const reason = trouble();
    const state = (ability: AbilityState["ability"], why = reason): AbilityState =>
      why === undefined ? { ability, available: true } : { ability, available: false, reason: why };
    return {
      abilities: [
        state("bridge"),
        state("vlan"),
        state("address", reason ?? "a switch gives no addresses to what is plugged in"),
        state("dhcp"),
        state("floating", reason ?? (config("nat") === "static" ? undefined : NO_NAT)),
        state("rules", reason ?? (config("access_lists") === "stateless" ? undefined : NO_RULES)),
      ],
    };
  },
  ensureNetwork,
  inspectNetwork: ({ network }) => inspectNetwork(network),
  deleteNetwork: ({ network }) => deleteNetwork(network),
  listNetworks: () => ({ networks: [...readSwitch().networks.keys()] }),
  attachPort,
  detachPort: ({ network, port }) => detachPort(network, port),
  setDhcp,
  listLeases: ({ network }) => ({ leases: listLeases(network) }),
  setFloating,
  clearFloating: ({ network, floating }) => clearFloating(network, floating),
  setRules,
  planChange,
});

/** Why the device cannot be worked with, if so. */
function trouble(): string | undefined {
  try {
    requirePatch();
    return undefined;
  } catch (error) {
    if (error instanceof DriverFailure) return error.message;
    throw error;
  }
}
