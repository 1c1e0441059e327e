// Generated from sdk/abi/volume.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

// Package exports makes the exports that every driver of the kind volume has, when it is imported.
package exports

import "holdfast/generated/volume"

//go:wasmexport describe
func describe() int32 {
	return volume.ServeDescribe()
}

//go:wasmexport probe
func probe() int32 {
	return volume.ServeProbe()
}

//go:wasmexport create_volume
func createVolume() int32 {
	return volume.ServeCreateVolume()
}

//go:wasmexport delete_volume
func deleteVolume() int32 {
	return volume.ServeDeleteVolume()
}

//go:wasmexport extend_volume
func extendVolume() int32 {
	return volume.ServeExtendVolume()
}

//go:wasmexport inspect_volume
func inspectVolume() int32 {
	return volume.ServeInspectVolume()
}

//go:wasmexport list_volumes
func listVolumes() int32 {
	return volume.ServeListVolumes()
}
