package warm

import (
	"syscall"
	"time"
)

// alarm does nothing on Linux: callers use ready before a call that may block. A timer
// would start the runtime's poller and a thread for it, a tenth of the run.
func alarm(time.Duration, func()) (stop func()) { return func() {} }

// ready waits until a stream can be read or written. It returns false if that takes
// longer than limit.
func ready(fd int, write bool, limit time.Duration) bool {
	end := time.Now().Add(limit)
	for {
		left := max(time.Until(end), 0)
		var set syscall.FdSet
		set.Bits[0] = 1 << fd
		in, out := &set, (*syscall.FdSet)(nil)
		if write {
			in, out = nil, &set
		}
		wait := syscall.NsecToTimeval(left.Nanoseconds())
		n, err := syscall.Select(fd+1, in, out, nil, &wait)
		switch {
		case err == syscall.EINTR:
			continue
		case err != nil:
			return true // the read or write will return the error
		}
		return n > 0
	}
}
