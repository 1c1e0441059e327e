// The group as lvs and vgs show it.

package main

import (
	"errors"
	"strconv"
	"strings"

	"holdfast"
	"holdfast/generated/host"
	"holdfast/generated/volume"
)

// A logical volume of ours. The group gives whole extents, so what was asked for is noted in a tag.
type logicalVolume struct {
	lvName string
	name   string
	noted  int64
	given  int64
	path   string
}

func (one logicalVolume) asVolume() volume.Volume {
	return volume.Volume{Name: one.name, SizeBytes: one.noted, AllocatedBytes: &one.given, Location: &one.path}
}

func group() string {
	name, _ := holdfast.Config("group")
	return name
}

// Runs a command by its rule; parameters are names and values in turn.
func run(rule string, parameters ...string) (string, error) {
	request := host.ExecRequest{Rule: rule}
	for at := 0; at+1 < len(parameters); at += 2 {
		request.Parameters = append(request.Parameters, host.ExecParameter{Name: parameters[at], Value: parameters[at+1]})
	}
	result, err := host.CallExec(request)
	return result.StdoutText, err
}

// A line is `  hf-db1|8388608|hf.size=8388000|/dev/group/hf-db1`. What has another name, or no note, is not ours.
func list() ([]logicalVolume, error) {
	shown, err := run("lvm-list", "group", group())
	var all []logicalVolume
	for _, line := range strings.Split(shown, "\n") {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 4 || !strings.HasPrefix(cells[0], prefix) {
			continue
		}
		one := logicalVolume{lvName: cells[0], name: decode(cells[0]), given: number(cells[1]), path: cells[3]}
		for _, tag := range strings.Split(cells[2], ",") {
			if size, is := strings.CutPrefix(tag, "hf.size="); is {
				one.noted = number(size)
			}
		}
		if one.noted > 0 {
			all = append(all, one)
		}
	}
	return all, err
}

func look(name string) (logicalVolume, error) {
	if _, err := encode(name); err != nil {
		return logicalVolume{}, err
	}
	all, err := list()
	for _, one := range all {
		if one.name == name {
			return one, err
		}
	}
	if err == nil {
		err = holdfast.Fail(holdfast.NotFound, "There is no such volume.")
	}
	return logicalVolume{}, err
}

func find(name string) (volume.Volume, error) {
	one, err := look(name)
	if err != nil {
		return volume.Volume{}, err
	}
	return one.asVolume(), nil
}

func isAbsent(err error) bool {
	var failure *holdfast.Failure
	return errors.As(err, &failure) && failure.Status == holdfast.NotFound
}

// All there is and what is free, in bytes.
func room() (int64, int64, error) {
	shown, err := run("lvm-room", "group", group())
	total, free, _ := strings.Cut(strings.TrimSpace(shown), "|")
	return number(total), number(free), err
}

func number(text string) int64 {
	value, _ := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return value
}

func decimal(value int64) string {
	return strconv.FormatInt(value, 10)
}
