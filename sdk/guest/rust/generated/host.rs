//! Generated from sdk/abi/host.yaml, version 1.0, by `npm run generate`. Do not edit: change the contract and generate again.

#![allow(dead_code, unused_imports, clippy::all)]
use std::collections::BTreeMap;

use holdfast::codec::{call_host, read_bytes, write_bytes, FromJson, Problem, Reader, ToJson, Writer};
use holdfast::{Answer, Failure, Served, Status};
