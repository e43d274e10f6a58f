package tokencache

import (
	"syscall"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
)

// MachineID names this machine while it runs, and this container on it: boot id,
// start time of the first process, network namespace, and the instance's id in the
// firmware where it can be read. Two machines that share a home or a cache volume,
// and two pods of one node, differ in it. It is "" where the boot id cannot be read.
func MachineID() string {
	boot := firstLine("/proc/sys/kernel/random/boot_id")
	if boot == "" {
		return ""
	}
	return "boot " + boot + "\nfirst " + started() + "\nnetwork " + network() + "\nboard " +
		firstLine("/sys/class/dmi/id/board_asset_tag") + "\nproduct " + firstLine("/sys/class/dmi/id/product_uuid")
}

// started is the start time of the first process, in ticks since boot
// (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
func started() string {
	data, _ := rawfile.ReadSystem("/proc/1/stat", 4<<10)
	text := string(data)
	for i := len(text) - 1; i >= 0; i-- { // the program's name may hold brackets
		if text[i] == ')' {
			text = text[i+1:]
			break
		}
	}
	field := ""
	for range 21 { // an empty one first; the last is field 22 of the file
		field, text, _ = ascii.Cut(text, ' ')
	}
	return field
}

// network is the network namespace, such as "net:[4026531833]".
func network() string {
	var name [64]byte
	n, err := syscall.Readlink("/proc/self/ns/net", name[:])
	if err != nil {
		return ""
	}
	return string(name[:n])
}

// firstLine is the first line of a file of the kernel's; "" where it cannot be read.
func firstLine(path string) string {
	data, _ := rawfile.ReadSystem(path, 4<<10)
	line, _ := ascii.Line(string(data))
	return ascii.Trim(line)
}

// Maker is what the firmware says of who built this machine, in one line; "" where
// it says nothing.
func Maker() string {
	maker, said := "", false
	for _, name := range [...]string{"sys_vendor", "product_name", "bios_version", "chassis_asset_tag", "chassis_vendor"} {
		line := firstLine("/sys/class/dmi/id/" + name)
		maker, said = maker+line+"\n", said || line != ""
	}
	if !said {
		return ""
	}
	return maker
}
