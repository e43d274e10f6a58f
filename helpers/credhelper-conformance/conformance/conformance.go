// Package conformance checks from outside whether a Docker credential helper keeps the
// protocol: it starts the program, as a client does, and looks at what it answers. It
// reads the wire by itself and imports no helper and no library of one.
//
// The items are numbered; a number never changes its meaning. Those that begin with P
// are about the protocol, those with C about a helper that keeps tokens. An item that
// was not checked whole is skipped, with the reason; it never counts as passed.
package conformance

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Profile is a kind of helper. Each holds the items of Basic as well.
type Profile string

const (
	Basic   Profile = "basic"   // what holds for every helper
	Storing Profile = "storing" // it keeps what store gives it
	Minting Profile = "minting" // it makes tokens from an identity, for its own registries
	Caching Profile = "caching" // it keeps tokens, and its endpoint can be set
)

// Profiles is every profile.
func Profiles() []Profile { return []Profile{Basic, Storing, Minting, Caching} }

// Options say what to check.
type Options struct {
	Program string // a file, or a name on PATH
	Profile Profile
	// Host is a registry for which the helper has a credential in this process's
	// environment; "" if there is none.
	Host string

	only []string // the items that a test is about
}

// The values of Result.Result.
const (
	OK    = "ok"
	NotOK = "not ok"
	Skip  = "skip"
)

// Result is what became of one item.
type Result struct {
	ID     string `json:"id"`
	Result string `json:"result"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

// Item is one thing that is checked.
type Item struct {
	ID       string
	Title    string // what holds, and why, in a sentence
	Also     string // what holds too in one of the profiles
	In       Profile
	Source   string // where the rule comes from
	Profiles []Profile
	check    func(*session, *verdict)
}

// All is every item, in the order of its number.
func All() []Item { return items() }

// Items are those of a profile, in their order.
func Items(p Profile) []Item {
	list := slices.DeleteFunc(items(), func(i Item) bool { return !slices.Contains(i.Profiles, p) })
	for i := range list {
		if list[i].In == p {
			list[i].Title += list[i].Also
		}
	}
	return list
}

// Run checks one program. The error is about what it was told, or about what it could
// not clean up; what the program does wrong is in the results.
func Run(ctx context.Context, o Options) ([]Result, error) {
	path, err := exec.LookPath(o.Program)
	if err != nil {
		return nil, fmt.Errorf("looking for the program: %w", err)
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("looking for the program: %w", err)
	}
	s, err := open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	list := Items(o.Profile)
	if o.only != nil {
		list = slices.DeleteFunc(list, func(i Item) bool { return !slices.Contains(o.only, i.ID) })
	}
	verdicts := make([]verdict, len(list))
	wait := s.begin(list, verdicts)
	for i, it := range list {
		if !isSlow(it.ID) && !isSummary(it.ID) && ctx.Err() == nil {
			it.check(s, &verdicts[i])
		}
	}
	wait()
	for i, it := range list {
		if isSummary(it.ID) && ctx.Err() == nil {
			it.check(s, &verdicts[i])
		}
	}
	var results []Result
	for i, it := range list {
		results = append(results, verdicts[i].result(it))
	}
	err = s.close()
	if ctx.Err() != nil { // what was checked until then says nothing
		return nil, errors.Join(fmt.Errorf("the run was ended: %w", ctx.Err()), err)
	}
	return results, err
}

// begin starts the items that wait for a deadline, beside all others.
func (s *session) begin(list []Item, verdicts []verdict) (wait func()) {
	var done []chan struct{}
	for i, it := range list {
		if !isSlow(it.ID) {
			continue
		}
		end := make(chan struct{})
		done = append(done, end)
		go func() { defer close(end); it.check(s, &verdicts[i]) }()
	}
	return func() {
		for _, end := range done {
			<-end
		}
	}
}

// isSlow is an item that waits for deadlines.
func isSlow(id string) bool { return id == "P41" || id == "P51" }

// isSummary is an item about all runs of the others.
func isSummary(id string) bool {
	return slices.Contains([]string{"P5", "P39", "P45", "P50", "P54"}, id)
}

// verdict is what was seen of one item.
type verdict struct {
	failed, unchecked []string
}

func (v *verdict) failf(format string, args ...any) {
	v.failed = append(v.failed, fmt.Sprintf(format, args...))
}

// skipf is about a part of the item that was not checked.
func (v *verdict) skipf(format string, args ...any) {
	v.unchecked = append(v.unchecked, fmt.Sprintf(format, args...))
}

// want fails unless ok.
func (v *verdict) want(ok bool, format string, args ...any) {
	if !ok {
		v.failf(format, args...)
	}
}

// both runs two checks at the same time.
func (v *verdict) both(first, second func(*verdict)) {
	var other verdict
	end := make(chan struct{})
	go func() { defer close(end); second(&other) }()
	first(v)
	<-end
	v.failed = append(v.failed, other.failed...)
	v.unchecked = append(v.unchecked, other.unchecked...)
}

func (v *verdict) result(it Item) Result {
	r := Result{ID: it.ID, Result: OK, Title: it.Title}
	switch {
	case len(v.failed) > 0:
		r.Result = NotOK
		shown := v.failed[:min(3, len(v.failed))]
		r.Detail = strings.Join(shown, "; ")
		if more := len(v.failed) - len(shown); more > 0 {
			r.Detail += fmt.Sprintf("; and %d more", more)
		}
		r.Detail += " (see " + it.Source + ")"
	case len(v.unchecked) > 0:
		r.Result, r.Detail = Skip, strings.Join(v.unchecked, "; ")
	}
	return r
}
