//! What a volume's name can make this driver do wrong; the table in the README of volume-fake says the same in words.
use core::arch::wasm32::{memory_grow, unreachable};
use core::ptr;

use holdfast::codec::{Problem, Reader, Writer};
use holdfast::{config, config_number, log, Level, Status};

const MIBI: i64 = 1 << 20;
const PAGES_A_STEP: usize = 16;

/// Misbehaves if the input's name asks for it and the function is one in which names count. None: go on as a good driver does.
pub fn misbehave(function: &str, input: &[u8]) -> Option<String> {
    let functions = config("misbehave_in").unwrap_or_else(|| String::from("create_volume"));
    if !functions.split(' ').any(|one| one == function) {
        return None;
    }
    let name = name_in(input).unwrap_or_default();
    let (word, rest) = name.split_once('-')?;
    match word {
        "slow" => count_slowly(),
        "loop" => count_for_ever(),
        "trap" => trap(),
        "grow" => grow_for_ever(),
        "garbage" => return Some(String::from("this is no JSON {")),
        "huge" => return Some(huge_answer()),
        "wrong" => return wrong_answer(rest, &name),
        "fail" => return failing(rest),
        _ => {}
    }
    None
}

/// The name in an input, or none: what is wrong with the input is the good driver's business.
fn name_in(input: &[u8]) -> Result<String, Problem> {
    let mut reader = Reader::new(input);
    let mut name = String::new();
    reader.begin_object()?;
    while let Some(key) = reader.next_key()? {
        if key == "name" {
            name = reader.text(0, usize::MAX)?;
        } else {
            reader.skip()?;
        }
    }
    reader.end()?;
    Ok(name)
}

/// A guest has no clock, so it counts, where the compiler cannot see that nobody reads it.
fn count(step: i64) {
    static mut COUNTED: i64 = 0;
    // Sound: an instance has no threads.
    unsafe {
        let counted = ptr::read_volatile(ptr::addr_of!(COUNTED));
        ptr::write_volatile(ptr::addr_of_mut!(COUNTED), counted.wrapping_mul(31).wrapping_add(step) ^ (counted >> 7));
    }
}

fn count_slowly() {
    let steps = config_number("slow_million_steps", 1000) * MIBI;
    log(Level::Info, &format!("slow: counting {} steps before the work", steps));
    for step in 0..steps {
        count(step);
    }
}

fn count_for_ever() {
    log(Level::Info, "loop: counting for ever");
    loop {
        count(1);
    }
}

fn trap() {
    log(Level::Info, "trap: unreachable");
    unreachable();
}

fn grow_for_ever() {
    log(Level::Info, "grow: taking all the memory there is");
    while memory_grow(0, PAGES_A_STEP) != usize::MAX {
        count(1);
    }
    while memory_grow(0, 1) != usize::MAX {
        count(1);
    }
    unreachable();
}

/// As many characters as volume-fake answers, whose texts take two bytes a character.
fn huge_answer() -> String {
    let bytes = config_number("huge_bytes", 16 * MIBI);
    log(Level::Info, &format!("huge: an answer of {} bytes", bytes));
    "x".repeat((bytes >> 1) as usize)
}

/// JSON that breaks the contract, or keeps it and lies, as the word behind `wrong-` says.
fn wrong_answer(rest: &str, name: &str) -> Option<String> {
    if rest.starts_with("status-") {
        return Some(String::from("{\"status\":\"splendid\"}"));
    }
    let mut writer = Writer::new();
    writer.begin_object();
    writer.key("status");
    writer.string("ok");
    writer.key("result");
    writer.begin_object();
    writer.key("name");
    let lies = rest.starts_with("name-");
    writer.string(&if lies { format!("{}-of-another", name) } else { String::from(name) });
    if lies {
        writer.key("size_bytes");
        writer.integer(1, 0, 1);
    } else if !rest.starts_with("field-") {
        writer.key("size_bytes");
        writer.string("a lot");
    }
    writer.end_object();
    writer.end_object();
    writer.finish().ok()
}

/// `fail-<status>-…` answers that status; an unknown one is the caller's mistake.
fn failing(rest: &str) -> Option<String> {
    let wanted = rest.split('-').next().unwrap_or_default();
    let (status, message) = match Status::of_name(wanted) {
        Some(status) => (status, String::from("The name asked for this status.")),
        None => (Status::InvalidArgument, format!("{} is no status that a name can ask for.", wanted)),
    };
    let mut writer = Writer::new();
    writer.begin_object();
    writer.key("status");
    writer.string(status.name());
    writer.key("message");
    writer.string(&message);
    writer.end_object();
    writer.finish().ok()
}
