// JSON written into one growing text; what cannot be written is noted as a problem instead.

package codec

import (
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Writer writes JSON; commas are its own business.
type Writer struct {
	text []byte
	// True when a comma must stand before the next key or item.
	comma   bool
	problem string
	lastKey string
}

// Finish is the finished text, or the first problem.
func (writer *Writer) Finish() (text []byte, problem string) {
	return writer.text, writer.problem
}

// BeginObject opens an object.
func (writer *Writer) BeginObject() {
	writer.begin('{')
}

// EndObject closes an object.
func (writer *Writer) EndObject() {
	writer.end('}')
}

// Key writes a key and its colon.
func (writer *Writer) Key(key string) {
	writer.lastKey = key
	writer.Text(key)
	writer.text = append(writer.text, ':')
	writer.comma = false
}

// Null writes null.
func (writer *Writer) Null() {
	writer.word("null")
}

// Boolean writes true or false.
func (writer *Writer) Boolean(value bool) {
	writer.word(strconv.FormatBool(value))
}

// Integer writes an integer, which must be within the bounds.
func (writer *Writer) Integer(value, minimum, maximum int64) {
	text := strconv.FormatInt(value, 10)
	if value < minimum || value > maximum {
		limits := strconv.FormatInt(minimum, 10) + " to " + strconv.FormatInt(maximum, 10)
		writer.fail("must be from " + limits + ", it is " + text)
	}
	writer.word(text)
}

// Number writes a finite number in its shortest form.
func (writer *Writer) Number(value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		writer.fail("must be a finite number")
	}
	format := byte('e')
	// The plain form of a very large or very small number has hundreds of digits.
	if size := math.Abs(value); size == 0 || size >= 1e-7 && size < 1e21 {
		format = 'f'
	}
	writer.word(strconv.FormatFloat(value, format, -1, 64))
}

// Name writes a string of a list by its place.
func (writer *Writer) Name(place int, names []string) {
	if place < 0 || place >= len(names) {
		writer.fail("must be one of " + strings.Join(names, ", "))
		writer.Null()
	} else {
		writer.Text(names[place])
	}
}

// Text writes a string, which must be UTF-8.
func (writer *Writer) Text(text string) {
	if !utf8.ValidString(text) {
		writer.fail("is not UTF-8")
	}
	writer.separate()
	writer.text = append(writer.text, '"')
	start := 0
	for at := range len(text) {
		next := text[at]
		if next >= 0x20 && next != '"' && next != '\\' {
			continue
		}
		writer.text = append(writer.text, text[start:at]...)
		start = at + 1
		switch next {
		case '\n':
			writer.text = append(writer.text, '\\', 'n')
		case '"', '\\':
			writer.text = append(writer.text, '\\', next)
		default:
			const digits = "0123456789abcdef"
			writer.text = append(writer.text, '\\', 'u', '0', '0', digits[next>>4], digits[next&15])
		}
	}
	writer.text = append(append(writer.text, text[start:]...), '"')
	writer.comma = true
}

// WriteArray writes the items of an array.
func WriteArray[T any](writer *Writer, items []T, write func(item T)) {
	writer.begin('[')
	for _, item := range items {
		write(item)
	}
	writer.end(']')
}

// WriteMap writes the entries of a map in the order of their keys, so that the same map gives the same text.
func WriteMap[T any](writer *Writer, entries map[string]T, write func(value T)) {
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	writer.BeginObject()
	for _, key := range keys {
		writer.Key(key)
		write(entries[key])
	}
	writer.EndObject()
}

// One of the values that the details of a failure may have.
func (writer *Writer) fact(value any) {
	switch fact := value.(type) {
	case string:
		writer.Text(fact)
	case bool:
		writer.Boolean(fact)
	case float64:
		writer.Number(fact)
	case int:
		writer.Integer(int64(fact), -integerMax, integerMax)
	case int32:
		writer.Integer(int64(fact), -integerMax, integerMax)
	case int64:
		writer.Integer(fact, -integerMax, integerMax)
	default:
		writer.fail("must be a string, a bool, an int, an int32, an int64 or a float64")
		writer.Null()
	}
}

func (writer *Writer) fail(message string) {
	if writer.problem == "" {
		writer.problem = writer.lastKey + " " + message
	}
}

func (writer *Writer) begin(bracket byte) {
	writer.separate()
	writer.text = append(writer.text, bracket)
	writer.comma = false
}

func (writer *Writer) end(bracket byte) {
	writer.text = append(writer.text, bracket)
	writer.comma = true
}

func (writer *Writer) word(word string) {
	writer.separate()
	writer.text = append(writer.text, word...)
	writer.comma = true
}

func (writer *Writer) separate() {
	if writer.comma {
		writer.text = append(writer.text, ',')
	}
}
