//! What a Holdfast driver in Rust needs: answers, host functions, and a module of typed bindings for each kind.
//!
//! Implement the trait of your kind, such as [`volume::VolumeDriver`], and name the type in `holdfast::export_volume!(YourDriver);`.
//! Everything is of the standard library; it builds with `rustc` 1.63 or newer for `wasm32-unknown-unknown`.

// Generated bindings name the crate, so that they can also live in a driver's own crate.
extern crate self as holdfast;

mod answer;
mod base64;
mod blocks;
mod call;
mod host_functions;
mod json_reader;
mod json_text;
mod json_writer;
mod serve;

mod generated;

pub use answer::{Answer, Fact, Failure, Status};
pub use generated::*;
pub use host_functions::{config, config_number, log, Level};
pub use serve::{input, output, Served};

/// What generated code needs and drivers do not.
pub mod codec {
    pub use crate::base64::{read_bytes, write_bytes};
    pub use crate::call::call_host;
    pub use crate::json_reader::{Problem, Reader};
    pub use crate::json_writer::Writer;
    pub use crate::serve::{FromJson, ToJson};
}
