package tokencache

import (
	"syscall"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
)

// MachineID identifies this machine until it is restarted, and this container on it: boot
// id, start time of the first process, network namespace, and the instance's id in the
// firmware if it can be read. It differs between two machines that share a home or a
// cache volume, and between two pods of one node. It is "" if the boot id cannot be read.
func MachineID() string {
	boot := firstLine("/proc/sys/kernel/random/boot_id")
	if boot == "" {
		return ""
	}
	return "boot " + boot + "\nfirst " + started() + "\nnetwork " + network() + "\nboard " +
		firstLine("/sys/class/dmi/id/board_asset_tag") + "\nproduct " + firstLine("/sys/class/dmi/id/product_uuid")
}

// started returns the start time of the first process, in ticks since boot
// (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
func started() string {
	data, _ := rawfile.ReadSystem("/proc/1/stat", 4<<10)
	text := string(data)
	for i := len(text) - 1; i >= 0; i-- { // the program's name may contain brackets
		if text[i] == ')' {
			text = text[i+1:]
			break
		}
	}
	field := ""
	for range 21 { // starts with an empty field; the last one is field 22 of the file
		field, text, _ = ascii.Cut(text, ' ')
	}
	return field
}

// network returns the network namespace, such as "net:[4026531833]".
func network() string {
	var name [64]byte
	n, err := syscall.Readlink("/proc/self/ns/net", name[:])
	if err != nil {
		return ""
	}
	return string(name[:n])
}

// firstLine returns the first line of a kernel file, or "" if it cannot be read.
func firstLine(path string) string {
	data, _ := rawfile.ReadSystem(path, 4<<10)
	line, _ := ascii.Line(string(data))
	return ascii.Trim(line)
}

// FirmwareVendor returns the vendor and product strings of the firmware in one line, or
// "" if it has none.
func FirmwareVendor() string {
	maker, said := "", false
	for _, name := range [...]string{
		"sys_vendor", "product_name", "bios_version", "chassis_asset_tag", "chassis_vendor",
	} {
		line := firstLine("/sys/class/dmi/id/" + name)
		maker, said = maker+line+"\n", said || line != ""
	}
	if !said {
		return ""
	}
	return maker
}
