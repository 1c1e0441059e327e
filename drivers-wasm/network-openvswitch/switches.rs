//! Networks in the database of Open vSwitch: which port belongs to which, and how networks are made and taken away.
use crate::commands::{address_of, address_text, id_of, mask_of, run, run_plain, text};
use crate::plan::is_planning;
use crate::{dhcp, floating, flows, ports};
use holdfast::host::ExecResult;
use holdfast::network::{NetworkPlan, Port};
use holdfast::{config, Answer, Failure, Status};

/// A port as Open vSwitch has it, with what this driver noted on it.
#[derive(Default)]
pub struct Row {
    pub name: String,
    pub tag: Option<i32>,
    pub network: String,
    pub switch: String,
    /// The network's own addresses, or `none`; noted on the host's foot.
    pub subnet: String,
    pub mac: String,
    pub device: String,
    /// Noted last: a row without it is half made.
    pub whole: bool,
}

impl Row {
    pub fn is_foot(&self) -> bool {
        self.name.starts_with("hfn")
    }

    pub fn is_port(&self) -> bool {
        self.name.starts_with("hfp")
    }

    pub fn port(&self) -> Port {
        Port {
            port: text(&self.name[3..]),
            device: Some(self.device.clone()),
            mac: Some(self.mac.clone()),
            ..Port::default()
        }
    }

    /// A line is `hfp00000001,7,holdfast=0a0b0c0d mac=02:… whole=yes`. None for ports that are not this driver's.
    fn read(line: &str) -> Option<Row> {
        let mut cells = line.splitn(3, ',');
        let name = text(cells.next()?);
        let tag = cells.next()?.parse().ok();
        let mut row = Row { name, tag, ..Row::default() };
        for (key, value) in cells.next()?.split(' ').filter_map(|note| note.split_once('=')) {
            match key {
                "holdfast" => row.network = text(value),
                "switch" => row.switch = text(value),
                "subnet" => row.subnet = text(value),
                "mac" => row.mac = text(value),
                "device" => row.device = text(value),
                "whole" => row.whole = value == "yes",
                _ => {}
            }
        }
        if row.network.is_empty() || !(row.is_foot() || row.is_port()) {
            None
        } else {
            Some(row)
        }
    }
}

pub fn datapath() -> String {
    config("datapath").unwrap_or_else(|| text("system"))
}

pub fn foot_of(network: &str) -> String {
    format!("hfn{}", network)
}

/// The hardware address of the host's foot: flows know by it what leaves the network.
pub fn foot_mac(network: &str) -> String {
    let pairs: Vec<&str> = (0..4).map(|at| &network[at * 2..at * 2 + 2]).collect();
    format!("06:68:{}", pairs.join(":"))
}

/// The rows of a network, its foot and its ports, half-made ones too.
pub fn rows_of(network: &str) -> Answer<Vec<Row>> {
    Ok(read_rows(&run("ovs-ports", &[("network", network)])?))
}

pub fn every_row() -> Answer<Vec<Row>> {
    Ok(read_rows(&run_plain("ovs-all-ports")?))
}

fn read_rows(result: &ExecResult) -> Vec<Row> {
    result.stdout_text.lines().filter_map(Row::read).collect()
}

/// After a restart of the machine Open vSwitch makes its ports again, but leaves them switched off.
pub fn is_up(device: &str) -> Answer<bool> {
    let shown = run("ovs-link", &[("device", device)])?.stdout_text;
    let flags = shown.split(|sign| sign == '<' || sign == '>').nth(1).unwrap_or_default();
    Ok(flags.split(',').any(|flag| flag == "UP"))
}

/// The foot and all rows of a network that is there and whole; not_found otherwise.
pub fn require_network(network: &str) -> Answer<(Row, Vec<Row>)> {
    id_of(network)?;
    let (feet, rows): (Vec<Row>, Vec<Row>) = rows_of(network)?.into_iter().partition(Row::is_foot);
    match feet.into_iter().next() {
        Some(foot) if foot.whole && is_up(&foot.name)? => Ok((foot, rows)),
        _ => Err(Failure::new(Status::NotFound, "There is no such network.")),
    }
}

/// Makes a network or brings it in line. It is noted last that it is whole.
pub fn make(plan: &NetworkPlan) -> Answer<()> {
    let foot = foot_of(&plan.network);
    let switch = switch_of(plan);
    add(plan, &switch, &foot)?;
    require_sound(&foot, "Open vSwitch cannot make the network's device: does something else have its name?")?;
    if let Some(uplink) = &plan.uplink {
        run("ovs-uplink-add", &[("switch", &switch), ("uplink", uplink)])?;
        require_sound(uplink, "Open vSwitch cannot use the uplink: is there a device of that name?")?;
    }
    run("ovs-up", &[("device", &foot)])?;
    if let (Some(gateway), Some(prefix)) = (&plan.gateway, plan.prefix) {
        run("ovs-address", &[("address", &format!("{}/{}", gateway, prefix)), ("foot", &foot)])?;
    }
    run("ovs-note", &[("port", &foot)]).map(|_| ())
}

/// Open vSwitch keeps ports that it cannot work with, and notes why. In a plan there is nothing to look at yet.
fn require_sound(device: &str, problem: &str) -> Answer<()> {
    if is_planning() {
        return Ok(());
    }
    match run("ovs-device-error", &[("device", device)])?.stdout_text.trim() {
        "[]" => Ok(()),
        error => Err(Failure::new(Status::Failed, format!("{} {}", problem, error))),
    }
}

fn add(plan: &NetworkPlan, switch: &str, foot: &str) -> Answer<()> {
    let subnet = match (&plan.gateway, plan.prefix) {
        (Some(gateway), Some(prefix)) => format!("{}/{}", address_text(address_of(gateway)? & mask_of(prefix)), prefix),
        _ => text("none"),
    };
    let (mac, datapath) = (foot_mac(&plan.network), datapath());
    let mut parameters = vec![("switch", switch), ("datapath", &datapath), ("foot", foot), ("mac", &mac)];
    parameters.extend([("network", plan.network.as_str()), ("subnet", &subnet)]);
    let tag = plan.vlan.map(|tag| tag.to_string());
    parameters.extend(tag.iter().map(|tag| ("tag", tag.as_str())));
    run("ovs-network-add", &parameters).map(|_| ())
}

/// Tagged networks share the switch of their uplink; one without a tag has a switch of its own.
fn switch_of(plan: &NetworkPlan) -> String {
    match plan.vlan {
        None => format!("hfs{}", plan.network),
        Some(_) => format!("hfs{:08x}", digest(plan.uplink.as_deref().unwrap_or_default())),
    }
}

/// FNV-1a: names of uplinks are longer than what is left of the name of a switch.
fn digest(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |digest: u32, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Takes away all that carries the network's name, and the switch with the last network in it.
pub fn take_away(network: &str) -> Answer<()> {
    dhcp::end(network)?;
    let rows = rows_of(network)?;
    for row in rows.iter().filter(|row| row.is_port()) {
        ports::remove(&row.switch, &row.name)?;
    }
    let foot = match rows.iter().find(|row| row.is_foot()) {
        Some(foot) => foot,
        None => return Ok(()),
    };
    for address in floating::list(network, &foot.switch)? {
        floating::clear(network, &foot.switch, &address)?;
    }
    flows::delete_all(&foot.switch, network)?;
    run("ovs-port-delete", &[("port", &foot.name)])?;
    let left = run("ovs-switch-ports", &[("switch", &foot.switch)])?.stdout_text;
    if !left.lines().any(|name| name.starts_with("hfn")) {
        run("ovs-switch-delete", &[("switch", &foot.switch)])?;
    }
    Ok(())
}
