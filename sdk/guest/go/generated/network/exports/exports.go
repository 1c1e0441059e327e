// Generated from sdk/abi/network.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

// Package exports makes the exports that every driver of the kind network has, when it is imported.
package exports

import "holdfast/generated/network"

//go:wasmexport describe
func describe() int32 {
	return network.ServeDescribe()
}

//go:wasmexport probe
func probe() int32 {
	return network.ServeProbe()
}

//go:wasmexport get_abilities
func getAbilities() int32 {
	return network.ServeGetAbilities()
}

//go:wasmexport ensure_network
func ensureNetwork() int32 {
	return network.ServeEnsureNetwork()
}

//go:wasmexport delete_network
func deleteNetwork() int32 {
	return network.ServeDeleteNetwork()
}

//go:wasmexport inspect_network
func inspectNetwork() int32 {
	return network.ServeInspectNetwork()
}

//go:wasmexport list_networks
func listNetworks() int32 {
	return network.ServeListNetworks()
}

//go:wasmexport attach_port
func attachPort() int32 {
	return network.ServeAttachPort()
}

//go:wasmexport detach_port
func detachPort() int32 {
	return network.ServeDetachPort()
}
