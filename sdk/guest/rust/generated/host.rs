//! Generated from sdk/abi/host.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

#![allow(dead_code, unused_imports, clippy::all)]
use std::collections::BTreeMap;

use holdfast::codec::{call_host, read_bytes, write_bytes, FromJson, Problem, Reader, ToJson, Writer};
use holdfast::{Answer, Failure, Served, Status};

/// One value for a rule's parameter. A parameter that is a list is given several times, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecParameter {
    /// The parameter's name in the rule.
    pub name: String,
    /// The value as text; integers in decimal.
    pub value: String,
}

impl ToJson for ExecParameter {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("name");
        writer.string(&self.name);
        writer.key("value");
        writer.string(&self.value);
        writer.end_object();
    }
}

/// Which command to run, with what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecRequest {
    /// The rule's id.
    pub rule: String,
    /// Values for its parameters.
    pub parameters: Option<Vec<ExecParameter>>,
    /// What the command reads from its standard input, if the rule lets it.
    pub stdin_text: Option<String>,
    /// A shorter time-out than the rule's.
    pub timeout_ms: Option<i32>,
    /// True runs nothing and answers the arguments.
    pub dry_run: Option<bool>,
}

impl ToJson for ExecRequest {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("rule");
        writer.string(&self.rule);
        if let Some(given) = &self.parameters {
            writer.key("parameters");
            writer.begin_array();
            for item0 in &(*given) {
                (*item0).write(writer);
            }
            writer.end_array();
        }
        if let Some(given) = &self.stdin_text {
            writer.key("stdin_text");
            writer.string(&(*given));
        }
        if let Some(given) = &self.timeout_ms {
            writer.key("timeout_ms");
            writer.integer((*given) as i64, 1, 2147483647);
        }
        if let Some(given) = &self.dry_run {
            writer.key("dry_run");
            writer.boolean((*given));
        }
        writer.end_object();
    }
}

/// How the command ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecResult {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// One of those that the rule calls a success.
    pub exit_code: i32,
    /// Its standard output; bytes that are no UTF-8 are replaced.
    pub stdout_text: String,
    /// Its standard error.
    pub stderr_text: String,
    /// True when output beyond the rule's limit was thrown away.
    pub truncated: bool,
    /// How long it ran.
    pub duration_ms: i32,
}

impl FromJson for ExecResult {
    fn read(reader: &mut Reader) -> Result<ExecResult, Problem> {
        let mut given_argv = None;
        let mut given_exit_code = None;
        let mut given_stdout_text = None;
        let mut given_stderr_text = None;
        let mut given_truncated = None;
        let mut given_duration_ms = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "argv" => {
                    let value = { let mut items0 = Vec::new(); reader.begin_array()?; while reader.next_item(items0.len())? { items0.push(reader.text(0, usize::MAX)?); } items0 };
                    reader.keep(&mut given_argv, value)?;
                }
                "exit_code" => {
                    let value = reader.integer(-2147483648, 2147483647)? as i32;
                    reader.keep(&mut given_exit_code, value)?;
                }
                "stdout_text" => {
                    let value = reader.text(0, usize::MAX)?;
                    reader.keep(&mut given_stdout_text, value)?;
                }
                "stderr_text" => {
                    let value = reader.text(0, usize::MAX)?;
                    reader.keep(&mut given_stderr_text, value)?;
                }
                "truncated" => {
                    let value = reader.boolean()?;
                    reader.keep(&mut given_truncated, value)?;
                }
                "duration_ms" => {
                    let value = reader.integer(0, 2147483647)? as i32;
                    reader.keep(&mut given_duration_ms, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(ExecResult {
            argv: reader.need(given_argv, "argv")?,
            exit_code: reader.need(given_exit_code, "exit_code")?,
            stdout_text: reader.need(given_stdout_text, "stdout_text")?,
            stderr_text: reader.need(given_stderr_text, "stderr_text")?,
            truncated: reader.need(given_truncated, "truncated")?,
            duration_ms: reader.need(given_duration_ms, "duration_ms")?,
        })
    }
}

/// Which daemon to start, under which name, with what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DaemonRequest {
    /// The rule's id.
    pub rule: String,
    /// Its name among the daemons of the rule: letters, digits, _ . and -, 63 at most.
    pub instance: String,
    /// Values for the rule's parameters.
    pub parameters: Option<Vec<ExecParameter>>,
    /// What it reads from its standard input, if the rule lets it.
    pub stdin_text: Option<String>,
}

impl ToJson for DaemonRequest {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("rule");
        writer.string(&self.rule);
        writer.key("instance");
        writer.string(&self.instance);
        if let Some(given) = &self.parameters {
            writer.key("parameters");
            writer.begin_array();
            for item0 in &(*given) {
                (*item0).write(writer);
            }
            writer.end_array();
        }
        if let Some(given) = &self.stdin_text {
            writer.key("stdin_text");
            writer.string(&(*given));
        }
        writer.end_object();
    }
}

/// Names a daemon.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DaemonName {
    /// The rule's id.
    pub rule: String,
    /// Its name among the daemons of the rule.
    pub instance: String,
}

impl ToJson for DaemonName {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("rule");
        writer.string(&self.rule);
        writer.key("instance");
        writer.string(&self.instance);
        writer.end_object();
    }
}

/// Names a rule of the type daemon.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DaemonRule {
    /// The rule's id.
    pub rule: String,
}

impl ToJson for DaemonRule {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("rule");
        writer.string(&self.rule);
        writer.end_object();
    }
}

/// Whether a daemon runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DaemonState {
    #[default]
    Running,
    Exited,
    Absent,
}

const DAEMON_STATE_NAMES: &[(DaemonState, &str)] = &[
    (DaemonState::Running, "running"),
    (DaemonState::Exited, "exited"),
    (DaemonState::Absent, "absent"),
];

impl DaemonState {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        DAEMON_STATE_NAMES[self as usize].1
    }
}

/// A daemon as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Daemon {
    /// Its name.
    pub instance: String,
    /// exited when it ended by itself, absent when it was never started or was stopped.
    pub state: DaemonState,
    /// Its process id while it runs.
    pub pid: Option<i32>,
    /// How it ended, if that is known.
    pub exit_code: Option<i32>,
    /// The program and its arguments; empty when absent.
    pub argv: Vec<String>,
    /// The last of what it wrote.
    pub output: String,
}

impl FromJson for Daemon {
    fn read(reader: &mut Reader) -> Result<Daemon, Problem> {
        let mut given_instance = None;
        let mut given_state = None;
        let mut given_pid = None;
        let mut given_exit_code = None;
        let mut given_argv = None;
        let mut given_output = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "instance" => {
                    let value = reader.text(0, usize::MAX)?;
                    reader.keep(&mut given_instance, value)?;
                }
                "state" => {
                    let value = reader.name(DAEMON_STATE_NAMES)?;
                    reader.keep(&mut given_state, value)?;
                }
                "pid" => {
                    let value = if reader.take_null()? { None } else { Some(reader.integer(-2147483648, 2147483647)? as i32) };
                    reader.keep(&mut given_pid, value)?;
                }
                "exit_code" => {
                    let value = if reader.take_null()? { None } else { Some(reader.integer(-2147483648, 2147483647)? as i32) };
                    reader.keep(&mut given_exit_code, value)?;
                }
                "argv" => {
                    let value = { let mut items0 = Vec::new(); reader.begin_array()?; while reader.next_item(items0.len())? { items0.push(reader.text(0, usize::MAX)?); } items0 };
                    reader.keep(&mut given_argv, value)?;
                }
                "output" => {
                    let value = reader.text(0, usize::MAX)?;
                    reader.keep(&mut given_output, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(Daemon {
            instance: reader.need(given_instance, "instance")?,
            state: reader.need(given_state, "state")?,
            pid: given_pid.unwrap_or(None),
            exit_code: given_exit_code.unwrap_or(None),
            argv: reader.need(given_argv, "argv")?,
            output: reader.need(given_output, "output")?,
        })
    }
}

/// The daemons of a rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DaemonList {
    /// Each once, by name.
    pub daemons: Vec<Daemon>,
}

impl FromJson for DaemonList {
    fn read(reader: &mut Reader) -> Result<DaemonList, Problem> {
        let mut given_daemons = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "daemons" => {
                    let value = { let mut items0 = Vec::new(); reader.begin_array()?; while reader.next_item(items0.len())? { items0.push(Daemon::read(reader)?); } items0 };
                    reader.keep(&mut given_daemons, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(DaemonList {
            daemons: reader.need(given_daemons, "daemons")?,
        })
    }
}

/// What to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpMethod {
    #[default]
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE,
}

const HTTP_METHOD_NAMES: &[(HttpMethod, &str)] = &[
    (HttpMethod::GET, "GET"),
    (HttpMethod::HEAD, "HEAD"),
    (HttpMethod::POST, "POST"),
    (HttpMethod::PUT, "PUT"),
    (HttpMethod::PATCH, "PATCH"),
    (HttpMethod::DELETE, "DELETE"),
];

impl HttpMethod {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        HTTP_METHOD_NAMES[self as usize].1
    }
}

/// One header field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HttpHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl FromJson for HttpHeader {
    fn read(reader: &mut Reader) -> Result<HttpHeader, Problem> {
        let mut given_name = None;
        let mut given_value = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "name" => {
                    let value = reader.text(0, usize::MAX)?;
                    reader.keep(&mut given_name, value)?;
                }
                "value" => {
                    let value = reader.text(0, usize::MAX)?;
                    reader.keep(&mut given_value, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(HttpHeader {
            name: reader.need(given_name, "name")?,
            value: reader.need(given_value, "value")?,
        })
    }
}

impl ToJson for HttpHeader {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("name");
        writer.string(&self.name);
        writer.key("value");
        writer.string(&self.value);
        writer.end_object();
    }
}

/// How to prove who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpScheme {
    #[default]
    Basic,
    Bearer,
}

const HTTP_SCHEME_NAMES: &[(HttpScheme, &str)] = &[
    (HttpScheme::Basic, "basic"),
    (HttpScheme::Bearer, "bearer"),
];

impl HttpScheme {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        HTTP_SCHEME_NAMES[self as usize].1
    }
}

/// Who asks, proven by a secret that the driver never sees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HttpAuthorization {
    /// basic takes a user too.
    pub scheme: HttpScheme,
    /// The user's name, for basic.
    pub user: Option<String>,
    /// The name of a granted secret.
    pub secret: String,
}

impl ToJson for HttpAuthorization {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("scheme");
        writer.string(self.scheme.name());
        if let Some(given) = &self.user {
            writer.key("user");
            writer.string(&(*given));
        }
        writer.key("secret");
        writer.string(&self.secret);
        writer.end_object();
    }
}

/// One request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HttpRequest {
    /// The method.
    pub method: HttpMethod,
    /// Absolute, http or https.
    pub url: String,
    /// Fields to send besides the host's own.
    pub headers: Option<Vec<HttpHeader>>,
    /// What to send.
    pub body: Option<String>,
    /// A shorter time-out than the host's.
    pub timeout_ms: Option<i32>,
    /// Sent as the field Authorization, to the first server only.
    pub authorization: Option<HttpAuthorization>,
}

impl ToJson for HttpRequest {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("method");
        writer.string(self.method.name());
        writer.key("url");
        writer.string(&self.url);
        if let Some(given) = &self.headers {
            writer.key("headers");
            writer.begin_array();
            for item0 in &(*given) {
                (*item0).write(writer);
            }
            writer.end_array();
        }
        if let Some(given) = &self.body {
            writer.key("body");
            writer.string(&(*given));
        }
        if let Some(given) = &self.timeout_ms {
            writer.key("timeout_ms");
            writer.integer((*given) as i64, 1, 2147483647);
        }
        if let Some(given) = &self.authorization {
            writer.key("authorization");
            (*given).write(writer);
        }
        writer.end_object();
    }
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: i32,
    /// Where it came from, after redirects.
    pub url: String,
    /// Names are in lower case.
    pub headers: Vec<HttpHeader>,
    /// The content; bytes that are no UTF-8 are replaced.
    pub body: String,
}

impl FromJson for HttpResponse {
    fn read(reader: &mut Reader) -> Result<HttpResponse, Problem> {
        let mut given_status = None;
        let mut given_url = None;
        let mut given_headers = None;
        let mut given_body = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "status" => {
                    let value = reader.integer(-2147483648, 2147483647)? as i32;
                    reader.keep(&mut given_status, value)?;
                }
                "url" => {
                    let value = reader.text(0, usize::MAX)?;
                    reader.keep(&mut given_url, value)?;
                }
                "headers" => {
                    let value = { let mut items0 = Vec::new(); reader.begin_array()?; while reader.next_item(items0.len())? { items0.push(HttpHeader::read(reader)?); } items0 };
                    reader.keep(&mut given_headers, value)?;
                }
                "body" => {
                    let value = reader.text(0, usize::MAX)?;
                    reader.keep(&mut given_body, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(HttpResponse {
            status: reader.need(given_status, "status")?,
            url: reader.need(given_url, "url")?,
            headers: reader.need(given_headers, "headers")?,
            body: reader.need(given_body, "body")?,
        })
    }
}

/// A key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KvKey {
    /// Any text.
    pub key: String,
}

impl ToJson for KvKey {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("key");
        writer.string(&self.key);
        writer.end_object();
    }
}

/// What is kept under a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KvValue {
    /// Absent when nothing is kept.
    pub value: Option<String>,
}

impl FromJson for KvValue {
    fn read(reader: &mut Reader) -> Result<KvValue, Problem> {
        let mut given_value = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "value" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(0, usize::MAX)?) };
                    reader.keep(&mut given_value, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(KvValue {
            value: given_value.unwrap_or(None),
        })
    }
}

/// A key and what to keep under it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KvEntry {
    /// Any text.
    pub key: String,
    /// Any text.
    pub value: String,
}

impl ToJson for KvEntry {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("key");
        writer.string(&self.key);
        writer.key("value");
        writer.string(&self.value);
        writer.end_object();
    }
}

/// The keys that are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KvPrefix {
    /// How they begin; all when it is absent.
    pub prefix: Option<String>,
}

impl ToJson for KvPrefix {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        if let Some(given) = &self.prefix {
            writer.key("prefix");
            writer.string(&(*given));
        }
        writer.end_object();
    }
}

/// Keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KvKeys {
    /// In the order of their bytes.
    pub keys: Vec<String>,
}

impl FromJson for KvKeys {
    fn read(reader: &mut Reader) -> Result<KvKeys, Problem> {
        let mut given_keys = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "keys" => {
                    let value = { let mut items0 = Vec::new(); reader.begin_array()?; while reader.next_item(items0.len())? { items0.push(reader.text(0, usize::MAX)?); } items0 };
                    reader.keep(&mut given_keys, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(KvKeys {
            keys: reader.need(given_keys, "keys")?,
        })
    }
}

/// Nothing to tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostDone {
}

impl FromJson for HostDone {
    fn read(reader: &mut Reader) -> Result<HostDone, Problem> {
        reader.begin_object()?;
        while let Some(_) = reader.next_key()? {
            reader.skip()?;
        }
        Ok(HostDone {
        })
    }
}

/// Nothing to say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClockRequest {
}

impl ToJson for ClockRequest {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.end_object();
    }
}

/// The time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClockTime {
    /// Milliseconds since 1970 in UTC.
    pub wall_ms: i64,
    /// Milliseconds on a clock that never goes back; only differences mean something.
    pub monotonic_ms: i64,
}

impl FromJson for ClockTime {
    fn read(reader: &mut Reader) -> Result<ClockTime, Problem> {
        let mut given_wall_ms = None;
        let mut given_monotonic_ms = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "wall_ms" => {
                    let value = reader.integer(-9007199254740991, 9007199254740991)? as i64;
                    reader.keep(&mut given_wall_ms, value)?;
                }
                "monotonic_ms" => {
                    let value = reader.integer(-9007199254740991, 9007199254740991)? as i64;
                    reader.keep(&mut given_monotonic_ms, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(ClockTime {
            wall_ms: reader.need(given_wall_ms, "wall_ms")?,
            monotonic_ms: reader.need(given_monotonic_ms, "monotonic_ms")?,
        })
    }
}

/// How much.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RandomRequest {
    /// In bytes.
    pub length: i32,
}

impl ToJson for RandomRequest {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("length");
        writer.integer(self.length as i64, 1, 1024);
        writer.end_object();
    }
}

/// The bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RandomBytes {
    /// As many as were asked for.
    pub bytes: Vec<u8>,
}

impl FromJson for RandomBytes {
    fn read(reader: &mut Reader) -> Result<RandomBytes, Problem> {
        let mut given_bytes = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "bytes" => {
                    let value = read_bytes(reader, 0, usize::MAX)?;
                    reader.keep(&mut given_bytes, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(RandomBytes {
            bytes: reader.need(given_bytes, "bytes")?,
        })
    }
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostEvent {
    /// What sort: a-z, 0-9, _ and dots, a letter first.
    pub name: String,
    /// What it is about, such as a volume's name.
    pub subject: Option<String>,
    /// More about it, as the driver likes.
    pub data: Option<String>,
}

impl ToJson for HostEvent {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("name");
        writer.string(&self.name);
        if let Some(given) = &self.subject {
            writer.key("subject");
            writer.string(&(*given));
        }
        if let Some(given) = &self.data {
            writer.key("data");
            writer.string(&(*given));
        }
        writer.end_object();
    }
}

/// Where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventNumber {
    /// Its number among the driver's events; gaps mean that some were lost.
    pub sequence: i64,
}

impl FromJson for EventNumber {
    fn read(reader: &mut Reader) -> Result<EventNumber, Problem> {
        let mut given_sequence = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "sequence" => {
                    let value = reader.integer(1, 9007199254740991)? as i64;
                    reader.keep(&mut given_sequence, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(EventNumber {
            sequence: reader.need(given_sequence, "sequence")?,
        })
    }
}

/// Names a secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecretName {
    /// The name that the grant gives it.
    pub name: String,
}

impl ToJson for SecretName {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("name");
        writer.string(&self.name);
        writer.end_object();
    }
}

/// Whether it is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecretPresence {
    /// True when it can be used.
    pub present: bool,
}

impl FromJson for SecretPresence {
    fn read(reader: &mut Reader) -> Result<SecretPresence, Problem> {
        let mut given_present = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "present" => {
                    let value = reader.boolean()?;
                    reader.keep(&mut given_present, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(SecretPresence {
            present: reader.need(given_present, "present")?,
        })
    }
}

/// Runs a command by a rule of the executor. ok when it ended with one of the rule's exit codes; failed when it ended
/// with another, or not in time, and then nothing of it runs any more. permission_denied for a rule that is not granted
/// or not there, invalid_argument for a parameter that the rule refuses, not_ready when no executor runs, busy when too
/// much runs at once. Needs the permission `exec`.
pub fn exec(input: &ExecRequest) -> Answer<ExecResult> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "exec"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Starts what must outlive the call, by a rule of the type daemon. One that runs with the same arguments is left
/// alone; with other arguments it is already_exists. failed, with its last lines, when it ends at once. Needs the
/// permission `exec`.
pub fn daemon_start(input: &DaemonRequest) -> Answer<Daemon> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "daemon_start"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Ends a daemon and all that it started. Stopping what does not run is ok. Needs the permission `exec`.
pub fn daemon_stop(input: &DaemonName) -> Answer<Daemon> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "daemon_stop"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Sends the rule's reload signal; not_found when it does not run. Needs the permission `exec`.
pub fn daemon_reload(input: &DaemonName) -> Answer<Daemon> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "daemon_reload"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Says how a daemon is; absent is an answer, not an error. Needs the permission `exec`.
pub fn daemon_status(input: &DaemonName) -> Answer<Daemon> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "daemon_status"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Lists the daemons of one rule that run or have ended by themselves. Needs the permission `exec`.
pub fn daemon_list(input: &DaemonRule) -> Answer<DaemonList> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "daemon_list"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Asks a server that the grant names. Any HTTP status is ok. permission_denied when the address, a hop of a redirect
/// or a resolved address is not granted; failed when there is no connection, no trusted certificate, or too much of an
/// answer. Needs the permission `http`.
pub fn http_request(input: &HttpRequest) -> Answer<HttpResponse> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "http_request"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Reads a value that the driver kept; absent when there is none. Needs the permission `kv`.
pub fn kv_get(input: &KvKey) -> Answer<KvValue> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "kv_get"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Keeps a value under a key, durable when it answers ok. resource_exhausted when the quota is full; then nothing
/// changed. Needs the permission `kv`.
pub fn kv_set(input: &KvEntry) -> Answer<HostDone> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "kv_set"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Forgets a key. Forgetting what is absent is ok. Needs the permission `kv`.
pub fn kv_delete(input: &KvKey) -> Answer<HostDone> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "kv_delete"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Lists the keys that begin with a prefix, in the order of their bytes. Needs the permission `kv`.
pub fn kv_list(input: &KvPrefix) -> Answer<KvKeys> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "kv_list"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Says what time it is. Needs the permission `clock`.
pub fn clock_now(input: &ClockRequest) -> Answer<ClockTime> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "clock_now"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Answers bytes that nobody can foretell. Needs the permission `random`.
pub fn random_bytes(input: &RandomRequest) -> Answer<RandomBytes> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "random_bytes"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Tells the host's users that something happened. resource_exhausted when the driver tells too much at once; then it
/// is not told. Needs the permission `event`.
pub fn event_emit(input: &HostEvent) -> Answer<EventNumber> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "event_emit"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}

/// Says whether a granted secret is there. Its value never enters the driver; http_request uses it by its name. Needs
/// the permission `secret`.
pub fn secret_present(input: &SecretName) -> Answer<SecretPresence> {
    #[link(wasm_import_module = "extism:host/user")]
    extern "C" {
        #[link_name = "secret_present"]
        fn import(input: u64) -> u64;
    }
    call_host(import, input)
}
