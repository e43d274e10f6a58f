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
	for i, e := range f.rules {
		if e.problem != "" {
			all = append(all, Problem{e.problemLine, e.problem})
		}
		if by := f.hidden(i); by > 0 {
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

// hidden is the line of an earlier rule that covers everything of a rule.
func (f File) hidden(i int) int {
	e := f.rules[i]
	own := append(e.match[:len(e.match):len(e.match)], e.hosts...)
	for _, earlier := range f.rules[:i] {
		if len(own) == 0 || earlier.helper != "" && earlier.helper != e.helper {
			continue
		}
		covered := true
		for _, p := range own {
			covered = covered && earlier.covers(p.example())
		}
		if covered {
			return earlier.Line
		}
	}
	return 0
}

// example is a name that a pattern covers, and only patterns as wide as it do: no
// host is written with such a label.
func (p pattern) example() registry.Name {
	return registry.Name{Host: strings.ReplaceAll(p.host, "*", "any-label-there-is"), Port: p.port, Path: p.path}
}
