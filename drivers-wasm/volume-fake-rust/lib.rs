//! The entry of volume-fake-rust: each export looks first whether it shall misbehave, then does what a good driver does.
mod misbehave;
mod volumes;

use holdfast::volume::{
    serve_create_volume, serve_delete_volume, serve_describe, serve_extend_volume, serve_get_stats, serve_inspect_volume,
    serve_list_volumes, serve_probe,
};
use holdfast::Served;
use misbehave::misbehave;
use volumes::MemoryVolumes;

static SERVED: Served<MemoryVolumes> = Served::new();

#[no_mangle]
pub extern "C" fn describe() -> i32 {
    serve_describe(&SERVED)
}

#[no_mangle]
pub extern "C" fn probe() -> i32 {
    serve_probe(&SERVED)
}

#[no_mangle]
pub extern "C" fn list_volumes() -> i32 {
    serve_list_volumes(&SERVED)
}

#[no_mangle]
pub extern "C" fn get_stats() -> i32 {
    serve_get_stats(&SERVED)
}

#[no_mangle]
pub extern "C" fn create_volume() -> i32 {
    instead("create_volume", serve_create_volume)
}

#[no_mangle]
pub extern "C" fn delete_volume() -> i32 {
    instead("delete_volume", serve_delete_volume)
}

#[no_mangle]
pub extern "C" fn extend_volume() -> i32 {
    instead("extend_volume", serve_extend_volume)
}

#[no_mangle]
pub extern "C" fn inspect_volume() -> i32 {
    instead("inspect_volume", serve_inspect_volume)
}

fn instead(function: &str, well: fn(&Served<MemoryVolumes>) -> i32) -> i32 {
    match misbehave(function, &holdfast::input()) {
        Some(answer) => holdfast::output(&answer),
        None => well(&SERVED),
    }
}
