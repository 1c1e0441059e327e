/// A volume driver in D (betterC): it keeps its volumes in the instance's memory. The C kit reads and writes JSON.
module driver;

extern (C) @nogc nothrow:

// What generated/volume.h declares, as far as it is used here; the order of the fields is the header's.
struct Text
{
    const(char)* data;
    size_t length;

    const(char)[] slice() const @nogc nothrow { return data[0 .. length]; }
}

struct Description { Text name, version_, kind, abi; }
struct Probe { int health; bool hasReason; Text reason; }
struct VolumeName { Text name; }
struct CreateVolume { Text name; long sizeBytes; }
struct Array { void* items; size_t count; }
struct Volume
{
    Text name;
    long sizeBytes;
    bool hasAllocatedBytes;
    long allocatedBytes;
    bool hasLocation;
    Text location;
    bool hasOrigin;
    Text origin;
    bool hasExports;
    Array exports;
    bool hasSnapshots;
    Array snapshots;
}
struct VolumeList { Array volumes; }
enum Status { ok, invalidArgument, notFound, alreadyExists, notReady, unsupported, permissionDenied, resourceExhausted, busy, failed }

int hf_fail(int status, const(char)* message);
void* hf_alloc(size_t bytes);

enum long capacityBytes = 1L << 40;
enum volumesMax = 1024;
enum nameBytesMax = 255;

struct Held
{
    char[nameBytesMax] name = 0;
    size_t length;
    long sizeBytes;
}

// The first `count` are in use; memory of the kit lasts for a call only.
__gshared Held[volumesMax] held;
__gshared size_t count;

private int fail(Status status, const(char)* message) { return hf_fail(status, message); }
private Text text(string value) { return Text(value.ptr, value.length); }

private bool same(const(char)[] left, const(char)[] right)
{
    if (left.length != right.length) return false;
    foreach (at; 0 .. left.length)
        if (left[at] != right[at]) return false;
    return true;
}

private Held* find(Text name)
{
    foreach (ref one; held[0 .. count])
        if (same(one.name[0 .. one.length], name.slice)) return &one;
    return null;
}

private long freeBytes()
{
    long left = capacityBytes;
    foreach (ref one; held[0 .. count]) left -= one.sizeBytes;
    return left;
}

private int show(Held* one, Volume* output)
{
    output.name = Text(one.name.ptr, one.length);
    output.sizeBytes = one.sizeBytes;
    return Status.ok;
}

private int absent() { return fail(Status.notFound, "There is no volume of that name."); }
private int full() { return fail(Status.resourceExhausted, "There is not that much room."); }

int volume_describe(Description* output)
{
    *output = Description(text("recipe-d"), text("1.0.0"), text("volume"), text("1.0"));
    return Status.ok;
}

int volume_probe(Probe* output) { return Status.ok; }

int volume_create_volume(const(CreateVolume)* input, Volume* output)
{
    if (find(input.name) !is null) return fail(Status.alreadyExists, "There is a volume of that name.");
    if (input.sizeBytes > freeBytes() || count == volumesMax) return full();
    Held* one = &held[count++];
    one.name[0 .. input.name.length] = input.name.slice[];
    one.length = input.name.length;
    one.sizeBytes = input.sizeBytes;
    return show(one, output);
}

int volume_delete_volume(const(VolumeName)* input)
{
    Held* one = find(input.name);
    if (one is null) return Status.ok;
    foreach (at; one - held.ptr + 1 .. count) held[at - 1] = held[at];
    count--;
    return Status.ok;
}

int volume_extend_volume(const(CreateVolume)* input, Volume* output)
{
    Held* one = find(input.name);
    if (one is null) return absent();
    const growth = input.sizeBytes - one.sizeBytes;
    if (growth < 0) return fail(Status.invalidArgument, "A volume cannot shrink.");
    if (growth > freeBytes()) return full();
    one.sizeBytes = input.sizeBytes;
    return show(one, output);
}

int volume_inspect_volume(const(VolumeName)* input, Volume* output)
{
    Held* one = find(input.name);
    return one is null ? absent() : show(one, output);
}

int volume_list_volumes(VolumeList* output)
{
    auto volumes = cast(Volume*) hf_alloc(count * Volume.sizeof);
    foreach (at; 0 .. count) show(&held[at], volumes + at);
    output.volumes = Array(volumes, count);
    return Status.ok;
}
