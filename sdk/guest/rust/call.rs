//! Calls to host functions: a record goes out, the host's envelope comes back.
use crate::answer::{Answer, Failure, Status};
use crate::blocks::{from_host, to_host};
use crate::json_reader::{Problem, Reader};
use crate::json_writer::Writer;
use crate::serve::{FromJson, ToJson};

/// A host function as the guest imports it: the handle of a JSON text in, the handle of one out.
type HostImport = unsafe extern "C" fn(u64) -> u64;

/// Calls a host function; what the host refuses is a failure with the host's own words.
pub fn call_host<I: ToJson, O: FromJson>(function: HostImport, input: &I) -> Answer<O> {
    let failed = |message: String| Failure::new(Status::Failed, message);
    let mut writer = Writer::new();
    input.write(&mut writer);
    let text = writer.finish().map_err(|problem| failed(format!("The host was not asked: {}", problem)))?;
    // Sound: both handles are the host's own.
    let answer = unsafe { from_host(function(to_host(text.as_bytes()))) }.unwrap_or_default();
    let mut reader = Reader::new(&answer);
    read_envelope(&mut reader).map_err(|Problem(problem)| failed(format!("The host answered oddly: {}", problem)))?
}

/// The fields stand in any order, so the result is kept until the status is known.
fn read_envelope<O: FromJson>(reader: &mut Reader) -> Result<Answer<O>, Problem> {
    let mut status = None;
    let mut message = String::new();
    let mut result = None;
    reader.begin_object()?;
    while let Some(key) = reader.next_key()? {
        match key.as_str() {
            "status" => status = Some(reader.text(0, usize::MAX)?),
            "message" => message = reader.text(0, usize::MAX)?,
            "result" => result = Some(O::read(reader)?),
            _ => reader.skip()?,
        }
    }
    reader.end()?;
    let status = reader.need(status, "status")?;
    if status == "ok" {
        return reader.need(result.or_else(O::missing), "result").map(Ok);
    }
    Ok(Err(Failure::new(Status::of_name(&status).unwrap_or(Status::Failed), message)))
}
