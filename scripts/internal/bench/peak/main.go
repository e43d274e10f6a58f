//go:build unix

// Peak runs a program and prints its peak memory in KiB, as Linux counts it. It is small,
// since a program's peak cannot be measured below its parent's
// (https://man7.org/linux/man-pages/man2/getrusage.2.html, ru_maxrss).
package main

import (
	"os"
	"strconv"
	"syscall"
)

func main() {
	pid, err := syscall.ForkExec(os.Args[1], os.Args[1:], &syscall.ProcAttr{Env: syscall.Environ(), Files: []uintptr{0, 2, 2}})
	if err != nil {
		syscall.Exit(1)
	}
	var status syscall.WaitStatus
	var usage syscall.Rusage
	if _, err := syscall.Wait4(pid, &status, 0, &usage); err != nil {
		syscall.Exit(1)
	}
	_, _ = syscall.Write(1, strconv.AppendInt(nil, int64(usage.Maxrss), 10))
	syscall.Exit(status.ExitStatus())
}
