//! Ports: a pair of devices each, one end in the switch and the other where the port's owner is.
use crate::commands::{run, run_plain, text};
use crate::switches::{datapath, rows_of, Row};
use holdfast::network::{Port, PortPlan};
use holdfast::{Answer, Failure};

/// The names of all pairs of the machine, by their end on the host.
pub fn pairs() -> Answer<Vec<String>> {
    let shown = run_plain("ovs-pairs")?.stdout_text;
    // A line is `7: hfp00000001@if6: <BROADCAST,…`.
    let name = |line: &str| line.split(": ").nth(1).and_then(|name| name.split('@').next()).map(text);
    Ok(shown.lines().filter_map(name).collect())
}

/// Puts a device into a network; one that is there as described stays.
pub fn attach(plan: &PortPlan, foot: &Row, rows: &[Row]) -> Answer<Port> {
    let outer = format!("hfp{}", plan.port);
    let inner = format!("hfq{}", plan.port);
    // A device that stays with the host is found by the name that the pair gave it.
    let device = match (&plan.netns, &plan.device) {
        (Some(_), Some(device)) => device.clone(),
        _ => inner.clone(),
    };
    let there =
        rows.iter().any(|row| row.name == outer && row.whole && row.mac == plan.mac) && pairs()?.contains(&outer);
    if !there {
        remove(&foot.switch, &outer)?;
        if let Err(Failure { status, message, .. }) = make(plan, foot, [&outer, &inner, &device]) {
            remove(&foot.switch, &outer)?;
            let hint = "The port cannot be made: is its namespace there, and its device's name free in it?";
            return Err(Failure::new(status, format!("{} {}", hint, message)));
        }
    }
    Ok(Port { port: plan.port.clone(), device: Some(device), mac: Some(plan.mac.clone()), ..Port::default() })
}

fn make(plan: &PortPlan, foot: &Row, [outer, inner, device]: [&String; 3]) -> Answer<()> {
    run("ovs-pair-add", &[("device", outer), ("peer", inner), ("mac", &plan.mac)])?;
    if datapath() == "netdev" {
        run("ovs-checksums", &[("device", inner)])?;
    }
    let mut parameters = vec![("switch", foot.switch.as_str()), ("port", outer), ("network", &plan.network)];
    parameters.extend([("mac", plan.mac.as_str()), ("device", device)]);
    let tag = foot.tag.map(|tag| tag.to_string());
    parameters.extend(tag.iter().map(|tag| ("tag", tag.as_str())));
    run("ovs-port-add", &parameters)?;
    run("ovs-up", &[("device", outer)])?;
    match &plan.netns {
        Some(netns) => place(plan, netns, inner, device)?,
        None => run("ovs-up", &[("device", inner)]).map(|_| ())?,
    }
    run("ovs-note", &[("port", outer)]).map(|_| ())
}

/// Puts the inner end into its namespace, under its name, with its address.
fn place(plan: &PortPlan, netns: &str, inner: &str, device: &str) -> Answer<()> {
    run("ovs-move", &[("device", inner), ("netns", netns)])?;
    if inner != device {
        run("ovs-inside-rename", &[("netns", netns), ("device", inner), ("name", device)])?;
    }
    run("ovs-inside-up", &[("netns", netns), ("device", device)])?;
    if let (Some(address), Some(prefix)) = (&plan.address, plan.prefix) {
        let address = format!("{}/{}", address, prefix);
        run("ovs-inside-address", &[("netns", netns), ("address", &address), ("device", device)])?;
    }
    Ok(())
}

/// Takes a port away, half-made ones too.
pub fn detach(network: &str, port: &str) -> Answer<()> {
    let name = format!("hfp{}", port);
    let switch = rows_of(network)?.into_iter().find(|row| row.name == name).map_or_else(String::new, |row| row.switch);
    remove(&switch, &name)
}

/// Its flows go first: its number in the switch may be another port's next. Without a switch the port is in none.
pub fn remove(switch: &str, name: &str) -> Answer<()> {
    if !switch.is_empty() {
        run("ovs-port-flows-delete", &[("switch", switch), ("port", name)])?;
        run("ovs-port-delete", &[("port", name)])?;
    }
    run("ovs-pair-delete", &[("device", name)]).map(|_| ())
}
