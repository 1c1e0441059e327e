## A volume driver in Nim: it keeps its volumes in the instance's memory. The C kit reads and writes JSON.
# What generated/volume.h declares, as far as it is used here; the order of the fields is the header's.
type
  Text {.bycopy.} = object
    data: cstring
    length: csize_t
  Description {.bycopy.} = object
    name, version, kind, abi: Text
  Probe {.bycopy.} = object
    health: cint
    hasReason: bool
    reason: Text
  VolumeName {.bycopy.} = object
    name: Text
  CreateVolume {.bycopy.} = object
    name: Text
    sizeBytes: int64
  Array {.bycopy.} = object
    items: pointer
    count: csize_t
  Volume {.bycopy.} = object
    name: Text
    sizeBytes: int64
    hasAllocatedBytes: bool
    allocatedBytes: int64
    hasLocation: bool
    location: Text
    hasOrigin: bool
    origin: Text
    hasExports: bool
    exports: Array
    hasSnapshots: bool
    snapshots: Array
  VolumeList {.bycopy.} = object
    volumes: Array
  Status = enum
    ok, invalidArgument, notFound, alreadyExists, notReady, unsupported, permissionDenied, resourceExhausted, busy, failed

proc hfFail(status: cint; message: cstring): cint {.importc: "hf_fail".}
proc hfAlloc(bytes: csize_t): pointer {.importc: "hf_alloc".}

const capacityBytes = 1'i64 shl 40

type Held = object
  name: string
  sizeBytes: int64

var held: seq[Held]

proc text(value: string): Text = Text(data: cstring(value), length: csize_t(value.len))

proc read(value: Text): string =
  result = newString(int(value.length))
  if value.length > 0: copyMem(addr result[0], value.data, value.length)

proc fail(status: Status; message: cstring): cint = hfFail(cint(ord(status)), message)

proc find(name: Text): int =
  let wanted = read(name)
  for at, one in held:
    if one.name == wanted: return at
  -1

proc freeBytes(): int64 =
  result = capacityBytes
  for one in held: result -= one.sizeBytes

proc show(at: int; output: ptr Volume): cint =
  output.name = text(held[at].name)
  output.sizeBytes = held[at].sizeBytes
  cint(ord(ok))

proc describe(output: ptr Description): cint {.exportc: "volume_describe".} =
  output.name = Text(data: "recipe-nim", length: 10)
  output.version = Text(data: "1.0.0", length: 5)
  output.kind = Text(data: "volume", length: 6)
  output.abi = Text(data: "1.0", length: 3)
  cint(ord(ok))

proc probe(output: ptr Probe): cint {.exportc: "volume_probe".} = cint(ord(ok))

proc create(input: ptr CreateVolume; output: ptr Volume): cint {.exportc: "volume_create_volume".} =
  if find(input.name) >= 0: return fail(alreadyExists, "There is a volume of that name.")
  if input.sizeBytes > freeBytes(): return fail(resourceExhausted, "There is not that much room.")
  held.add(Held(name: read(input.name), sizeBytes: input.sizeBytes))
  show(held.high, output)

proc delete(input: ptr VolumeName): cint {.exportc: "volume_delete_volume".} =
  let at = find(input.name)
  if at >= 0: held.delete(at)
  cint(ord(ok))

proc extend(input: ptr CreateVolume; output: ptr Volume): cint {.exportc: "volume_extend_volume".} =
  let at = find(input.name)
  if at < 0: return fail(notFound, "There is no volume of that name.")
  let growth = input.sizeBytes - held[at].sizeBytes
  if growth < 0: return fail(invalidArgument, "A volume cannot shrink.")
  if growth > freeBytes(): return fail(resourceExhausted, "There is not that much room.")
  held[at].sizeBytes = input.sizeBytes
  show(at, output)

proc inspect(input: ptr VolumeName; output: ptr Volume): cint {.exportc: "volume_inspect_volume".} =
  let at = find(input.name)
  if at < 0: fail(notFound, "There is no volume of that name.") else: show(at, output)

proc list(output: ptr VolumeList): cint {.exportc: "volume_list_volumes".} =
  let volumes = cast[ptr UncheckedArray[Volume]](hfAlloc(csize_t(held.len * sizeof(Volume))))
  for at in 0 .. held.high: discard show(at, addr volumes[at])
  output.volumes = Array(items: volumes, count: csize_t(held.len))
  cint(ord(ok))
