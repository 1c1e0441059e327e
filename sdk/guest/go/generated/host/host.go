// Generated from sdk/abi/host.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

// Package host is the Go side of sdk/abi/host.yaml.
package host

import (
	"holdfast/codec"
)

// ExecParameter: One value for a rule's parameter. A parameter that is a list is given several times, in order.
type ExecParameter struct {
	// The parameter's name in the rule.
	Name string

	// The value as text; integers in decimal.
	Value string
}

func (record ExecParameter) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("name")
	writer.Text(record.Name)
	writer.Key("value")
	writer.Text(record.Value)
	writer.EndObject()
}

// ExecRequest: Which command to run, with what.
type ExecRequest struct {
	// The rule's id.
	Rule string

	// Values for its parameters.
	Parameters []ExecParameter

	// What the command reads from its standard input, if the rule lets it.
	StdinText *string

	// A shorter time-out than the rule's.
	TimeoutMs *int32

	// True runs nothing and answers the arguments.
	DryRun *bool
}

func (record ExecRequest) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("rule")
	writer.Text(record.Rule)
	if record.Parameters != nil {
		writer.Key("parameters")
		codec.WriteArray(writer, record.Parameters, func(item0 ExecParameter) {
			item0.write(writer)
		})
	}
	if record.StdinText != nil {
		writer.Key("stdin_text")
		writer.Text((*record.StdinText))
	}
	if record.TimeoutMs != nil {
		writer.Key("timeout_ms")
		writer.Integer(int64((*record.TimeoutMs)), 1, 2147483647)
	}
	if record.DryRun != nil {
		writer.Key("dry_run")
		writer.Boolean((*record.DryRun))
	}
	writer.EndObject()
}

// ExecResult: How the command ended.
type ExecResult struct {
	// The program and its arguments.
	Argv []string

	// One of those that the rule calls a success.
	ExitCode int32

	// Its standard output; bytes that are no UTF-8 are replaced.
	StdoutText string

	// Its standard error.
	StderrText string

	// True when output beyond the rule's limit was thrown away.
	Truncated bool

	// How long it ran.
	DurationMs int32
}

func readExecResult(reader *codec.Reader) (record ExecResult) {
	var seen [6]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "argv":
			if reader.First(&seen[0]) {
				record.Argv = codec.ReadArray(reader, func() string { return reader.Text(0, -1) })
			}
		case "exit_code":
			if reader.First(&seen[1]) {
				record.ExitCode = int32(reader.Integer(-2147483648, 2147483647))
			}
		case "stdout_text":
			if reader.First(&seen[2]) {
				record.StdoutText = reader.Text(0, -1)
			}
		case "stderr_text":
			if reader.First(&seen[3]) {
				record.StderrText = reader.Text(0, -1)
			}
		case "truncated":
			if reader.First(&seen[4]) {
				record.Truncated = reader.Boolean()
			}
		case "duration_ms":
			if reader.First(&seen[5]) {
				record.DurationMs = int32(reader.Integer(0, 2147483647))
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "argv")
	reader.Need(seen[1], "exit_code")
	reader.Need(seen[2], "stdout_text")
	reader.Need(seen[3], "stderr_text")
	reader.Need(seen[4], "truncated")
	reader.Need(seen[5], "duration_ms")
	return
}

// DaemonRequest: Which daemon to start, under which name, with what.
type DaemonRequest struct {
	// The rule's id.
	Rule string

	// Its name among the daemons of the rule: letters, digits, _ . and -, 63 at most.
	Instance string

	// Values for the rule's parameters.
	Parameters []ExecParameter

	// What it reads from its standard input, if the rule lets it.
	StdinText *string
}

func (record DaemonRequest) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("rule")
	writer.Text(record.Rule)
	writer.Key("instance")
	writer.Text(record.Instance)
	if record.Parameters != nil {
		writer.Key("parameters")
		codec.WriteArray(writer, record.Parameters, func(item0 ExecParameter) {
			item0.write(writer)
		})
	}
	if record.StdinText != nil {
		writer.Key("stdin_text")
		writer.Text((*record.StdinText))
	}
	writer.EndObject()
}

// DaemonName: Names a daemon.
type DaemonName struct {
	// The rule's id.
	Rule string

	// Its name among the daemons of the rule.
	Instance string
}

func (record DaemonName) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("rule")
	writer.Text(record.Rule)
	writer.Key("instance")
	writer.Text(record.Instance)
	writer.EndObject()
}

// DaemonRule: Names a rule of the type daemon.
type DaemonRule struct {
	// The rule's id.
	Rule string
}

func (record DaemonRule) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("rule")
	writer.Text(record.Rule)
	writer.EndObject()
}

// DaemonState: Whether a daemon runs.
type DaemonState int

const (
	DaemonStateRunning DaemonState = iota
	DaemonStateExited
	DaemonStateAbsent
)

var daemonStateNames = []string{"running", "exited", "absent"}

// String is the value as it stands on the wire.
func (value DaemonState) String() string {
	if value < 0 || int(value) >= len(daemonStateNames) {
		return "none"
	}
	return daemonStateNames[value]
}

// Daemon: A daemon as it is.
type Daemon struct {
	// Its name.
	Instance string

	// exited when it ended by itself, absent when it was never started or was stopped.
	State DaemonState

	// Its process id while it runs.
	Pid *int32

	// How it ended, if that is known.
	ExitCode *int32

	// The program and its arguments; empty when absent.
	Argv []string

	// The last of what it wrote.
	Output string
}

func readDaemon(reader *codec.Reader) (record Daemon) {
	var seen [6]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "instance":
			if reader.First(&seen[0]) {
				record.Instance = reader.Text(0, -1)
			}
		case "state":
			if reader.First(&seen[1]) {
				record.State = DaemonState(reader.Name(daemonStateNames))
			}
		case "pid":
			if reader.First(&seen[2]) && !reader.TakeNull() {
				value := int32(reader.Integer(-2147483648, 2147483647))
				record.Pid = &value
			}
		case "exit_code":
			if reader.First(&seen[3]) && !reader.TakeNull() {
				value := int32(reader.Integer(-2147483648, 2147483647))
				record.ExitCode = &value
			}
		case "argv":
			if reader.First(&seen[4]) {
				record.Argv = codec.ReadArray(reader, func() string { return reader.Text(0, -1) })
			}
		case "output":
			if reader.First(&seen[5]) {
				record.Output = reader.Text(0, -1)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "instance")
	reader.Need(seen[1], "state")
	reader.Need(seen[4], "argv")
	reader.Need(seen[5], "output")
	return
}

// DaemonList: The daemons of a rule.
type DaemonList struct {
	// Each once, by name.
	Daemons []Daemon
}

func readDaemonList(reader *codec.Reader) (record DaemonList) {
	var seen [1]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "daemons":
			if reader.First(&seen[0]) {
				record.Daemons = codec.ReadArray(reader, func() Daemon { return readDaemon(reader) })
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "daemons")
	return
}

// HttpMethod: What to do.
type HttpMethod int

const (
	HttpMethodGET HttpMethod = iota
	HttpMethodHEAD
	HttpMethodPOST
	HttpMethodPUT
	HttpMethodPATCH
	HttpMethodDELETE
)

var httpMethodNames = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}

// String is the value as it stands on the wire.
func (value HttpMethod) String() string {
	if value < 0 || int(value) >= len(httpMethodNames) {
		return "none"
	}
	return httpMethodNames[value]
}

// HttpHeader: One header field.
type HttpHeader struct {
	// Its name.
	Name string

	// Its value.
	Value string
}

func readHttpHeader(reader *codec.Reader) (record HttpHeader) {
	var seen [2]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "name":
			if reader.First(&seen[0]) {
				record.Name = reader.Text(0, -1)
			}
		case "value":
			if reader.First(&seen[1]) {
				record.Value = reader.Text(0, -1)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "name")
	reader.Need(seen[1], "value")
	return
}

func (record HttpHeader) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("name")
	writer.Text(record.Name)
	writer.Key("value")
	writer.Text(record.Value)
	writer.EndObject()
}

// HttpScheme: How to prove who asks.
type HttpScheme int

const (
	HttpSchemeBasic HttpScheme = iota
	HttpSchemeBearer
)

var httpSchemeNames = []string{"basic", "bearer"}

// String is the value as it stands on the wire.
func (value HttpScheme) String() string {
	if value < 0 || int(value) >= len(httpSchemeNames) {
		return "none"
	}
	return httpSchemeNames[value]
}

// HttpAuthorization: Who asks, proven by a secret that the driver never sees.
type HttpAuthorization struct {
	// basic takes a user too.
	Scheme HttpScheme

	// The user's name, for basic.
	User *string

	// The name of a granted secret.
	Secret string
}

func (record HttpAuthorization) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("scheme")
	writer.Name(int(record.Scheme), httpSchemeNames)
	if record.User != nil {
		writer.Key("user")
		writer.Text((*record.User))
	}
	writer.Key("secret")
	writer.Text(record.Secret)
	writer.EndObject()
}

// HttpRequest: One request.
type HttpRequest struct {
	// The method.
	Method HttpMethod

	// Absolute, http or https.
	Url string

	// Fields to send besides the host's own.
	Headers []HttpHeader

	// What to send.
	Body *string

	// A shorter time-out than the host's.
	TimeoutMs *int32

	// Sent as the field Authorization, to the first server only.
	Authorization *HttpAuthorization
}

func (record HttpRequest) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("method")
	writer.Name(int(record.Method), httpMethodNames)
	writer.Key("url")
	writer.Text(record.Url)
	if record.Headers != nil {
		writer.Key("headers")
		codec.WriteArray(writer, record.Headers, func(item0 HttpHeader) {
			item0.write(writer)
		})
	}
	if record.Body != nil {
		writer.Key("body")
		writer.Text((*record.Body))
	}
	if record.TimeoutMs != nil {
		writer.Key("timeout_ms")
		writer.Integer(int64((*record.TimeoutMs)), 1, 2147483647)
	}
	if record.Authorization != nil {
		writer.Key("authorization")
		(*record.Authorization).write(writer)
	}
	writer.EndObject()
}

// HttpResponse: What came back.
type HttpResponse struct {
	// The HTTP status.
	Status int32

	// Where it came from, after redirects.
	Url string

	// Names are in lower case.
	Headers []HttpHeader

	// The content; bytes that are no UTF-8 are replaced.
	Body string
}

func readHttpResponse(reader *codec.Reader) (record HttpResponse) {
	var seen [4]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "status":
			if reader.First(&seen[0]) {
				record.Status = int32(reader.Integer(-2147483648, 2147483647))
			}
		case "url":
			if reader.First(&seen[1]) {
				record.Url = reader.Text(0, -1)
			}
		case "headers":
			if reader.First(&seen[2]) {
				record.Headers = codec.ReadArray(reader, func() HttpHeader { return readHttpHeader(reader) })
			}
		case "body":
			if reader.First(&seen[3]) {
				record.Body = reader.Text(0, -1)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "status")
	reader.Need(seen[1], "url")
	reader.Need(seen[2], "headers")
	reader.Need(seen[3], "body")
	return
}

// KvKey: A key.
type KvKey struct {
	// Any text.
	Key string
}

func (record KvKey) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("key")
	writer.Text(record.Key)
	writer.EndObject()
}

// KvValue: What is kept under a key.
type KvValue struct {
	// Absent when nothing is kept.
	Value *string
}

func readKvValue(reader *codec.Reader) (record KvValue) {
	var seen [1]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "value":
			if reader.First(&seen[0]) && !reader.TakeNull() {
				value := reader.Text(0, -1)
				record.Value = &value
			}
		default:
			reader.Skip()
		}
	}
	return
}

// KvEntry: A key and what to keep under it.
type KvEntry struct {
	// Any text.
	Key string

	// Any text.
	Value string
}

func (record KvEntry) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("key")
	writer.Text(record.Key)
	writer.Key("value")
	writer.Text(record.Value)
	writer.EndObject()
}

// KvPrefix: The keys that are asked for.
type KvPrefix struct {
	// How they begin; all when it is absent.
	Prefix *string
}

func (record KvPrefix) write(writer *codec.Writer) {
	writer.BeginObject()
	if record.Prefix != nil {
		writer.Key("prefix")
		writer.Text((*record.Prefix))
	}
	writer.EndObject()
}

// KvKeys: Keys.
type KvKeys struct {
	// In the order of their bytes.
	Keys []string
}

func readKvKeys(reader *codec.Reader) (record KvKeys) {
	var seen [1]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "keys":
			if reader.First(&seen[0]) {
				record.Keys = codec.ReadArray(reader, func() string { return reader.Text(0, -1) })
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "keys")
	return
}

// HostDone: Nothing to tell.
type HostDone struct {
}

func readHostDone(reader *codec.Reader) (record HostDone) {
	reader.BeginObject()
	for _, more := reader.NextKey(); more; _, more = reader.NextKey() {
		reader.Skip()
	}
	return
}

// ClockRequest: Nothing to say.
type ClockRequest struct {
}

func (record ClockRequest) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.EndObject()
}

// ClockTime: The time.
type ClockTime struct {
	// Milliseconds since 1970 in UTC.
	WallMs int64

	// Milliseconds on a clock that never goes back; only differences mean something.
	MonotonicMs int64
}

func readClockTime(reader *codec.Reader) (record ClockTime) {
	var seen [2]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "wall_ms":
			if reader.First(&seen[0]) {
				record.WallMs = int64(reader.Integer(-9007199254740991, 9007199254740991))
			}
		case "monotonic_ms":
			if reader.First(&seen[1]) {
				record.MonotonicMs = int64(reader.Integer(-9007199254740991, 9007199254740991))
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "wall_ms")
	reader.Need(seen[1], "monotonic_ms")
	return
}

// RandomRequest: How much.
type RandomRequest struct {
	// In bytes.
	Length int32
}

func (record RandomRequest) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("length")
	writer.Integer(int64(record.Length), 1, 1024)
	writer.EndObject()
}

// RandomBytes: The bytes.
type RandomBytes struct {
	// As many as were asked for.
	Bytes []byte
}

func readRandomBytes(reader *codec.Reader) (record RandomBytes) {
	var seen [1]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "bytes":
			if reader.First(&seen[0]) {
				record.Bytes = reader.Bytes(0, -1)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "bytes")
	return
}

// HostEvent: Something that happened.
type HostEvent struct {
	// What sort: a-z, 0-9, _ and dots, a letter first.
	Name string

	// What it is about, such as a volume's name.
	Subject *string

	// More about it, as the driver likes.
	Data *string
}

func (record HostEvent) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("name")
	writer.Text(record.Name)
	if record.Subject != nil {
		writer.Key("subject")
		writer.Text((*record.Subject))
	}
	if record.Data != nil {
		writer.Key("data")
		writer.Text((*record.Data))
	}
	writer.EndObject()
}

// EventNumber: Where it stands.
type EventNumber struct {
	// Its number among the driver's events; gaps mean that some were lost.
	Sequence int64
}

func readEventNumber(reader *codec.Reader) (record EventNumber) {
	var seen [1]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "sequence":
			if reader.First(&seen[0]) {
				record.Sequence = int64(reader.Integer(1, 9007199254740991))
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "sequence")
	return
}

// SecretName: Names a secret.
type SecretName struct {
	// The name that the grant gives it.
	Name string
}

func (record SecretName) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("name")
	writer.Text(record.Name)
	writer.EndObject()
}

// SecretPresence: Whether it is there.
type SecretPresence struct {
	// True when it can be used.
	Present bool
}

func readSecretPresence(reader *codec.Reader) (record SecretPresence) {
	var seen [1]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "present":
			if reader.First(&seen[0]) {
				record.Present = reader.Boolean()
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "present")
	return
}

//go:wasmimport extism:host/user exec
func importExec(input uint64) uint64

// CallExec: Runs a command by a rule of the executor. ok when it ended with one of the rule's exit codes; failed when
// it ended with another, or not in time, and then nothing of it runs any more. permission_denied for a rule that is not
// granted or not there, invalid_argument for a parameter that the rule refuses, not_ready when no executor runs, busy
// when too much runs at once. Needs the permission exec.
func CallExec(input ExecRequest) (ExecResult, error) {
	return codec.Call(importExec, input.write, readExecResult)
}

//go:wasmimport extism:host/user daemon_start
func importDaemonStart(input uint64) uint64

// CallDaemonStart: Starts what must outlive the call, by a rule of the type daemon. One that runs with the same
// arguments is left alone; with other arguments it is already_exists. failed, with its last lines, when it ends at
// once. Needs the permission exec.
func CallDaemonStart(input DaemonRequest) (Daemon, error) {
	return codec.Call(importDaemonStart, input.write, readDaemon)
}

//go:wasmimport extism:host/user daemon_stop
func importDaemonStop(input uint64) uint64

// CallDaemonStop: Ends a daemon and all that it started. Stopping what does not run is ok. Needs the permission exec.
func CallDaemonStop(input DaemonName) (Daemon, error) {
	return codec.Call(importDaemonStop, input.write, readDaemon)
}

//go:wasmimport extism:host/user daemon_reload
func importDaemonReload(input uint64) uint64

// CallDaemonReload: Sends the rule's reload signal; not_found when it does not run. Needs the permission exec.
func CallDaemonReload(input DaemonName) (Daemon, error) {
	return codec.Call(importDaemonReload, input.write, readDaemon)
}

//go:wasmimport extism:host/user daemon_status
func importDaemonStatus(input uint64) uint64

// CallDaemonStatus: Says how a daemon is; absent is an answer, not an error. Needs the permission exec.
func CallDaemonStatus(input DaemonName) (Daemon, error) {
	return codec.Call(importDaemonStatus, input.write, readDaemon)
}

//go:wasmimport extism:host/user daemon_list
func importDaemonList(input uint64) uint64

// CallDaemonList: Lists the daemons of one rule that run or have ended by themselves. Needs the permission exec.
func CallDaemonList(input DaemonRule) (DaemonList, error) {
	return codec.Call(importDaemonList, input.write, readDaemonList)
}

//go:wasmimport extism:host/user http_request
func importHttpRequest(input uint64) uint64

// CallHttpRequest: Asks a server that the grant names. Any HTTP status is ok. permission_denied when the address, a hop
// of a redirect or a resolved address is not granted; failed when there is no connection, no trusted certificate, or
// too much of an answer. Needs the permission http.
func CallHttpRequest(input HttpRequest) (HttpResponse, error) {
	return codec.Call(importHttpRequest, input.write, readHttpResponse)
}

//go:wasmimport extism:host/user kv_get
func importKvGet(input uint64) uint64

// CallKvGet: Reads a value that the driver kept; absent when there is none. Needs the permission kv.
func CallKvGet(input KvKey) (KvValue, error) {
	return codec.Call(importKvGet, input.write, readKvValue)
}

//go:wasmimport extism:host/user kv_set
func importKvSet(input uint64) uint64

// CallKvSet: Keeps a value under a key, durable when it answers ok. resource_exhausted when the quota is full; then
// nothing changed. Needs the permission kv.
func CallKvSet(input KvEntry) (HostDone, error) {
	return codec.Call(importKvSet, input.write, readHostDone)
}

//go:wasmimport extism:host/user kv_delete
func importKvDelete(input uint64) uint64

// CallKvDelete: Forgets a key. Forgetting what is absent is ok. Needs the permission kv.
func CallKvDelete(input KvKey) (HostDone, error) {
	return codec.Call(importKvDelete, input.write, readHostDone)
}

//go:wasmimport extism:host/user kv_list
func importKvList(input uint64) uint64

// CallKvList: Lists the keys that begin with a prefix, in the order of their bytes. Needs the permission kv.
func CallKvList(input KvPrefix) (KvKeys, error) {
	return codec.Call(importKvList, input.write, readKvKeys)
}

//go:wasmimport extism:host/user clock_now
func importClockNow(input uint64) uint64

// CallClockNow: Says what time it is. Needs the permission clock.
func CallClockNow(input ClockRequest) (ClockTime, error) {
	return codec.Call(importClockNow, input.write, readClockTime)
}

//go:wasmimport extism:host/user random_bytes
func importRandomBytes(input uint64) uint64

// CallRandomBytes: Answers bytes that nobody can foretell. Needs the permission random.
func CallRandomBytes(input RandomRequest) (RandomBytes, error) {
	return codec.Call(importRandomBytes, input.write, readRandomBytes)
}

//go:wasmimport extism:host/user event_emit
func importEventEmit(input uint64) uint64

// CallEventEmit: Tells the host's users that something happened. resource_exhausted when the driver tells too much at
// once; then it is not told. Needs the permission event.
func CallEventEmit(input HostEvent) (EventNumber, error) {
	return codec.Call(importEventEmit, input.write, readEventNumber)
}

//go:wasmimport extism:host/user secret_present
func importSecretPresent(input uint64) uint64

// CallSecretPresent: Says whether a granted secret is there. Its value never enters the driver; http_request uses it by
// its name. Needs the permission secret.
func CallSecretPresent(input SecretName) (SecretPresence, error) {
	return codec.Call(importSecretPresent, input.write, readSecretPresence)
}
