//! The texts of JSON: escapes and UTF-8, decoded strictly.

/// A text and the place behind its closing quote, or what is wrong with it.
type Found = Result<(String, usize), &'static str>;

/// Reads a string whose opening quote stands before `start`.
pub fn read_text(source: &[u8], start: usize) -> Found {
    let mut text = Vec::new();
    let mut plain = start;
    let mut at = start;
    loop {
        match source.get(at) {
            None => return Err("is a string without an end"),
            Some(b'"') => break,
            Some(b'\\') => {
                text.extend_from_slice(&source[plain..at]);
                at = take_escape(source, at + 1, &mut text)?;
                plain = at;
            }
            Some(byte) if *byte < 0x20 => return Err("holds a control character that is not escaped"),
            Some(_) => at += 1,
        }
    }
    text.extend_from_slice(&source[plain..at]);
    String::from_utf8(text).map(|text| (text, at + 1)).map_err(|_| "is not UTF-8")
}

/// Takes what stands behind a backslash and answers where the text goes on.
fn take_escape(source: &[u8], at: usize, text: &mut Vec<u8>) -> Result<usize, &'static str> {
    let simple = match source.get(at) {
        Some(b'u') => return take_unit(source, at + 1, text),
        Some(b'b') => 8,
        Some(b't') => b'\t',
        Some(b'n') => b'\n',
        Some(b'f') => 12,
        Some(b'r') => b'\r',
        Some(same @ (b'"' | b'\\' | b'/')) => *same,
        _ => return Err("holds an escape that JSON does not have"),
    };
    text.push(simple);
    Ok(at + 1)
}

fn take_unit(source: &[u8], at: usize, text: &mut Vec<u8>) -> Result<usize, &'static str> {
    const HALF: &str = "holds half a character (a lone surrogate)";
    let unit = hex_unit(source, at).ok_or("holds an escape that JSON does not have")?;
    let (point, end) = match unit {
        0xd800..=0xdbff => {
            let paired = source.get(at + 4) == Some(&b'\\') && source.get(at + 5) == Some(&b'u');
            let low = if paired { hex_unit(source, at + 6) } else { None };
            let low = low.filter(|low| (0xdc00..=0xdfff).contains(low)).ok_or(HALF)?;
            (0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), at + 10)
        }
        _ => (unit, at + 4),
    };
    let character = char::from_u32(point).ok_or(HALF)?;
    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    Ok(end)
}

/// Four hexadecimal digits.
fn hex_unit(source: &[u8], at: usize) -> Option<u32> {
    let digits = source.get(at..at + 4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
}
