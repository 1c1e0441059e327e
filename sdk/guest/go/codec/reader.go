// Package codec is what generated code needs and drivers do not: JSON read and written strictly, and what stands around a call.
package codec

import (
	"strconv"
	"strings"
)

const (
	depthMax    = 64
	keyShownMax = 64
	integerMax  = 1<<53 - 1
)

// Reader reads JSON strictly, value by value and without building a tree. After the first problem every read answers a zero and every
// loop ends, so that generated code need not look at the problem before the end.
type Reader struct {
	source []byte
	at     int
	// What the way to the value that is being read is made of: ".key" or "[0]".
	path []string
	// True between the opening bracket and the first key or item.
	fresh   bool
	problem string
}

// NewReader starts at the first byte.
func NewReader(source []byte) *Reader {
	return &Reader{source: source}
}

// Problem says what is wrong and where; empty as long as all is well.
func (reader *Reader) Problem() string {
	return reader.problem
}

// Fail notes the first problem, at the key or item that is being read.
func (reader *Reader) Fail(message string) {
	if reader.problem == "" {
		reader.problem = "input" + strings.Join(reader.path, "") + ": " + message
		reader.at = len(reader.source)
	}
}

// BeginObject passes the opening bracket of an object.
func (reader *Reader) BeginObject() {
	reader.begin('{', "must be an object")
}

// NextKey is the next key of the object; false at its end.
func (reader *Reader) NextKey() (string, bool) {
	if !reader.more('}') {
		return "", false
	}
	key := reader.anyText()
	if reader.peek() != ':' {
		reader.unexpected("a colon")
	}
	if reader.problem != "" {
		return "", false
	}
	reader.at++
	if len(key) > keyShownMax {
		reader.step(".(a long key)")
	} else {
		reader.step("." + key)
	}
	return key, true
}

// First notes that a field was given; false and a problem when it was given before.
func (reader *Reader) First(seen *bool) bool {
	if *seen {
		reader.Fail("is given twice")
	}
	*seen = true
	return reader.problem == ""
}

// Need makes it a problem when a field was not given.
func (reader *Reader) Need(seen bool, name string) {
	if !seen {
		reader.Fail(name + " is missing")
	}
}

// ReadArray reads the items of an array.
func ReadArray[T any](reader *Reader, item func() T) []T {
	items := []T{}
	reader.begin('[', "must be an array")
	for reader.more(']') {
		reader.step("[" + strconv.Itoa(len(items)) + "]")
		items = append(items, item())
	}
	return items
}

// ReadMap reads an object with any keys.
func ReadMap[T any](reader *Reader, value func() T) map[string]T {
	entries := map[string]T{}
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		if _, twice := entries[key]; twice {
			reader.Fail("is given twice")
		}
		entries[key] = value()
	}
	return entries
}

// TakeNull takes a null if one is next.
func (reader *Reader) TakeNull() bool {
	return reader.peek() == 'n' && reader.word("null")
}

// Boolean reads true or false.
func (reader *Reader) Boolean() bool {
	switch reader.peek() {
	case 't':
		return reader.word("true")
	case 'f':
		reader.word("false")
	default:
		reader.Fail("must be true or false")
	}
	return false
}

// Text reads a string whose length in bytes of UTF-8 is within the bounds; a maximum below 0 is none.
func (reader *Reader) Text(bytesMin, bytesMax int) string {
	text := reader.anyText()
	reader.within(len(text), bytesMin, bytesMax)
	return text
}

// Name reads a string of a list and answers its place.
func (reader *Reader) Name(names []string) int {
	text := reader.anyText()
	for place, name := range names {
		if name == text {
			return place
		}
	}
	reader.Fail("must be one of " + strings.Join(names, ", "))
	return 0
}

// Skip passes over one value of any shape, checking that it is JSON.
func (reader *Reader) Skip() {
	switch reader.peek() {
	case '{':
		reader.BeginObject()
		for _, more := reader.NextKey(); more; _, more = reader.NextKey() {
			reader.Skip()
		}
	case '[':
		ReadArray(reader, func() struct{} { reader.Skip(); return struct{}{} })
	case '"':
		reader.anyText()
	case 't', 'f':
		reader.Boolean()
	case 'n':
		reader.word("null")
	default:
		reader.skipNumber()
	}
}

// End is true when the whole input was one good value.
func (reader *Reader) End() bool {
	if reader.problem == "" && reader.peek() >= 0 {
		reader.unexpected("the end")
	}
	return reader.problem == ""
}

func (reader *Reader) within(bytes, bytesMin, bytesMax int) {
	if bytes >= bytesMin && (bytesMax < 0 || bytes <= bytesMax) {
		return
	}
	limits := strconv.Itoa(bytesMin) + " to " + strconv.Itoa(bytesMax)
	reader.Fail("must be " + limits + " bytes long, it is " + strconv.Itoa(bytes))
}

func (reader *Reader) begin(bracket int, otherwise string) {
	if reader.peek() != bracket {
		reader.Fail(otherwise)
	} else if len(reader.path) == depthMax {
		reader.Fail("is nested more than 64 deep")
	} else {
		reader.at++
		reader.path = append(reader.path, "")
		reader.fresh = true
	}
}

// Stands on the next key or item and answers true, or passes the closing bracket and answers false.
func (reader *Reader) more(bracket int) bool {
	if reader.problem != "" {
		return false
	}
	next := reader.peek()
	if next == bracket {
		reader.at++
		reader.path = reader.path[:len(reader.path)-1]
		reader.fresh = false
		return false
	}
	if !reader.fresh && next != ',' {
		reader.unexpected("a comma or the closing bracket")
	} else if !reader.fresh {
		reader.at++
	}
	reader.fresh = false
	return reader.problem == ""
}

func (reader *Reader) step(step string) {
	reader.path[len(reader.path)-1] = step
}

func (reader *Reader) here() int {
	if reader.at >= len(reader.source) {
		return -1
	}
	return int(reader.source[reader.at])
}

// The next byte that is not white space, or -1 at the end.
func (reader *Reader) peek() int {
	for {
		switch next := reader.here(); next {
		case ' ', '\n', '\r', '\t':
			reader.at++
		default:
			return next
		}
	}
}

func (reader *Reader) word(word string) bool {
	if !strings.HasPrefix(string(reader.source[reader.at:min(reader.at+len(word), len(reader.source))]), word) {
		reader.Fail("is no JSON value")
		return false
	}
	reader.at += len(word)
	return true
}

func (reader *Reader) anyText() string {
	if reader.problem != "" {
		return ""
	}
	if reader.peek() != '"' {
		reader.Fail("must be a string")
		return ""
	}
	text, end, problem := readText(reader.source, reader.at+1)
	if problem != "" {
		reader.Fail(problem)
		return ""
	}
	reader.at = end
	return text
}

func (reader *Reader) unexpected(expected string) {
	reader.Fail("there must be " + expected + " at byte " + strconv.Itoa(reader.at))
}
