//! Outer addresses: the host sends them into the network, where flows turn them into inner addresses and back.
use crate::commands::{address_of, address_text, id_of, run, run_plain};
use crate::flows::{change, cookie, delete, passage, zones};
use crate::switches::{foot_mac, foot_of, Row};
use holdfast::network::FloatingPlan;
use holdfast::{Answer, Failure};

pub fn set(plan: &FloatingPlan, foot: &Row) -> Answer<()> {
    let network = id_of(&plan.network)?;
    let mark = cookie(address_of(&plan.floating)?, network);
    address_of(&plan.fixed)?;
    change(&foot.switch, &flows(plan, foot, mark, network))?;
    if let Err(failure) = lead(plan) {
        clear(&plan.network, &foot.switch, &plan.floating)?;
        return Err(Failure::new(
            failure.status,
            format!("The outer address cannot be led inwards: {}", failure.message),
        ));
    }
    Ok(())
}

fn flows(plan: &FloatingPlan, foot: &Row, mark: u64, network: u32) -> String {
    let zone = zones(network).1;
    let leaving = format!("ip,dl_dst={},nw_src={}", foot_mac(&plan.network), plan.fixed);
    let mut lines = vec![
        // What the host sends to the outer address; what belongs to a connection from inside is turned back as it was turned.
        format!(
            "table=0,priority=20,ip,in_port={},nw_dst={},actions=ct(commit,zone={},nat(dst={}),table=1)",
            foot.name, plan.floating, zone, plan.fixed
        ),
        format!("table=5,priority=20,{},actions=ct(zone={},nat,table=6)", leaving, zone),
        format!(
            "table=6,priority=20,ct_state=+trk+new,{},actions=ct(commit,zone={},nat(src={})),NORMAL",
            leaving, zone, plan.floating
        ),
    ];
    if foot.subnet.contains('/') {
        lines.push(format!("table=6,priority=21,ct_state=+trk+new,{},nw_dst={},actions=NORMAL", leaving, foot.subnet));
    }
    let add = |line: String| format!("add cookie={:#x},{}\n", mark, line);
    let own: String = lines.into_iter().map(add).collect();
    format!("{}delete cookie={:#x}/-1\n{}", passage(), mark, own)
}

/// The host's part: a way into the network, and an answer to who asks on the outer device.
fn lead(plan: &FloatingPlan) -> Answer<()> {
    run("ovs-route", &[("floating", &plan.floating), ("fixed", &plan.fixed), ("foot", &foot_of(&plan.network))])?;
    match &plan.device {
        Some(device) => run("ovs-answer-add", &[("address", &plan.floating), ("device", device)]).map(|_| ()),
        None => Ok(()),
    }
}

pub fn clear(network: &str, switch: &str, floating: &str) -> Answer<()> {
    delete(switch, cookie(address_of(floating)?, id_of(network)?))?;
    run("ovs-route-delete", &[("floating", floating), ("foot", &foot_of(network))])?;
    // A line is `203.0.113.5 dev eth0 proxy`.
    for line in run_plain("ovs-answers")?.stdout_text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [address, "dev", device, ..] = words[..] {
            if address == floating {
                run("ovs-answer-delete", &[("address", floating), ("device", device)])?;
            }
        }
    }
    Ok(())
}

/// The outer addresses of a network, from the marks of its flows.
pub fn list(network: &str, switch: &str) -> Answer<Vec<String>> {
    let shown = run("ovs-floating-flows", &[("switch", switch), ("network", network)])?.stdout_text;
    let mark = |line: &str| {
        line.trim_start()
            .strip_prefix("cookie=0x")
            .and_then(|rest| rest.split(',').next())
            .and_then(|hex| u64::from_str_radix(hex, 16).ok())
    };
    Ok(shown.lines().filter_map(mark).map(|mark| address_text((mark >> 32) as u32)).collect())
}
