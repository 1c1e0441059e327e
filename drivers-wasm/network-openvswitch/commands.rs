//! Commands run through exec rules, and the checking of what is handed to them.
use crate::plan::{is_told, tell_command};
use holdfast::host::{exec, ExecParameter, ExecRequest, ExecResult};
use holdfast::{Answer, Failure, Status};

pub fn text(text: &str) -> String {
    String::from(text)
}

/// Runs a command by its rule. A failure carries the host's message, ready to be handed on.
pub fn run(rule: &str, parameters: &[(&str, &str)]) -> Answer<ExecResult> {
    run_with(rule, parameters, None)
}

pub fn run_plain(rule: &str) -> Answer<ExecResult> {
    run(rule, &[])
}

/// Runs it with a text on its standard input.
pub fn run_with(rule: &str, parameters: &[(&str, &str)], stdin_text: Option<String>) -> Answer<ExecResult> {
    run_parameters(rule, parameters_of(parameters), stdin_text)
}

/// The same with parameters that are made already.
pub fn run_parameters(rule: &str, parameters: Vec<ExecParameter>, stdin_text: Option<String>) -> Answer<ExecResult> {
    let request = ExecRequest {
        rule: text(rule),
        parameters: Some(parameters),
        stdin_text,
        dry_run: Some(is_told(rule)),
        ..ExecRequest::default()
    };
    let result = exec(&request)?;
    if is_told(rule) {
        tell_command(rule, &result, request.stdin_text);
    }
    Ok(result)
}

pub fn parameters_of(parameters: &[(&str, &str)]) -> Vec<ExecParameter> {
    parameters
        .iter()
        .map(|(name, value)| ExecParameter { name: text(name), value: text(value), ..ExecParameter::default() })
        .collect()
}

pub fn has_run(rule: &str) -> bool {
    run_plain(rule).is_ok()
}

pub fn invalid(message: &str) -> Failure {
    Failure::new(Status::InvalidArgument, message)
}

/// The number that a network's or a port's name of eight digits stands for.
pub fn id_of(name: &str) -> Answer<u32> {
    let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let number = if name.len() == 8 && name.bytes().all(digits) { u32::from_str_radix(name, 16).ok() } else { None };
    number.ok_or_else(|| invalid("The name of a network or a port is eight of 0-9 and a-f."))
}

/// An IPv4 address as a number.
pub fn address_of(text: &str) -> Answer<u32> {
    let address: Result<std::net::Ipv4Addr, _> = text.parse();
    address.map(u32::from).map_err(|_| invalid("An address is four numbers with dots."))
}

pub fn address_text(number: u32) -> String {
    std::net::Ipv4Addr::from(number).to_string()
}

/// The netmask of so many bits, from 1 to 32.
pub fn mask_of(prefix: i32) -> u32 {
    u32::MAX << (32 - prefix.clamp(1, 32))
}
