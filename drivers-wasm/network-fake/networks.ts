// A network driver that keeps its networks in the instance's memory: they are gone with the instance.
import { Answer, done, failure, Nothing, ok, Status } from "../../sdk/guest/assemblyscript/answer";
import {
  Abilities,
  Ability,
  AbilityState,
  Description,
  DhcpPlan,
  FloatingId,
  FloatingPlan,
  Health,
  Lease,
  LeaseList,
  Network,
  NetworkDriver,
  NetworkId,
  NetworkList,
  NetworkPlan,
  Port,
  PortId,
  PortPlan,
  Probe,
  RulesPlan,
} from "../../sdk/guest/assemblyscript/generated/network";
import { config } from "../../sdk/guest/assemblyscript/host";

const ABILITY_NAMES: StaticArray<string> = ["bridge", "vlan", "address", "dhcp", "floating", "rules"];

/** A network, and the leases that its DHCP server would have given. */
class Kept {
  network: Network = new Network();
  leases: LeaseList = new LeaseList();
}

export class MemoryNetworks extends NetworkDriver {
  private readonly networks: Map<string, Kept> = new Map<string, Kept>();

  describe(): Answer<Description> {
    const description = new Description();
    description.name = "network-fake";
    description.version = "1.0.0";
    description.kind = "network";
    description.abi = "1.0";
    return ok(description);
  }

  probe(): Answer<Probe> {
    const result = new Probe();
    const health = config("health");
    if (health === "degraded") result.health = Health.degraded;
    if (health === "unavailable") result.health = Health.unavailable;
    result.reason = config("reason");
    return ok(result);
  }

  getAbilities(): Answer<Abilities> {
    const answer = new Abilities();
    const lacks = config("lacks");
    const lacking = lacks === null ? ([] as string[]) : lacks.split(" ");
    for (let at = 0; at < ABILITY_NAMES.length; at++) {
      const state = new AbilityState();
      state.ability = <Ability>at;
      state.available = !lacking.includes(ABILITY_NAMES[at]);
      if (!state.available) state.reason = config("reason");
      answer.abilities.push(state);
    }
    return ok(answer);
  }

  ensureNetwork(input: NetworkPlan): Answer<Network> {
    if (!this.networks.has(input.network)) this.networks.set(input.network, new Kept());
    const network = this.networks.get(input.network).network;
    network.network = input.network;
    network.device = `fake${input.network}`;
    network.vlan = input.vlan;
    return ok(network);
  }

  deleteNetwork(input: NetworkId): Answer<Nothing> {
    this.networks.delete(input.network);
    return done();
  }

  inspectNetwork(input: NetworkId): Answer<Network> {
    if (!this.networks.has(input.network)) return failure<Network>(Status.not_found, ABSENT);
    return ok(this.networks.get(input.network).network);
  }

  listNetworks(): Answer<NetworkList> {
    const list = new NetworkList();
    list.networks = this.networks.keys();
    return ok(list);
  }

  attachPort(input: PortPlan): Answer<Port> {
    if (!this.networks.has(input.network)) return failure<Port>(Status.not_found, ABSENT);
    const ports = this.networks.get(input.network).network.ports;
    const port = new Port();
    port.port = input.port;
    const device = input.device;
    port.device = device === null ? `fake${input.port}` : device;
    port.mac = input.mac;
    const place = placeOf(ports, input.port);
    if (place < 0) ports.push(port);
    else ports[place] = port;
    return ok(port);
  }

  detachPort(input: PortId): Answer<Nothing> {
    if (!this.networks.has(input.network)) return done();
    const ports = this.networks.get(input.network).network.ports;
    const place = placeOf(ports, input.port);
    if (place >= 0) ports.splice(place, 1);
    return done();
  }

  setDhcp(input: DhcpPlan): Answer<Nothing> {
    if (!this.networks.has(input.network)) return failure<Nothing>(Status.not_found, ABSENT);
    const kept = this.networks.get(input.network);
    kept.network.dhcp = true;
    kept.leases = new LeaseList();
    for (let at = 0; at < input.reservations.length; at++) {
      const lease = new Lease();
      lease.mac = input.reservations[at].mac;
      lease.address = input.reservations[at].address;
      kept.leases.leases.push(lease);
    }
    return done();
  }

  listLeases(input: NetworkId): Answer<LeaseList> {
    if (!this.networks.has(input.network)) return failure<LeaseList>(Status.not_found, ABSENT);
    return ok(this.networks.get(input.network).leases);
  }

  setFloating(input: FloatingPlan): Answer<Nothing> {
    if (!this.networks.has(input.network)) return failure<Nothing>(Status.not_found, ABSENT);
    const floating = this.networks.get(input.network).network.floating;
    if (!floating.includes(input.floating)) floating.push(input.floating);
    return done();
  }

  clearFloating(input: FloatingId): Answer<Nothing> {
    if (!this.networks.has(input.network)) return done();
    const floating = this.networks.get(input.network).network.floating;
    const place = floating.indexOf(input.floating);
    if (place >= 0) floating.splice(place, 1);
    return done();
  }

  setRules(input: RulesPlan): Answer<Nothing> {
    return this.networks.has(input.network) ? done() : failure<Nothing>(Status.not_found, ABSENT);
  }
}

const ABSENT: string = "There is no network of that name in this instance's memory.";

function placeOf(ports: Port[], id: string): i32 {
  for (let at = 0; at < ports.length; at++) if (ports[at].port === id) return at;
  return -1;
}
