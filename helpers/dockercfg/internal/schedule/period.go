package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// periods are those that a systemd calendar can express exactly, in falling order.
func periods() (all []time.Duration) {
	for _, hours := range []int{24, 12, 8, 6, 4, 3, 2, 1} {
		all = append(all, time.Duration(hours)*time.Hour)
	}
	for _, minutes := range []int{30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1} {
		all = append(all, time.Duration(minutes)*time.Minute)
	}
	return all
}

// Usual is the period for credentials that do not expire: a changed login is in the file
// within this time.
const Usual = time.Hour

// Longest returns the longest period with which a file never contains an expired
// credential, given the life of a new credential; 0 if every period is too long. A helper
// serves a token from its cache while min(max(5 min, life/5), life/2) remain, so a file may
// be written with that little left, and the next run has to come earlier, even if delayed.
func Longest(life time.Duration) time.Duration {
	least := min(max(5*time.Minute, life/5), life/2)
	for _, p := range periods() {
		if p+spread(p)+late <= least {
			return p
		}
	}
	return 0
}

// accuracy is how late a timer may be for the system's own reasons; late adds the time of a
// run.
const (
	accuracy = 15 * time.Second
	late     = accuracy + 15*time.Second
)

// IsPeriod reports whether a period can be expressed exactly.
func IsPeriod(every time.Duration) bool {
	for _, p := range periods() {
		if p == every {
			return true
		}
	}
	return false
}

// calendar returns a period in systemd's syntax (systemd.time(7)).
func calendar(every time.Duration) string {
	switch {
	case every < time.Hour:
		return fmt.Sprintf("*:0/%d", int(every/time.Minute))
	case every == 24*time.Hour:
		return "00:00"
	}
	return fmt.Sprintf("0/%d:00", int(every/time.Hour))
}

// spread returns by how much runs are delayed at random, so that a company's machines do not
// all make requests at the full hour.
func spread(every time.Duration) time.Duration { return every / 10 }

// PeriodNames returns the periods for people.
func PeriodNames() string {
	var names []string
	for _, p := range slices.Backward(periods()) {
		name := fmt.Sprintf("%dm", p/time.Minute)
		if p >= time.Hour {
			name = fmt.Sprintf("%dh", p/time.Hour)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
