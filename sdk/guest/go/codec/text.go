// The texts of JSON: escapes, UTF-8 and Base64, decoded strictly.

package codec

import (
	"encoding/base64"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	badEscape = "holds an escape that JSON does not have"
	halfOfOne = "holds half a character (a lone surrogate)"
)

// Reads a string whose opening quote stands before start; answers the place behind its closing one, or what is wrong with it.
func readText(source []byte, start int) (text string, end int, problem string) {
	var decoded []byte
	plain, at := start, start
	for ; ; at++ {
		if at >= len(source) {
			return "", 0, "is a string without an end"
		}
		next := source[at]
		if next == '"' {
			break
		}
		if next < 0x20 {
			return "", 0, "holds a control character that is not escaped"
		}
		if next == '\\' {
			decoded = append(decoded, source[plain:at]...)
			decoded, plain, problem = takeEscape(decoded, source, at+1)
			if problem != "" {
				return "", 0, problem
			}
			at = plain - 1
		}
	}
	decoded = append(decoded, source[plain:at]...)
	if !utf8.Valid(decoded) {
		return "", 0, "is not UTF-8"
	}
	return string(decoded), at + 1, ""
}

// Takes what stands behind a backslash and answers where the text goes on.
func takeEscape(decoded, source []byte, at int) (longer []byte, end int, problem string) {
	if at >= len(source) {
		return decoded, at, badEscape
	}
	switch source[at] {
	case 'u':
		return takeUnit(decoded, source, at+1)
	case 'b':
		return append(decoded, '\b'), at + 1, ""
	case 't':
		return append(decoded, '\t'), at + 1, ""
	case 'n':
		return append(decoded, '\n'), at + 1, ""
	case 'f':
		return append(decoded, '\f'), at + 1, ""
	case 'r':
		return append(decoded, '\r'), at + 1, ""
	case '"', '\\', '/':
		return append(decoded, source[at]), at + 1, ""
	}
	return decoded, at, badEscape
}

func takeUnit(decoded, source []byte, at int) (longer []byte, end int, problem string) {
	unit := hexUnit(source, at)
	if unit < 0 {
		return decoded, at, badEscape
	}
	end = at + 4
	if utf16.IsSurrogate(unit) {
		low := rune(-1)
		if end+1 < len(source) && source[end] == '\\' && source[end+1] == 'u' {
			low = hexUnit(source, end+2)
		}
		unit = utf16.DecodeRune(unit, low)
		if unit == utf8.RuneError {
			return decoded, at, halfOfOne
		}
		end += 6
	}
	return utf8.AppendRune(decoded, unit), end, ""
}

// Four hexadecimal digits, or -1.
func hexUnit(source []byte, at int) rune {
	if at+4 > len(source) {
		return -1
	}
	unit := rune(0)
	for _, digit := range source[at : at+4] {
		switch {
		case digit >= '0' && digit <= '9':
			unit = unit<<4 | rune(digit-'0')
		case digit|0x20 >= 'a' && digit|0x20 <= 'f':
			unit = unit<<4 | rune(digit|0x20-'a'+10)
		default:
			return -1
		}
	}
	return unit
}

// Bytes reads a string that must be Base64 of so many bytes; a maximum below 0 is none.
func (reader *Reader) Bytes(bytesMin, bytesMax int) []byte {
	text := reader.anyText()
	// The library passes over line breaks, which no text of the wire has.
	for at := range len(text) {
		if text[at] == '\n' || text[at] == '\r' {
			reader.Fail("must be Base64 with padding")
		}
	}
	bytes, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		reader.Fail("must be Base64 with padding")
	} else if reader.problem == "" {
		reader.within(len(bytes), bytesMin, bytesMax)
	}
	return bytes
}

// Bytes writes Base64.
func (writer *Writer) Bytes(bytes []byte) {
	writer.Text(base64.StdEncoding.EncodeToString(bytes))
}
