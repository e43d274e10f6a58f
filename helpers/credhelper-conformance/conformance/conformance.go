// Package conformance checks from the outside whether a Docker credential helper follows
// the protocol: it starts the program as a client does and checks its answers. It parses
// them with its own code, and imports no helper and no library of a helper.
//
// The items are numbered; a number never changes its meaning. Items that begin with P
// are about the protocol, items that begin with C about a helper that caches tokens. An
// item that could not be checked completely is skipped, with the reason; it never counts
// as passed.
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

// Profile is a kind of helper. Each profile includes the items of Basic.
type Profile string

const (
	Basic   Profile = "basic"   // any helper
	Storing Profile = "storing" // a helper that keeps the logins that store receives
	Minting Profile = "minting" // a helper that creates tokens from an identity, for its own registries
	Caching Profile = "caching" // a helper that caches tokens, and whose endpoint a variable sets
)

// Profiles returns every profile.
func Profiles() []Profile { return []Profile{Basic, Storing, Minting, Caching} }

// Options is the program to check, and how.
type Options struct {
	Program string // a file, or a name on PATH
	Profile Profile
	// Host is a registry for which the helper has a credential in this process's
	// environment, or "".
	Host string

	// Erase allows Minting to erase and to replace the credential of Host although the
	// helper lists it without the environment's identity: it may be a saved login.
	Erase bool

	// Only contains the IDs of the items to check; if it is empty, all are checked. An item
	// about the runs of all other items does not pass then: it fails or is skipped.
	Only []string
}

// Values of Result.Result.
const (
	OK    = "ok"
	NotOK = "not ok"
	Skip  = "skip"
)

// Result is the result of checking one item.
type Result struct {
	ID     string `json:"id"`
	Result string `json:"result"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

// Item is one rule of the protocol and its check.
type Item struct {
	ID       string
	Title    string // the rule, and the reason for it, in one sentence
	Also     string // an addition to Title, for profile In alone
	In       Profile
	Source   string // the URL of the rule's source
	Profiles []Profile
	check    func(*session, *verdict)
}

// All returns every item, ordered by number.
func All() []Item { return items() }

// Items returns the items of a profile, ordered by number.
func Items(p Profile) []Item {
	list := slices.DeleteFunc(items(), func(i Item) bool { return !slices.Contains(i.Profiles, p) })
	for i := range list {
		if list[i].In == p {
			list[i].Title += list[i].Also
		}
	}
	return list
}

// Run checks one program. It returns an error if the program does not exist, if ctx ends,
// or if the run's files and logins could not be removed; faults of the program are in the
// results. The results are nil if nothing was checked.
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
	if len(o.Only) > 0 {
		list = slices.DeleteFunc(list, func(i Item) bool { return !slices.Contains(o.Only, i.ID) })
	}
	verdicts := make([]verdict, len(list))
	wait := s.startSlow(list, verdicts)
	for i, it := range list {
		if !isSlow(it.ID) && !isSummary(it.ID) && ctx.Err() == nil {
			it.check(s, &verdicts[i])
		}
	}
	wait()
	for i, it := range list {
		if !isSummary(it.ID) || ctx.Err() != nil {
			continue
		}
		it.check(s, &verdicts[i])
		if len(o.Only) > 0 {
			verdicts[i].skipf("only the runs of the selected items were checked; run all items")
		}
	}
	var results []Result
	for i, it := range list {
		results = append(results, verdicts[i].result(it))
	}
	err = s.close()
	if ctx.Err() != nil { // the verdicts are incomplete
		return nil, errors.Join(fmt.Errorf("the run was interrupted: %w", ctx.Err()), err)
	}
	return results, err
}

// startSlow starts the items that wait for a deadline, in parallel with all others, and
// returns a function that waits for them.
func (s *session) startSlow(list []Item, verdicts []verdict) (wait func()) {
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

// isSlow reports whether an item waits for deadlines.
func isSlow(id string) bool { return id == "P41" || id == "P51" }

// isSummary reports whether an item checks the runs of all other items.
func isSummary(id string) bool {
	return slices.Contains([]string{"P5", "P39", "P45", "P50", "P54"}, id)
}

// verdict collects the failures of one item, and the parts of it that were not checked.
type verdict struct {
	failed, unchecked []string
}

func (v *verdict) failf(format string, args ...any) {
	v.failed = append(v.failed, fmt.Sprintf(format, args...))
}

// skipf records a part of the item that was not checked, with the reason.
func (v *verdict) skipf(format string, args ...any) {
	v.unchecked = append(v.unchecked, fmt.Sprintf(format, args...))
}

// want records a failure unless ok is true.
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
		first := v.failed[:min(3, len(v.failed))]
		r.Detail = strings.Join(first, "; ")
		if more := len(v.failed) - len(first); more > 0 {
			r.Detail += fmt.Sprintf("; and %d more", more)
		}
		r.Detail += " (see " + it.Source + ")"
	case len(v.unchecked) > 0:
		r.Result, r.Detail = Skip, strings.Join(v.unchecked, "; ")
	}
	return r
}
