//go:build !linux && !darwin

package tokencache

// MachineID returns "": on this system a machine's tokens are cached only if a rule asks
// for it.
func MachineID() string { return "" }

// FirmwareVendor returns "".
func FirmwareVendor() string { return "" }
