// Generated from sdk/abi/network.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

import { Answer, Box, closeAnswer, failure, Nothing, openAnswer, refusal, Status } from "../answer";
import { JsonReader } from "../json-reader";
import { JsonWriter } from "../json-writer";

/** A driver's own account of itself. */
export class Description {
  /** The driver's name, as in its manifest. */
  name: string = "";
  /** The driver's own semantic version. */
  version: string = "";
  /** The kind it implements, such as volume. */
  kind: string = "";
  /** The version of the kind it was built against, major.minor. */
  abi: string = "";

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("name");
    writer.text(this.name);
    writer.key("version");
    writer.text(this.version);
    writer.key("kind");
    writer.text(this.kind);
    writer.key("abi");
    writer.text(this.abi);
    writer.endObject();
  }
}

/** How the driver feels. */
export enum Health {
  ready,
  degraded,
  unavailable,
}

const Health_names: StaticArray<string> = ["ready", "degraded", "unavailable"];

/** The answer of a probe. */
export class Probe {
  health: Health = Health.ready;
  /** Why it is not ready, for the operator; one sentence. */
  reason: string | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("health");
    writer.name(Health_names, this.health);
    const loose1 = this.reason;
    if (loose1 !== null) {
      writer.key("reason");
      writer.text(loose1);
    }
    writer.endObject();
  }
}

/**
 * What a driver may be able to do: carry Ethernet frames between ports, keep networks apart by VLAN tags, give a
 * port its address itself, serve DHCP, lead outer addresses inwards, enforce security rules.
 */
export enum Ability {
  bridge,
  vlan,
  address,
  dhcp,
  floating,
  rules,
}

const Ability_names: StaticArray<string> = ["bridge", "vlan", "address", "dhcp", "floating", "rules"];

/** One ability, here and now. */
export class AbilityState {
  ability: Ability = Ability.bridge;
  /** Whether it can be asked for. */
  available: bool = false;
  /** Why not, in a few words: the kernel has no 8021q. */
  reason: string | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("ability");
    writer.name(Ability_names, this.ability);
    writer.key("available");
    writer.boolean(this.available);
    const loose2 = this.reason;
    if (loose2 !== null) {
      writer.key("reason");
      writer.text(loose2);
    }
    writer.endObject();
  }
}

/** What a driver can do here. An ability that is not listed is not there. */
export class Abilities {
  /** Each at most once. */
  abilities: Array<AbilityState> = new Array<AbilityState>();

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("abilities");
    {
      const items0 = this.abilities;
      writer.beginArray();
      for (let index0 = 0; index0 < items0.length; index0++) {
        items0[index0].write(writer);
      }
      writer.endArray();
    }
    writer.endObject();
  }
}

/** Names one network. */
export class NetworkId {
  /** Eight of 0-9 and a-f: short enough for the name of a device. */
  network: string = "";

  static read(reader: JsonReader): NetworkId {
    const record = new NetworkId();
    const seen = new StaticArray<bool>(1);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "network") {
        if (!reader.first(seen, 0)) break;
        record.network = reader.readString(8, 8);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "network");
    return record;
  }
}

/** Names one port. */
export class PortId {
  /** Eight of 0-9 and a-f. */
  network: string = "";
  /** Eight of 0-9 and a-f, unlike that of any other port. */
  port: string = "";

  static read(reader: JsonReader): PortId {
    const record = new PortId();
    const seen = new StaticArray<bool>(2);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "network") {
        if (!reader.first(seen, 0)) break;
        record.network = reader.readString(8, 8);
      } else if (key == "port") {
        if (!reader.first(seen, 1)) break;
        record.port = reader.readString(8, 8);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "network");
    reader.need(seen, 1, "port");
    return record;
  }
}

/** Names one outer address. */
export class FloatingId {
  /** Eight of 0-9 and a-f. */
  network: string = "";
  /** The outer address, such as 203.0.113.5. */
  floating: string = "";

  static read(reader: JsonReader): FloatingId {
    const record = new FloatingId();
    const seen = new StaticArray<bool>(2);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "network") {
        if (!reader.first(seen, 0)) break;
        record.network = reader.readString(8, 8);
      } else if (key == "floating") {
        if (!reader.first(seen, 1)) break;
        record.floating = reader.readString(7, 15);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "network");
    reader.need(seen, 1, "floating");
    return record;
  }
}

/** What a network shall be. */
export class NetworkPlan {
  /** Eight of 0-9 and a-f. */
  network: string = "";
  /** The operator's name for it, any UTF-8: to be shown, never to be run. */
  label: string = "";
  /** Its 802.1Q tag; without one it is flat. */
  vlan: Box<i32> | null = null;
  /** The device that leads to the rest of the network; without one it stays on this machine. */
  uplink: string | null = null;
  /** The host's own IPv4 address in it; without one the host has none. */
  gateway: string | null = null;
  /** Bits of the network's part of an address; given with `gateway`. */
  prefix: Box<i32> | null = null;

  static read(reader: JsonReader): NetworkPlan {
    const record = new NetworkPlan();
    const seen = new StaticArray<bool>(6);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "network") {
        if (!reader.first(seen, 0)) break;
        record.network = reader.readString(8, 8);
      } else if (key == "label") {
        if (!reader.first(seen, 1)) break;
        record.label = reader.readString(1, 255);
      } else if (key == "vlan") {
        if (!reader.first(seen, 2)) break;
        if (!reader.takeNull()) {
          record.vlan = new Box<i32>(<i32>reader.readInteger(1, 4094));
        }
      } else if (key == "uplink") {
        if (!reader.first(seen, 3)) break;
        if (!reader.takeNull()) {
          record.uplink = reader.readString(1, 15);
        }
      } else if (key == "gateway") {
        if (!reader.first(seen, 4)) break;
        if (!reader.takeNull()) {
          record.gateway = reader.readString(7, 15);
        }
      } else if (key == "prefix") {
        if (!reader.first(seen, 5)) break;
        if (!reader.takeNull()) {
          record.prefix = new Box<i32>(<i32>reader.readInteger(1, 30));
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "network");
    reader.need(seen, 1, "label");
    return record;
  }
}

/** A port as it is. */
export class Port {
  /** Eight of 0-9 and a-f. */
  port: string = "";
  /** The name of the device that was put in, where it now is. */
  device: string | null = null;
  /** Its hardware address, if the driver can see it. */
  mac: string | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("port");
    writer.text(this.port);
    const loose1 = this.device;
    if (loose1 !== null) {
      writer.key("device");
      writer.text(loose1);
    }
    const loose2 = this.mac;
    if (loose2 !== null) {
      writer.key("mac");
      writer.text(loose2);
    }
    writer.endObject();
  }
}

/** A network as it is. */
export class Network {
  /** Eight of 0-9 and a-f. */
  network: string = "";
  /** The host's foot in it or what else stands for it: a bridge, a VLAN interface. */
  device: string | null = null;
  /** Its 802.1Q tag. */
  vlan: Box<i32> | null = null;
  /** Each port once, in any order. */
  ports: Array<Port> = new Array<Port>();
  /** Whether a DHCP server serves it now. */
  dhcp: bool = false;
  /** The outer addresses that lead into it. */
  floating: Array<string> = new Array<string>();

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("network");
    writer.text(this.network);
    const loose1 = this.device;
    if (loose1 !== null) {
      writer.key("device");
      writer.text(loose1);
    }
    const loose2 = this.vlan;
    if (loose2 !== null) {
      writer.key("vlan");
      writer.integer(<i64>loose2.value, 1, 4094);
    }
    writer.key("ports");
    {
      const items0 = this.ports;
      writer.beginArray();
      for (let index0 = 0; index0 < items0.length; index0++) {
        items0[index0].write(writer);
      }
      writer.endArray();
    }
    writer.key("dhcp");
    writer.boolean(this.dhcp);
    writer.key("floating");
    {
      const items0 = this.floating;
      writer.beginArray();
      for (let index0 = 0; index0 < items0.length; index0++) {
        writer.text(items0[index0]);
      }
      writer.endArray();
    }
    writer.endObject();
  }
}

/** The networks of a driver. */
export class NetworkList {
  /** The name of each network once. */
  networks: Array<string> = new Array<string>();

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("networks");
    {
      const items0 = this.networks;
      writer.beginArray();
      for (let index0 = 0; index0 < items0.length; index0++) {
        writer.text(items0[index0]);
      }
      writer.endArray();
    }
    writer.endObject();
  }
}

/** What a port shall be. */
export class PortPlan {
  /** The network it is in. */
  network: string = "";
  /** Eight of 0-9 and a-f. */
  port: string = "";
  /** The operator's name for it, any UTF-8: to be shown, never to be run. */
  label: string = "";
  /** The device's hardware address, in lower case: 02:68:66:0a:0b:0c. */
  mac: string = "";
  /** The network namespace that the device goes into; without one it stays with the host. */
  netns: string | null = null;
  /** The device's name there, or for a switch its interface; the driver's choice by default. */
  device: string | null = null;
  /** The IPv4 address to give to the device; without one the driver gives none. */
  address: string | null = null;
  /** Bits of the network's part; given with `address`. */
  prefix: Box<i32> | null = null;
  /** The default route to set with `address`. */
  gateway: string | null = null;

  static read(reader: JsonReader): PortPlan {
    const record = new PortPlan();
    const seen = new StaticArray<bool>(9);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "network") {
        if (!reader.first(seen, 0)) break;
        record.network = reader.readString(8, 8);
      } else if (key == "port") {
        if (!reader.first(seen, 1)) break;
        record.port = reader.readString(8, 8);
      } else if (key == "label") {
        if (!reader.first(seen, 2)) break;
        record.label = reader.readString(1, 255);
      } else if (key == "mac") {
        if (!reader.first(seen, 3)) break;
        record.mac = reader.readString(17, 17);
      } else if (key == "netns") {
        if (!reader.first(seen, 4)) break;
        if (!reader.takeNull()) {
          record.netns = reader.readString(1, 64);
        }
      } else if (key == "device") {
        if (!reader.first(seen, 5)) break;
        if (!reader.takeNull()) {
          record.device = reader.readString(1, 15);
        }
      } else if (key == "address") {
        if (!reader.first(seen, 6)) break;
        if (!reader.takeNull()) {
          record.address = reader.readString(7, 15);
        }
      } else if (key == "prefix") {
        if (!reader.first(seen, 7)) break;
        if (!reader.takeNull()) {
          record.prefix = new Box<i32>(<i32>reader.readInteger(1, 30));
        }
      } else if (key == "gateway") {
        if (!reader.first(seen, 8)) break;
        if (!reader.takeNull()) {
          record.gateway = reader.readString(7, 15);
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "network");
    reader.need(seen, 1, "port");
    reader.need(seen, 2, "label");
    reader.need(seen, 3, "mac");
    return record;
  }
}

/** The address of one hardware address. */
export class Reservation {
  /** The client's hardware address, in lower case. */
  mac: string = "";
  /** Its IPv4 address. */
  address: string = "";

  static read(reader: JsonReader): Reservation {
    const record = new Reservation();
    const seen = new StaticArray<bool>(2);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "mac") {
        if (!reader.first(seen, 0)) break;
        record.mac = reader.readString(17, 17);
      } else if (key == "address") {
        if (!reader.first(seen, 1)) break;
        record.address = reader.readString(7, 15);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "mac");
    reader.need(seen, 1, "address");
    return record;
  }
}

/** What a DHCP server shall serve. */
export class DhcpPlan {
  /** The network it serves. */
  network: string = "";
  /** The address it serves from, and the clients' gateway. */
  server: string = "";
  /** Bits of the network's part. */
  prefix: i32 = 0;
  /** How long a lease lasts. */
  leaseSeconds: i32 = 0;
  /** Who gets which address. */
  reservations: Array<Reservation> = new Array<Reservation>();

  static read(reader: JsonReader): DhcpPlan {
    const record = new DhcpPlan();
    const seen = new StaticArray<bool>(5);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "network") {
        if (!reader.first(seen, 0)) break;
        record.network = reader.readString(8, 8);
      } else if (key == "server") {
        if (!reader.first(seen, 1)) break;
        record.server = reader.readString(7, 15);
      } else if (key == "prefix") {
        if (!reader.first(seen, 2)) break;
        record.prefix = <i32>reader.readInteger(1, 30);
      } else if (key == "lease_seconds") {
        if (!reader.first(seen, 3)) break;
        record.leaseSeconds = <i32>reader.readInteger(120, 31536000);
      } else if (key == "reservations") {
        if (!reader.first(seen, 4)) break;
        {
          const items0 = new Array<Reservation>();
          reader.beginArray();
          for (let index0 = 0; reader.nextItem(index0); index0++) {
            items0.push(Reservation.read(reader));
          }
          record.reservations = items0;
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "network");
    reader.need(seen, 1, "server");
    reader.need(seen, 2, "prefix");
    reader.need(seen, 3, "lease_seconds");
    reader.need(seen, 4, "reservations");
    return record;
  }
}

/** An address that was given out. */
export class Lease {
  /** Who has it. */
  mac: string = "";
  /** The IPv4 address. */
  address: string = "";
  /** When it ends, in seconds since 1970; without it, not by itself. */
  expiresSeconds: Box<i64> | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("mac");
    writer.text(this.mac);
    writer.key("address");
    writer.text(this.address);
    const loose2 = this.expiresSeconds;
    if (loose2 !== null) {
      writer.key("expires_seconds");
      writer.integer(<i64>loose2.value, 0, 9007199254740991);
    }
    writer.endObject();
  }
}

/** The leases of a network. */
export class LeaseList {
  /** Each address once. */
  leases: Array<Lease> = new Array<Lease>();

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("leases");
    {
      const items0 = this.leases;
      writer.beginArray();
      for (let index0 = 0; index0 < items0.length; index0++) {
        items0[index0].write(writer);
      }
      writer.endArray();
    }
    writer.endObject();
  }
}

/** What an outer address shall lead to. */
export class FloatingPlan {
  /** The network it leads into. */
  network: string = "";
  /** The outer address. */
  floating: string = "";
  /** The address in the network. */
  fixed: string = "";
  /** The device on which the outer address is answered for; without one it is only translated. */
  device: string | null = null;

  static read(reader: JsonReader): FloatingPlan {
    const record = new FloatingPlan();
    const seen = new StaticArray<bool>(4);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "network") {
        if (!reader.first(seen, 0)) break;
        record.network = reader.readString(8, 8);
      } else if (key == "floating") {
        if (!reader.first(seen, 1)) break;
        record.floating = reader.readString(7, 15);
      } else if (key == "fixed") {
        if (!reader.first(seen, 2)) break;
        record.fixed = reader.readString(7, 15);
      } else if (key == "device") {
        if (!reader.first(seen, 3)) break;
        if (!reader.takeNull()) {
          record.device = reader.readString(1, 15);
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "network");
    reader.need(seen, 1, "floating");
    reader.need(seen, 2, "fixed");
    return record;
  }
}

/** To the port or from it. */
export enum Direction {
  ingress,
  egress,
}

const Direction_names: StaticArray<string> = ["ingress", "egress"];

/** Whether a packet that fits passes. */
export enum Action {
  allow,
  deny,
}

const Action_names: StaticArray<string> = ["allow", "deny"];

/** What a packet carries. */
export enum Protocol {
  any,
  tcp,
  udp,
  icmp,
}

const Protocol_names: StaticArray<string> = ["any", "tcp", "udp", "icmp"];

/** One security rule. */
export class Rule {
  direction: Direction = Direction.ingress;
  action: Action = Action.allow;
  protocol: Protocol = Protocol.any;
  /** The first destination port, with tcp and udp; without one all fit. */
  portFirst: Box<i32> | null = null;
  /** The last destination port; `port_first` by default. */
  portLast: Box<i32> | null = null;
  /** The other side's addresses, such as 10.0.0.0/24; without it any. */
  peer: string | null = null;

  static read(reader: JsonReader): Rule {
    const record = new Rule();
    const seen = new StaticArray<bool>(6);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "direction") {
        if (!reader.first(seen, 0)) break;
        record.direction = <Direction>reader.readName(Direction_names);
      } else if (key == "action") {
        if (!reader.first(seen, 1)) break;
        record.action = <Action>reader.readName(Action_names);
      } else if (key == "protocol") {
        if (!reader.first(seen, 2)) break;
        record.protocol = <Protocol>reader.readName(Protocol_names);
      } else if (key == "port_first") {
        if (!reader.first(seen, 3)) break;
        if (!reader.takeNull()) {
          record.portFirst = new Box<i32>(<i32>reader.readInteger(1, 65535));
        }
      } else if (key == "port_last") {
        if (!reader.first(seen, 4)) break;
        if (!reader.takeNull()) {
          record.portLast = new Box<i32>(<i32>reader.readInteger(1, 65535));
        }
      } else if (key == "peer") {
        if (!reader.first(seen, 5)) break;
        if (!reader.takeNull()) {
          record.peer = reader.readString(9, 18);
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "direction");
    reader.need(seen, 1, "action");
    reader.need(seen, 2, "protocol");
    return record;
  }
}

/** The rules of one port. */
export class PortRules {
  /** Eight of 0-9 and a-f. */
  port: string = "";
  /** Its hardware address. */
  mac: string = "";
  /** Its IPv4 address. */
  address: string = "";
  /** In the order in which they are gone through. */
  rules: Array<Rule> = new Array<Rule>();

  static read(reader: JsonReader): PortRules {
    const record = new PortRules();
    const seen = new StaticArray<bool>(4);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "port") {
        if (!reader.first(seen, 0)) break;
        record.port = reader.readString(8, 8);
      } else if (key == "mac") {
        if (!reader.first(seen, 1)) break;
        record.mac = reader.readString(17, 17);
      } else if (key == "address") {
        if (!reader.first(seen, 2)) break;
        record.address = reader.readString(7, 15);
      } else if (key == "rules") {
        if (!reader.first(seen, 3)) break;
        {
          const items0 = new Array<Rule>();
          reader.beginArray();
          for (let index0 = 0; reader.nextItem(index0); index0++) {
            items0.push(Rule.read(reader));
          }
          record.rules = items0;
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "port");
    reader.need(seen, 1, "mac");
    reader.need(seen, 2, "address");
    reader.need(seen, 3, "rules");
    return record;
  }
}

/** All rules of a network; a port that is not listed has none. */
export class RulesPlan {
  /** The network they hold in. */
  network: string = "";
  /** Each port at most once. */
  ports: Array<PortRules> = new Array<PortRules>();

  static read(reader: JsonReader): RulesPlan {
    const record = new RulesPlan();
    const seen = new StaticArray<bool>(2);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "network") {
        if (!reader.first(seen, 0)) break;
        record.network = reader.readString(8, 8);
      } else if (key == "ports") {
        if (!reader.first(seen, 1)) break;
        {
          const items0 = new Array<PortRules>();
          reader.beginArray();
          for (let index0 = 0; reader.nextItem(index0); index0++) {
            items0.push(PortRules.read(reader));
          }
          record.ports = items0;
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "network");
    reader.need(seen, 1, "ports");
    return record;
  }
}

/** One change: the field is named like the function, and has what that would be given. */
export class NetworkChange {
  /** A network made or brought in line. */
  ensureNetwork: NetworkPlan | null = null;
  /** A network taken away. */
  deleteNetwork: NetworkId | null = null;
  /** A port put in. */
  attachPort: PortPlan | null = null;
  /** A port taken out. */
  detachPort: PortId | null = null;
  /** DHCP served. */
  setDhcp: DhcpPlan | null = null;
  /** An outer address led inwards. */
  setFloating: FloatingPlan | null = null;
  /** An outer address taken away. */
  clearFloating: FloatingId | null = null;
  /** All rules replaced. */
  setRules: RulesPlan | null = null;

  static read(reader: JsonReader): NetworkChange {
    const record = new NetworkChange();
    const seen = new StaticArray<bool>(8);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "ensure_network") {
        if (!reader.first(seen, 0)) break;
        if (!reader.takeNull()) {
          record.ensureNetwork = NetworkPlan.read(reader);
        }
      } else if (key == "delete_network") {
        if (!reader.first(seen, 1)) break;
        if (!reader.takeNull()) {
          record.deleteNetwork = NetworkId.read(reader);
        }
      } else if (key == "attach_port") {
        if (!reader.first(seen, 2)) break;
        if (!reader.takeNull()) {
          record.attachPort = PortPlan.read(reader);
        }
      } else if (key == "detach_port") {
        if (!reader.first(seen, 3)) break;
        if (!reader.takeNull()) {
          record.detachPort = PortId.read(reader);
        }
      } else if (key == "set_dhcp") {
        if (!reader.first(seen, 4)) break;
        if (!reader.takeNull()) {
          record.setDhcp = DhcpPlan.read(reader);
        }
      } else if (key == "set_floating") {
        if (!reader.first(seen, 5)) break;
        if (!reader.takeNull()) {
          record.setFloating = FloatingPlan.read(reader);
        }
      } else if (key == "clear_floating") {
        if (!reader.first(seen, 6)) break;
        if (!reader.takeNull()) {
          record.clearFloating = FloatingId.read(reader);
        }
      } else if (key == "set_rules") {
        if (!reader.first(seen, 7)) break;
        if (!reader.takeNull()) {
          record.setRules = RulesPlan.read(reader);
        }
      } else {
        reader.skip();
      }
    }
    return record;
  }
}

/** One step. */
export class NetworkStep {
  /** In words. */
  what: string = "";
  /** The argument vector, where a command would run. */
  argv: Array<string> | null = null;
  /** What the command would read. */
  stdinText: string | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("what");
    writer.text(this.what);
    const loose1 = this.argv;
    if (loose1 !== null) {
      writer.key("argv");
      {
        const items0 = loose1;
        writer.beginArray();
        for (let index0 = 0; index0 < items0.length; index0++) {
          writer.text(items0[index0]);
        }
        writer.endArray();
      }
    }
    const loose2 = this.stdinText;
    if (loose2 !== null) {
      writer.key("stdin_text");
      writer.text(loose2);
    }
    writer.endObject();
  }
}

/** What would be done, in order. */
export class NetworkSteps {
  /** Nothing would be done when there are none. */
  steps: Array<NetworkStep> = new Array<NetworkStep>();

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("steps");
    {
      const items0 = this.steps;
      writer.beginArray();
      for (let index0 = 0; index0 < items0.length; index0++) {
        items0[index0].write(writer);
      }
      writer.endArray();
    }
    writer.endObject();
  }
}

/** What a driver of the kind network does. Extend it and hand an instance to `serve`. */
export abstract class NetworkDriver {
  /**
   * Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
   * other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
   * the driver is refused.
   */
  abstract describe(): Answer<Description>;

  /**
   * Says whether the driver can work here and now: directories writable, kernel features present, devices
   * reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called:
   * after describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown
   * to operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
   */
  abstract probe(): Answer<Probe>;

  /**
   * Says what this driver can do on this machine, and why not where it cannot: "the kernel has no 8021q". It must
   * look, never assume. Called: at the start of the manager, which refuses to work with a driver that lacks what
   * its strategy needs, and after each swap of the driver. Afterwards: nothing was changed. Statuses: not_ready
   * (what the driver stands on is not there yet or at the moment; trying later may help); permission_denied (the
   * host or what lies behind it refused the driver); failed (none of these; the message says what. The manager
   * looks before it goes on).
   */
  abstract getAbilities(): Answer<Abilities>;

  /**
   * Makes the network be there as described, with the host's own foot in it when a gateway address is given. One
   * that is there is brought in line and keeps its ports. Called: for a new network, after each start of the host,
   * and again after an accident. Afterwards: with ok the network is as described. With anything else a network that
   * was not there before is not there either. Statuses: invalid_argument (the input cannot be right, now or later,
   * such as an address that is none); already_exists (a device of that name is there and is not the driver's own;
   * it was not touched); not_ready (the uplink or the kernel feature that it needs is not there);
   * resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host or
   * what lies behind it refused the driver); busy (someone else holds what would be touched); failed (none of
   * these; the message says what. The manager looks before it goes on).
   */
  abstract ensureNetwork(input: NetworkPlan): Answer<Network>;

  /**
   * Removes a network and all that belongs to it: ports, the DHCP server, rules, floating addresses, and what a
   * broken ensure_network left. Removing what is absent is ok. Called: when a network shall go, and again until it
   * answers ok. Afterwards: with ok the machine is as if the network had never been. Statuses: invalid_argument
   * (the input cannot be right, now or later, such as an address that is none); busy (something in it cannot be
   * removed now; the rest may be gone, and deleting again goes on); not_ready (what the driver stands on is not
   * there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
   * the driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  abstract deleteNetwork(input: NetworkId): Answer<Nothing>;

  /**
   * Says what is really there. It must look, never remember. Called: whenever the manager must know: to settle an
   * unknown outcome, and when its records are compared with what is there. Afterwards: nothing was changed. What it
   * answered was there at that moment. Statuses: invalid_argument (the input cannot be right, now or later, such as
   * an address that is none); not_found (there is no such network, or it was only half made); not_ready (what the
   * driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what
   * lies behind it refused the driver); failed (it could not look; the outcome stays unknown).
   */
  abstract inspectNetwork(input: NetworkId): Answer<Network>;

  /**
   * Lists the networks that drivers of this kind made here, in any order. Called: when records are compared with
   * what is there. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is not there yet
   * or at the moment; trying later may help); permission_denied (the host or what lies behind it refused the
   * driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  abstract listNetworks(): Answer<NetworkList>;

  /**
   * Puts one device with that hardware address into the network, in a network namespace when one is named. A port
   * that is there as described is ok. Called: when something shall be connected, after each start of the host, and
   * again after an accident. Afterwards: with ok the device is there, up and in the network. With anything else a
   * port that was not there before is not there either. Statuses: invalid_argument (the input cannot be right, now
   * or later, such as an address that is none); not_found (there is no such network, or no such network namespace);
   * already_exists (a device of that name is there and is not the port's own; it was not touched); not_ready (what
   * the driver stands on is not there yet or at the moment; trying later may help); resource_exhausted (no more of
   * something: devices, addresses, table entries); permission_denied (the host or what lies behind it refused the
   * driver); busy (the place that the port needs is held by another); failed (none of these; the message says what.
   * The manager looks before it goes on).
   */
  abstract attachPort(input: PortPlan): Answer<Port>;

  /**
   * Takes a port and its device away. Taking away what is absent, or is in an absent network, is ok. Called: when
   * something shall be disconnected, and again until it answers ok. Afterwards: with ok neither the port nor its
   * device is left. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
   * none); busy (the device cannot be removed now; it is still there); not_ready (what the driver stands on is not
   * there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
   * the driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  abstract detachPort(input: PortId): Answer<Nothing>;

  /**
   * Serves DHCP in the network: exactly these reservations, and nothing for hardware addresses that have none. The
   * network has a gateway address, which is the server's. Called: whenever reservations change, after each start of
   * the host, and again after an accident. Afterwards: with ok these reservations are served and no others. With
   * anything else what was served before may be served still, or nothing. Statuses: invalid_argument (the input
   * cannot be right, now or later, such as an address that is none); not_found (there is no such network);
   * not_ready (what the driver stands on is not there yet or at the moment; trying later may help);
   * resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host or
   * what lies behind it refused the driver); busy (another server holds the address or the port); failed (none of
   * these; the message says what. The manager looks before it goes on).
   */
  setDhcp(input: DhcpPlan): Answer<Nothing> {
    return failure<Nothing>(Status.unsupported, "This driver does not offer set_dhcp.");
  }

  /**
   * Lists the addresses that the DHCP server of a network has given out and that have not expired. Called: when the
   * manager or an operator wants to know who has which address. Afterwards: nothing was changed. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
   * is no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may
   * help); permission_denied (the host or what lies behind it refused the driver); failed (none of these; the
   * message says what. The manager looks before it goes on).
   */
  listLeases(input: NetworkId): Answer<LeaseList> {
    return failure<LeaseList>(Status.unsupported, "This driver does not offer list_leases.");
  }

  /**
   * Makes an outer address lead to an address in the network, both ways: what is sent to it arrives there, what
   * comes from there leaves with it. One that is there as described is ok. Called: when an outer address is
   * associated, after each start of the host, and again after an accident. Afterwards: with ok both ways are
   * translated. With anything else the outer address leads where it led before, or nowhere. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
   * is no such network); already_exists (someone else has the outer address); not_ready (what the driver stands on
   * is not there yet or at the moment; trying later may help); resource_exhausted (no more of something: devices,
   * addresses, table entries); permission_denied (the host or what lies behind it refused the driver); busy
   * (someone else holds what would be touched); failed (none of these; the message says what. The manager looks
   * before it goes on).
   */
  setFloating(input: FloatingPlan): Answer<Nothing> {
    return failure<Nothing>(Status.unsupported, "This driver does not offer set_floating.");
  }

  /**
   * Takes an outer address away. Taking away what is absent, or belongs to an absent network, is ok. Called: when
   * an outer address is disassociated, and again until it answers ok. Afterwards: with ok nothing of it is left.
   * Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); busy
   * (someone else holds what would be touched); not_ready (what the driver stands on is not there yet or at the
   * moment; trying later may help); permission_denied (the host or what lies behind it refused the driver); failed
   * (none of these; the message says what. The manager looks before it goes on).
   */
  clearFloating(input: FloatingId): Answer<Nothing> {
    return failure<Nothing>(Status.unsupported, "This driver does not offer clear_floating.");
  }

  /**
   * Replaces all security rules of a network. The rules of a port are gone through in their order and the first
   * that fits decides; what none fits passes. Replies to what was let pass always pass. Called: whenever a rule or
   * a port changes, after each start of the host, and again after an accident. Afterwards: with ok all these rules
   * hold and no others; no packet met a part of them. With anything else the rules are as they were. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
   * is no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may
   * help); resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the
   * host or what lies behind it refused the driver); busy (someone else holds what would be touched); failed (none
   * of these; the message says what. The manager looks before it goes on).
   */
  setRules(input: RulesPlan): Answer<Nothing> {
    return failure<Nothing>(Status.unsupported, "This driver does not offer set_rules.");
  }

  /**
   * Says what a change would do, and does nothing: each step in words, with the argument vector where a command
   * would run. It answers the status that the change would be refused with, as far as looking can tell. DHCP is
   * planned for a network that is not there too: it would have been made just before. Called: when an operator asks
   * what a change would do (`--dry-run`). Afterwards: nothing was changed. The change may still end otherwise: the
   * world goes on. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
   * none); not_found (the change would answer it: what it needs is not there); already_exists (the change would
   * answer it: the name or the place is taken); not_ready (what the driver stands on is not there yet or at the
   * moment; trying later may help); resource_exhausted (the change would answer it: there is no more of something);
   * permission_denied (the host or what lies behind it refused the driver); busy (the change would answer it: what
   * it needs is in use); failed (none of these; the message says what. The manager looks before it goes on).
   */
  planChange(input: NetworkChange): Answer<NetworkSteps> {
    return failure<NetworkSteps>(Status.unsupported, "This driver does not offer plan_change.");
  }
}

let served: NetworkDriver | null = null;

/** Names the driver that the exports call; once, at the top of the entry file. */
export function serve(driver: NetworkDriver): void {
  served = driver;
}

function serving(): NetworkDriver {
  const driver = served;
  if (driver === null) throw new Error("No driver is served: call serve(new YourDriver()) in the entry file.");
  return driver;
}

/** The Wasm export describe; re-export it from the entry file. */
export function describe(input: string): string {
  const answer = serving().describe();
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export probe; re-export it from the entry file. */
export function probe(input: string): string {
  const answer = serving().probe();
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export get_abilities; re-export it from the entry file. */
export function get_abilities(input: string): string {
  const answer = serving().getAbilities();
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export ensure_network; re-export it from the entry file. */
export function ensure_network(input: string): string {
  const reader = new JsonReader(input);
  const decoded = NetworkPlan.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().ensureNetwork(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export delete_network; re-export it from the entry file. */
export function delete_network(input: string): string {
  const reader = new JsonReader(input);
  const decoded = NetworkId.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().deleteNetwork(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export inspect_network; re-export it from the entry file. */
export function inspect_network(input: string): string {
  const reader = new JsonReader(input);
  const decoded = NetworkId.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().inspectNetwork(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export list_networks; re-export it from the entry file. */
export function list_networks(input: string): string {
  const answer = serving().listNetworks();
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export attach_port; re-export it from the entry file. */
export function attach_port(input: string): string {
  const reader = new JsonReader(input);
  const decoded = PortPlan.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().attachPort(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export detach_port; re-export it from the entry file. */
export function detach_port(input: string): string {
  const reader = new JsonReader(input);
  const decoded = PortId.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().detachPort(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export set_dhcp; re-export it from the entry file if the driver offers it. */
export function set_dhcp(input: string): string {
  const reader = new JsonReader(input);
  const decoded = DhcpPlan.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().setDhcp(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export list_leases; re-export it from the entry file if the driver offers it. */
export function list_leases(input: string): string {
  const reader = new JsonReader(input);
  const decoded = NetworkId.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().listLeases(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export set_floating; re-export it from the entry file if the driver offers it. */
export function set_floating(input: string): string {
  const reader = new JsonReader(input);
  const decoded = FloatingPlan.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().setFloating(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export clear_floating; re-export it from the entry file if the driver offers it. */
export function clear_floating(input: string): string {
  const reader = new JsonReader(input);
  const decoded = FloatingId.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().clearFloating(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export set_rules; re-export it from the entry file if the driver offers it. */
export function set_rules(input: string): string {
  const reader = new JsonReader(input);
  const decoded = RulesPlan.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().setRules(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export plan_change; re-export it from the entry file if the driver offers it. */
export function plan_change(input: string): string {
  const reader = new JsonReader(input);
  const decoded = NetworkChange.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().planChange(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}
