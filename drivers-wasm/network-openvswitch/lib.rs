//! A network driver on Open vSwitch: a network is an internal port, which is the host's foot in it, in a switch that keeps networks apart by tags.
mod commands;
mod dhcp;
mod floating;
mod flows;
mod plan;
mod ports;
mod rules;
mod switches;

use commands::{has_run, id_of, run, run_plain, text};
use holdfast::network::{
    Abilities, Ability, AbilityState, Description, DhcpPlan, FloatingId, FloatingPlan, Health, LeaseList, Network,
    NetworkChange, NetworkDriver, NetworkId, NetworkList, NetworkPlan, NetworkSteps, Port, PortId, PortPlan, Probe,
    RulesPlan,
};
use holdfast::{Answer, Failure, Status};
use switches::{datapath, every_row, foot_of, is_up, require_network, rows_of, Row};

/// Made for a moment, to see what switches can do here.
const TRIAL: &str = "hfs00000000";

#[derive(Default)]
struct OpenVSwitch;

impl NetworkDriver for OpenVSwitch {
    fn describe(&mut self) -> Answer<Description> {
        Ok(Description {
            name: text("network-openvswitch"),
            version: text("1.0.0"),
            kind: text("network"),
            abi: text("1.1"),
        })
    }

    fn probe(&mut self) -> Answer<Probe> {
        Ok(match run_plain("ovs-version") {
            Ok(_) => Probe::default(),
            Err(Failure { message, .. }) => Probe {
                health: Health::Unavailable,
                reason: Some(format!("Open vSwitch does not answer: {}", message)),
                ..Probe::default()
            },
        })
    }

    fn get_abilities(&mut self) -> Answer<Abilities> {
        let switch = try_switch();
        let forwarding = run_plain("ovs-setting").map_or(false, |result| result.stdout_text.starts_with('1'));
        let switches = |found: Option<&'static str>| found.or(switch.without);
        let state = |ability, why_not: Option<&str>| AbilityState {
            ability,
            available: why_not.is_none(),
            reason: why_not.map(text),
        };
        let missing = |rule: &str, why_not: &'static str| if has_run(rule) { None } else { Some(why_not) };
        let abilities = vec![
            state(Ability::Bridge, switches(None)),
            state(Ability::Vlan, switches(None)),
            state(Ability::Address, missing("ovs-namespaces", "there are no network namespaces")),
            state(Ability::Dhcp, missing("ovs-dhcp-version", "there is no dnsmasq")),
            state(
                Ability::Floating,
                switches(switch.untracked.or(if forwarding { None } else { Some("net.ipv4.ip_forward is off") })),
            ),
            state(Ability::Rules, switches(switch.untracked)),
        ];
        Ok(Abilities { abilities, ..Abilities::default() })
    }

    fn ensure_network(&mut self, input: NetworkPlan) -> Answer<Network> {
        id_of(&input.network)?;
        let fresh = !matches!(rows_of(&input.network)?.iter().find(|row| row.is_foot()), Some(row) if row.whole);
        match switches::make(&input) {
            Ok(()) if plan::is_planning() => Ok(Network { network: input.network, ..Network::default() }),
            Ok(()) => self.inspect_network(NetworkId { network: input.network, ..NetworkId::default() }),
            Err(failure) if fresh && !plan::is_planning() => {
                switches::take_away(&input.network)?;
                Err(failure)
            }
            Err(failure) => Err(failure),
        }
    }

    fn delete_network(&mut self, input: NetworkId) -> Answer<()> {
        id_of(&input.network)?;
        switches::take_away(&input.network)
    }

    fn inspect_network(&mut self, input: NetworkId) -> Answer<Network> {
        let (foot, rows) = require_network(&input.network)?;
        let pairs = ports::pairs()?;
        let here = |row: &&Row| row.is_port() && row.whole && pairs.contains(&row.name);
        let ports = rows.iter().filter(here).map(Row::port).collect();
        Ok(Network {
            device: Some(foot_of(&input.network)),
            vlan: foot.tag,
            ports,
            dhcp: dhcp::is_served(&input.network)?,
            floating: floating::list(&input.network, &foot.switch)?,
            network: input.network,
            ..Network::default()
        })
    }

    fn list_networks(&mut self) -> Answer<NetworkList> {
        let mut networks = Vec::new();
        for row in every_row()?.into_iter().filter(|row| row.is_foot() && row.whole) {
            if is_up(&row.name)? {
                networks.push(row.network);
            }
        }
        Ok(NetworkList { networks, ..NetworkList::default() })
    }

    fn attach_port(&mut self, input: PortPlan) -> Answer<Port> {
        id_of(&input.port)?;
        let (foot, rows) = require_network(&input.network)?;
        ports::attach(&input, &foot, &rows)
    }

    fn detach_port(&mut self, input: PortId) -> Answer<()> {
        id_of(&input.port)?;
        ports::detach(&input.network, &input.port)
    }

    fn set_dhcp(&mut self, input: DhcpPlan) -> Answer<()> {
        // A plan takes the network for one that would have been made just before.
        if !plan::is_planning() {
            require_network(&input.network)?;
        }
        dhcp::serve(&input)
    }

    fn list_leases(&mut self, input: NetworkId) -> Answer<LeaseList> {
        require_network(&input.network)?;
        dhcp::leases(&input.network)
    }

    fn set_floating(&mut self, input: FloatingPlan) -> Answer<()> {
        let (foot, _) = require_network(&input.network)?;
        floating::set(&input, &foot)
    }

    fn clear_floating(&mut self, input: FloatingId) -> Answer<()> {
        id_of(&input.network)?;
        match rows_of(&input.network)?.into_iter().find(Row::is_foot) {
            Some(foot) => floating::clear(&input.network, &foot.switch, &input.floating),
            None => Ok(()),
        }
    }

    fn set_rules(&mut self, input: RulesPlan) -> Answer<()> {
        let (foot, rows) = require_network(&input.network)?;
        rules::set(&input, &foot, &rows)
    }

    fn plan_change(&mut self, input: NetworkChange) -> Answer<NetworkSteps> {
        plan::plan(|| match input {
            NetworkChange { ensure_network: Some(network), .. } => self.ensure_network(network).map(|_| ()),
            NetworkChange { delete_network: Some(network), .. } => self.delete_network(network),
            NetworkChange { attach_port: Some(port), .. } => self.attach_port(port).map(|_| ()),
            NetworkChange { detach_port: Some(port), .. } => self.detach_port(port),
            NetworkChange { set_dhcp: Some(dhcp), .. } => self.set_dhcp(dhcp),
            NetworkChange { set_floating: Some(floating), .. } => self.set_floating(floating),
            NetworkChange { clear_floating: Some(floating), .. } => self.clear_floating(floating),
            NetworkChange { set_rules: Some(rules), .. } => self.set_rules(rules),
            _ => Err(Failure::new(Status::InvalidArgument, "A plan needs the change that it is for.")),
        })
    }
}

holdfast::export_network!(OpenVSwitch, offers set_dhcp, list_leases, set_floating, clear_floating, set_rules, plan_change);

/// What a switch of the configured datapath lacks here.
struct Trial {
    without: Option<&'static str>,
    untracked: Option<&'static str>,
}

fn try_switch() -> Trial {
    let made = run("ovs-switch-add", &[("switch", TRIAL), ("datapath", &datapath())]);
    let there = made.is_ok() && run("ovs-link", &[("device", TRIAL)]).map_or(false, |result| result.exit_code == 0);
    let tracked =
        there && flows::change(TRIAL, "add table=1,ip,actions=ct(commit,zone=1,nat(src=10.0.0.1),table=2)\n").is_ok();
    let gone = run("ovs-switch-delete", &[("switch", TRIAL)]);
    let plain = datapath() == "system" || has_run("ovs-checksums-version");
    let without = match (there && gone.is_ok(), plain) {
        (false, _) => Some("Open vSwitch cannot make a switch of this datapath"),
        (true, false) => Some("there is no ethtool, without which the datapath netdev spoils checksums"),
        (true, true) => None,
    };
    Trial { without, untracked: if tracked { None } else { Some("the datapath does not track connections") } }
}
