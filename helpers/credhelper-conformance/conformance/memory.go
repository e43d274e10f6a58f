package conformance

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// watchMemory samples the peak memory of a process while it runs. The function that it
// returns ends the sampling and returns the peak in bytes, or 0 if the system does not
// report it. The peak that Linux reports for a process that has ended includes its
// parent's memory, because a child starts in it (getrusage(2), execve(2)). A process that
// ended before the first sample ran for milliseconds, so it has not read much.
func watchMemory(pid int) (peak func() int64) {
	status := filepath.Join("/proc", strconv.Itoa(pid), "status")
	stop, result := make(chan struct{}), make(chan int64, 1)
	go func() {
		var most int64
		for {
			most = max(most, highWater(status))
			select {
			case <-stop:
				result <- most
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-result
	}
}

// highWater returns VmHWM in bytes (proc_pid_status(5)), or 0.
func highWater(status string) int64 {
	text, err := os.ReadFile(status)
	if err != nil {
		return 0
	}
	_, rest, found := bytes.Cut(text, []byte("VmHWM:"))
	fields := bytes.Fields(rest[:min(len(rest), 40)])
	if !found || len(fields) == 0 {
		return 0
	}
	kilobytes, err := strconv.ParseInt(string(fields[0]), 10, 64)
	if err != nil {
		return 0
	}
	return kilobytes << 10
}
