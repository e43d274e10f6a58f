package doctor

import (
	"bytes"
	"debug/elf"
	"debug/macho"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/dockercfg/dockercfg/shared/helperclient"
)

// helpersCanRun checks that the system can start the helpers: for a program for another
// processor some shells report "not found" and others "exec format error".
func helpersCanRun(c *checkup) {
	for _, u := range c.uses() {
		helper, err := helperclient.Find(u.short)
		if err != nil {
			continue
		}
		if problem := cannotRun(helper.Path); problem != "" {
			c.find(Error, "install "+helper.Name+" for "+runtime.GOOS+"/"+runtime.GOARCH, "%s cannot run here: %s",
				c.short(helper.Path), problem)
		}
	}
}

// cannotRun returns why the kernel would not start a file, judged by its first bytes.
func cannotRun(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	head := make([]byte, 256)
	n, _ := io.ReadFull(f, head)
	head = head[:n]
	switch {
	case n == 0:
		return "it is empty"
	case bytes.HasPrefix(head, []byte("#!")):
		line, _, _ := bytes.Cut(head[2:], []byte("\n"))
		return interpreter(string(line))
	case bytes.HasPrefix(head, []byte("\x7fELF")):
		return elfProblem(f)
	case bytes.HasPrefix(head, []byte("\xcf\xfa\xed\xfe")), bytes.HasPrefix(head, []byte("\xca\xfe\xba\xbe")):
		return machProblem(f)
	case bytes.HasPrefix(head, []byte("MZ")) && runtime.GOOS != "windows" && !strings.HasSuffix(path, ".exe"):
		return "it is a program for Windows"
	}
	return ""
}

// interpreter checks the first line of a script.
func interpreter(line string) string {
	words := strings.Fields(line)
	switch {
	case strings.HasSuffix(line, "\r"):
		return "its first line ends in CR, as on Windows"
	case len(words) == 0:
		return "its first line names no interpreter"
	}
	if _, err := os.Stat(words[0]); err != nil {
		return "its interpreter " + words[0] + " does not exist"
	}
	return ""
}

func elfProblem(f *os.File) string {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return "it is a program for Linux"
	}
	file, err := elf.NewFile(f)
	if err != nil {
		return "it is damaged"
	}
	want := map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[runtime.GOARCH]
	if want != 0 && file.Machine != want {
		return "it is for another processor (" + file.Machine.String() + ")"
	}
	for _, p := range file.Progs {
		if p.Type != elf.PT_INTERP || p.Filesz > 4096 {
			continue
		}
		name, err := io.ReadAll(p.Open())
		loader := strings.TrimRight(string(name), "\x00")
		if _, missing := os.Stat(loader); err == nil && missing != nil {
			return "its loader " + loader + " does not exist, as for Debian's programs on Alpine"
		}
	}
	return ""
}

func machProblem(f *os.File) string {
	if runtime.GOOS != "darwin" {
		return "it is a program for macOS"
	}
	want := map[string]macho.Cpu{"amd64": macho.CpuAmd64, "arm64": macho.CpuArm64}[runtime.GOARCH]
	if fat, err := macho.NewFatFile(f); err == nil {
		for _, arch := range fat.Arches {
			if arch.Cpu == want {
				return ""
			}
		}
		return "it is for other processors"
	}
	file, err := macho.NewFile(f)
	if err != nil {
		return "it is damaged"
	}
	if want != 0 && file.Cpu != want && !(runtime.GOARCH == "arm64" && file.Cpu == macho.CpuAmd64) { // Rosetta
		return "it is for another processor (" + file.Cpu.String() + ")"
	}
	return ""
}
