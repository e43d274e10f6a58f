package tokencache

import "syscall"

// MachineID identifies this machine until it is restarted.
func MachineID() string {
	id, err := syscall.Sysctl("kern.bootsessionuuid")
	if err != nil || id == "" {
		return ""
	}
	return "boot " + id
}

// FirmwareVendor returns the vendor that the firmware names.
func FirmwareVendor() string { return "Apple" }
