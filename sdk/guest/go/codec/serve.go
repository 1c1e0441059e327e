// What stands between an export and the driver: input to record, answer to JSON, and the same the other way for host functions.

package codec

import (
	"holdfast"
	"holdfast/internal/blocks"
)

// Serve runs one call: read takes the input, call does the work, write puts the result. Any of them but call may be nil. The export's
// return value.
func Serve[I, O any](read func(*Reader) I, call func(I) (O, error), write func(O, *Writer)) int32 {
	var input I
	if read != nil {
		reader := NewReader(blocks.Input())
		input = read(reader)
		if !reader.End() {
			return refuse(holdfast.Fail(holdfast.InvalidArgument, reader.Problem()))
		}
	}
	output, err := call(input)
	if err != nil {
		return refuse(err)
	}
	writer := &Writer{}
	writer.BeginObject()
	writer.Key("status")
	writer.Text("ok")
	if write != nil {
		writer.Key("result")
		write(output, writer)
	}
	writer.EndObject()
	text, problem := writer.Finish()
	if problem != "" {
		return refuse(holdfast.Fail(holdfast.Failed, "The driver made an answer that cannot be sent: "+problem))
	}
	return Output(text)
}

// Input is the input of the running call as it came, for a driver that writes an export by hand.
func Input() []byte {
	return blocks.Input()
}

// Output answers the running call with a text as it is, for a driver that writes an export by hand. The export's return value.
func Output(text []byte) int32 {
	blocks.Output(text)
	return 0
}

func refuse(err error) int32 {
	failure, known := err.(*holdfast.Failure)
	if !known {
		failure = &holdfast.Failure{Status: holdfast.Failed, Message: err.Error()}
	}
	writer := &Writer{}
	writer.BeginObject()
	writer.Key("status")
	writer.Text(failure.Status.String())
	writer.Key("message")
	writer.Text(failure.Message)
	if len(failure.Details) > 0 {
		writer.Key("details")
		WriteMap(writer, failure.Details, writer.fact)
	}
	writer.EndObject()
	text, problem := writer.Finish()
	if problem != "" {
		return refuse(holdfast.Fail(holdfast.Failed, "The driver made an answer that cannot be sent: "+problem))
	}
	return Output(text)
}

// Call asks a host function; what the host refuses is a Failure with the host's own words. write may be nil when it takes nothing.
func Call[O any](function func(uint64) uint64, write func(*Writer), read func(*Reader) O) (result O, err error) {
	writer := &Writer{}
	if write == nil {
		writer.BeginObject()
		writer.EndObject()
	} else {
		write(writer)
	}
	text, problem := writer.Finish()
	if problem != "" {
		return result, holdfast.Fail(holdfast.Failed, "The host was not asked: "+problem)
	}
	answer, _ := blocks.FromHost(function(blocks.ToHost(text)))
	reader := NewReader(answer)
	status, message, given := "", "", false
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "status":
			status = reader.Text(0, -1)
		case "message":
			message = reader.Text(0, -1)
		case "result":
			result, given = read(reader), true
		default:
			reader.Skip()
		}
	}
	if !reader.End() || status == "" || status == "ok" && !given {
		return result, holdfast.Fail(holdfast.Failed, "The host answered oddly. "+reader.Problem())
	}
	if status != "ok" {
		known, _ := holdfast.StatusOf(status)
		return result, holdfast.Fail(known, message)
	}
	return result, nil
}
