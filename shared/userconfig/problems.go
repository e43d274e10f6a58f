package userconfig

import (
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Problem is an error in one line of the file.
type Problem struct {
	Line int // 0: about the file as a whole
	Text string
}

// Problems returns all errors, while For returns the one that concerns a registry. It
// includes rules that can never be the first match.
func (f File) Problems() (all []Problem) {
	if f.broken != nil {
		all = append(all, Problem{0, fault.Text(f.broken)})
	}
	earlier := coverage{exact: map[string][]int{}}
	for i, e := range f.rules {
		if e.problem != "" {
			all = append(all, Problem{e.problemLine, e.problem})
		}
		by := f.hidden(i, earlier)
		earlier.add(i, e)
		if by > 0 {
			text := fmt.Sprintf(
				"this rule is never used: the one on line %d matches all of its registries first", by)
			all = append(all, Problem{e.Line, text})
		}
	}
	return all
}

// Helpers returns the short names of helpers in rules, with the line of one such rule
// each.
func (f File) Helpers() map[string]int {
	named := map[string]int{}
	for _, e := range f.rules {
		if _, known := named[e.helper]; e.helper != "" && !known {
			named[e.helper] = e.Line
		}
	}
	return named
}

// coverage indexes rules by what they cover, so that a file with thousands of rules is
// not compared rule by rule: rules with complete registry names by each of these names,
// and the other rules.
type coverage struct {
	exact map[string][]int
	wide  []int
}

func (c *coverage) add(i int, e entry) {
	for _, p := range e.covered() {
		if p.literal() == "" {
			c.wide = append(c.wide, i)
			return
		}
	}
	if len(e.covered()) == 0 { // it covers everything
		c.wide = append(c.wide, i)
	}
	for _, p := range e.covered() {
		c.exact[p.host] = append(c.exact[p.host], i)
	}
}

// hidden returns the line of the first earlier rule that covers everything that a rule
// covers.
func (f File) hidden(i int, earlier coverage) int {
	var own []registry.Name
	for _, p := range f.rules[i].covered() {
		own = append(own, p.example())
	}
	if len(own) == 0 {
		return 0
	}
	line := 0
	for _, candidates := range [][]int{earlier.exact[own[0].Host], earlier.wide} {
		for _, at := range candidates {
			if by := f.rules[at]; (line == 0 || by.Line < line) && by.hides(f.rules[i], own) {
				line = by.Line
				break
			}
		}
	}
	return line
}

// hides reports whether a rule covers all registries of a later one.
func (e entry) hides(later entry, own []registry.Name) bool {
	if e.helper != "" && e.helper != later.helper {
		return false
	}
	for _, name := range own {
		if !e.covers(name) {
			return false
		}
	}
	return true
}

// covered returns all patterns of a rule.
func (e entry) covered() []pattern { return append(e.match[:len(e.match):len(e.match)], e.hosts...) }

// example returns a name that the pattern covers, and otherwise only patterns that are at
// least as wide: no real host has such a label.
func (p pattern) example() registry.Name {
	return registry.Name{Host: strings.ReplaceAll(p.host, "*", "any-label-there-is"), Port: p.port, Path: p.path}
}
