//! The border to the host: bytes go over it in blocks that the host keeps, by the Extism guest ABI.

#[link(wasm_import_module = "extism:host/env")]
extern "C" {
    fn input_length() -> u64;
    fn input_load_u8(offset: u64) -> u32;
    fn input_load_u64(offset: u64) -> u64;
    fn alloc(bytes: u64) -> u64;
    fn free(handle: u64);
    fn length(handle: u64) -> u64;
    fn load_u8(handle: u64) -> u32;
    fn load_u64(handle: u64) -> u64;
    fn store_u8(handle: u64, value: u32);
    fn store_u64(handle: u64, value: u64);
    fn output_set(handle: u64, bytes: u64);
}

/// Bytes of one word, in which most of a block is carried.
const WORD: usize = 8;

/// The input of the running call.
pub fn take_input() -> Vec<u8> {
    // Sound: the host answers for any offset, and only offsets below the length are asked for.
    unsafe { load(input_length() as usize, |at| input_load_u64(at), |at| input_load_u8(at)) }
}

/// Hands the answer of the running call to the host.
pub fn give_output(bytes: &[u8]) {
    let handle = to_host(bytes);
    unsafe { output_set(handle, bytes.len() as u64) }
}

/// Copies bytes into a block of the host; 0 for no bytes. Traps when the host has no room, as a guest without memory does.
pub fn to_host(bytes: &[u8]) -> u64 {
    if bytes.is_empty() {
        return 0;
    }
    let handle = unsafe { alloc(bytes.len() as u64) };
    assert!(handle != 0, "the host has no room for {} bytes", bytes.len());
    let words = bytes.chunks_exact(WORD);
    let rest_at = bytes.len() - words.remainder().len();
    for (index, &byte) in words.remainder().iter().enumerate() {
        unsafe { store_u8(handle + (rest_at + index) as u64, u32::from(byte)) }
    }
    for (index, word) in words.enumerate() {
        let mut eight = [0; WORD];
        eight.copy_from_slice(word);
        unsafe { store_u64(handle + (index * WORD) as u64, u64::from_le_bytes(eight)) }
    }
    handle
}

/// Takes a block from the host and frees it; none for the handle 0.
pub fn from_host(handle: u64) -> Option<Vec<u8>> {
    if handle == 0 {
        return None;
    }
    // Sound: a handle that the host gave has a length, and only offsets below it are asked for.
    unsafe {
        let bytes = load(length(handle) as usize, |at| load_u64(handle + at), |at| load_u8(handle + at));
        free(handle);
        Some(bytes)
    }
}

fn load(count: usize, word: impl Fn(u64) -> u64, byte: impl Fn(u64) -> u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(count);
    while bytes.len() + WORD <= count {
        bytes.extend_from_slice(&word(bytes.len() as u64).to_le_bytes());
    }
    while bytes.len() < count {
        bytes.push(byte(bytes.len() as u64) as u8);
    }
    bytes
}
