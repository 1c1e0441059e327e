// Generated from sdk/abi/network.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

const codec = @import("holdfast").codec;
const border = @import("holdfast").border;

/// A driver's own account of itself.
pub const Description = struct {
    /// The driver's name, as in its manifest.
    name: []const u8,
    /// The driver's own semantic version.
    version: []const u8,
    /// The kind it implements, such as volume.
    kind: []const u8,
    /// The version of the kind it was built against, major.minor.
    abi: []const u8,
};

/// How the driver feels.
pub const Health = enum { ready, degraded, unavailable };

/// The answer of a probe.
pub const Probe = struct {
    health: Health,
    /// Why it is not ready, for the operator; one sentence.
    reason: ?[]const u8 = null,
};

/// What a driver may be able to do: carry Ethernet frames between ports, keep networks apart by VLAN tags, give a
/// port its address itself, serve DHCP, lead outer addresses inwards, enforce security rules.
pub const Ability = enum { bridge, vlan, address, dhcp, floating, rules };

/// One ability, here and now.
pub const AbilityState = struct {
    ability: Ability,
    /// Whether it can be asked for.
    available: bool,
    /// Why not, in a few words: the kernel has no 8021q.
    reason: ?[]const u8 = null,
};

/// What a driver can do here. An ability that is not listed is not there.
pub const Abilities = struct {
    /// Each at most once.
    abilities: []const AbilityState,
};

/// Names one network.
pub const NetworkId = struct {
    /// Eight of 0-9 and a-f: short enough for the name of a device.
    network: []const u8,
};

/// Names one port.
pub const PortId = struct {
    /// Eight of 0-9 and a-f.
    network: []const u8,
    /// Eight of 0-9 and a-f, unlike that of any other port.
    port: []const u8,
};

/// Names one outer address.
pub const FloatingId = struct {
    /// Eight of 0-9 and a-f.
    network: []const u8,
    /// The outer address, such as 203.0.113.5.
    floating: []const u8,
};

/// What a network shall be.
pub const NetworkPlan = struct {
    /// Eight of 0-9 and a-f.
    network: []const u8,
    /// The operator's name for it, any UTF-8: to be shown, never to be run.
    label: []const u8,
    /// Its 802.1Q tag; without one it is flat.
    vlan: ?i32 = null,
    /// The device that leads to the rest of the network; without one it stays on this machine.
    uplink: ?[]const u8 = null,
    /// The host's own IPv4 address in it; without one the host has none.
    gateway: ?[]const u8 = null,
    /// Bits of the network's part of an address; given with `gateway`.
    prefix: ?i32 = null,
};

/// A port as it is.
pub const Port = struct {
    /// Eight of 0-9 and a-f.
    port: []const u8,
    /// The name of the device that was put in, where it now is.
    device: ?[]const u8 = null,
    /// Its hardware address, if the driver can see it.
    mac: ?[]const u8 = null,
};

/// A network as it is.
pub const Network = struct {
    /// Eight of 0-9 and a-f.
    network: []const u8,
    /// The host's foot in it or what else stands for it: a bridge, a VLAN interface.
    device: ?[]const u8 = null,
    /// Its 802.1Q tag.
    vlan: ?i32 = null,
    /// Each port once, in any order.
    ports: []const Port,
    /// Whether a DHCP server serves it now.
    dhcp: bool,
    /// The outer addresses that lead into it.
    floating: []const []const u8,
};

/// The networks of a driver.
pub const NetworkList = struct {
    /// The name of each network once.
    networks: []const []const u8,
};

/// What a port shall be.
pub const PortPlan = struct {
    /// The network it is in.
    network: []const u8,
    /// Eight of 0-9 and a-f.
    port: []const u8,
    /// The operator's name for it, any UTF-8: to be shown, never to be run.
    label: []const u8,
    /// The device's hardware address, in lower case: 02:68:66:0a:0b:0c.
    mac: []const u8,
    /// The network namespace that the device goes into; without one it stays with the host.
    netns: ?[]const u8 = null,
    /// The device's name there, or for a switch its interface; the driver's choice by default.
    device: ?[]const u8 = null,
    /// The IPv4 address to give to the device; without one the driver gives none.
    address: ?[]const u8 = null,
    /// Bits of the network's part; given with `address`.
    prefix: ?i32 = null,
    /// The default route to set with `address`.
    gateway: ?[]const u8 = null,
};

/// The address of one hardware address.
pub const Reservation = struct {
    /// The client's hardware address, in lower case.
    mac: []const u8,
    /// Its IPv4 address.
    address: []const u8,
};

/// What a DHCP server shall serve.
pub const DhcpPlan = struct {
    /// The network it serves.
    network: []const u8,
    /// The address it serves from, and the clients' gateway.
    server: []const u8,
    /// Bits of the network's part.
    prefix: i32,
    /// How long a lease lasts.
    lease_seconds: i32,
    /// Who gets which address.
    reservations: []const Reservation,
};

/// An address that was given out.
pub const Lease = struct {
    /// Who has it.
    mac: []const u8,
    /// The IPv4 address.
    address: []const u8,
    /// When it ends, in seconds since 1970; without it, not by itself.
    expires_seconds: ?i64 = null,
};

/// The leases of a network.
pub const LeaseList = struct {
    /// Each address once.
    leases: []const Lease,
};

/// What an outer address shall lead to.
pub const FloatingPlan = struct {
    /// The network it leads into.
    network: []const u8,
    /// The outer address.
    floating: []const u8,
    /// The address in the network.
    fixed: []const u8,
    /// The device on which the outer address is answered for; without one it is only translated.
    device: ?[]const u8 = null,
};

/// To the port or from it.
pub const Direction = enum { ingress, egress };

/// Whether a packet that fits passes.
pub const Action = enum { allow, deny };

/// What a packet carries.
pub const Protocol = enum { any, tcp, udp, icmp };

/// One security rule.
pub const Rule = struct {
    direction: Direction,
    action: Action,
    protocol: Protocol,
    /// The first destination port, with tcp and udp; without one all fit.
    port_first: ?i32 = null,
    /// The last destination port; `port_first` by default.
    port_last: ?i32 = null,
    /// The other side's addresses, such as 10.0.0.0/24; without it any.
    peer: ?[]const u8 = null,
};

/// The rules of one port.
pub const PortRules = struct {
    /// Eight of 0-9 and a-f.
    port: []const u8,
    /// Its hardware address.
    mac: []const u8,
    /// Its IPv4 address.
    address: []const u8,
    /// In the order in which they are gone through.
    rules: []const Rule,
};

/// All rules of a network; a port that is not listed has none.
pub const RulesPlan = struct {
    /// The network they hold in.
    network: []const u8,
    /// Each port at most once.
    ports: []const PortRules,
};

/// One change: the field is named like the function, and has what that would be given.
pub const NetworkChange = struct {
    /// A network made or brought in line.
    ensure_network: ?NetworkPlan = null,
    /// A network taken away.
    delete_network: ?NetworkId = null,
    /// A port put in.
    attach_port: ?PortPlan = null,
    /// A port taken out.
    detach_port: ?PortId = null,
    /// DHCP served.
    set_dhcp: ?DhcpPlan = null,
    /// An outer address led inwards.
    set_floating: ?FloatingPlan = null,
    /// An outer address taken away.
    clear_floating: ?FloatingId = null,
    /// All rules replaced.
    set_rules: ?RulesPlan = null,
};

/// One step.
pub const NetworkStep = struct {
    /// In words.
    what: []const u8,
    /// The argument vector, where a command would run.
    argv: ?[]const []const u8 = null,
    /// What the command would read.
    stdin_text: ?[]const u8 = null,
};

/// What would be done, in order.
pub const NetworkSteps = struct {
    /// Nothing would be done when there are none.
    steps: []const NetworkStep,
};

/// Makes the exports of a driver of the kind network from the functions of a type: `comptime { network.serve(@This()); }`.
pub fn serve(comptime Driver: type) void {
    // Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
    // other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
    // the driver is refused.
    if (!@hasDecl(Driver, "describe")) @compileError("The driver has no `pub fn describe() !Description`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.describe, void, DescriptionCodec);
        }
    }.export_, .{ .name = "describe" });
    // Says whether the driver can work here and now: directories writable, kernel features present, devices
    // reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called:
    // after describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is
    // shown to operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
    if (!@hasDecl(Driver, "probe")) @compileError("The driver has no `pub fn probe() !Probe`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.probe, void, ProbeCodec);
        }
    }.export_, .{ .name = "probe" });
    // Says what this driver can do on this machine, and why not where it cannot: "the kernel has no 8021q". It must
    // look, never assume. Called: at the start of the manager, which refuses to work with a driver that lacks what
    // its strategy needs, and after each swap of the driver. Afterwards: nothing was changed. Statuses: not_ready
    // (what the driver stands on is not there yet or at the moment; trying later may help); permission_denied (the
    // host or what lies behind it refused the driver); failed (none of these; the message says what. The manager
    // looks before it goes on).
    if (!@hasDecl(Driver, "getAbilities")) @compileError("The driver has no `pub fn getAbilities() !Abilities`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.getAbilities, void, AbilitiesCodec);
        }
    }.export_, .{ .name = "get_abilities" });
    // Makes the network be there as described, with the host's own foot in it when a gateway address is given. One
    // that is there is brought in line and keeps its ports. Called: for a new network, after each start of the
    // host, and again after an accident. Afterwards: with ok the network is as described. With anything else a
    // network that was not there before is not there either. Statuses: invalid_argument (the input cannot be right,
    // now or later, such as an address that is none); already_exists (a device of that name is there and is not the
    // driver's own; it was not touched); not_ready (the uplink or the kernel feature that it needs is not there);
    // resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host or
    // what lies behind it refused the driver); busy (someone else holds what would be touched); failed (none of
    // these; the message says what. The manager looks before it goes on).
    if (!@hasDecl(Driver, "ensureNetwork")) @compileError("The driver has no `pub fn ensureNetwork(input: NetworkPlan) !Network`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.ensureNetwork, NetworkPlanCodec, NetworkCodec);
        }
    }.export_, .{ .name = "ensure_network" });
    // Removes a network and all that belongs to it: ports, the DHCP server, rules, floating addresses, and what a
    // broken ensure_network left. Removing what is absent is ok. Called: when a network shall go, and again until
    // it answers ok. Afterwards: with ok the machine is as if the network had never been. Statuses:
    // invalid_argument (the input cannot be right, now or later, such as an address that is none); busy (something
    // in it cannot be removed now; the rest may be gone, and deleting again goes on); not_ready (what the driver
    // stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what lies
    // behind it refused the driver); failed (none of these; the message says what. The manager looks before it goes
    // on).
    if (!@hasDecl(Driver, "deleteNetwork")) @compileError("The driver has no `pub fn deleteNetwork(input: NetworkId) !void`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.deleteNetwork, NetworkIdCodec, void);
        }
    }.export_, .{ .name = "delete_network" });
    // Says what is really there. It must look, never remember. Called: whenever the manager must know: to settle an
    // unknown outcome, and when its records are compared with what is there. Afterwards: nothing was changed. What
    // it answered was there at that moment. Statuses: invalid_argument (the input cannot be right, now or later,
    // such as an address that is none); not_found (there is no such network, or it was only half made); not_ready
    // (what the driver stands on is not there yet or at the moment; trying later may help); permission_denied (the
    // host or what lies behind it refused the driver); failed (it could not look; the outcome stays unknown).
    if (!@hasDecl(Driver, "inspectNetwork")) @compileError("The driver has no `pub fn inspectNetwork(input: NetworkId) !Network`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.inspectNetwork, NetworkIdCodec, NetworkCodec);
        }
    }.export_, .{ .name = "inspect_network" });
    // Lists the networks that drivers of this kind made here, in any order. Called: when records are compared with
    // what is there. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is not there
    // yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused the
    // driver); failed (none of these; the message says what. The manager looks before it goes on).
    if (!@hasDecl(Driver, "listNetworks")) @compileError("The driver has no `pub fn listNetworks() !NetworkList`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.listNetworks, void, NetworkListCodec);
        }
    }.export_, .{ .name = "list_networks" });
    // Puts one device with that hardware address into the network, in a network namespace when one is named. A port
    // that is there as described is ok. Called: when something shall be connected, after each start of the host,
    // and again after an accident. Afterwards: with ok the device is there, up and in the network. With anything
    // else a port that was not there before is not there either. Statuses: invalid_argument (the input cannot be
    // right, now or later, such as an address that is none); not_found (there is no such network, or no such
    // network namespace); already_exists (a device of that name is there and is not the port's own; it was not
    // touched); not_ready (what the driver stands on is not there yet or at the moment; trying later may help);
    // resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host or
    // what lies behind it refused the driver); busy (the place that the port needs is held by another); failed
    // (none of these; the message says what. The manager looks before it goes on).
    if (!@hasDecl(Driver, "attachPort")) @compileError("The driver has no `pub fn attachPort(input: PortPlan) !Port`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.attachPort, PortPlanCodec, PortCodec);
        }
    }.export_, .{ .name = "attach_port" });
    // Takes a port and its device away. Taking away what is absent, or is in an absent network, is ok. Called: when
    // something shall be disconnected, and again until it answers ok. Afterwards: with ok neither the port nor its
    // device is left. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that
    // is none); busy (the device cannot be removed now; it is still there); not_ready (what the driver stands on is
    // not there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it
    // refused the driver); failed (none of these; the message says what. The manager looks before it goes on).
    if (!@hasDecl(Driver, "detachPort")) @compileError("The driver has no `pub fn detachPort(input: PortId) !void`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.detachPort, PortIdCodec, void);
        }
    }.export_, .{ .name = "detach_port" });
    // Serves DHCP in the network: exactly these reservations, and nothing for hardware addresses that have none.
    // The network has a gateway address, which is the server's. Called: whenever reservations change, after each
    // start of the host, and again after an accident. Afterwards: with ok these reservations are served and no
    // others. With anything else what was served before may be served still, or nothing. Statuses: invalid_argument
    // (the input cannot be right, now or later, such as an address that is none); not_found (there is no such
    // network); not_ready (what the driver stands on is not there yet or at the moment; trying later may help);
    // resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host or
    // what lies behind it refused the driver); busy (another server holds the address or the port); failed (none of
    // these; the message says what. The manager looks before it goes on).
    if (@hasDecl(Driver, "setDhcp")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.setDhcp, DhcpPlanCodec, void);
            }
        }.export_, .{ .name = "set_dhcp" });
    }
    // Lists the addresses that the DHCP server of a network has given out and that have not expired. Called: when
    // the manager or an operator wants to know who has which address. Afterwards: nothing was changed. Statuses:
    // invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
    // is no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may
    // help); permission_denied (the host or what lies behind it refused the driver); failed (none of these; the
    // message says what. The manager looks before it goes on).
    if (@hasDecl(Driver, "listLeases")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.listLeases, NetworkIdCodec, LeaseListCodec);
            }
        }.export_, .{ .name = "list_leases" });
    }
    // Makes an outer address lead to an address in the network, both ways: what is sent to it arrives there, what
    // comes from there leaves with it. One that is there as described is ok. Called: when an outer address is
    // associated, after each start of the host, and again after an accident. Afterwards: with ok both ways are
    // translated. With anything else the outer address leads where it led before, or nowhere. Statuses:
    // invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
    // is no such network); already_exists (someone else has the outer address); not_ready (what the driver stands
    // on is not there yet or at the moment; trying later may help); resource_exhausted (no more of something:
    // devices, addresses, table entries); permission_denied (the host or what lies behind it refused the driver);
    // busy (someone else holds what would be touched); failed (none of these; the message says what. The manager
    // looks before it goes on).
    if (@hasDecl(Driver, "setFloating")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.setFloating, FloatingPlanCodec, void);
            }
        }.export_, .{ .name = "set_floating" });
    }
    // Takes an outer address away. Taking away what is absent, or belongs to an absent network, is ok. Called: when
    // an outer address is disassociated, and again until it answers ok. Afterwards: with ok nothing of it is left.
    // Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); busy
    // (someone else holds what would be touched); not_ready (what the driver stands on is not there yet or at the
    // moment; trying later may help); permission_denied (the host or what lies behind it refused the driver);
    // failed (none of these; the message says what. The manager looks before it goes on).
    if (@hasDecl(Driver, "clearFloating")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.clearFloating, FloatingIdCodec, void);
            }
        }.export_, .{ .name = "clear_floating" });
    }
    // Replaces all security rules of a network. The rules of a port are gone through in their order and the first
    // that fits decides; what none fits passes. Replies to what was let pass always pass. Called: whenever a rule
    // or a port changes, after each start of the host, and again after an accident. Afterwards: with ok all these
    // rules hold and no others; no packet met a part of them. With anything else the rules are as they were.
    // Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none);
    // not_found (there is no such network); not_ready (what the driver stands on is not there yet or at the moment;
    // trying later may help); resource_exhausted (no more of something: devices, addresses, table entries);
    // permission_denied (the host or what lies behind it refused the driver); busy (someone else holds what would
    // be touched); failed (none of these; the message says what. The manager looks before it goes on).
    if (@hasDecl(Driver, "setRules")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.setRules, RulesPlanCodec, void);
            }
        }.export_, .{ .name = "set_rules" });
    }
    // Says what a change would do, and does nothing: each step in words, with the argument vector where a command
    // would run. It answers the status that the change would be refused with, as far as looking can tell. DHCP is
    // planned for a network that is not there too: it would have been made just before. Called: when an operator
    // asks what a change would do (`--dry-run`). Afterwards: nothing was changed. The change may still end
    // otherwise: the world goes on. Statuses: invalid_argument (the input cannot be right, now or later, such as an
    // address that is none); not_found (the change would answer it: what it needs is not there); already_exists
    // (the change would answer it: the name or the place is taken); not_ready (what the driver stands on is not
    // there yet or at the moment; trying later may help); resource_exhausted (the change would answer it: there is
    // no more of something); permission_denied (the host or what lies behind it refused the driver); busy (the
    // change would answer it: what it needs is in use); failed (none of these; the message says what. The manager
    // looks before it goes on).
    if (@hasDecl(Driver, "planChange")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.planChange, NetworkChangeCodec, NetworkStepsCodec);
            }
        }.export_, .{ .name = "plan_change" });
    }
}

pub const DescriptionCodec = codec.Record(Description, .{
    .name = codec.Text(0, codec.any),
    .version = codec.Text(0, codec.any),
    .kind = codec.Text(0, codec.any),
    .abi = codec.Text(0, codec.any),
});

pub const HealthCodec = codec.Name(Health);

pub const ProbeCodec = codec.Record(Probe, .{
    .health = HealthCodec,
    .reason = codec.Maybe(codec.Text(0, codec.any)),
});

pub const AbilityCodec = codec.Name(Ability);

pub const AbilityStateCodec = codec.Record(AbilityState, .{
    .ability = AbilityCodec,
    .available = codec.Boolean,
    .reason = codec.Maybe(codec.Text(0, codec.any)),
});

pub const AbilitiesCodec = codec.Record(Abilities, .{
    .abilities = codec.List(AbilityStateCodec),
});

pub const NetworkIdCodec = codec.Record(NetworkId, .{
    .network = codec.Text(8, 8),
});

pub const PortIdCodec = codec.Record(PortId, .{
    .network = codec.Text(8, 8),
    .port = codec.Text(8, 8),
});

pub const FloatingIdCodec = codec.Record(FloatingId, .{
    .network = codec.Text(8, 8),
    .floating = codec.Text(7, 15),
});

pub const NetworkPlanCodec = codec.Record(NetworkPlan, .{
    .network = codec.Text(8, 8),
    .label = codec.Text(1, 255),
    .vlan = codec.Maybe(codec.Integer(i32, 1, 4094)),
    .uplink = codec.Maybe(codec.Text(1, 15)),
    .gateway = codec.Maybe(codec.Text(7, 15)),
    .prefix = codec.Maybe(codec.Integer(i32, 1, 30)),
});

pub const PortCodec = codec.Record(Port, .{
    .port = codec.Text(8, 8),
    .device = codec.Maybe(codec.Text(0, codec.any)),
    .mac = codec.Maybe(codec.Text(0, codec.any)),
});

pub const NetworkCodec = codec.Record(Network, .{
    .network = codec.Text(8, 8),
    .device = codec.Maybe(codec.Text(0, codec.any)),
    .vlan = codec.Maybe(codec.Integer(i32, 1, 4094)),
    .ports = codec.List(PortCodec),
    .dhcp = codec.Boolean,
    .floating = codec.List(codec.Text(0, codec.any)),
});

pub const NetworkListCodec = codec.Record(NetworkList, .{
    .networks = codec.List(codec.Text(0, codec.any)),
});

pub const PortPlanCodec = codec.Record(PortPlan, .{
    .network = codec.Text(8, 8),
    .port = codec.Text(8, 8),
    .label = codec.Text(1, 255),
    .mac = codec.Text(17, 17),
    .netns = codec.Maybe(codec.Text(1, 64)),
    .device = codec.Maybe(codec.Text(1, 15)),
    .address = codec.Maybe(codec.Text(7, 15)),
    .prefix = codec.Maybe(codec.Integer(i32, 1, 30)),
    .gateway = codec.Maybe(codec.Text(7, 15)),
});

pub const ReservationCodec = codec.Record(Reservation, .{
    .mac = codec.Text(17, 17),
    .address = codec.Text(7, 15),
});

pub const DhcpPlanCodec = codec.Record(DhcpPlan, .{
    .network = codec.Text(8, 8),
    .server = codec.Text(7, 15),
    .prefix = codec.Integer(i32, 1, 30),
    .lease_seconds = codec.Integer(i32, 120, 31536000),
    .reservations = codec.List(ReservationCodec),
});

pub const LeaseCodec = codec.Record(Lease, .{
    .mac = codec.Text(0, codec.any),
    .address = codec.Text(0, codec.any),
    .expires_seconds = codec.Maybe(codec.Integer(i64, 0, 9007199254740991)),
});

pub const LeaseListCodec = codec.Record(LeaseList, .{
    .leases = codec.List(LeaseCodec),
});

pub const FloatingPlanCodec = codec.Record(FloatingPlan, .{
    .network = codec.Text(8, 8),
    .floating = codec.Text(7, 15),
    .fixed = codec.Text(7, 15),
    .device = codec.Maybe(codec.Text(1, 15)),
});

pub const DirectionCodec = codec.Name(Direction);

pub const ActionCodec = codec.Name(Action);

pub const ProtocolCodec = codec.Name(Protocol);

pub const RuleCodec = codec.Record(Rule, .{
    .direction = DirectionCodec,
    .action = ActionCodec,
    .protocol = ProtocolCodec,
    .port_first = codec.Maybe(codec.Integer(i32, 1, 65535)),
    .port_last = codec.Maybe(codec.Integer(i32, 1, 65535)),
    .peer = codec.Maybe(codec.Text(9, 18)),
});

pub const PortRulesCodec = codec.Record(PortRules, .{
    .port = codec.Text(8, 8),
    .mac = codec.Text(17, 17),
    .address = codec.Text(7, 15),
    .rules = codec.List(RuleCodec),
});

pub const RulesPlanCodec = codec.Record(RulesPlan, .{
    .network = codec.Text(8, 8),
    .ports = codec.List(PortRulesCodec),
});

pub const NetworkChangeCodec = codec.Record(NetworkChange, .{
    .ensure_network = codec.Maybe(NetworkPlanCodec),
    .delete_network = codec.Maybe(NetworkIdCodec),
    .attach_port = codec.Maybe(PortPlanCodec),
    .detach_port = codec.Maybe(PortIdCodec),
    .set_dhcp = codec.Maybe(DhcpPlanCodec),
    .set_floating = codec.Maybe(FloatingPlanCodec),
    .clear_floating = codec.Maybe(FloatingIdCodec),
    .set_rules = codec.Maybe(RulesPlanCodec),
});

pub const NetworkStepCodec = codec.Record(NetworkStep, .{
    .what = codec.Text(0, codec.any),
    .argv = codec.Maybe(codec.List(codec.Text(0, codec.any))),
    .stdin_text = codec.Maybe(codec.Text(0, codec.any)),
});

pub const NetworkStepsCodec = codec.Record(NetworkSteps, .{
    .steps = codec.List(NetworkStepCodec),
});
