// Generated from sdk/abi/host.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

const codec = @import("holdfast").codec;
const border = @import("holdfast").border;

/// One value for a rule's parameter. A parameter that is a list is given several times, in order.
pub const ExecParameter = struct {
    /// The parameter's name in the rule.
    name: []const u8,
    /// The value as text; integers in decimal.
    value: []const u8,
};

/// Which command to run, with what.
pub const ExecRequest = struct {
    /// The rule's id.
    rule: []const u8,
    /// Values for its parameters.
    parameters: ?[]const ExecParameter = null,
    /// What the command reads from its standard input, if the rule lets it.
    stdin_text: ?[]const u8 = null,
    /// A shorter time-out than the rule's.
    timeout_ms: ?i32 = null,
    /// True runs nothing and answers the arguments.
    dry_run: ?bool = null,
};

/// How the command ended.
pub const ExecResult = struct {
    /// The program and its arguments.
    argv: []const []const u8,
    /// One of those that the rule calls a success.
    exit_code: i32,
    /// Its standard output; bytes that are no UTF-8 are replaced.
    stdout_text: []const u8,
    /// Its standard error.
    stderr_text: []const u8,
    /// True when output beyond the rule's limit was thrown away.
    truncated: bool,
    /// How long it ran.
    duration_ms: i32,
};

/// Which daemon to start, under which name, with what.
pub const DaemonRequest = struct {
    /// The rule's id.
    rule: []const u8,
    /// Its name among the daemons of the rule: letters, digits, _ . and -, 63 at most.
    instance: []const u8,
    /// Values for the rule's parameters.
    parameters: ?[]const ExecParameter = null,
    /// What it reads from its standard input, if the rule lets it.
    stdin_text: ?[]const u8 = null,
};

/// Names a daemon.
pub const DaemonName = struct {
    /// The rule's id.
    rule: []const u8,
    /// Its name among the daemons of the rule.
    instance: []const u8,
};

/// Names a rule of the type daemon.
pub const DaemonRule = struct {
    /// The rule's id.
    rule: []const u8,
};

/// Whether a daemon runs.
pub const DaemonState = enum { running, exited, absent };

/// A daemon as it is.
pub const Daemon = struct {
    /// Its name.
    instance: []const u8,
    /// exited when it ended by itself, absent when it was never started or was stopped.
    state: DaemonState,
    /// Its process id while it runs.
    pid: ?i32 = null,
    /// How it ended, if that is known.
    exit_code: ?i32 = null,
    /// The program and its arguments; empty when absent.
    argv: []const []const u8,
    /// The last of what it wrote.
    output: []const u8,
};

/// The daemons of a rule.
pub const DaemonList = struct {
    /// Each once, by name.
    daemons: []const Daemon,
};

/// What to do.
pub const HttpMethod = enum { GET, HEAD, POST, PUT, PATCH, DELETE };

/// One header field.
pub const HttpHeader = struct {
    /// Its name.
    name: []const u8,
    /// Its value.
    value: []const u8,
};

/// How to prove who asks.
pub const HttpScheme = enum { basic, bearer };

/// Who asks, proven by a secret that the driver never sees.
pub const HttpAuthorization = struct {
    /// basic takes a user too.
    scheme: HttpScheme,
    /// The user's name, for basic.
    user: ?[]const u8 = null,
    /// The name of a granted secret.
    secret: []const u8,
};

/// One request.
pub const HttpRequest = struct {
    /// The method.
    method: HttpMethod,
    /// Absolute, http or https.
    url: []const u8,
    /// Fields to send besides the host's own.
    headers: ?[]const HttpHeader = null,
    /// What to send.
    body: ?[]const u8 = null,
    /// A shorter time-out than the host's.
    timeout_ms: ?i32 = null,
    /// Sent as the field Authorization, to the first server only.
    authorization: ?HttpAuthorization = null,
};

/// What came back.
pub const HttpResponse = struct {
    /// The HTTP status.
    status: i32,
    /// Where it came from, after redirects.
    url: []const u8,
    /// Names are in lower case.
    headers: []const HttpHeader,
    /// The content; bytes that are no UTF-8 are replaced.
    body: []const u8,
};

/// A key.
pub const KvKey = struct {
    /// Any text.
    key: []const u8,
};

/// What is kept under a key.
pub const KvValue = struct {
    /// Absent when nothing is kept.
    value: ?[]const u8 = null,
};

/// A key and what to keep under it.
pub const KvEntry = struct {
    /// Any text.
    key: []const u8,
    /// Any text.
    value: []const u8,
};

/// The keys that are asked for.
pub const KvPrefix = struct {
    /// How they begin; all when it is absent.
    prefix: ?[]const u8 = null,
};

/// Keys.
pub const KvKeys = struct {
    /// In the order of their bytes.
    keys: []const []const u8,
};

/// Nothing to tell.
pub const HostDone = struct {};

/// Nothing to say.
pub const ClockRequest = struct {};

/// The time.
pub const ClockTime = struct {
    /// Milliseconds since 1970 in UTC.
    wall_ms: i64,
    /// Milliseconds on a clock that never goes back; only differences mean something.
    monotonic_ms: i64,
};

/// How much.
pub const RandomRequest = struct {
    /// In bytes.
    length: i32,
};

/// The bytes.
pub const RandomBytes = struct {
    /// As many as were asked for.
    bytes: []const u8,
};

/// Something that happened.
pub const HostEvent = struct {
    /// What sort: a-z, 0-9, _ and dots, a letter first.
    name: []const u8,
    /// What it is about, such as a volume's name.
    subject: ?[]const u8 = null,
    /// More about it, as the driver likes.
    data: ?[]const u8 = null,
};

/// Where it stands.
pub const EventNumber = struct {
    /// Its number among the driver's events; gaps mean that some were lost.
    sequence: i64,
};

/// Names a secret.
pub const SecretName = struct {
    /// The name that the grant gives it.
    name: []const u8,
};

/// Whether it is there.
pub const SecretPresence = struct {
    /// True when it can be used.
    present: bool,
};

/// Runs a command by a rule of the executor. ok when it ended with one of the rule's exit codes; failed when it
/// ended with another, or not in time, and then nothing of it runs any more. permission_denied for a rule that is
/// not granted or not there, invalid_argument for a parameter that the rule refuses, not_ready when no executor
/// runs, busy when too much runs at once. Needs the permission `exec`.
pub fn exec(input: ExecRequest) border.Failure!ExecResult {
    return border.ask(imports.exec, ExecRequestCodec, ExecResultCodec, input);
}

/// Starts what must outlive the call, by a rule of the type daemon. One that runs with the same arguments is left
/// alone; with other arguments it is already_exists. failed, with its last lines, when it ends at once. Needs the
/// permission `exec`.
pub fn daemonStart(input: DaemonRequest) border.Failure!Daemon {
    return border.ask(imports.daemon_start, DaemonRequestCodec, DaemonCodec, input);
}

/// Ends a daemon and all that it started. Stopping what does not run is ok. Needs the permission `exec`.
pub fn daemonStop(input: DaemonName) border.Failure!Daemon {
    return border.ask(imports.daemon_stop, DaemonNameCodec, DaemonCodec, input);
}

/// Sends the rule's reload signal; not_found when it does not run. Needs the permission `exec`.
pub fn daemonReload(input: DaemonName) border.Failure!Daemon {
    return border.ask(imports.daemon_reload, DaemonNameCodec, DaemonCodec, input);
}

/// Says how a daemon is; absent is an answer, not an error. Needs the permission `exec`.
pub fn daemonStatus(input: DaemonName) border.Failure!Daemon {
    return border.ask(imports.daemon_status, DaemonNameCodec, DaemonCodec, input);
}

/// Lists the daemons of one rule that run or have ended by themselves. Needs the permission `exec`.
pub fn daemonList(input: DaemonRule) border.Failure!DaemonList {
    return border.ask(imports.daemon_list, DaemonRuleCodec, DaemonListCodec, input);
}

/// Asks a server that the grant names. Any HTTP status is ok. permission_denied when the address, a hop of a
/// redirect or a resolved address is not granted; failed when there is no connection, no trusted certificate, or too
/// much of an answer. Needs the permission `http`.
pub fn httpRequest(input: HttpRequest) border.Failure!HttpResponse {
    return border.ask(imports.http_request, HttpRequestCodec, HttpResponseCodec, input);
}

/// Reads a value that the driver kept; absent when there is none. Needs the permission `kv`.
pub fn kvGet(input: KvKey) border.Failure!KvValue {
    return border.ask(imports.kv_get, KvKeyCodec, KvValueCodec, input);
}

/// Keeps a value under a key, durable when it answers ok. resource_exhausted when the quota is full; then nothing
/// changed. Needs the permission `kv`.
pub fn kvSet(input: KvEntry) border.Failure!HostDone {
    return border.ask(imports.kv_set, KvEntryCodec, HostDoneCodec, input);
}

/// Forgets a key. Forgetting what is absent is ok. Needs the permission `kv`.
pub fn kvDelete(input: KvKey) border.Failure!HostDone {
    return border.ask(imports.kv_delete, KvKeyCodec, HostDoneCodec, input);
}

/// Lists the keys that begin with a prefix, in the order of their bytes. Needs the permission `kv`.
pub fn kvList(input: KvPrefix) border.Failure!KvKeys {
    return border.ask(imports.kv_list, KvPrefixCodec, KvKeysCodec, input);
}

/// Says what time it is. Needs the permission `clock`.
pub fn clockNow(input: ClockRequest) border.Failure!ClockTime {
    return border.ask(imports.clock_now, ClockRequestCodec, ClockTimeCodec, input);
}

/// Answers bytes that nobody can foretell. Needs the permission `random`.
pub fn randomBytes(input: RandomRequest) border.Failure!RandomBytes {
    return border.ask(imports.random_bytes, RandomRequestCodec, RandomBytesCodec, input);
}

/// Tells the host's users that something happened. resource_exhausted when the driver tells too much at once; then
/// it is not told. Needs the permission `event`.
pub fn eventEmit(input: HostEvent) border.Failure!EventNumber {
    return border.ask(imports.event_emit, HostEventCodec, EventNumberCodec, input);
}

/// Says whether a granted secret is there. Its value never enters the driver; http_request uses it by its name.
/// Needs the permission `secret`.
pub fn secretPresent(input: SecretName) border.Failure!SecretPresence {
    return border.ask(imports.secret_present, SecretNameCodec, SecretPresenceCodec, input);
}

const imports = struct {
    extern "extism:host/user" fn exec(request: u64) u64;
    extern "extism:host/user" fn daemon_start(request: u64) u64;
    extern "extism:host/user" fn daemon_stop(request: u64) u64;
    extern "extism:host/user" fn daemon_reload(request: u64) u64;
    extern "extism:host/user" fn daemon_status(request: u64) u64;
    extern "extism:host/user" fn daemon_list(request: u64) u64;
    extern "extism:host/user" fn http_request(request: u64) u64;
    extern "extism:host/user" fn kv_get(request: u64) u64;
    extern "extism:host/user" fn kv_set(request: u64) u64;
    extern "extism:host/user" fn kv_delete(request: u64) u64;
    extern "extism:host/user" fn kv_list(request: u64) u64;
    extern "extism:host/user" fn clock_now(request: u64) u64;
    extern "extism:host/user" fn random_bytes(request: u64) u64;
    extern "extism:host/user" fn event_emit(request: u64) u64;
    extern "extism:host/user" fn secret_present(request: u64) u64;
};

pub const ExecParameterCodec = codec.Record(ExecParameter, .{
    .name = codec.Text(0, codec.any),
    .value = codec.Text(0, codec.any),
});

pub const ExecRequestCodec = codec.Record(ExecRequest, .{
    .rule = codec.Text(0, codec.any),
    .parameters = codec.Maybe(codec.List(ExecParameterCodec)),
    .stdin_text = codec.Maybe(codec.Text(0, codec.any)),
    .timeout_ms = codec.Maybe(codec.Integer(i32, 1, 2147483647)),
    .dry_run = codec.Maybe(codec.Boolean),
});

pub const ExecResultCodec = codec.Record(ExecResult, .{
    .argv = codec.List(codec.Text(0, codec.any)),
    .exit_code = codec.Integer(i32, -2147483648, 2147483647),
    .stdout_text = codec.Text(0, codec.any),
    .stderr_text = codec.Text(0, codec.any),
    .truncated = codec.Boolean,
    .duration_ms = codec.Integer(i32, 0, 2147483647),
});

pub const DaemonRequestCodec = codec.Record(DaemonRequest, .{
    .rule = codec.Text(0, codec.any),
    .instance = codec.Text(0, codec.any),
    .parameters = codec.Maybe(codec.List(ExecParameterCodec)),
    .stdin_text = codec.Maybe(codec.Text(0, codec.any)),
});

pub const DaemonNameCodec = codec.Record(DaemonName, .{
    .rule = codec.Text(0, codec.any),
    .instance = codec.Text(0, codec.any),
});

pub const DaemonRuleCodec = codec.Record(DaemonRule, .{
    .rule = codec.Text(0, codec.any),
});

pub const DaemonStateCodec = codec.Name(DaemonState);

pub const DaemonCodec = codec.Record(Daemon, .{
    .instance = codec.Text(0, codec.any),
    .state = DaemonStateCodec,
    .pid = codec.Maybe(codec.Integer(i32, -2147483648, 2147483647)),
    .exit_code = codec.Maybe(codec.Integer(i32, -2147483648, 2147483647)),
    .argv = codec.List(codec.Text(0, codec.any)),
    .output = codec.Text(0, codec.any),
});

pub const DaemonListCodec = codec.Record(DaemonList, .{
    .daemons = codec.List(DaemonCodec),
});

pub const HttpMethodCodec = codec.Name(HttpMethod);

pub const HttpHeaderCodec = codec.Record(HttpHeader, .{
    .name = codec.Text(0, codec.any),
    .value = codec.Text(0, codec.any),
});

pub const HttpSchemeCodec = codec.Name(HttpScheme);

pub const HttpAuthorizationCodec = codec.Record(HttpAuthorization, .{
    .scheme = HttpSchemeCodec,
    .user = codec.Maybe(codec.Text(0, codec.any)),
    .secret = codec.Text(0, codec.any),
});

pub const HttpRequestCodec = codec.Record(HttpRequest, .{
    .method = HttpMethodCodec,
    .url = codec.Text(0, codec.any),
    .headers = codec.Maybe(codec.List(HttpHeaderCodec)),
    .body = codec.Maybe(codec.Text(0, codec.any)),
    .timeout_ms = codec.Maybe(codec.Integer(i32, 1, 2147483647)),
    .authorization = codec.Maybe(HttpAuthorizationCodec),
});

pub const HttpResponseCodec = codec.Record(HttpResponse, .{
    .status = codec.Integer(i32, -2147483648, 2147483647),
    .url = codec.Text(0, codec.any),
    .headers = codec.List(HttpHeaderCodec),
    .body = codec.Text(0, codec.any),
});

pub const KvKeyCodec = codec.Record(KvKey, .{
    .key = codec.Text(1, 512),
});

pub const KvValueCodec = codec.Record(KvValue, .{
    .value = codec.Maybe(codec.Text(0, codec.any)),
});

pub const KvEntryCodec = codec.Record(KvEntry, .{
    .key = codec.Text(1, 512),
    .value = codec.Text(0, codec.any),
});

pub const KvPrefixCodec = codec.Record(KvPrefix, .{
    .prefix = codec.Maybe(codec.Text(0, 512)),
});

pub const KvKeysCodec = codec.Record(KvKeys, .{
    .keys = codec.List(codec.Text(0, codec.any)),
});

pub const HostDoneCodec = codec.Record(HostDone, .{});

pub const ClockRequestCodec = codec.Record(ClockRequest, .{});

pub const ClockTimeCodec = codec.Record(ClockTime, .{
    .wall_ms = codec.Integer(i64, -9007199254740991, 9007199254740991),
    .monotonic_ms = codec.Integer(i64, -9007199254740991, 9007199254740991),
});

pub const RandomRequestCodec = codec.Record(RandomRequest, .{
    .length = codec.Integer(i32, 1, 1024),
});

pub const RandomBytesCodec = codec.Record(RandomBytes, .{
    .bytes = codec.Bytes(0, codec.any),
});

pub const HostEventCodec = codec.Record(HostEvent, .{
    .name = codec.Text(1, 64),
    .subject = codec.Maybe(codec.Text(0, 256)),
    .data = codec.Maybe(codec.Text(0, 4096)),
});

pub const EventNumberCodec = codec.Record(EventNumber, .{
    .sequence = codec.Integer(i64, 1, 9007199254740991),
});

pub const SecretNameCodec = codec.Record(SecretName, .{
    .name = codec.Text(0, codec.any),
});

pub const SecretPresenceCodec = codec.Record(SecretPresence, .{
    .present = codec.Boolean,
});
