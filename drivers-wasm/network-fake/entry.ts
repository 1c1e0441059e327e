// The entry of network-fake: each export looks first whether it shall misbehave, then does what a good driver does.
import {
  attach_port as attachWell,
  clear_floating as clearFloatingWell,
  delete_network as deleteWell,
  describe,
  detach_port as detachWell,
  ensure_network as ensureWell,
  get_abilities,
  inspect_network as inspectWell,
  list_leases,
  list_networks,
  probe,
  serve,
  set_dhcp as setDhcpWell,
  set_floating as setFloatingWell,
  set_rules as setRulesWell,
} from "../../sdk/guest/assemblyscript/generated/network";
import { misbehave } from "./misbehave";
import { MemoryNetworks } from "./networks";

export { describe, get_abilities, list_leases, list_networks, probe };

serve(new MemoryNetworks());

export function ensure_network(input: string): string {
  const instead = misbehave("ensure_network", input);
  return instead === null ? ensureWell(input) : instead;
}

export function delete_network(input: string): string {
  const instead = misbehave("delete_network", input);
  return instead === null ? deleteWell(input) : instead;
}

export function inspect_network(input: string): string {
  const instead = misbehave("inspect_network", input);
  return instead === null ? inspectWell(input) : instead;
}

export function attach_port(input: string): string {
  const instead = misbehave("attach_port", input);
  return instead === null ? attachWell(input) : instead;
}

export function detach_port(input: string): string {
  const instead = misbehave("detach_port", input);
  return instead === null ? detachWell(input) : instead;
}

export function set_dhcp(input: string): string {
  const instead = misbehave("set_dhcp", input);
  return instead === null ? setDhcpWell(input) : instead;
}

export function set_floating(input: string): string {
  const instead = misbehave("set_floating", input);
  return instead === null ? setFloatingWell(input) : instead;
}

export function clear_floating(input: string): string {
  const instead = misbehave("clear_floating", input);
  return instead === null ? clearFloatingWell(input) : instead;
}

export function set_rules(input: string): string {
  const instead = misbehave("set_rules", input);
  return instead === null ? setRulesWell(input) : instead;
}
