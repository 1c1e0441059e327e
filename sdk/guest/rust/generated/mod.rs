//! Generated from the contracts in sdk/abi by `npm run generate`. Do not edit.

pub mod host;
pub mod network;
pub mod volume;
