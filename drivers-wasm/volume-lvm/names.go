// Names of volumes as names of logical volumes, which have letters, digits and few signs: other bytes stand as _ and two digits.

package main

import (
	"strconv"
	"strings"

	"holdfast"
)

const (
	prefix   = "hf-"
	bytesMax = 120
	digits   = "0123456789abcdef"
)

func encode(name string) (string, error) {
	var text strings.Builder
	for at := 0; at < len(name); at++ {
		if sign := name[at]; isPlain(sign) {
			text.WriteByte(sign)
		} else {
			text.Write([]byte{'_', digits[sign>>4], digits[sign&15]})
		}
	}
	if text.Len() > bytesMax {
		return "", holdfast.Fail(holdfast.InvalidArgument, "The name is too long for a logical volume: 120 letters and digits, other signs count three.")
	}
	return prefix + text.String(), nil
}

func decode(name string) string {
	var text strings.Builder
	for rest := name[len(prefix):]; rest != ""; {
		if rest[0] == '_' && len(rest) >= 3 {
			value, _ := strconv.ParseUint(rest[1:3], 16, 8)
			text.WriteByte(byte(value))
			rest = rest[3:]
		} else {
			text.WriteByte(rest[0])
			rest = rest[1:]
		}
	}
	return text.String()
}

func isPlain(sign byte) bool {
	return sign >= '0' && sign <= '9' || sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z'
}
