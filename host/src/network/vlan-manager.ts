// VlanManager: each network is a VLAN of its own, with the host as gateway and DHCP as in FlatDHCPManager.
import type { Strategy } from "./domain.ts";
import { NetworkManager } from "./manager.ts";

export class VlanManager extends NetworkManager {
  override readonly strategy: Strategy = {
    name: "VlanManager",
    needs: ["bridge", "vlan", "dhcp"],
    routed: true,
    dhcp: true,
    tagged: true,
  };
}
