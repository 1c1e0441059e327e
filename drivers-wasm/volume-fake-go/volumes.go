// A volume driver that keeps its volumes in the instance's memory: they are gone with the instance.

package main

import (
	"holdfast"
	"holdfast/generated/volume"
)

const tebibyte = 1 << 40

type kept struct {
	name      string
	sizeBytes int64
}

// Names and sizes, in the order in which they were made.
type memoryVolumes struct {
	all []kept
}

func (volumes *memoryVolumes) Describe() (volume.Description, error) {
	return volume.Description{Name: "volume-fake-go", Version: "1.0.0", Kind: "volume", Abi: "1.0"}, nil
}

func (volumes *memoryVolumes) Probe() (volume.Probe, error) {
	probe := volume.Probe{}
	switch health, _ := holdfast.Config("health"); health {
	case "degraded":
		probe.Health = volume.HealthDegraded
	case "unavailable":
		probe.Health = volume.HealthUnavailable
	}
	if reason, given := holdfast.Config("reason"); given {
		probe.Reason = &reason
	}
	return probe, nil
}

func (volumes *memoryVolumes) CreateVolume(input volume.CreateVolume) (volume.Volume, error) {
	if volumes.placeOf(input.Name) >= 0 {
		return volume.Volume{}, holdfast.Fail(holdfast.AlreadyExists, "There is a volume of that name.")
	}
	if input.SizeBytes > volumes.freeBytes() {
		return volume.Volume{}, full()
	}
	made := kept{input.Name, input.SizeBytes}
	volumes.all = append(volumes.all, made)
	return made.asVolume(), nil
}

func (volumes *memoryVolumes) DeleteVolume(input volume.VolumeName) error {
	if place := volumes.placeOf(input.Name); place >= 0 {
		volumes.all = append(volumes.all[:place], volumes.all[place+1:]...)
	}
	return nil
}

func (volumes *memoryVolumes) ExtendVolume(input volume.ExtendVolume) (volume.Volume, error) {
	place := volumes.placeOf(input.Name)
	if place < 0 {
		return volume.Volume{}, absent()
	}
	growth := input.SizeBytes - volumes.all[place].sizeBytes
	if growth < 0 {
		message := "A volume cannot shrink: ask for at least its present size."
		return volume.Volume{}, holdfast.Fail(holdfast.InvalidArgument, message)
	}
	if growth > volumes.freeBytes() {
		return volume.Volume{}, full()
	}
	volumes.all[place].sizeBytes = input.SizeBytes
	return volumes.all[place].asVolume(), nil
}

func (volumes *memoryVolumes) InspectVolume(input volume.VolumeName) (volume.Volume, error) {
	place := volumes.placeOf(input.Name)
	if place < 0 {
		return volume.Volume{}, absent()
	}
	return volumes.all[place].asVolume(), nil
}

func (volumes *memoryVolumes) ListVolumes() (volume.VolumeList, error) {
	list := volume.VolumeList{}
	for _, each := range volumes.all {
		list.Volumes = append(list.Volumes, each.asVolume())
	}
	return list, nil
}

func (volumes *memoryVolumes) GetStats() (volume.Stats, error) {
	return volume.Stats{TotalBytes: capacityBytes(), FreeBytes: volumes.freeBytes()}, nil
}

func (volumes *memoryVolumes) placeOf(name string) int {
	for place, each := range volumes.all {
		if each.name == name {
			return place
		}
	}
	return -1
}

// Never below zero, also when the capacity was configured smaller than what is there.
func (volumes *memoryVolumes) freeBytes() int64 {
	free := capacityBytes()
	for _, each := range volumes.all {
		free -= each.sizeBytes
	}
	return max(free, 0)
}

func (each kept) asVolume() volume.Volume {
	return volume.Volume{Name: each.name, SizeBytes: each.sizeBytes, AllocatedBytes: holdfast.Some(int64(0))}
}

func capacityBytes() int64 {
	return holdfast.ConfigNumber("capacity_bytes", tebibyte)
}

func full() error {
	message := "There is not that much room: delete volumes, or raise capacity_bytes."
	return holdfast.Fail(holdfast.ResourceExhausted, message)
}

func absent() error {
	return holdfast.Fail(holdfast.NotFound, "There is no volume of that name in this instance's memory.")
}
