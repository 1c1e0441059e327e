// The entry of volume-fake-go: each export looks first whether it shall misbehave, then does what a good driver does.
package main

import (
	"holdfast/codec"
	"holdfast/generated/volume"
)

func init() {
	volume.Serve(&memoryVolumes{})
}

//go:wasmexport describe
func describe() int32 {
	return volume.ServeDescribe()
}

//go:wasmexport probe
func probe() int32 {
	return volume.ServeProbe()
}

//go:wasmexport list_volumes
func listVolumes() int32 {
	return volume.ServeListVolumes()
}

//go:wasmexport get_stats
func getStats() int32 {
	return volume.ServeGetStats()
}

//go:wasmexport create_volume
func createVolume() int32 {
	return instead("create_volume", volume.ServeCreateVolume)
}

//go:wasmexport delete_volume
func deleteVolume() int32 {
	return instead("delete_volume", volume.ServeDeleteVolume)
}

//go:wasmexport extend_volume
func extendVolume() int32 {
	return instead("extend_volume", volume.ServeExtendVolume)
}

//go:wasmexport inspect_volume
func inspectVolume() int32 {
	return instead("inspect_volume", volume.ServeInspectVolume)
}

func instead(function string, well func() int32) int32 {
	if answer, odd := misbehave(function, codec.Input()); odd {
		return codec.Output(answer)
	}
	return well()
}

// A driver has no program of its own; the host calls its exports.
func main() {}
