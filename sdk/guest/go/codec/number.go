// Numbers as they stand in JSON, read strictly.

package codec

import (
	"math"
	"strconv"
)

// Integer reads an integer written with digits only, as all integers on the wire are.
func (reader *Reader) Integer(minimum, maximum int64) int64 {
	negative := reader.peek() == '-'
	if negative {
		reader.at++
	}
	digits := reader.takeDigits()
	value := int64(0)
	for _, digit := range digits {
		// Beyond the largest integer of the wire one digit more does not matter.
		if value <= integerMax {
			value = value*10 + int64(digit-'0')
		}
	}
	if negative {
		value = -value
	}
	padded := len(digits) > 1 && digits[0] == '0'
	next := reader.here()
	if len(digits) == 0 || padded || next == '.' || next == 'e' || next == 'E' || value < minimum || value > maximum {
		limits := strconv.FormatInt(minimum, 10) + " to " + strconv.FormatInt(maximum, 10)
		reader.Fail("must be an integer from " + limits + ", written with digits only")
		return 0
	}
	return value
}

// Number reads a finite floating-point number.
func (reader *Reader) Number() float64 {
	reader.peek()
	start := reader.at
	if !reader.skipNumber() {
		return 0
	}
	// What is out of range becomes an infinity here.
	value, _ := strconv.ParseFloat(string(reader.source[start:reader.at]), 64)
	if math.IsInf(value, 0) {
		reader.Fail("must be a finite number")
	}
	return value
}

func (reader *Reader) skipNumber() bool {
	if reader.peek() == '-' {
		reader.at++
	}
	whole := reader.takeDigits()
	good := len(whole) == 1 || len(whole) > 1 && whole[0] != '0'
	if reader.here() == '.' {
		reader.at++
		good = len(reader.takeDigits()) > 0 && good
	}
	if next := reader.here(); next == 'e' || next == 'E' {
		reader.at++
		if sign := reader.here(); sign == '+' || sign == '-' {
			reader.at++
		}
		good = len(reader.takeDigits()) > 0 && good
	}
	if !good {
		reader.Fail("must be a number")
	}
	return good
}

func (reader *Reader) takeDigits() []byte {
	start := reader.at
	for reader.here() >= '0' && reader.here() <= '9' {
		reader.at++
	}
	return reader.source[start:reader.at]
}
