//! What stands between an export and the driver: input to record, answer to JSON.
use std::cell::RefCell;

use crate::answer::{Answer, Fact, Failure, Status};
use crate::blocks;
use crate::json_reader::{Problem, Reader};
use crate::json_writer::Writer;

/// The largest that every reader of JSON keeps exact.
const INTEGER_MAX: i64 = (1 << 53) - 1;

/// A record or a value that is read from JSON.
pub trait FromJson: Sized {
    fn read(reader: &mut Reader) -> Result<Self, Problem>;

    /// What stands for it where nothing is given.
    fn missing() -> Option<Self> {
        None
    }
}

/// A record or a value that is written as JSON.
pub trait ToJson {
    fn write(&self, writer: &mut Writer);

    /// Writes it as the result of an answer.
    fn write_result(&self, writer: &mut Writer) {
        writer.key("result");
        self.write(writer);
    }
}

/// The result of a function that has none.
impl ToJson for () {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.end_object();
    }

    fn write_result(&self, _writer: &mut Writer) {}
}

impl FromJson for () {
    fn read(reader: &mut Reader) -> Result<(), Problem> {
        reader.skip()
    }

    fn missing() -> Option<()> {
        Some(())
    }
}

/// The one driver of an instance; made when it is first called.
pub struct Served<D>(RefCell<Option<D>>);

// Sound: an instance runs one call at a time and has no threads.
unsafe impl<D> Sync for Served<D> {}

impl<D: Default> Served<D> {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Served<D> {
        Served(RefCell::new(None))
    }

    /// Runs one call whose input is a record. The export's return value.
    pub fn with_input<I: FromJson, O: ToJson>(&self, call: impl FnOnce(&mut D, I) -> Answer<O>) -> i32 {
        let answer = match decode(&blocks::take_input()) {
            Ok(input) => self.run(|driver| call(driver, input)),
            Err(Problem(problem)) => Err(Failure::new(Status::InvalidArgument, problem)),
        };
        give(&answer)
    }

    /// Runs one call without input. The export's return value.
    pub fn without_input<O: ToJson>(&self, call: impl FnOnce(&mut D) -> Answer<O>) -> i32 {
        give(&self.run(call))
    }

    fn run<O>(&self, call: impl FnOnce(&mut D) -> Answer<O>) -> Answer<O> {
        call(self.0.borrow_mut().get_or_insert_with(D::default))
    }
}

/// The input of the running call as it came, for a driver that writes an export by hand.
pub fn input() -> Vec<u8> {
    blocks::take_input()
}

/// Answers the running call with a text as it is, for a driver that writes an export by hand. The export's return value.
pub fn output(text: &str) -> i32 {
    blocks::give_output(text.as_bytes());
    0
}

/// One whole value.
pub fn decode<T: FromJson>(source: &[u8]) -> Result<T, Problem> {
    let mut reader = Reader::new(source);
    let value = T::read(&mut reader)?;
    reader.end()?;
    Ok(value)
}

fn give<O: ToJson>(answer: &Answer<O>) -> i32 {
    let text = written(answer).or_else(|problem| {
        let message = format!("The driver made an answer that cannot be sent: {}", problem);
        written::<()>(&Err(Failure::new(Status::Failed, message)))
    });
    output(&text.unwrap_or_default())
}

fn written<O: ToJson>(answer: &Answer<O>) -> Result<String, String> {
    let mut writer = Writer::new();
    writer.begin_object();
    writer.key("status");
    match answer {
        Ok(result) => {
            writer.string("ok");
            result.write_result(&mut writer);
        }
        Err(failure) => {
            writer.string(failure.status.name());
            writer.key("message");
            writer.string(&failure.message);
            write_details(&mut writer, &failure.details);
        }
    }
    writer.end_object();
    writer.finish()
}

fn write_details(writer: &mut Writer, details: &[(String, Fact)]) {
    if details.is_empty() {
        return;
    }
    writer.key("details");
    writer.begin_object();
    for (key, fact) in details {
        writer.key(key);
        match fact {
            Fact::Text(text) => writer.string(text),
            Fact::Integer(integer) => writer.integer(*integer, -INTEGER_MAX, INTEGER_MAX),
            Fact::Boolean(boolean) => writer.boolean(*boolean),
        }
    }
    writer.end_object();
}
