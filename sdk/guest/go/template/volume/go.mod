// The driver __NAME__; its kit stands beside it.
module __NAME__

go 1.24

require holdfast v0.0.0

replace holdfast => ./kit
