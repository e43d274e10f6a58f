package tokencache

import "syscall"

// MachineID names this machine while it runs.
func MachineID() string {
	id, err := syscall.Sysctl("kern.bootsessionuuid")
	if err != nil || id == "" {
		return ""
	}
	return "boot " + id
}

// Maker is what the firmware says of who built this machine.
func Maker() string { return "Apple" }
