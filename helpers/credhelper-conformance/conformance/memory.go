package conformance

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// watchMemory looks at the peak of a process while it runs, and gives it in bytes when
// it is asked; 0 where the system does not tell. What Linux says of a process that has
// ended counts its starter's memory, too: a child begins in its parent's
// (getrusage(2), execve(2)). A process that ended before it was seen took milliseconds, so
// it has not read much.
func watchMemory(pid int) (peak func() int64) {
	status := filepath.Join("/proc", strconv.Itoa(pid), "status")
	stop, seen := make(chan struct{}), make(chan int64, 1)
	go func() {
		var most int64
		for {
			most = max(most, highWater(status))
			select {
			case <-stop:
				seen <- most
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-seen
	}
}

// highWater is VmHWM in bytes (proc_pid_status(5)).
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
