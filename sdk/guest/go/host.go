// The host's log and the driver's own configuration; what else the host offers is in the generated package host.

package holdfast

import (
	"strconv"

	"holdfast/internal/blocks"
)

//go:wasmimport extism:host/env config_get
func configGet(key uint64) uint64

//go:wasmimport extism:host/env log_trace
func logTrace(message uint64)

//go:wasmimport extism:host/env log_debug
func logDebug(message uint64)

//go:wasmimport extism:host/env log_info
func logInfo(message uint64)

//go:wasmimport extism:host/env log_warn
func logWarn(message uint64)

//go:wasmimport extism:host/env log_error
func logError(message uint64)

// Level is the severity of a line in the host's log.
type Level int

const (
	Trace Level = iota
	Debug
	Info
	Warn
	Error
)

// Log writes one line to the host's log; needs the permission log. A driver that never calls it does not import it.
func Log(level Level, message string) {
	block := blocks.ToHost([]byte(message))
	if block == 0 {
		return
	}
	switch level {
	case Trace:
		logTrace(block)
	case Debug:
		logDebug(block)
	case Info:
		logInfo(block)
	case Warn:
		logWarn(block)
	default:
		logError(block)
	}
}

// Config is the value of a key in the driver's own configuration; false when it is not set. Needs the permission config.
func Config(key string) (string, bool) {
	value, found := blocks.FromHost(configGet(blocks.ToHost([]byte(key))))
	return string(value), found
}

// ConfigNumber is a whole number of at most 15 digits, or fallback when the key is not set or its value is no such number.
func ConfigNumber(key string, fallback int64) int64 {
	text, _ := Config(key)
	if len(text) == 0 || len(text) > 15 || text[0] < '0' {
		return fallback
	}
	value, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return fallback
	}
	return int64(value)
}
