// Generated from sdk/abi/network.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

// Package network is the Go side of sdk/abi/network.yaml.
package network

import (
	"holdfast"
	"holdfast/codec"
)

// Description: A driver's own account of itself.
type Description struct {
	// The driver's name, as in its manifest.
	Name string

	// The driver's own semantic version.
	Version string

	// The kind it implements, such as volume.
	Kind string

	// The version of the kind it was built against, major.minor.
	Abi string
}

func (record Description) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("name")
	writer.Text(record.Name)
	writer.Key("version")
	writer.Text(record.Version)
	writer.Key("kind")
	writer.Text(record.Kind)
	writer.Key("abi")
	writer.Text(record.Abi)
	writer.EndObject()
}

// Health: How the driver feels.
type Health int

const (
	HealthReady Health = iota
	HealthDegraded
	HealthUnavailable
)

var healthNames = []string{"ready", "degraded", "unavailable"}

// String is the value as it stands on the wire.
func (value Health) String() string {
	if value < 0 || int(value) >= len(healthNames) {
		return "none"
	}
	return healthNames[value]
}

// Probe: The answer of a probe.
type Probe struct {
	Health Health

	// Why it is not ready, for the operator; one sentence.
	Reason *string
}

func (record Probe) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("health")
	writer.Name(int(record.Health), healthNames)
	if record.Reason != nil {
		writer.Key("reason")
		writer.Text((*record.Reason))
	}
	writer.EndObject()
}

// Ability: What a driver may be able to do: carry Ethernet frames between ports, keep networks apart by VLAN tags, give
// a port its address itself, serve DHCP, lead outer addresses inwards, enforce security rules.
type Ability int

const (
	AbilityBridge Ability = iota
	AbilityVlan
	AbilityAddress
	AbilityDhcp
	AbilityFloating
	AbilityRules
)

var abilityNames = []string{"bridge", "vlan", "address", "dhcp", "floating", "rules"}

// String is the value as it stands on the wire.
func (value Ability) String() string {
	if value < 0 || int(value) >= len(abilityNames) {
		return "none"
	}
	return abilityNames[value]
}

// AbilityState: One ability, here and now.
type AbilityState struct {
	Ability Ability

	// Whether it can be asked for.
	Available bool

	// Why not, in a few words: the kernel has no 8021q.
	Reason *string
}

func (record AbilityState) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("ability")
	writer.Name(int(record.Ability), abilityNames)
	writer.Key("available")
	writer.Boolean(record.Available)
	if record.Reason != nil {
		writer.Key("reason")
		writer.Text((*record.Reason))
	}
	writer.EndObject()
}

// Abilities: What a driver can do here. An ability that is not listed is not there.
type Abilities struct {
	// Each at most once.
	Abilities []AbilityState
}

func (record Abilities) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("abilities")
	codec.WriteArray(writer, record.Abilities, func(item0 AbilityState) {
		item0.write(writer)
	})
	writer.EndObject()
}

// NetworkId: Names one network.
type NetworkId struct {
	// Eight of 0-9 and a-f: short enough for the name of a device.
	Network string
}

func readNetworkId(reader *codec.Reader) (record NetworkId) {
	var seen [1]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "network":
			if reader.First(&seen[0]) {
				record.Network = reader.Text(8, 8)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "network")
	return
}

// PortId: Names one port.
type PortId struct {
	// Eight of 0-9 and a-f.
	Network string

	// Eight of 0-9 and a-f, unlike that of any other port.
	Port string
}

func readPortId(reader *codec.Reader) (record PortId) {
	var seen [2]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "network":
			if reader.First(&seen[0]) {
				record.Network = reader.Text(8, 8)
			}
		case "port":
			if reader.First(&seen[1]) {
				record.Port = reader.Text(8, 8)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "network")
	reader.Need(seen[1], "port")
	return
}

// FloatingId: Names one outer address.
type FloatingId struct {
	// Eight of 0-9 and a-f.
	Network string

	// The outer address, such as 203.0.113.5.
	Floating string
}

func readFloatingId(reader *codec.Reader) (record FloatingId) {
	var seen [2]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "network":
			if reader.First(&seen[0]) {
				record.Network = reader.Text(8, 8)
			}
		case "floating":
			if reader.First(&seen[1]) {
				record.Floating = reader.Text(7, 15)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "network")
	reader.Need(seen[1], "floating")
	return
}

// NetworkPlan: What a network shall be.
type NetworkPlan struct {
	// Eight of 0-9 and a-f.
	Network string

	// The operator's name for it, any UTF-8: to be shown, never to be run.
	Label string

	// Its 802.1Q tag; without one it is flat.
	Vlan *int32

	// The device that leads to the rest of the network; without one it stays on this machine.
	Uplink *string

	// The host's own IPv4 address in it; without one the host has none.
	Gateway *string

	// Bits of the network's part of an address; given with `gateway`.
	Prefix *int32
}

func readNetworkPlan(reader *codec.Reader) (record NetworkPlan) {
	var seen [6]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "network":
			if reader.First(&seen[0]) {
				record.Network = reader.Text(8, 8)
			}
		case "label":
			if reader.First(&seen[1]) {
				record.Label = reader.Text(1, 255)
			}
		case "vlan":
			if reader.First(&seen[2]) && !reader.TakeNull() {
				value := int32(reader.Integer(1, 4094))
				record.Vlan = &value
			}
		case "uplink":
			if reader.First(&seen[3]) && !reader.TakeNull() {
				value := reader.Text(1, 15)
				record.Uplink = &value
			}
		case "gateway":
			if reader.First(&seen[4]) && !reader.TakeNull() {
				value := reader.Text(7, 15)
				record.Gateway = &value
			}
		case "prefix":
			if reader.First(&seen[5]) && !reader.TakeNull() {
				value := int32(reader.Integer(1, 30))
				record.Prefix = &value
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "network")
	reader.Need(seen[1], "label")
	return
}

// Port: A port as it is.
type Port struct {
	// Eight of 0-9 and a-f.
	Port string

	// The name of the device that was put in, where it now is.
	Device *string

	// Its hardware address, if the driver can see it.
	Mac *string
}

func (record Port) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("port")
	writer.Text(record.Port)
	if record.Device != nil {
		writer.Key("device")
		writer.Text((*record.Device))
	}
	if record.Mac != nil {
		writer.Key("mac")
		writer.Text((*record.Mac))
	}
	writer.EndObject()
}

// Network: A network as it is.
type Network struct {
	// Eight of 0-9 and a-f.
	Network string

	// The host's foot in it or what else stands for it: a bridge, a VLAN interface.
	Device *string

	// Its 802.1Q tag.
	Vlan *int32

	// Each port once, in any order.
	Ports []Port

	// Whether a DHCP server serves it now.
	Dhcp bool

	// The outer addresses that lead into it.
	Floating []string
}

func (record Network) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("network")
	writer.Text(record.Network)
	if record.Device != nil {
		writer.Key("device")
		writer.Text((*record.Device))
	}
	if record.Vlan != nil {
		writer.Key("vlan")
		writer.Integer(int64((*record.Vlan)), 1, 4094)
	}
	writer.Key("ports")
	codec.WriteArray(writer, record.Ports, func(item0 Port) {
		item0.write(writer)
	})
	writer.Key("dhcp")
	writer.Boolean(record.Dhcp)
	writer.Key("floating")
	codec.WriteArray(writer, record.Floating, func(item0 string) {
		writer.Text(item0)
	})
	writer.EndObject()
}

// NetworkList: The networks of a driver.
type NetworkList struct {
	// The name of each network once.
	Networks []string
}

func (record NetworkList) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("networks")
	codec.WriteArray(writer, record.Networks, func(item0 string) {
		writer.Text(item0)
	})
	writer.EndObject()
}

// PortPlan: What a port shall be.
type PortPlan struct {
	// The network it is in.
	Network string

	// Eight of 0-9 and a-f.
	Port string

	// The operator's name for it, any UTF-8: to be shown, never to be run.
	Label string

	// The device's hardware address, in lower case: 02:68:66:0a:0b:0c.
	Mac string

	// The network namespace that the device goes into; without one it stays with the host.
	Netns *string

	// The device's name there, or for a switch its interface; the driver's choice by default.
	Device *string

	// The IPv4 address to give to the device; without one the driver gives none.
	Address *string

	// Bits of the network's part; given with `address`.
	Prefix *int32

	// The default route to set with `address`.
	Gateway *string
}

func readPortPlan(reader *codec.Reader) (record PortPlan) {
	var seen [9]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "network":
			if reader.First(&seen[0]) {
				record.Network = reader.Text(8, 8)
			}
		case "port":
			if reader.First(&seen[1]) {
				record.Port = reader.Text(8, 8)
			}
		case "label":
			if reader.First(&seen[2]) {
				record.Label = reader.Text(1, 255)
			}
		case "mac":
			if reader.First(&seen[3]) {
				record.Mac = reader.Text(17, 17)
			}
		case "netns":
			if reader.First(&seen[4]) && !reader.TakeNull() {
				value := reader.Text(1, 64)
				record.Netns = &value
			}
		case "device":
			if reader.First(&seen[5]) && !reader.TakeNull() {
				value := reader.Text(1, 15)
				record.Device = &value
			}
		case "address":
			if reader.First(&seen[6]) && !reader.TakeNull() {
				value := reader.Text(7, 15)
				record.Address = &value
			}
		case "prefix":
			if reader.First(&seen[7]) && !reader.TakeNull() {
				value := int32(reader.Integer(1, 30))
				record.Prefix = &value
			}
		case "gateway":
			if reader.First(&seen[8]) && !reader.TakeNull() {
				value := reader.Text(7, 15)
				record.Gateway = &value
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "network")
	reader.Need(seen[1], "port")
	reader.Need(seen[2], "label")
	reader.Need(seen[3], "mac")
	return
}

// Reservation: The address of one hardware address.
type Reservation struct {
	// The client's hardware address, in lower case.
	Mac string

	// Its IPv4 address.
	Address string
}

func readReservation(reader *codec.Reader) (record Reservation) {
	var seen [2]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "mac":
			if reader.First(&seen[0]) {
				record.Mac = reader.Text(17, 17)
			}
		case "address":
			if reader.First(&seen[1]) {
				record.Address = reader.Text(7, 15)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "mac")
	reader.Need(seen[1], "address")
	return
}

// DhcpPlan: What a DHCP server shall serve.
type DhcpPlan struct {
	// The network it serves.
	Network string

	// The address it serves from, and the clients' gateway.
	Server string

	// Bits of the network's part.
	Prefix int32

	// How long a lease lasts.
	LeaseSeconds int32

	// Who gets which address.
	Reservations []Reservation
}

func readDhcpPlan(reader *codec.Reader) (record DhcpPlan) {
	var seen [5]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "network":
			if reader.First(&seen[0]) {
				record.Network = reader.Text(8, 8)
			}
		case "server":
			if reader.First(&seen[1]) {
				record.Server = reader.Text(7, 15)
			}
		case "prefix":
			if reader.First(&seen[2]) {
				record.Prefix = int32(reader.Integer(1, 30))
			}
		case "lease_seconds":
			if reader.First(&seen[3]) {
				record.LeaseSeconds = int32(reader.Integer(120, 31536000))
			}
		case "reservations":
			if reader.First(&seen[4]) {
				record.Reservations = codec.ReadArray(reader, func() Reservation { return readReservation(reader) })
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "network")
	reader.Need(seen[1], "server")
	reader.Need(seen[2], "prefix")
	reader.Need(seen[3], "lease_seconds")
	reader.Need(seen[4], "reservations")
	return
}

// Lease: An address that was given out.
type Lease struct {
	// Who has it.
	Mac string

	// The IPv4 address.
	Address string

	// When it ends, in seconds since 1970; without it, not by itself.
	ExpiresSeconds *int64
}

func (record Lease) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("mac")
	writer.Text(record.Mac)
	writer.Key("address")
	writer.Text(record.Address)
	if record.ExpiresSeconds != nil {
		writer.Key("expires_seconds")
		writer.Integer(int64((*record.ExpiresSeconds)), 0, 9007199254740991)
	}
	writer.EndObject()
}

// LeaseList: The leases of a network.
type LeaseList struct {
	// Each address once.
	Leases []Lease
}

func (record LeaseList) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("leases")
	codec.WriteArray(writer, record.Leases, func(item0 Lease) {
		item0.write(writer)
	})
	writer.EndObject()
}

// FloatingPlan: What an outer address shall lead to.
type FloatingPlan struct {
	// The network it leads into.
	Network string

	// The outer address.
	Floating string

	// The address in the network.
	Fixed string

	// The device on which the outer address is answered for; without one it is only translated.
	Device *string
}

func readFloatingPlan(reader *codec.Reader) (record FloatingPlan) {
	var seen [4]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "network":
			if reader.First(&seen[0]) {
				record.Network = reader.Text(8, 8)
			}
		case "floating":
			if reader.First(&seen[1]) {
				record.Floating = reader.Text(7, 15)
			}
		case "fixed":
			if reader.First(&seen[2]) {
				record.Fixed = reader.Text(7, 15)
			}
		case "device":
			if reader.First(&seen[3]) && !reader.TakeNull() {
				value := reader.Text(1, 15)
				record.Device = &value
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "network")
	reader.Need(seen[1], "floating")
	reader.Need(seen[2], "fixed")
	return
}

// Direction: To the port or from it.
type Direction int

const (
	DirectionIngress Direction = iota
	DirectionEgress
)

var directionNames = []string{"ingress", "egress"}

// String is the value as it stands on the wire.
func (value Direction) String() string {
	if value < 0 || int(value) >= len(directionNames) {
		return "none"
	}
	return directionNames[value]
}

// Action: Whether a packet that fits passes.
type Action int

const (
	ActionAllow Action = iota
	ActionDeny
)

var actionNames = []string{"allow", "deny"}

// String is the value as it stands on the wire.
func (value Action) String() string {
	if value < 0 || int(value) >= len(actionNames) {
		return "none"
	}
	return actionNames[value]
}

// Protocol: What a packet carries.
type Protocol int

const (
	ProtocolAny Protocol = iota
	ProtocolTcp
	ProtocolUdp
	ProtocolIcmp
)

var protocolNames = []string{"any", "tcp", "udp", "icmp"}

// String is the value as it stands on the wire.
func (value Protocol) String() string {
	if value < 0 || int(value) >= len(protocolNames) {
		return "none"
	}
	return protocolNames[value]
}

// Rule: One security rule.
type Rule struct {
	Direction Direction

	Action Action

	Protocol Protocol

	// The first destination port, with tcp and udp; without one all fit.
	PortFirst *int32

	// The last destination port; `port_first` by default.
	PortLast *int32

	// The other side's addresses, such as 10.0.0.0/24; without it any.
	Peer *string
}

func readRule(reader *codec.Reader) (record Rule) {
	var seen [6]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "direction":
			if reader.First(&seen[0]) {
				record.Direction = Direction(reader.Name(directionNames))
			}
		case "action":
			if reader.First(&seen[1]) {
				record.Action = Action(reader.Name(actionNames))
			}
		case "protocol":
			if reader.First(&seen[2]) {
				record.Protocol = Protocol(reader.Name(protocolNames))
			}
		case "port_first":
			if reader.First(&seen[3]) && !reader.TakeNull() {
				value := int32(reader.Integer(1, 65535))
				record.PortFirst = &value
			}
		case "port_last":
			if reader.First(&seen[4]) && !reader.TakeNull() {
				value := int32(reader.Integer(1, 65535))
				record.PortLast = &value
			}
		case "peer":
			if reader.First(&seen[5]) && !reader.TakeNull() {
				value := reader.Text(9, 18)
				record.Peer = &value
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "direction")
	reader.Need(seen[1], "action")
	reader.Need(seen[2], "protocol")
	return
}

// PortRules: The rules of one port.
type PortRules struct {
	// Eight of 0-9 and a-f.
	Port string

	// Its hardware address.
	Mac string

	// Its IPv4 address.
	Address string

	// In the order in which they are gone through.
	Rules []Rule
}

func readPortRules(reader *codec.Reader) (record PortRules) {
	var seen [4]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "port":
			if reader.First(&seen[0]) {
				record.Port = reader.Text(8, 8)
			}
		case "mac":
			if reader.First(&seen[1]) {
				record.Mac = reader.Text(17, 17)
			}
		case "address":
			if reader.First(&seen[2]) {
				record.Address = reader.Text(7, 15)
			}
		case "rules":
			if reader.First(&seen[3]) {
				record.Rules = codec.ReadArray(reader, func() Rule { return readRule(reader) })
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "port")
	reader.Need(seen[1], "mac")
	reader.Need(seen[2], "address")
	reader.Need(seen[3], "rules")
	return
}

// RulesPlan: All rules of a network; a port that is not listed has none.
type RulesPlan struct {
	// The network they hold in.
	Network string

	// Each port at most once.
	Ports []PortRules
}

func readRulesPlan(reader *codec.Reader) (record RulesPlan) {
	var seen [2]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "network":
			if reader.First(&seen[0]) {
				record.Network = reader.Text(8, 8)
			}
		case "ports":
			if reader.First(&seen[1]) {
				record.Ports = codec.ReadArray(reader, func() PortRules { return readPortRules(reader) })
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "network")
	reader.Need(seen[1], "ports")
	return
}

// NetworkChange: One change: the field is named like the function, and has what that would be given.
type NetworkChange struct {
	// A network made or brought in line.
	EnsureNetwork *NetworkPlan

	// A network taken away.
	DeleteNetwork *NetworkId

	// A port put in.
	AttachPort *PortPlan

	// A port taken out.
	DetachPort *PortId

	// DHCP served.
	SetDhcp *DhcpPlan

	// An outer address led inwards.
	SetFloating *FloatingPlan

	// An outer address taken away.
	ClearFloating *FloatingId

	// All rules replaced.
	SetRules *RulesPlan
}

func readNetworkChange(reader *codec.Reader) (record NetworkChange) {
	var seen [8]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "ensure_network":
			if reader.First(&seen[0]) && !reader.TakeNull() {
				value := readNetworkPlan(reader)
				record.EnsureNetwork = &value
			}
		case "delete_network":
			if reader.First(&seen[1]) && !reader.TakeNull() {
				value := readNetworkId(reader)
				record.DeleteNetwork = &value
			}
		case "attach_port":
			if reader.First(&seen[2]) && !reader.TakeNull() {
				value := readPortPlan(reader)
				record.AttachPort = &value
			}
		case "detach_port":
			if reader.First(&seen[3]) && !reader.TakeNull() {
				value := readPortId(reader)
				record.DetachPort = &value
			}
		case "set_dhcp":
			if reader.First(&seen[4]) && !reader.TakeNull() {
				value := readDhcpPlan(reader)
				record.SetDhcp = &value
			}
		case "set_floating":
			if reader.First(&seen[5]) && !reader.TakeNull() {
				value := readFloatingPlan(reader)
				record.SetFloating = &value
			}
		case "clear_floating":
			if reader.First(&seen[6]) && !reader.TakeNull() {
				value := readFloatingId(reader)
				record.ClearFloating = &value
			}
		case "set_rules":
			if reader.First(&seen[7]) && !reader.TakeNull() {
				value := readRulesPlan(reader)
				record.SetRules = &value
			}
		default:
			reader.Skip()
		}
	}
	return
}

// NetworkStep: One step.
type NetworkStep struct {
	// In words.
	What string

	// The argument vector, where a command would run.
	Argv []string

	// What the command would read.
	StdinText *string
}

func (record NetworkStep) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("what")
	writer.Text(record.What)
	if record.Argv != nil {
		writer.Key("argv")
		codec.WriteArray(writer, record.Argv, func(item0 string) {
			writer.Text(item0)
		})
	}
	if record.StdinText != nil {
		writer.Key("stdin_text")
		writer.Text((*record.StdinText))
	}
	writer.EndObject()
}

// NetworkSteps: What would be done, in order.
type NetworkSteps struct {
	// Nothing would be done when there are none.
	Steps []NetworkStep
}

func (record NetworkSteps) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("steps")
	codec.WriteArray(writer, record.Steps, func(item0 NetworkStep) {
		item0.write(writer)
	})
	writer.EndObject()
}

// Driver is what a driver of the kind network does. Hand an instance to Serve.
type Driver interface {
	// Describe: Says what this driver is. It must not touch the outside. Called: once after every instantiation, before
	// any other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
	// the driver is refused.
	Describe() (Description, error)

	// Probe: Says whether the driver can work here and now: directories writable, kernel features present, devices
	// reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called: after
	// describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown to
	// operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
	Probe() (Probe, error)

	// GetAbilities: Says what this driver can do on this machine, and why not where it cannot: "the kernel has no 8021q".
	// It must look, never assume. Called: at the start of the manager, which refuses to work with a driver that lacks what
	// its strategy needs, and after each swap of the driver. Afterwards: nothing was changed. Statuses: not_ready (what
	// the driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what
	// lies behind it refused the driver); failed (none of these; the message says what. The manager looks before it goes
	// on).
	GetAbilities() (Abilities, error)

	// EnsureNetwork: Makes the network be there as described, with the host's own foot in it when a gateway address is
	// given. One that is there is brought in line and keeps its ports. Called: for a new network, after each start of the
	// host, and again after an accident. Afterwards: with ok the network is as described. With anything else a network
	// that was not there before is not there either. Statuses: invalid_argument (the input cannot be right, now or later,
	// such as an address that is none); already_exists (a device of that name is there and is not the driver's own; it was
	// not touched); not_ready (the uplink or the kernel feature that it needs is not there); resource_exhausted (no more
	// of something: devices, addresses, table entries); permission_denied (the host or what lies behind it refused the
	// driver); busy (someone else holds what would be touched); failed (none of these; the message says what. The manager
	// looks before it goes on).
	EnsureNetwork(input NetworkPlan) (Network, error)

	// DeleteNetwork: Removes a network and all that belongs to it: ports, the DHCP server, rules, floating addresses, and
	// what a broken ensure_network left. Removing what is absent is ok. Called: when a network shall go, and again until
	// it answers ok. Afterwards: with ok the machine is as if the network had never been. Statuses: invalid_argument (the
	// input cannot be right, now or later, such as an address that is none); busy (something in it cannot be removed now;
	// the rest may be gone, and deleting again goes on); not_ready (what the driver stands on is not there yet or at the
	// moment; trying later may help); permission_denied (the host or what lies behind it refused the driver); failed (none
	// of these; the message says what. The manager looks before it goes on).
	DeleteNetwork(input NetworkId) error

	// InspectNetwork: Says what is really there. It must look, never remember. Called: whenever the manager must know: to
	// settle an unknown outcome, and when its records are compared with what is there. Afterwards: nothing was changed.
	// What it answered was there at that moment. Statuses: invalid_argument (the input cannot be right, now or later, such
	// as an address that is none); not_found (there is no such network, or it was only half made); not_ready (what the
	// driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what lies
	// behind it refused the driver); failed (it could not look; the outcome stays unknown).
	InspectNetwork(input NetworkId) (Network, error)

	// ListNetworks: Lists the networks that drivers of this kind made here, in any order. Called: when records are
	// compared with what is there. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is not
	// there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused the
	// driver); failed (none of these; the message says what. The manager looks before it goes on).
	ListNetworks() (NetworkList, error)

	// AttachPort: Puts one device with that hardware address into the network, in a network namespace when one is named. A
	// port that is there as described is ok. Called: when something shall be connected, after each start of the host, and
	// again after an accident. Afterwards: with ok the device is there, up and in the network. With anything else a port
	// that was not there before is not there either. Statuses: invalid_argument (the input cannot be right, now or later,
	// such as an address that is none); not_found (there is no such network, or no such network namespace); already_exists
	// (a device of that name is there and is not the port's own; it was not touched); not_ready (what the driver stands on
	// is not there yet or at the moment; trying later may help); resource_exhausted (no more of something: devices,
	// addresses, table entries); permission_denied (the host or what lies behind it refused the driver); busy (the place
	// that the port needs is held by another); failed (none of these; the message says what. The manager looks before it
	// goes on).
	AttachPort(input PortPlan) (Port, error)

	// DetachPort: Takes a port and its device away. Taking away what is absent, or is in an absent network, is ok. Called:
	// when something shall be disconnected, and again until it answers ok. Afterwards: with ok neither the port nor its
	// device is left. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
	// none); busy (the device cannot be removed now; it is still there); not_ready (what the driver stands on is not there
	// yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused the
	// driver); failed (none of these; the message says what. The manager looks before it goes on).
	DetachPort(input PortId) error
}

// SetDhcpDriver is a driver that offers set_dhcp: it also exports the name, with ServeSetDhcp.
type SetDhcpDriver interface {
	// SetDhcp: Serves DHCP in the network: exactly these reservations, and nothing for hardware addresses that have none.
	// The network has a gateway address, which is the server's. Called: whenever reservations change, after each start of
	// the host, and again after an accident. Afterwards: with ok these reservations are served and no others. With
	// anything else what was served before may be served still, or nothing. Statuses: invalid_argument (the input cannot
	// be right, now or later, such as an address that is none); not_found (there is no such network); not_ready (what the
	// driver stands on is not there yet or at the moment; trying later may help); resource_exhausted (no more of
	// something: devices, addresses, table entries); permission_denied (the host or what lies behind it refused the
	// driver); busy (another server holds the address or the port); failed (none of these; the message says what. The
	// manager looks before it goes on).
	SetDhcp(input DhcpPlan) error
}

// ListLeasesDriver is a driver that offers list_leases: it also exports the name, with ServeListLeases.
type ListLeasesDriver interface {
	// ListLeases: Lists the addresses that the DHCP server of a network has given out and that have not expired. Called:
	// when the manager or an operator wants to know who has which address. Afterwards: nothing was changed. Statuses:
	// invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there is no
	// such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may help);
	// permission_denied (the host or what lies behind it refused the driver); failed (none of these; the message says
	// what. The manager looks before it goes on).
	ListLeases(input NetworkId) (LeaseList, error)
}

// SetFloatingDriver is a driver that offers set_floating: it also exports the name, with ServeSetFloating.
type SetFloatingDriver interface {
	// SetFloating: Makes an outer address lead to an address in the network, both ways: what is sent to it arrives there,
	// what comes from there leaves with it. One that is there as described is ok. Called: when an outer address is
	// associated, after each start of the host, and again after an accident. Afterwards: with ok both ways are translated.
	// With anything else the outer address leads where it led before, or nowhere. Statuses: invalid_argument (the input
	// cannot be right, now or later, such as an address that is none); not_found (there is no such network);
	// already_exists (someone else has the outer address); not_ready (what the driver stands on is not there yet or at the
	// moment; trying later may help); resource_exhausted (no more of something: devices, addresses, table entries);
	// permission_denied (the host or what lies behind it refused the driver); busy (someone else holds what would be
	// touched); failed (none of these; the message says what. The manager looks before it goes on).
	SetFloating(input FloatingPlan) error
}

// ClearFloatingDriver is a driver that offers clear_floating: it also exports the name, with ServeClearFloating.
type ClearFloatingDriver interface {
	// ClearFloating: Takes an outer address away. Taking away what is absent, or belongs to an absent network, is ok.
	// Called: when an outer address is disassociated, and again until it answers ok. Afterwards: with ok nothing of it is
	// left. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); busy
	// (someone else holds what would be touched); not_ready (what the driver stands on is not there yet or at the moment;
	// trying later may help); permission_denied (the host or what lies behind it refused the driver); failed (none of
	// these; the message says what. The manager looks before it goes on).
	ClearFloating(input FloatingId) error
}

// SetRulesDriver is a driver that offers set_rules: it also exports the name, with ServeSetRules.
type SetRulesDriver interface {
	// SetRules: Replaces all security rules of a network. The rules of a port are gone through in their order and the
	// first that fits decides; what none fits passes. Replies to what was let pass always pass. Called: whenever a rule or
	// a port changes, after each start of the host, and again after an accident. Afterwards: with ok all these rules hold
	// and no others; no packet met a part of them. With anything else the rules are as they were. Statuses:
	// invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there is no
	// such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may help);
	// resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host or what
	// lies behind it refused the driver); busy (someone else holds what would be touched); failed (none of these; the
	// message says what. The manager looks before it goes on).
	SetRules(input RulesPlan) error
}

// PlanChangeDriver is a driver that offers plan_change: it also exports the name, with ServePlanChange.
type PlanChangeDriver interface {
	// PlanChange: Says what a change would do, and does nothing: each step in words, with the argument vector where a
	// command would run. It answers the status that the change would be refused with, as far as looking can tell. DHCP is
	// planned for a network that is not there too: it would have been made just before. Called: when an operator asks what
	// a change would do (`--dry-run`). Afterwards: nothing was changed. The change may still end otherwise: the world goes
	// on. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found
	// (the change would answer it: what it needs is not there); already_exists (the change would answer it: the name or
	// the place is taken); not_ready (what the driver stands on is not there yet or at the moment; trying later may help);
	// resource_exhausted (the change would answer it: there is no more of something); permission_denied (the host or what
	// lies behind it refused the driver); busy (the change would answer it: what it needs is in use); failed (none of
	// these; the message says what. The manager looks before it goes on).
	PlanChange(input NetworkChange) (NetworkSteps, error)
}

var served Driver

// Serve names the driver that the exports call; once, in an init function of the driver.
func Serve(driver Driver) {
	served = driver
}

func serving() Driver {
	if served == nil {
		panic("no driver is served: call Serve in an init function")
	}
	return served
}

// ServeDescribe runs one call of describe. The export's return value.
func ServeDescribe() int32 {
	call := func(struct{}) (Description, error) {
		return serving().Describe()
	}
	return codec.Serve(nil, call, Description.write)
}

// ServeProbe runs one call of probe. The export's return value.
func ServeProbe() int32 {
	call := func(struct{}) (Probe, error) {
		return serving().Probe()
	}
	return codec.Serve(nil, call, Probe.write)
}

// ServeGetAbilities runs one call of get_abilities. The export's return value.
func ServeGetAbilities() int32 {
	call := func(struct{}) (Abilities, error) {
		return serving().GetAbilities()
	}
	return codec.Serve(nil, call, Abilities.write)
}

// ServeEnsureNetwork runs one call of ensure_network. The export's return value.
func ServeEnsureNetwork() int32 {
	call := func(input NetworkPlan) (Network, error) {
		return serving().EnsureNetwork(input)
	}
	return codec.Serve(readNetworkPlan, call, Network.write)
}

// ServeDeleteNetwork runs one call of delete_network. The export's return value.
func ServeDeleteNetwork() int32 {
	call := func(input NetworkId) (struct{}, error) {
		return struct{}{}, serving().DeleteNetwork(input)
	}
	return codec.Serve(readNetworkId, call, nil)
}

// ServeInspectNetwork runs one call of inspect_network. The export's return value.
func ServeInspectNetwork() int32 {
	call := func(input NetworkId) (Network, error) {
		return serving().InspectNetwork(input)
	}
	return codec.Serve(readNetworkId, call, Network.write)
}

// ServeListNetworks runs one call of list_networks. The export's return value.
func ServeListNetworks() int32 {
	call := func(struct{}) (NetworkList, error) {
		return serving().ListNetworks()
	}
	return codec.Serve(nil, call, NetworkList.write)
}

// ServeAttachPort runs one call of attach_port. The export's return value.
func ServeAttachPort() int32 {
	call := func(input PortPlan) (Port, error) {
		return serving().AttachPort(input)
	}
	return codec.Serve(readPortPlan, call, Port.write)
}

// ServeDetachPort runs one call of detach_port. The export's return value.
func ServeDetachPort() int32 {
	call := func(input PortId) (struct{}, error) {
		return struct{}{}, serving().DetachPort(input)
	}
	return codec.Serve(readPortId, call, nil)
}

// ServeSetDhcp runs one call of set_dhcp. The export's return value.
func ServeSetDhcp() int32 {
	call := func(input DhcpPlan) (struct{}, error) {
		driver, offered := serving().(SetDhcpDriver)
		if !offered {
			return struct{}{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer set_dhcp.")
		}
		return struct{}{}, driver.SetDhcp(input)
	}
	return codec.Serve(readDhcpPlan, call, nil)
}

// ServeListLeases runs one call of list_leases. The export's return value.
func ServeListLeases() int32 {
	call := func(input NetworkId) (LeaseList, error) {
		driver, offered := serving().(ListLeasesDriver)
		if !offered {
			return LeaseList{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer list_leases.")
		}
		return driver.ListLeases(input)
	}
	return codec.Serve(readNetworkId, call, LeaseList.write)
}

// ServeSetFloating runs one call of set_floating. The export's return value.
func ServeSetFloating() int32 {
	call := func(input FloatingPlan) (struct{}, error) {
		driver, offered := serving().(SetFloatingDriver)
		if !offered {
			return struct{}{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer set_floating.")
		}
		return struct{}{}, driver.SetFloating(input)
	}
	return codec.Serve(readFloatingPlan, call, nil)
}

// ServeClearFloating runs one call of clear_floating. The export's return value.
func ServeClearFloating() int32 {
	call := func(input FloatingId) (struct{}, error) {
		driver, offered := serving().(ClearFloatingDriver)
		if !offered {
			return struct{}{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer clear_floating.")
		}
		return struct{}{}, driver.ClearFloating(input)
	}
	return codec.Serve(readFloatingId, call, nil)
}

// ServeSetRules runs one call of set_rules. The export's return value.
func ServeSetRules() int32 {
	call := func(input RulesPlan) (struct{}, error) {
		driver, offered := serving().(SetRulesDriver)
		if !offered {
			return struct{}{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer set_rules.")
		}
		return struct{}{}, driver.SetRules(input)
	}
	return codec.Serve(readRulesPlan, call, nil)
}

// ServePlanChange runs one call of plan_change. The export's return value.
func ServePlanChange() int32 {
	call := func(input NetworkChange) (NetworkSteps, error) {
		driver, offered := serving().(PlanChangeDriver)
		if !offered {
			return NetworkSteps{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer plan_change.")
		}
		return driver.PlanChange(input)
	}
	return codec.Serve(readNetworkChange, call, NetworkSteps.write)
}
