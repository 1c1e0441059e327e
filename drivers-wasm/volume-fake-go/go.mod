// The driver volume-fake-go; the kit stands beside it.
module volume-fake-go

go 1.24

require holdfast v0.0.0

replace holdfast => ../../sdk/guest/go
