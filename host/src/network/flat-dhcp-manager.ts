// FlatDHCPManager: bridges in which the host is the gateway and gives the addresses by DHCP.
import type { Strategy } from "./domain.ts";
import { NetworkManager } from "./manager.ts";

export class FlatDHCPManager extends NetworkManager {
  override readonly strategy: Strategy = {
    name: "FlatDHCPManager",
    needs: ["bridge", "dhcp"],
    routed: true,
    dhcp: true,
    tagged: false,
  };
}
