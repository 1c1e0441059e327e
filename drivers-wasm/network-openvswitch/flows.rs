//! Flows of a switch, marked with the network that they are of, and the tables that packets pass.
//!
//! 0 leads what is for an outer address inwards. 1 has connections tracked where ports have rules; 2 holds the rules of ports that send,
//! 3 those of ports that receive; 4 remembers what was let pass. 5 and 6 give what leaves by the host its outer address, and what is left is switched.
use crate::commands::{run, run_with};
use holdfast::Answer;

/// The mark of a network's rules; that of an outer address is the address itself.
pub const RULES: u32 = 1;

const PASSAGE: [&str; 7] =
    ["resubmit(,1)", "resubmit(,2)", "resubmit(,3)", "resubmit(,4)", "resubmit(,5)", "NORMAL", "NORMAL"];

/// The way of packets that no flow is about. It is laid with the first flows of a switch, beside the one that a switch has by itself.
pub fn passage() -> String {
    let line = |(table, actions): (usize, &&str)| format!("add table={},priority=1,actions={}\n", table, actions);
    PASSAGE.iter().enumerate().map(line).collect()
}

/// Marks flows as those of `what` in a network.
pub fn cookie(what: u32, network: u32) -> u64 {
    u64::from(what) << 32 | u64::from(network)
}

/// Where a network's connections are tracked: one zone for its rules, one for its outer addresses.
pub fn zones(network: u32) -> (u32, u32) {
    let zone = (network ^ network >> 16) & 0x7fff;
    (zone, zone | 0x8000)
}

/// Changes flows, all or none: no packet meets a part of them.
pub fn change(switch: &str, flows: &str) -> Answer<()> {
    run_with("ovs-flows", &[("switch", switch)], Some(String::from(flows))).map(|_| ())
}

/// Deletes the flows with this mark and no others.
pub fn delete(switch: &str, cookie: u64) -> Answer<()> {
    run(
        "ovs-flows-delete",
        &[("switch", switch), ("cookie", &format!("{:#x}", cookie)), ("mask", "0xffffffffffffffff")],
    )
    .map(|_| ())
}

/// Deletes all flows of a network.
pub fn delete_all(switch: &str, network: &str) -> Answer<()> {
    run("ovs-flows-delete", &[("switch", switch), ("cookie", &format!("0x{}", network)), ("mask", "0xffffffff")])
        .map(|_| ())
}
