//! The host's log and the driver's own configuration; what else the host offers is in the generated module `host`.
use crate::blocks::{from_host, to_host};

#[link(wasm_import_module = "extism:host/env")]
extern "C" {
    fn config_get(key: u64) -> u64;
    fn log_trace(message: u64);
    fn log_debug(message: u64);
    fn log_info(message: u64);
    fn log_warn(message: u64);
    fn log_error(message: u64);
}

/// Severity of a line in the host's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

/// Writes one line to the host's log; needs the permission `log`. A driver that never calls it does not import it.
pub fn log(level: Level, message: &str) {
    let block = to_host(message.as_bytes());
    if block == 0 {
        return;
    }
    // Sound: the block is the host's own, which takes it back.
    unsafe {
        match level {
            Level::Trace => log_trace(block),
            Level::Debug => log_debug(block),
            Level::Info => log_info(block),
            Level::Warn => log_warn(block),
            Level::Error => log_error(block),
        }
    }
}

/// The value of a key in the driver's own configuration; none when it is not set. Needs the permission `config`.
pub fn config(key: &str) -> Option<String> {
    let value = unsafe { config_get(to_host(key.as_bytes())) };
    from_host(value).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A whole number of at most 15 digits from the configuration, or `fallback` when the key is not set or its value is no such number.
pub fn config_number(key: &str, fallback: i64) -> i64 {
    let is_number = |text: &String| (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    config(key).filter(is_number).and_then(|text| text.parse().ok()).unwrap_or(fallback)
}
