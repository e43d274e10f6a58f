package userconfig

import (
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Problem is what is wrong with one line of the file.
type Problem struct {
	Line int // 0: of the file as a whole
	Text string
}

// Problems lists all mistakes, where For reports the one that concerns a
// registry, and the rules that can never be the first that matches.
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
			all = append(all, Problem{e.Line, fmt.Sprintf("this rule is never used: the one on line %d matches all of its registries first", by)})
		}
	}
	return all
}

// Helpers are the short names that rules give registries to, with a line of each.
func (f File) Helpers() map[string]int {
	named := map[string]int{}
	for _, e := range f.rules {
		if _, known := named[e.helper]; e.helper != "" && !known {
			named[e.helper] = e.Line
		}
	}
	return named
}

// coverage are rules by what they cover, so that a file of thousands is not compared
// rule by rule: those that name registries in full by each of them, and the others.
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

// hidden is the line of the first of the earlier rules that covers everything of a rule.
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

// hides tells whether a rule covers all registries of a later one.
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

// covered is all that a rule names.
func (e entry) covered() []pattern { return append(e.match[:len(e.match):len(e.match)], e.hosts...) }

// example is a name that a pattern covers, and only patterns as wide as it do: no
// host is written with such a label.
func (p pattern) example() registry.Name {
	return registry.Name{Host: strings.ReplaceAll(p.host, "*", "any-label-there-is"), Port: p.port, Path: p.path}
}
