// Package blocks is the border to the host: bytes go over it in blocks that the host keeps, by the Extism guest ABI.
package blocks

import "encoding/binary"

//go:wasmimport extism:host/env input_length
func inputLength() uint64

//go:wasmimport extism:host/env input_load_u8
func inputLoadU8(offset uint64) uint32

//go:wasmimport extism:host/env input_load_u64
func inputLoadU64(offset uint64) uint64

//go:wasmimport extism:host/env alloc
func alloc(bytes uint64) uint64

//go:wasmimport extism:host/env free
func free(handle uint64)

//go:wasmimport extism:host/env length
func length(handle uint64) uint64

//go:wasmimport extism:host/env load_u8
func loadU8(handle uint64) uint32

//go:wasmimport extism:host/env load_u64
func loadU64(handle uint64) uint64

//go:wasmimport extism:host/env store_u8
func storeU8(handle uint64, value uint32)

//go:wasmimport extism:host/env store_u64
func storeU64(handle uint64, value uint64)

//go:wasmimport extism:host/env output_set
func outputSet(handle uint64, bytes uint64)

// Bytes of one word, in which most of a block is carried.
const word = 8

// Input is the input of the running call.
func Input() []byte {
	bytes := make([]byte, inputLength())
	at := 0
	for ; at+word <= len(bytes); at += word {
		binary.LittleEndian.PutUint64(bytes[at:], inputLoadU64(uint64(at)))
	}
	for ; at < len(bytes); at++ {
		bytes[at] = byte(inputLoadU8(uint64(at)))
	}
	return bytes
}

// Output hands the answer of the running call to the host.
func Output(bytes []byte) {
	outputSet(ToHost(bytes), uint64(len(bytes)))
}

// ToHost copies bytes into a block of the host; 0 for no bytes. It panics when the host has no room, as a guest without memory does.
func ToHost(bytes []byte) uint64 {
	if len(bytes) == 0 {
		return 0
	}
	handle := alloc(uint64(len(bytes)))
	if handle == 0 {
		panic("the host has no room for so many bytes")
	}
	at := 0
	for ; at+word <= len(bytes); at += word {
		storeU64(handle+uint64(at), binary.LittleEndian.Uint64(bytes[at:]))
	}
	for ; at < len(bytes); at++ {
		storeU8(handle+uint64(at), uint32(bytes[at]))
	}
	return handle
}

// FromHost takes a block from the host and frees it; false for the handle 0.
func FromHost(handle uint64) ([]byte, bool) {
	if handle == 0 {
		return nil, false
	}
	bytes := make([]byte, length(handle))
	at := 0
	for ; at+word <= len(bytes); at += word {
		binary.LittleEndian.PutUint64(bytes[at:], loadU64(handle+uint64(at)))
	}
	for ; at < len(bytes); at++ {
		bytes[at] = byte(loadU8(handle + uint64(at)))
	}
	free(handle)
	return bytes, true
}
