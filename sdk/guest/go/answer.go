// Package holdfast is what a Holdfast driver in Go needs beside the bindings of its kind: failures, the log, the configuration.
package holdfast

// Status says why a call did not do what it was asked for.
type Status int

const (
	InvalidArgument Status = iota
	NotFound
	AlreadyExists
	NotReady
	Unsupported
	PermissionDenied
	ResourceExhausted
	Busy
	Failed
)

var statusNames = [...]string{
	"invalid_argument",
	"not_found",
	"already_exists",
	"not_ready",
	"unsupported",
	"permission_denied",
	"resource_exhausted",
	"busy",
	"failed",
}

// String is the status as it stands on the wire.
func (status Status) String() string {
	if status < 0 || int(status) >= len(statusNames) {
		return "failed"
	}
	return statusNames[status]
}

// StatusOf is the status of a name; false for "ok" and for names that are no status.
func StatusOf(name string) (Status, bool) {
	for status, each := range statusNames {
		if each == name {
			return Status(status), true
		}
	}
	return Failed, false
}

// Failure is a call that did not do what it was asked for. The status must be one that the contract lists for the function.
type Failure struct {
	Status Status
	// Message is for the operator: what is wrong and what to do next.
	Message string
	Details Details
}

// Details are facts for programs that go with a failure, in wire names: text, bool, integers and floating-point numbers.
// "retry_after_ms" says when coming back may help, with NotReady, Busy and ResourceExhausted.
type Details map[string]any

func (failure *Failure) Error() string {
	return failure.Status.String() + ": " + failure.Message
}

// Fail makes the error that a driver's function returns. Any other error is answered as Failed with its text.
func Fail(status Status, message string) error {
	return &Failure{Status: status, Message: message}
}

// FailWith is Fail with facts: holdfast.FailWith(holdfast.Busy, "It is in use.", holdfast.Details{"holders": 2}).
func FailWith(status Status, message string, details Details) error {
	return &Failure{status, message, details}
}

// Some is a value for a field that may be missing: Volume{AllocatedBytes: holdfast.Some(int64(0))}.
func Some[T any](value T) *T {
	return &value
}
