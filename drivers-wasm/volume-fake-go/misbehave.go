// What a volume's name can make this driver do wrong; the table in the README of volume-fake says the same in words.

package main

import (
	"strconv"
	"strings"

	"holdfast"
	"holdfast/codec"
)

const (
	mibi       = 1 << 20
	pieceBytes = 1 << 20
)

// Misbehaves if the input's name asks for it and the function is one in which names count. False: go on as a good driver does.
func misbehave(function string, input []byte) ([]byte, bool) {
	functions, given := holdfast.Config("misbehave_in")
	if !given {
		functions = "create_volume"
	}
	name := nameIn(input)
	word, rest, dashed := strings.Cut(name, "-")
	if !dashed || !isAmong(function, strings.Split(functions, " ")) {
		return nil, false
	}
	switch word {
	case "slow":
		countSlowly()
	case "loop":
		countForEver()
	case "trap":
		holdfast.Log(holdfast.Info, "trap: unreachable")
		panic("the name asked for a trap")
	case "grow":
		growForEver()
	case "garbage":
		return []byte("this is no JSON {"), true
	case "huge":
		return hugeAnswer(), true
	case "wrong":
		return wrongAnswer(rest, name), true
	case "fail":
		return failing(rest), true
	}
	return nil, false
}

func isAmong(wanted string, all []string) bool {
	for _, each := range all {
		if each == wanted {
			return true
		}
	}
	return false
}

// The name in an input, or an empty text: what is wrong with the input is the good driver's business.
func nameIn(input []byte) string {
	reader := codec.NewReader(input)
	name := ""
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		if key == "name" {
			name = reader.Text(0, -1)
		} else {
			reader.Skip()
		}
	}
	if !reader.End() {
		return ""
	}
	return name
}

// A guest has no clock, so it counts. The sum is kept where the compiler cannot see that nobody reads it.
var counted int64

func countSlowly() {
	steps := holdfast.ConfigNumber("slow_million_steps", 1000) * mibi
	holdfast.Log(holdfast.Info, "slow: counting "+strconv.FormatInt(steps, 10)+" steps before the work")
	for step := range steps {
		counted = (counted*31 + step) ^ (counted >> 7)
	}
}

func countForEver() {
	holdfast.Log(holdfast.Info, "loop: counting for ever")
	for {
		counted++
	}
}

// What was taken stays in use, or the collector would give it back.
var taken [][]byte

func growForEver() {
	holdfast.Log(holdfast.Info, "grow: taking all the memory there is")
	for {
		taken = append(taken, make([]byte, pieceBytes))
	}
}

// As many characters as volume-fake answers, whose texts take two bytes a character.
func hugeAnswer() []byte {
	bytes := holdfast.ConfigNumber("huge_bytes", 16*mibi)
	holdfast.Log(holdfast.Info, "huge: an answer of "+strconv.FormatInt(bytes, 10)+" bytes")
	answer := make([]byte, bytes>>1)
	for at := range answer {
		answer[at] = 'x'
	}
	return answer
}

// JSON that breaks the contract, or keeps it and lies, as the word behind `wrong-` says.
func wrongAnswer(rest, name string) []byte {
	if strings.HasPrefix(rest, "status-") {
		return []byte(`{"status":"splendid"}`)
	}
	lies := strings.HasPrefix(rest, "name-")
	if lies {
		name += "-of-another"
	}
	writer := &codec.Writer{}
	writer.BeginObject()
	writer.Key("status")
	writer.Text("ok")
	writer.Key("result")
	writer.BeginObject()
	writer.Key("name")
	writer.Text(name)
	if lies {
		writer.Key("size_bytes")
		writer.Integer(1, 0, 1)
	} else if !strings.HasPrefix(rest, "field-") {
		writer.Key("size_bytes")
		writer.Text("a lot")
	}
	writer.EndObject()
	writer.EndObject()
	text, _ := writer.Finish()
	return text
}

// `fail-<status>-…` answers that status; an unknown one is the caller's mistake.
func failing(rest string) []byte {
	wanted, _, _ := strings.Cut(rest, "-")
	status, known := holdfast.StatusOf(wanted)
	message := "The name asked for this status."
	if !known {
		status, message = holdfast.InvalidArgument, wanted+" is no status that a name can ask for."
	}
	writer := &codec.Writer{}
	writer.BeginObject()
	writer.Key("status")
	writer.Text(status.String())
	writer.Key("message")
	writer.Text(message)
	writer.EndObject()
	text, _ := writer.Finish()
	return text
}
