//go:build !linux && !darwin

package tokencache

// MachineID is not known here, so that no token of a machine's own is kept unless a
// rule says so.
func MachineID() string { return "" }

// Maker is not known here.
func Maker() string { return "" }
