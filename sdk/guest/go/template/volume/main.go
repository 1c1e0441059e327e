// A volume driver to start from: its volumes are entries of a map in memory.
package main

import (
	"holdfast"
	"holdfast/generated/volume"
	_ "holdfast/generated/volume/exports"
)

const capacityBytes = 1 << 40

type volumes struct {
	sizes map[string]int64
}

func init() {
	volume.Serve(&volumes{sizes: map[string]int64{}})
}

//go:wasmexport get_stats
func getStats() int32 {
	return volume.ServeGetStats()
}

func (all *volumes) Describe() (volume.Description, error) {
	return volume.Description{Name: "__NAME__", Version: "0.1.0", Kind: "volume", Abi: "1.0"}, nil
}

func (all *volumes) Probe() (volume.Probe, error) {
	return volume.Probe{Health: volume.HealthReady}, nil
}

func (all *volumes) CreateVolume(input volume.CreateVolume) (volume.Volume, error) {
	if _, there := all.sizes[input.Name]; there {
		return volume.Volume{}, holdfast.Fail(holdfast.AlreadyExists, "There is a volume of that name.")
	}
	if input.SizeBytes > all.freeBytes() {
		return volume.Volume{}, full()
	}
	holdfast.Log(holdfast.Info, "making "+input.Name)
	all.sizes[input.Name] = input.SizeBytes
	return all.volume(input.Name)
}

func (all *volumes) DeleteVolume(input volume.VolumeName) error {
	delete(all.sizes, input.Name)
	return nil
}

func (all *volumes) ExtendVolume(input volume.ExtendVolume) (volume.Volume, error) {
	present, err := all.volume(input.Name)
	if err != nil {
		return present, err
	}
	if input.SizeBytes < present.SizeBytes {
		return present, holdfast.Fail(holdfast.InvalidArgument, "A volume cannot shrink.")
	}
	if input.SizeBytes-present.SizeBytes > all.freeBytes() {
		return present, full()
	}
	all.sizes[input.Name] = input.SizeBytes
	return all.volume(input.Name)
}

func (all *volumes) InspectVolume(input volume.VolumeName) (volume.Volume, error) {
	return all.volume(input.Name)
}

func (all *volumes) ListVolumes() (list volume.VolumeList, err error) {
	for name := range all.sizes {
		each, _ := all.volume(name)
		list.Volumes = append(list.Volumes, each)
	}
	return list, nil
}

func (all *volumes) GetStats() (volume.Stats, error) {
	return volume.Stats{TotalBytes: capacityBytes, FreeBytes: all.freeBytes()}, nil
}

func (all *volumes) volume(name string) (volume.Volume, error) {
	size, there := all.sizes[name]
	if !there {
		return volume.Volume{}, holdfast.Fail(holdfast.NotFound, "There is no volume of that name.")
	}
	return volume.Volume{Name: name, SizeBytes: size, AllocatedBytes: holdfast.Some(int64(0))}, nil
}

func (all *volumes) freeBytes() int64 {
	free := int64(capacityBytes)
	for _, size := range all.sizes {
		free -= size
	}
	return free
}

func full() error {
	return holdfast.Fail(holdfast.ResourceExhausted, "There is not that much room: delete volumes first.")
}

// A driver has no program of its own; the host calls its exports.
func main() {}
