// FlatManager: bridges and nothing else. Who is attached gives itself its address, or has it from the driver.
import type { Strategy } from "./domain.ts";
import { NetworkManager } from "./manager.ts";

export class FlatManager extends NetworkManager {
  override readonly strategy: Strategy = {
    name: "FlatManager",
    needs: ["bridge"],
    routed: false,
    dhcp: false,
    tagged: false,
  };
}
