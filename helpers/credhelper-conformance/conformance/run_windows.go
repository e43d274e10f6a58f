package conformance

import (
	"os"
	"os/exec"
)

func ownGroup(*exec.Cmd) {}

func peakMemory(*os.ProcessState) int64 { return 0 }

func endedBy(*os.ProcessState) string { return "" }
