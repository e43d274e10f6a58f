//go:build !race

package helpertest

// MaxMemory is what any run may take, whatever it is sent, in bytes.
const MaxMemory = 64 << 20
