package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// periods are those that a calendar of systemd's can hold exactly, in falling order.
func periods() (all []time.Duration) {
	for _, hours := range []int{24, 12, 8, 6, 4, 3, 2, 1} {
		all = append(all, time.Duration(hours)*time.Hour)
	}
	for _, minutes := range []int{30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1} {
		all = append(all, time.Duration(minutes)*time.Minute)
	}
	return all
}

// Usual is the period of what does not expire: a login that was changed is in the file
// within this time.
const Usual = time.Hour

// Longest is the longest period for which a file is never stale, where its credential
// lives for so long when it is made; 0 where every period is too long. A helper serves a token from
// its cache as long as min(max(5 min, life/5), life/2) of it remain, so a file may be
// written with that little left, and the next one has to come before, though it be put off.
func Longest(life time.Duration) time.Duration {
	least := min(max(5*time.Minute, life/5), life/2)
	for _, p := range periods() {
		if p+spread(p)+late <= least {
			return p
		}
	}
	return 0
}

// accuracy is by how much a timer may be late for the system's own reasons, and late adds
// what a run takes.
const (
	accuracy = 15 * time.Second
	late     = accuracy + 15*time.Second
)

// IsPeriod tells a period that can be written exactly.
func IsPeriod(every time.Duration) bool {
	for _, p := range periods() {
		if p == every {
			return true
		}
	}
	return false
}

// calendar is a period as systemd writes one (systemd.time(7)).
func calendar(every time.Duration) string {
	switch {
	case every < time.Hour:
		return fmt.Sprintf("*:0/%d", int(every/time.Minute))
	case every == 24*time.Hour:
		return "00:00"
	}
	return fmt.Sprintf("0/%d:00", int(every/time.Hour))
}

// spread is by how much runs are put off at random, so that the machines of a company do
// not all ask at the full hour.
func spread(every time.Duration) time.Duration { return every / 10 }

// PeriodNames lists the periods for people.
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
