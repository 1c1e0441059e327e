//! What a driver answers: a result, or a status from the closed list with a message that says what to do next.

/// Why a call did not do what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    InvalidArgument,
    NotFound,
    AlreadyExists,
    NotReady,
    Unsupported,
    PermissionDenied,
    ResourceExhausted,
    Busy,
    Failed,
}

const NAMES: [(Status, &str); 9] = [
    (Status::InvalidArgument, "invalid_argument"),
    (Status::NotFound, "not_found"),
    (Status::AlreadyExists, "already_exists"),
    (Status::NotReady, "not_ready"),
    (Status::Unsupported, "unsupported"),
    (Status::PermissionDenied, "permission_denied"),
    (Status::ResourceExhausted, "resource_exhausted"),
    (Status::Busy, "busy"),
    (Status::Failed, "failed"),
];

impl Status {
    /// The status as it stands on the wire.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(status, _)| *status == self).map_or("failed", |(_, name)| name)
    }

    /// The status of a name; none for `ok` and for names that are no status.
    pub fn of_name(wanted: &str) -> Option<Status> {
        NAMES.iter().find(|(_, name)| *name == wanted).map(|(status, _)| *status)
    }
}

/// A call that did not do what it was asked for. The status must be one that the contract lists for the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub status: Status,
    /// For the operator: what is wrong and what to do next.
    pub message: String,
    /// For programs, in wire names.
    pub details: Vec<(String, Fact)>,
}

/// A value in the details of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

impl From<&str> for Fact {
    fn from(text: &str) -> Fact {
        Fact::Text(text.into())
    }
}

impl From<i64> for Fact {
    fn from(integer: i64) -> Fact {
        Fact::Integer(integer)
    }
}

impl From<bool> for Fact {
    fn from(boolean: bool) -> Fact {
        Fact::Boolean(boolean)
    }
}

impl Failure {
    pub fn new(status: Status, message: impl Into<String>) -> Failure {
        Failure { status, message: message.into(), details: Vec::new() }
    }

    /// The same with one fact more: `Failure::new(Status::Busy, "It is in use.").detail("holders", 2)`.
    pub fn detail(mut self, key: &str, value: impl Into<Fact>) -> Failure {
        self.details.push((key.into(), value.into()));
        self
    }

    /// The same, saying when coming back may help; with `NotReady`, `Busy` and `ResourceExhausted`.
    pub fn retry_after(self, wait_ms: i64) -> Failure {
        self.detail("retry_after_ms", wait_ms)
    }
}

/// What every function of a driver and every host function answers.
pub type Answer<T> = Result<T, Failure>;
