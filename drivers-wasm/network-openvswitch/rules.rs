//! Security rules as flows: what none fits passes, and so do replies and DHCP.
use crate::commands::{id_of, invalid};
use crate::flows::{change, cookie, passage, zones, RULES};
use crate::switches::Row;
use holdfast::network::{Action, Direction, PortRules, Protocol, Rule, RulesPlan};
use holdfast::Answer;

/// The first rule's priority; each next one's is lower by one.
const FIRST: usize = 60_000;
const RULES_MAX: usize = 50_000;

/// Replaces all rules of a network. Ports that are not there have nothing to be held to.
pub fn set(plan: &RulesPlan, foot: &Row, rows: &[Row]) -> Answer<()> {
    let network = id_of(&plan.network)?;
    let mark = cookie(RULES, network);
    let mut text = passage();
    text.push_str(&format!("delete cookie={:#x}/-1\n", mark));
    let there = |port: &&PortRules| rows.iter().any(|row| row.name[3..] == port.port);
    let ports: Vec<&PortRules> = plan.ports.iter().filter(there).collect();
    if !ports.is_empty() {
        text.push_str(&common(mark, network));
    }
    for port in ports {
        id_of(&port.port)?;
        text.push_str(&of_port(port, mark, network)?);
    }
    change(&foot.switch, &text)
}

fn common(mark: u64, network: u32) -> String {
    let flow = |rest: String| format!("add cookie={:#x},{}\n", mark, rest);
    let of = format!("reg0={:#x}", network);
    let mut text = String::new();
    for pass in ["ip,ct_state=+trk+est", "ip,ct_state=+trk+rel", "udp,tp_dst=67", "udp,tp_dst=68"] {
        text.push_str(&flow(format!("table=2,priority=65000,{},{},actions=resubmit(,5)", of, pass)));
    }
    text + &flow(format!("table=4,priority=10,{},ip,actions=ct(commit,zone={}),resubmit(,5)", of, zones(network).0))
}

fn of_port(port: &PortRules, mark: u64, network: u32) -> Answer<String> {
    if port.rules.len() > RULES_MAX {
        return Err(invalid("A port has 50000 rules at most."));
    }
    let from = format!("in_port=hfp{}", port.port);
    let to = format!("dl_dst={}", port.mac);
    let track = format!("actions=load:{:#x}->NXM_NX_REG0[],ct(zone={},table=2)", network, zones(network).0);
    let mut text = format!("add cookie={:#x},table=1,priority=20,ip,{},{}\n", mark, from, track);
    text.push_str(&format!("add cookie={:#x},table=1,priority=10,ip,{},{}\n", mark, to, track));
    for (at, rule) in port.rules.iter().enumerate() {
        let (table, end, next) = match rule.direction {
            Direction::Ingress => (3, &to, 4),
            Direction::Egress => (2, &from, 3),
        };
        let actions = if rule.action == Action::Allow { format!("resubmit(,{})", next) } else { String::from("drop") };
        for fit in fits(rule) {
            let place = format!("table={},priority={},reg0={:#x}", table, FIRST - at, network);
            text.push_str(&format!("add cookie={:#x},{},{},{},actions={}\n", mark, place, fit, end, actions));
        }
    }
    Ok(text)
}

/// What a rule's packets look like, in as many flows as its range of ports needs.
fn fits(rule: &Rule) -> Vec<String> {
    let protocol = match rule.protocol {
        Protocol::Any => "ip",
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
        Protocol::Icmp => "icmp",
    };
    let side = if rule.direction == Direction::Ingress { "nw_src" } else { "nw_dst" };
    let peer = rule.peer.as_ref().map_or_else(String::new, |peer| format!(",{}={}", side, peer));
    match rule.port_first {
        Some(first) => {
            let port = |(value, mask)| format!("{}{},tp_dst={:#x}/{:#x}", protocol, peer, value, mask);
            masks(first as u32, rule.port_last.unwrap_or(first) as u32).into_iter().map(port).collect()
        }
        None => vec![format!("{}{}", protocol, peer)],
    }
}

/// A range of ports as values under masks: as few blocks as there can be, each as large as its place allows.
fn masks(first: u32, last: u32) -> Vec<(u32, u32)> {
    let mut blocks = Vec::new();
    let mut at = first;
    while at <= last {
        let mut size = 1;
        while at & (size * 2 - 1) == 0 && at + size * 2 - 1 <= last {
            size *= 2;
        }
        blocks.push((at, 0xffff & !(size - 1)));
        at += size;
    }
    blocks
}
