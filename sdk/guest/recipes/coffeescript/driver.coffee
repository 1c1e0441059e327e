# A volume driver in CoffeeScript: it keeps its volumes in the instance's memory.
import { serve } from "./kit/generated/volume.ts"
import { DriverFailure } from "./kit/holdfast.ts"

capacityBytes = 2 ** 40
sizes = new Map

volume = (name) ->
  throw new DriverFailure "not_found", "There is no volume of that name." unless sizes.has name
  { name, sizeBytes: sizes.get name }

take = (bytes) ->
  used = 0
  used += size for size from sizes.values()
  throw new DriverFailure "resource_exhausted", "There is not that much room." if bytes > capacityBytes - used

serve
  describe: -> name: "recipe-coffeescript", version: "1.0.0", kind: "volume", abi: "1.0"
  probe: -> health: "ready"

  createVolume: ({ name, sizeBytes }) ->
    throw new DriverFailure "already_exists", "There is a volume of that name." if sizes.has name
    take sizeBytes
    sizes.set name, sizeBytes
    volume name

  deleteVolume: ({ name }) ->
    sizes.delete name
    undefined

  extendVolume: ({ name, sizeBytes }) ->
    growth = sizeBytes - volume(name).sizeBytes
    throw new DriverFailure "invalid_argument", "A volume cannot shrink." if growth < 0
    take growth
    sizes.set name, sizeBytes
    volume name

  inspectVolume: ({ name }) -> volume name
  listVolumes: -> volumes: (volume name for name from sizes.keys())
