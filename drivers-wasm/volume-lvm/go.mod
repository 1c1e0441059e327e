// The driver volume-lvm; the kit stands beside it.
module volume-lvm

go 1.24

require holdfast v0.0.0

replace holdfast => ../../sdk/guest/go
