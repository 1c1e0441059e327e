//! Plans: while one is made, commands that would change something are told and not run.
use crate::commands::text;
use holdfast::host::ExecResult;
use holdfast::network::{NetworkStep, NetworkSteps};
use std::cell::RefCell;

thread_local!(static STEPS: RefCell<Option<Vec<NetworkStep>>> = RefCell::new(None));

/// The commands that only look.
const LOOKS: [&str; 14] = [
    "ovs-version",
    "ovs-switch-ports",
    "ovs-device-error",
    "ovs-ports",
    "ovs-all-ports",
    "ovs-floating-flows",
    "ovs-link",
    "ovs-pairs",
    "ovs-checksums-version",
    "ovs-namespaces",
    "ovs-setting",
    "ovs-answers",
    "ovs-dhcp-version",
    "ovs-leases",
];

/// What a call would do, by making it while changes are told. The call's own failure is the answer.
pub fn plan<E>(call: impl FnOnce() -> Result<(), E>) -> Result<NetworkSteps, E> {
    STEPS.with(|steps| *steps.borrow_mut() = Some(Vec::new()));
    let outcome = call();
    let steps = STEPS.with(|steps| steps.borrow_mut().take()).unwrap_or_default();
    outcome.map(|()| NetworkSteps { steps, ..NetworkSteps::default() })
}

pub fn is_planning() -> bool {
    STEPS.with(|steps| steps.borrow().is_some())
}

/// True for a command that a plan tells instead of running it.
pub fn is_told(rule: &str) -> bool {
    is_planning() && !LOOKS.contains(&rule)
}

pub fn tell_words(what: String) {
    add(NetworkStep { what, ..NetworkStep::default() });
}

pub fn tell_command(rule: &str, result: &ExecResult, stdin_text: Option<String>) {
    let what = text("runs the rule ") + rule;
    add(NetworkStep { what, argv: Some(result.argv.clone()), stdin_text, ..NetworkStep::default() });
}

fn add(step: NetworkStep) {
    STEPS.with(|steps| steps.borrow_mut().iter_mut().for_each(|told| told.push(step.clone())));
}
