//! DHCP: dnsmasq serves what its arguments say and nothing else, so other reservations mean another dnsmasq.
use crate::commands::{address_of, address_text, mask_of, parameters_of, run, run_parameters, text};
use crate::plan::{is_planning, tell_words};
use crate::switches::foot_of;
use holdfast::host::{daemon_start, daemon_status, daemon_stop, DaemonName, DaemonRequest, DaemonState};
use holdfast::network::{DhcpPlan, Lease, LeaseList};
use holdfast::{Answer, Failure, Status};

fn named(network: &str) -> DaemonName {
    DaemonName { rule: text("ovs-dhcp"), instance: text(network), ..DaemonName::default() }
}

pub fn is_served(network: &str) -> Answer<bool> {
    Ok(daemon_status(&named(network))?.state == DaemonState::Running)
}

pub fn serve(plan: &DhcpPlan) -> Answer<()> {
    let mask = mask_of(plan.prefix);
    let first = address_text(address_of(&plan.server)? & mask);
    let (foot, mask, seconds) = (foot_of(&plan.network), address_text(mask), plan.lease_seconds.to_string());
    let mut parameters = parameters_of(&[("foot", &foot), ("network", &first), ("mask", &mask), ("seconds", &seconds)]);
    parameters.extend(parameters_of(&[("router", &plan.server), ("leases", &plan.network)]));
    for one in &plan.reservations {
        parameters.extend(parameters_of(&[("host", &format!("{},{}", one.mac, one.address))]));
    }
    let DaemonName { rule, instance, .. } = named(&plan.network);
    let request = DaemonRequest { rule, instance, parameters: Some(parameters), ..DaemonRequest::default() };
    if is_planning() {
        stop(&plan.network)?;
        tell_words(format!("starts the daemon ovs-dhcp {} for {} address(es)", plan.network, plan.reservations.len()));
        return run_parameters("ovs-dhcp", request.parameters.unwrap_or_default(), None).map(|_| ());
    }
    match daemon_start(&request) {
        Err(Failure { status: Status::AlreadyExists, .. }) => {
            stop(&plan.network)?;
            daemon_start(&request).map(|_| ())
        }
        other => other.map(|_| ()),
    }
}

/// Ends it; in a plan that is told, where one runs.
fn stop(network: &str) -> Answer<()> {
    if !is_planning() {
        return daemon_stop(&named(network)).map(|_| ());
    }
    if is_served(network)? {
        tell_words(format!("ends the daemon ovs-dhcp {}", network));
    }
    Ok(())
}

/// Ends it and forgets its leases; where none runs nothing is done.
pub fn end(network: &str) -> Answer<()> {
    stop(network)?;
    run("ovs-leases-delete", &[("leases", network)]).map(|_| ())
}

pub fn leases(network: &str) -> Answer<LeaseList> {
    let shown = run("ovs-leases", &[("leases", network)])?.stdout_text;
    // A line is `1795428667 02:68:66:00:00:02 10.0.0.2 name id`. No file yet is no lease yet.
    let lease = |line: &str| {
        let mut words = line.split(' ');
        let expires: i64 = words.next()?.parse().ok()?;
        let (mac, address) = (text(words.next()?), text(words.next()?));
        let expires_seconds = if expires > 0 { Some(expires) } else { None };
        Some(Lease { mac, address, expires_seconds, ..Lease::default() })
    };
    Ok(LeaseList { leases: shown.lines().filter_map(lease).collect(), ..LeaseList::default() })
}
