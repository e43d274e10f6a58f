//go:build !linux

package warm

import "time"

// alarm calls end after limit, unless it is stopped.
func alarm(limit time.Duration, end func()) (stop func()) {
	timer := time.AfterFunc(limit, end)
	return func() { timer.Stop() }
}

// ready returns true at once: here the alarm limits how long a stream may block.
func ready(int, bool, time.Duration) bool { return true }
