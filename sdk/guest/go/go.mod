// The Holdfast kit as a module without dependencies: a driver replaces `holdfast` by this folder.
module holdfast

go 1.24
