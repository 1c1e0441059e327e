//! Generated from sdk/abi/network.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

#![allow(dead_code, unused_imports, clippy::all)]
use std::collections::BTreeMap;

use holdfast::codec::{call_host, read_bytes, write_bytes, FromJson, Problem, Reader, ToJson, Writer};
use holdfast::{Answer, Failure, Served, Status};

/// A driver's own account of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// The driver's name, as in its manifest.
    pub name: String,
    /// The driver's own semantic version.
    pub version: String,
    /// The kind it implements, such as volume.
    pub kind: String,
    /// The version of the kind it was built against, major.minor.
    pub abi: String,
}

impl ToJson for Description {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("name");
        writer.string(&self.name);
        writer.key("version");
        writer.string(&self.version);
        writer.key("kind");
        writer.string(&self.kind);
        writer.key("abi");
        writer.string(&self.abi);
        writer.end_object();
    }
}

/// How the driver feels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    #[default]
    Ready,
    Degraded,
    Unavailable,
}

const HEALTH_NAMES: &[(Health, &str)] = &[
    (Health::Ready, "ready"),
    (Health::Degraded, "degraded"),
    (Health::Unavailable, "unavailable"),
];

impl Health {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        HEALTH_NAMES[self as usize].1
    }
}

/// The answer of a probe.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probe {
    pub health: Health,
    /// Why it is not ready, for the operator; one sentence.
    pub reason: Option<String>,
}

impl ToJson for Probe {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("health");
        writer.string(self.health.name());
        if let Some(given) = &self.reason {
            writer.key("reason");
            writer.string(&(*given));
        }
        writer.end_object();
    }
}

/// What a driver may be able to do: carry Ethernet frames between ports, keep networks apart by VLAN tags, give a port
/// its address itself, serve DHCP, lead outer addresses inwards, enforce security rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ability {
    #[default]
    Bridge,
    Vlan,
    Address,
    Dhcp,
    Floating,
    Rules,
}

const ABILITY_NAMES: &[(Ability, &str)] = &[
    (Ability::Bridge, "bridge"),
    (Ability::Vlan, "vlan"),
    (Ability::Address, "address"),
    (Ability::Dhcp, "dhcp"),
    (Ability::Floating, "floating"),
    (Ability::Rules, "rules"),
];

impl Ability {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        ABILITY_NAMES[self as usize].1
    }
}

/// One ability, here and now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AbilityState {
    pub ability: Ability,
    /// Whether it can be asked for.
    pub available: bool,
    /// Why not, in a few words: the kernel has no 8021q.
    pub reason: Option<String>,
}

impl ToJson for AbilityState {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("ability");
        writer.string(self.ability.name());
        writer.key("available");
        writer.boolean(self.available);
        if let Some(given) = &self.reason {
            writer.key("reason");
            writer.string(&(*given));
        }
        writer.end_object();
    }
}

/// What a driver can do here. An ability that is not listed is not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Abilities {
    /// Each at most once.
    pub abilities: Vec<AbilityState>,
}

impl ToJson for Abilities {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("abilities");
        writer.begin_array();
        for item0 in &self.abilities {
            (*item0).write(writer);
        }
        writer.end_array();
        writer.end_object();
    }
}

/// Names one network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkId {
    /// Eight of 0-9 and a-f: short enough for the name of a device.
    pub network: String,
}

impl FromJson for NetworkId {
    fn read(reader: &mut Reader) -> Result<NetworkId, Problem> {
        let mut given_network = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "network" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_network, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(NetworkId {
            network: reader.need(given_network, "network")?,
        })
    }
}

/// Names one port.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortId {
    /// Eight of 0-9 and a-f.
    pub network: String,
    /// Eight of 0-9 and a-f, unlike that of any other port.
    pub port: String,
}

impl FromJson for PortId {
    fn read(reader: &mut Reader) -> Result<PortId, Problem> {
        let mut given_network = None;
        let mut given_port = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "network" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_network, value)?;
                }
                "port" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_port, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(PortId {
            network: reader.need(given_network, "network")?,
            port: reader.need(given_port, "port")?,
        })
    }
}

/// Names one outer address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FloatingId {
    /// Eight of 0-9 and a-f.
    pub network: String,
    /// The outer address, such as 203.0.113.5.
    pub floating: String,
}

impl FromJson for FloatingId {
    fn read(reader: &mut Reader) -> Result<FloatingId, Problem> {
        let mut given_network = None;
        let mut given_floating = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "network" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_network, value)?;
                }
                "floating" => {
                    let value = reader.text(7, 15)?;
                    reader.keep(&mut given_floating, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(FloatingId {
            network: reader.need(given_network, "network")?,
            floating: reader.need(given_floating, "floating")?,
        })
    }
}

/// What a network shall be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkPlan {
    /// Eight of 0-9 and a-f.
    pub network: String,
    /// The operator's name for it, any UTF-8: to be shown, never to be run.
    pub label: String,
    /// Its 802.1Q tag; without one it is flat.
    pub vlan: Option<i32>,
    /// The device that leads to the rest of the network; without one it stays on this machine.
    pub uplink: Option<String>,
    /// The host's own IPv4 address in it; without one the host has none.
    pub gateway: Option<String>,
    /// Bits of the network's part of an address; given with `gateway`.
    pub prefix: Option<i32>,
}

impl FromJson for NetworkPlan {
    fn read(reader: &mut Reader) -> Result<NetworkPlan, Problem> {
        let mut given_network = None;
        let mut given_label = None;
        let mut given_vlan = None;
        let mut given_uplink = None;
        let mut given_gateway = None;
        let mut given_prefix = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "network" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_network, value)?;
                }
                "label" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_label, value)?;
                }
                "vlan" => {
                    let value = if reader.take_null()? { None } else { Some(reader.integer(1, 4094)? as i32) };
                    reader.keep(&mut given_vlan, value)?;
                }
                "uplink" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(1, 15)?) };
                    reader.keep(&mut given_uplink, value)?;
                }
                "gateway" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(7, 15)?) };
                    reader.keep(&mut given_gateway, value)?;
                }
                "prefix" => {
                    let value = if reader.take_null()? { None } else { Some(reader.integer(1, 30)? as i32) };
                    reader.keep(&mut given_prefix, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(NetworkPlan {
            network: reader.need(given_network, "network")?,
            label: reader.need(given_label, "label")?,
            vlan: given_vlan.unwrap_or(None),
            uplink: given_uplink.unwrap_or(None),
            gateway: given_gateway.unwrap_or(None),
            prefix: given_prefix.unwrap_or(None),
        })
    }
}

/// A port as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Port {
    /// Eight of 0-9 and a-f.
    pub port: String,
    /// The name of the device that was put in, where it now is.
    pub device: Option<String>,
    /// Its hardware address, if the driver can see it.
    pub mac: Option<String>,
}

impl ToJson for Port {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("port");
        writer.string(&self.port);
        if let Some(given) = &self.device {
            writer.key("device");
            writer.string(&(*given));
        }
        if let Some(given) = &self.mac {
            writer.key("mac");
            writer.string(&(*given));
        }
        writer.end_object();
    }
}

/// A network as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// Eight of 0-9 and a-f.
    pub network: String,
    /// The host's foot in it or what else stands for it: a bridge, a VLAN interface.
    pub device: Option<String>,
    /// Its 802.1Q tag.
    pub vlan: Option<i32>,
    /// Each port once, in any order.
    pub ports: Vec<Port>,
    /// Whether a DHCP server serves it now.
    pub dhcp: bool,
    /// The outer addresses that lead into it.
    pub floating: Vec<String>,
}

impl ToJson for Network {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("network");
        writer.string(&self.network);
        if let Some(given) = &self.device {
            writer.key("device");
            writer.string(&(*given));
        }
        if let Some(given) = &self.vlan {
            writer.key("vlan");
            writer.integer((*given) as i64, 1, 4094);
        }
        writer.key("ports");
        writer.begin_array();
        for item0 in &self.ports {
            (*item0).write(writer);
        }
        writer.end_array();
        writer.key("dhcp");
        writer.boolean(self.dhcp);
        writer.key("floating");
        writer.begin_array();
        for item0 in &self.floating {
            writer.string(&(*item0));
        }
        writer.end_array();
        writer.end_object();
    }
}

/// The networks of a driver.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkList {
    /// The name of each network once.
    pub networks: Vec<String>,
}

impl ToJson for NetworkList {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("networks");
        writer.begin_array();
        for item0 in &self.networks {
            writer.string(&(*item0));
        }
        writer.end_array();
        writer.end_object();
    }
}

/// What a port shall be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortPlan {
    /// The network it is in.
    pub network: String,
    /// Eight of 0-9 and a-f.
    pub port: String,
    /// The operator's name for it, any UTF-8: to be shown, never to be run.
    pub label: String,
    /// The device's hardware address, in lower case: 02:68:66:0a:0b:0c.
    pub mac: String,
    /// The network namespace that the device goes into; without one it stays with the host.
    pub netns: Option<String>,
    /// The device's name there, or for a switch its interface; the driver's choice by default.
    pub device: Option<String>,
    /// The IPv4 address to give to the device; without one the driver gives none.
    pub address: Option<String>,
    /// Bits of the network's part; given with `address`.
    pub prefix: Option<i32>,
    /// The default route to set with `address`.
    pub gateway: Option<String>,
}

impl FromJson for PortPlan {
    fn read(reader: &mut Reader) -> Result<PortPlan, Problem> {
        let mut given_network = None;
        let mut given_port = None;
        let mut given_label = None;
        let mut given_mac = None;
        let mut given_netns = None;
        let mut given_device = None;
        let mut given_address = None;
        let mut given_prefix = None;
        let mut given_gateway = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "network" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_network, value)?;
                }
                "port" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_port, value)?;
                }
                "label" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_label, value)?;
                }
                "mac" => {
                    let value = reader.text(17, 17)?;
                    reader.keep(&mut given_mac, value)?;
                }
                "netns" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(1, 64)?) };
                    reader.keep(&mut given_netns, value)?;
                }
                "device" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(1, 15)?) };
                    reader.keep(&mut given_device, value)?;
                }
                "address" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(7, 15)?) };
                    reader.keep(&mut given_address, value)?;
                }
                "prefix" => {
                    let value = if reader.take_null()? { None } else { Some(reader.integer(1, 30)? as i32) };
                    reader.keep(&mut given_prefix, value)?;
                }
                "gateway" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(7, 15)?) };
                    reader.keep(&mut given_gateway, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(PortPlan {
            network: reader.need(given_network, "network")?,
            port: reader.need(given_port, "port")?,
            label: reader.need(given_label, "label")?,
            mac: reader.need(given_mac, "mac")?,
            netns: given_netns.unwrap_or(None),
            device: given_device.unwrap_or(None),
            address: given_address.unwrap_or(None),
            prefix: given_prefix.unwrap_or(None),
            gateway: given_gateway.unwrap_or(None),
        })
    }
}

/// The address of one hardware address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reservation {
    /// The client's hardware address, in lower case.
    pub mac: String,
    /// Its IPv4 address.
    pub address: String,
}

impl FromJson for Reservation {
    fn read(reader: &mut Reader) -> Result<Reservation, Problem> {
        let mut given_mac = None;
        let mut given_address = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "mac" => {
                    let value = reader.text(17, 17)?;
                    reader.keep(&mut given_mac, value)?;
                }
                "address" => {
                    let value = reader.text(7, 15)?;
                    reader.keep(&mut given_address, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(Reservation {
            mac: reader.need(given_mac, "mac")?,
            address: reader.need(given_address, "address")?,
        })
    }
}

/// What a DHCP server shall serve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DhcpPlan {
    /// The network it serves.
    pub network: String,
    /// The address it serves from, and the clients' gateway.
    pub server: String,
    /// Bits of the network's part.
    pub prefix: i32,
    /// How long a lease lasts.
    pub lease_seconds: i32,
    /// Who gets which address.
    pub reservations: Vec<Reservation>,
}

impl FromJson for DhcpPlan {
    fn read(reader: &mut Reader) -> Result<DhcpPlan, Problem> {
        let mut given_network = None;
        let mut given_server = None;
        let mut given_prefix = None;
        let mut given_lease_seconds = None;
        let mut given_reservations = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "network" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_network, value)?;
                }
                "server" => {
                    let value = reader.text(7, 15)?;
                    reader.keep(&mut given_server, value)?;
                }
                "prefix" => {
                    let value = reader.integer(1, 30)? as i32;
                    reader.keep(&mut given_prefix, value)?;
                }
                "lease_seconds" => {
                    let value = reader.integer(120, 31536000)? as i32;
                    reader.keep(&mut given_lease_seconds, value)?;
                }
                "reservations" => {
                    let value = { let mut items0 = Vec::new(); reader.begin_array()?; while reader.next_item(items0.len())? { items0.push(Reservation::read(reader)?); } items0 };
                    reader.keep(&mut given_reservations, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(DhcpPlan {
            network: reader.need(given_network, "network")?,
            server: reader.need(given_server, "server")?,
            prefix: reader.need(given_prefix, "prefix")?,
            lease_seconds: reader.need(given_lease_seconds, "lease_seconds")?,
            reservations: reader.need(given_reservations, "reservations")?,
        })
    }
}

/// An address that was given out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lease {
    /// Who has it.
    pub mac: String,
    /// The IPv4 address.
    pub address: String,
    /// When it ends, in seconds since 1970; without it, not by itself.
    pub expires_seconds: Option<i64>,
}

impl ToJson for Lease {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("mac");
        writer.string(&self.mac);
        writer.key("address");
        writer.string(&self.address);
        if let Some(given) = &self.expires_seconds {
            writer.key("expires_seconds");
            writer.integer((*given) as i64, 0, 9007199254740991);
        }
        writer.end_object();
    }
}

/// The leases of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeaseList {
    /// Each address once.
    pub leases: Vec<Lease>,
}

impl ToJson for LeaseList {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("leases");
        writer.begin_array();
        for item0 in &self.leases {
            (*item0).write(writer);
        }
        writer.end_array();
        writer.end_object();
    }
}

/// What an outer address shall lead to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FloatingPlan {
    /// The network it leads into.
    pub network: String,
    /// The outer address.
    pub floating: String,
    /// The address in the network.
    pub fixed: String,
    /// The device on which the outer address is answered for; without one it is only translated.
    pub device: Option<String>,
}

impl FromJson for FloatingPlan {
    fn read(reader: &mut Reader) -> Result<FloatingPlan, Problem> {
        let mut given_network = None;
        let mut given_floating = None;
        let mut given_fixed = None;
        let mut given_device = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "network" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_network, value)?;
                }
                "floating" => {
                    let value = reader.text(7, 15)?;
                    reader.keep(&mut given_floating, value)?;
                }
                "fixed" => {
                    let value = reader.text(7, 15)?;
                    reader.keep(&mut given_fixed, value)?;
                }
                "device" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(1, 15)?) };
                    reader.keep(&mut given_device, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(FloatingPlan {
            network: reader.need(given_network, "network")?,
            floating: reader.need(given_floating, "floating")?,
            fixed: reader.need(given_fixed, "fixed")?,
            device: given_device.unwrap_or(None),
        })
    }
}

/// To the port or from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    Ingress,
    Egress,
}

const DIRECTION_NAMES: &[(Direction, &str)] = &[
    (Direction::Ingress, "ingress"),
    (Direction::Egress, "egress"),
];

impl Direction {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        DIRECTION_NAMES[self as usize].1
    }
}

/// Whether a packet that fits passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Action {
    #[default]
    Allow,
    Deny,
}

const ACTION_NAMES: &[(Action, &str)] = &[
    (Action::Allow, "allow"),
    (Action::Deny, "deny"),
];

impl Action {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        ACTION_NAMES[self as usize].1
    }
}

/// What a packet carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    #[default]
    Any,
    Tcp,
    Udp,
    Icmp,
}

const PROTOCOL_NAMES: &[(Protocol, &str)] = &[
    (Protocol::Any, "any"),
    (Protocol::Tcp, "tcp"),
    (Protocol::Udp, "udp"),
    (Protocol::Icmp, "icmp"),
];

impl Protocol {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        PROTOCOL_NAMES[self as usize].1
    }
}

/// One security rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    pub direction: Direction,
    pub action: Action,
    pub protocol: Protocol,
    /// The first destination port, with tcp and udp; without one all fit.
    pub port_first: Option<i32>,
    /// The last destination port; `port_first` by default.
    pub port_last: Option<i32>,
    /// The other side's addresses, such as 10.0.0.0/24; without it any.
    pub peer: Option<String>,
}

impl FromJson for Rule {
    fn read(reader: &mut Reader) -> Result<Rule, Problem> {
        let mut given_direction = None;
        let mut given_action = None;
        let mut given_protocol = None;
        let mut given_port_first = None;
        let mut given_port_last = None;
        let mut given_peer = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "direction" => {
                    let value = reader.name(DIRECTION_NAMES)?;
                    reader.keep(&mut given_direction, value)?;
                }
                "action" => {
                    let value = reader.name(ACTION_NAMES)?;
                    reader.keep(&mut given_action, value)?;
                }
                "protocol" => {
                    let value = reader.name(PROTOCOL_NAMES)?;
                    reader.keep(&mut given_protocol, value)?;
                }
                "port_first" => {
                    let value = if reader.take_null()? { None } else { Some(reader.integer(1, 65535)? as i32) };
                    reader.keep(&mut given_port_first, value)?;
                }
                "port_last" => {
                    let value = if reader.take_null()? { None } else { Some(reader.integer(1, 65535)? as i32) };
                    reader.keep(&mut given_port_last, value)?;
                }
                "peer" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(9, 18)?) };
                    reader.keep(&mut given_peer, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(Rule {
            direction: reader.need(given_direction, "direction")?,
            action: reader.need(given_action, "action")?,
            protocol: reader.need(given_protocol, "protocol")?,
            port_first: given_port_first.unwrap_or(None),
            port_last: given_port_last.unwrap_or(None),
            peer: given_peer.unwrap_or(None),
        })
    }
}

/// The rules of one port.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortRules {
    /// Eight of 0-9 and a-f.
    pub port: String,
    /// Its hardware address.
    pub mac: String,
    /// Its IPv4 address.
    pub address: String,
    /// In the order in which they are gone through.
    pub rules: Vec<Rule>,
}

impl FromJson for PortRules {
    fn read(reader: &mut Reader) -> Result<PortRules, Problem> {
        let mut given_port = None;
        let mut given_mac = None;
        let mut given_address = None;
        let mut given_rules = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "port" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_port, value)?;
                }
                "mac" => {
                    let value = reader.text(17, 17)?;
                    reader.keep(&mut given_mac, value)?;
                }
                "address" => {
                    let value = reader.text(7, 15)?;
                    reader.keep(&mut given_address, value)?;
                }
                "rules" => {
                    let value = { let mut items0 = Vec::new(); reader.begin_array()?; while reader.next_item(items0.len())? { items0.push(Rule::read(reader)?); } items0 };
                    reader.keep(&mut given_rules, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(PortRules {
            port: reader.need(given_port, "port")?,
            mac: reader.need(given_mac, "mac")?,
            address: reader.need(given_address, "address")?,
            rules: reader.need(given_rules, "rules")?,
        })
    }
}

/// All rules of a network; a port that is not listed has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RulesPlan {
    /// The network they hold in.
    pub network: String,
    /// Each port at most once.
    pub ports: Vec<PortRules>,
}

impl FromJson for RulesPlan {
    fn read(reader: &mut Reader) -> Result<RulesPlan, Problem> {
        let mut given_network = None;
        let mut given_ports = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "network" => {
                    let value = reader.text(8, 8)?;
                    reader.keep(&mut given_network, value)?;
                }
                "ports" => {
                    let value = { let mut items0 = Vec::new(); reader.begin_array()?; while reader.next_item(items0.len())? { items0.push(PortRules::read(reader)?); } items0 };
                    reader.keep(&mut given_ports, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(RulesPlan {
            network: reader.need(given_network, "network")?,
            ports: reader.need(given_ports, "ports")?,
        })
    }
}

/// One change: the field is named like the function, and has what that would be given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkChange {
    /// A network made or brought in line.
    pub ensure_network: Option<NetworkPlan>,
    /// A network taken away.
    pub delete_network: Option<NetworkId>,
    /// A port put in.
    pub attach_port: Option<PortPlan>,
    /// A port taken out.
    pub detach_port: Option<PortId>,
    /// DHCP served.
    pub set_dhcp: Option<DhcpPlan>,
    /// An outer address led inwards.
    pub set_floating: Option<FloatingPlan>,
    /// An outer address taken away.
    pub clear_floating: Option<FloatingId>,
    /// All rules replaced.
    pub set_rules: Option<RulesPlan>,
}

impl FromJson for NetworkChange {
    fn read(reader: &mut Reader) -> Result<NetworkChange, Problem> {
        let mut given_ensure_network = None;
        let mut given_delete_network = None;
        let mut given_attach_port = None;
        let mut given_detach_port = None;
        let mut given_set_dhcp = None;
        let mut given_set_floating = None;
        let mut given_clear_floating = None;
        let mut given_set_rules = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "ensure_network" => {
                    let value = if reader.take_null()? { None } else { Some(NetworkPlan::read(reader)?) };
                    reader.keep(&mut given_ensure_network, value)?;
                }
                "delete_network" => {
                    let value = if reader.take_null()? { None } else { Some(NetworkId::read(reader)?) };
                    reader.keep(&mut given_delete_network, value)?;
                }
                "attach_port" => {
                    let value = if reader.take_null()? { None } else { Some(PortPlan::read(reader)?) };
                    reader.keep(&mut given_attach_port, value)?;
                }
                "detach_port" => {
                    let value = if reader.take_null()? { None } else { Some(PortId::read(reader)?) };
                    reader.keep(&mut given_detach_port, value)?;
                }
                "set_dhcp" => {
                    let value = if reader.take_null()? { None } else { Some(DhcpPlan::read(reader)?) };
                    reader.keep(&mut given_set_dhcp, value)?;
                }
                "set_floating" => {
                    let value = if reader.take_null()? { None } else { Some(FloatingPlan::read(reader)?) };
                    reader.keep(&mut given_set_floating, value)?;
                }
                "clear_floating" => {
                    let value = if reader.take_null()? { None } else { Some(FloatingId::read(reader)?) };
                    reader.keep(&mut given_clear_floating, value)?;
                }
                "set_rules" => {
                    let value = if reader.take_null()? { None } else { Some(RulesPlan::read(reader)?) };
                    reader.keep(&mut given_set_rules, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(NetworkChange {
            ensure_network: given_ensure_network.unwrap_or(None),
            delete_network: given_delete_network.unwrap_or(None),
            attach_port: given_attach_port.unwrap_or(None),
            detach_port: given_detach_port.unwrap_or(None),
            set_dhcp: given_set_dhcp.unwrap_or(None),
            set_floating: given_set_floating.unwrap_or(None),
            clear_floating: given_clear_floating.unwrap_or(None),
            set_rules: given_set_rules.unwrap_or(None),
        })
    }
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkStep {
    /// In words.
    pub what: String,
    /// The argument vector, where a command would run.
    pub argv: Option<Vec<String>>,
    /// What the command would read.
    pub stdin_text: Option<String>,
}

impl ToJson for NetworkStep {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("what");
        writer.string(&self.what);
        if let Some(given) = &self.argv {
            writer.key("argv");
            writer.begin_array();
            for item0 in &(*given) {
                writer.string(&(*item0));
            }
            writer.end_array();
        }
        if let Some(given) = &self.stdin_text {
            writer.key("stdin_text");
            writer.string(&(*given));
        }
        writer.end_object();
    }
}

/// What would be done, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkSteps {
    /// Nothing would be done when there are none.
    pub steps: Vec<NetworkStep>,
}

impl ToJson for NetworkSteps {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("steps");
        writer.begin_array();
        for item0 in &self.steps {
            (*item0).write(writer);
        }
        writer.end_array();
        writer.end_object();
    }
}

/// What a driver of the kind network does. Implement it and name the type in `export_network!`.
pub trait NetworkDriver: Default {
    /// Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
    /// other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
    /// the driver is refused.
    fn describe(&mut self) -> Answer<Description>;

    /// Says whether the driver can work here and now: directories writable, kernel features present, devices reachable.
    /// A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called: after describe,
    /// then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown to operators,
    /// with the reason. Statuses: failed (looking itself went wrong; the message says how).
    fn probe(&mut self) -> Answer<Probe>;

    /// Says what this driver can do on this machine, and why not where it cannot: "the kernel has no 8021q". It must
    /// look, never assume. Called: at the start of the manager, which refuses to work with a driver that lacks what its
    /// strategy needs, and after each swap of the driver. Afterwards: nothing was changed. Statuses: not_ready (what
    /// the driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or
    /// what lies behind it refused the driver); failed (none of these; the message says what. The manager looks before
    /// it goes on).
    fn get_abilities(&mut self) -> Answer<Abilities>;

    /// Makes the network be there as described, with the host's own foot in it when a gateway address is given. One
    /// that is there is brought in line and keeps its ports. Called: for a new network, after each start of the host,
    /// and again after an accident. Afterwards: with ok the network is as described. With anything else a network that
    /// was not there before is not there either. Statuses: invalid_argument (the input cannot be right, now or later,
    /// such as an address that is none); already_exists (a device of that name is there and is not the driver's own; it
    /// was not touched); not_ready (the uplink or the kernel feature that it needs is not there); resource_exhausted
    /// (no more of something: devices, addresses, table entries); permission_denied (the host or what lies behind it
    /// refused the driver); busy (someone else holds what would be touched); failed (none of these; the message says
    /// what. The manager looks before it goes on).
    fn ensure_network(&mut self, input: NetworkPlan) -> Answer<Network>;

    /// Removes a network and all that belongs to it: ports, the DHCP server, rules, floating addresses, and what a
    /// broken ensure_network left. Removing what is absent is ok. Called: when a network shall go, and again until it
    /// answers ok. Afterwards: with ok the machine is as if the network had never been. Statuses: invalid_argument (the
    /// input cannot be right, now or later, such as an address that is none); busy (something in it cannot be removed
    /// now; the rest may be gone, and deleting again goes on); not_ready (what the driver stands on is not there yet or
    /// at the moment; trying later may help); permission_denied (the host or what lies behind it refused the driver);
    /// failed (none of these; the message says what. The manager looks before it goes on).
    fn delete_network(&mut self, input: NetworkId) -> Answer<()>;

    /// Says what is really there. It must look, never remember. Called: whenever the manager must know: to settle an
    /// unknown outcome, and when its records are compared with what is there. Afterwards: nothing was changed. What it
    /// answered was there at that moment. Statuses: invalid_argument (the input cannot be right, now or later, such as
    /// an address that is none); not_found (there is no such network, or it was only half made); not_ready (what the
    /// driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what
    /// lies behind it refused the driver); failed (it could not look; the outcome stays unknown).
    fn inspect_network(&mut self, input: NetworkId) -> Answer<Network>;

    /// Lists the networks that drivers of this kind made here, in any order. Called: when records are compared with
    /// what is there. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is not there yet
    /// or at the moment; trying later may help); permission_denied (the host or what lies behind it refused the
    /// driver); failed (none of these; the message says what. The manager looks before it goes on).
    fn list_networks(&mut self) -> Answer<NetworkList>;

    /// Puts one device with that hardware address into the network, in a network namespace when one is named. A port
    /// that is there as described is ok. Called: when something shall be connected, after each start of the host, and
    /// again after an accident. Afterwards: with ok the device is there, up and in the network. With anything else a
    /// port that was not there before is not there either. Statuses: invalid_argument (the input cannot be right, now
    /// or later, such as an address that is none); not_found (there is no such network, or no such network namespace);
    /// already_exists (a device of that name is there and is not the port's own; it was not touched); not_ready (what
    /// the driver stands on is not there yet or at the moment; trying later may help); resource_exhausted (no more of
    /// something: devices, addresses, table entries); permission_denied (the host or what lies behind it refused the
    /// driver); busy (the place that the port needs is held by another); failed (none of these; the message says what.
    /// The manager looks before it goes on).
    fn attach_port(&mut self, input: PortPlan) -> Answer<Port>;

    /// Takes a port and its device away. Taking away what is absent, or is in an absent network, is ok. Called: when
    /// something shall be disconnected, and again until it answers ok. Afterwards: with ok neither the port nor its
    /// device is left. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
    /// none); busy (the device cannot be removed now; it is still there); not_ready (what the driver stands on is not
    /// there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
    /// the driver); failed (none of these; the message says what. The manager looks before it goes on).
    fn detach_port(&mut self, input: PortId) -> Answer<()>;

    /// Serves DHCP in the network: exactly these reservations, and nothing for hardware addresses that have none. The
    /// network has a gateway address, which is the server's. Called: whenever reservations change, after each start of
    /// the host, and again after an accident. Afterwards: with ok these reservations are served and no others. With
    /// anything else what was served before may be served still, or nothing. Statuses: invalid_argument (the input
    /// cannot be right, now or later, such as an address that is none); not_found (there is no such network); not_ready
    /// (what the driver stands on is not there yet or at the moment; trying later may help); resource_exhausted (no
    /// more of something: devices, addresses, table entries); permission_denied (the host or what lies behind it
    /// refused the driver); busy (another server holds the address or the port); failed (none of these; the message
    /// says what. The manager looks before it goes on).
    fn set_dhcp(&mut self, _input: DhcpPlan) -> Answer<()> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer set_dhcp."))
    }

    /// Lists the addresses that the DHCP server of a network has given out and that have not expired. Called: when the
    /// manager or an operator wants to know who has which address. Afterwards: nothing was changed. Statuses:
    /// invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there is
    /// no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may
    /// help); permission_denied (the host or what lies behind it refused the driver); failed (none of these; the
    /// message says what. The manager looks before it goes on).
    fn list_leases(&mut self, _input: NetworkId) -> Answer<LeaseList> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer list_leases."))
    }

    /// Makes an outer address lead to an address in the network, both ways: what is sent to it arrives there, what
    /// comes from there leaves with it. One that is there as described is ok. Called: when an outer address is
    /// associated, after each start of the host, and again after an accident. Afterwards: with ok both ways are
    /// translated. With anything else the outer address leads where it led before, or nowhere. Statuses:
    /// invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there is
    /// no such network); already_exists (someone else has the outer address); not_ready (what the driver stands on is
    /// not there yet or at the moment; trying later may help); resource_exhausted (no more of something: devices,
    /// addresses, table entries); permission_denied (the host or what lies behind it refused the driver); busy (someone
    /// else holds what would be touched); failed (none of these; the message says what. The manager looks before it
    /// goes on).
    fn set_floating(&mut self, _input: FloatingPlan) -> Answer<()> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer set_floating."))
    }

    /// Takes an outer address away. Taking away what is absent, or belongs to an absent network, is ok. Called: when an
    /// outer address is disassociated, and again until it answers ok. Afterwards: with ok nothing of it is left.
    /// Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); busy
    /// (someone else holds what would be touched); not_ready (what the driver stands on is not there yet or at the
    /// moment; trying later may help); permission_denied (the host or what lies behind it refused the driver); failed
    /// (none of these; the message says what. The manager looks before it goes on).
    fn clear_floating(&mut self, _input: FloatingId) -> Answer<()> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer clear_floating."))
    }

    /// Replaces all security rules of a network. The rules of a port are gone through in their order and the first that
    /// fits decides; what none fits passes. Replies to what was let pass always pass. Called: whenever a rule or a port
    /// changes, after each start of the host, and again after an accident. Afterwards: with ok all these rules hold and
    /// no others; no packet met a part of them. With anything else the rules are as they were. Statuses:
    /// invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there is
    /// no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may
    /// help); resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host
    /// or what lies behind it refused the driver); busy (someone else holds what would be touched); failed (none of
    /// these; the message says what. The manager looks before it goes on).
    fn set_rules(&mut self, _input: RulesPlan) -> Answer<()> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer set_rules."))
    }

    /// Says what a change would do, and does nothing: each step in words, with the argument vector where a command
    /// would run. It answers the status that the change would be refused with, as far as looking can tell. DHCP is
    /// planned for a network that is not there too: it would have been made just before. Called: when an operator asks
    /// what a change would do (`--dry-run`). Afterwards: nothing was changed. The change may still end otherwise: the
    /// world goes on. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
    /// none); not_found (the change would answer it: what it needs is not there); already_exists (the change would
    /// answer it: the name or the place is taken); not_ready (what the driver stands on is not there yet or at the
    /// moment; trying later may help); resource_exhausted (the change would answer it: there is no more of something);
    /// permission_denied (the host or what lies behind it refused the driver); busy (the change would answer it: what
    /// it needs is in use); failed (none of these; the message says what. The manager looks before it goes on).
    fn plan_change(&mut self, _input: NetworkChange) -> Answer<NetworkSteps> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer plan_change."))
    }
}

/// Runs one call of describe. The export's return value.
pub fn serve_describe<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.without_input(D::describe)
}

/// Runs one call of probe. The export's return value.
pub fn serve_probe<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.without_input(D::probe)
}

/// Runs one call of get_abilities. The export's return value.
pub fn serve_get_abilities<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.without_input(D::get_abilities)
}

/// Runs one call of ensure_network. The export's return value.
pub fn serve_ensure_network<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::ensure_network)
}

/// Runs one call of delete_network. The export's return value.
pub fn serve_delete_network<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::delete_network)
}

/// Runs one call of inspect_network. The export's return value.
pub fn serve_inspect_network<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::inspect_network)
}

/// Runs one call of list_networks. The export's return value.
pub fn serve_list_networks<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.without_input(D::list_networks)
}

/// Runs one call of attach_port. The export's return value.
pub fn serve_attach_port<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::attach_port)
}

/// Runs one call of detach_port. The export's return value.
pub fn serve_detach_port<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::detach_port)
}

/// Runs one call of set_dhcp. The export's return value.
pub fn serve_set_dhcp<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::set_dhcp)
}

/// Runs one call of list_leases. The export's return value.
pub fn serve_list_leases<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::list_leases)
}

/// Runs one call of set_floating. The export's return value.
pub fn serve_set_floating<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::set_floating)
}

/// Runs one call of clear_floating. The export's return value.
pub fn serve_clear_floating<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::clear_floating)
}

/// Runs one call of set_rules. The export's return value.
pub fn serve_set_rules<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::set_rules)
}

/// Runs one call of plan_change. The export's return value.
pub fn serve_plan_change<D: NetworkDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::plan_change)
}

/// Makes the exports of a driver: `holdfast::export_network!(YourDriver, offers set_dhcp, list_leases, set_floating,
/// clear_floating, set_rules, plan_change);`; behind `offers` stands what it has of the functions that may be left out.
#[macro_export]
macro_rules! export_network {
    ($driver:ty $(, offers $($function:ident),+)?) => {
        const _: () = {
            static SERVED: holdfast::Served<$driver> = holdfast::Served::new();
            #[no_mangle]
            pub extern "C" fn describe() -> i32 {
                $crate::network::serve_describe(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn probe() -> i32 {
                $crate::network::serve_probe(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn get_abilities() -> i32 {
                $crate::network::serve_get_abilities(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn ensure_network() -> i32 {
                $crate::network::serve_ensure_network(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn delete_network() -> i32 {
                $crate::network::serve_delete_network(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn inspect_network() -> i32 {
                $crate::network::serve_inspect_network(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn list_networks() -> i32 {
                $crate::network::serve_list_networks(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn attach_port() -> i32 {
                $crate::network::serve_attach_port(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn detach_port() -> i32 {
                $crate::network::serve_detach_port(&SERVED)
            }
            $($($crate::export_network_offered!($function, SERVED);)+)?
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! export_network_offered {
    (set_dhcp, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn set_dhcp() -> i32 {
            $crate::network::serve_set_dhcp(&$served)
        }
    };
    (list_leases, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn list_leases() -> i32 {
            $crate::network::serve_list_leases(&$served)
        }
    };
    (set_floating, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn set_floating() -> i32 {
            $crate::network::serve_set_floating(&$served)
        }
    };
    (clear_floating, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn clear_floating() -> i32 {
            $crate::network::serve_clear_floating(&$served)
        }
    };
    (set_rules, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn set_rules() -> i32 {
            $crate::network::serve_set_rules(&$served)
        }
    };
    (plan_change, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn plan_change() -> i32 {
            $crate::network::serve_plan_change(&$served)
        }
    };
}
