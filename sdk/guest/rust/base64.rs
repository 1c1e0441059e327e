//! Base64 with padding, as bytes stand inside JSON.
use crate::json_reader::{Problem, Reader};
use crate::json_writer::Writer;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Reads a string that must be Base64 of so many bytes.
pub fn read_bytes(reader: &mut Reader, bytes_min: usize, bytes_max: usize) -> Result<Vec<u8>, Problem> {
    let text = reader.text(0, usize::MAX)?;
    let bytes = decode(text.as_bytes()).ok_or_else(|| reader.problem("must be Base64 with padding"))?;
    reader.within(bytes.len(), bytes_min, bytes_max)?;
    Ok(bytes)
}

pub fn write_bytes(writer: &mut Writer, bytes: &[u8]) {
    let mut text = String::with_capacity((bytes.len() + 2) / 3 * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(*three.get(at).unwrap_or(&0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= three.len() { char::from(digit) } else { '=' });
        }
    }
    writer.string(&text);
}

fn decode(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() % 4 != 0 {
        return None;
    }
    let padding = text.iter().rev().take(2).take_while(|digit| **digit == b'=').count();
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for (index, four) in text.chunks(4).enumerate() {
        let missing = if (index + 1) * 4 == text.len() { padding } else { 0 };
        let mut group = 0;
        for digit in &four[..4 - missing] {
            group = group << 6 | sextet(*digit)?;
        }
        group <<= 6 * missing;
        let three = [(group >> 16) as u8, (group >> 8) as u8, group as u8];
        // What the padding stands for must be zero, or two texts would mean the same bytes.
        if three[3 - missing..].iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(&three[..3 - missing]);
    }
    Some(bytes)
}

fn sextet(digit: u8) -> Option<u32> {
    match digit {
        b'A'..=b'Z' => Some(u32::from(digit - b'A')),
        b'a'..=b'z' => Some(u32::from(digit - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(digit - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
