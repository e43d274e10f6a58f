// Package doctor finds what goes wrong on a machine when a client asks for a
// credential, each time with the command that fixes it.
//
//	Machine (files, variables, PATH) ──► check ──► Finding{Level, What, Fix}
//
// It makes no request and changes nothing. It starts only the helpers of this suite,
// with explain and version, which never prompt: another store might ask for a
// password. One file is one group of checks, each a function of the Machine;
// checks.go lists them all.
package doctor

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Level is the severity of a finding.
type Level string

// The levels: what fails, what will or may fail, and information.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Info    Level = "info"
)

// Finding is one observation, in one line, and what to do about it.
type Finding struct {
	Level Level  `json:"level"`
	What  string `json:"what"`
	Fix   string `json:"fix,omitempty"` // a command, or what to write where
}

// Machine is what is examined.
type Machine struct {
	Env     func(name string) string
	Environ []string
	GOOS    string
	Home    string // "" if there is none
	// Docker's config: its path, its text, and its content, or why it cannot be read.
	Path    string
	Text    []byte
	Config  dockerconfig.Config
	Problem error
	Suite   []string // short names of the helpers of this suite
	Hosts   []string // the registries to check; empty for all that the config names
}

// Run makes all checks. The findings are sorted, the worst first.
func (m *Machine) Run(ctx context.Context) []Finding {
	c := &checkup{Machine: m, ctx: ctx}
	for _, check := range checks() {
		check(c)
	}
	order := []Level{Error, Warning, Info}
	slices.SortStableFunc(c.findings, func(a, b Finding) int {
		return slices.Index(order, a.Level) - slices.Index(order, b.Level)
	})
	return c.findings
}

// checkup collects findings.
type checkup struct {
	*Machine
	ctx      context.Context
	findings []Finding
	told     map[string]bool
}

// find adds a finding, once.
func (c *checkup) find(level Level, fix, format string, args ...any) {
	what := fault.Printable(fmt.Sprintf(format, args...), 400)
	if c.told == nil {
		c.told = map[string]bool{}
	}
	if !c.told[what] {
		c.told[what] = true
		c.findings = append(c.findings, Finding{level, what, fault.Printable(fix, 300)})
	}
}

// wanted reports whether a registry is to be checked.
func (c *checkup) wanted(key string) bool {
	return len(c.Hosts) == 0 || slices.ContainsFunc(c.Hosts, func(h string) bool { return same(h, key) })
}

// same reports whether two texts are spellings of one registry.
func same(a, b string) bool {
	x, errX := registry.Parse(a)
	y, errY := registry.Parse(b)
	return errX == nil && errY == nil && x.Key() == y.Key()
}

// short returns a path as people write it, with ~ for the home directory.
func (c *checkup) short(path string) string {
	if rest, err := filepath.Rel(c.Home, path); c.Home != "" && err == nil && filepath.IsLocal(rest) {
		return "~/" + filepath.ToSlash(rest)
	}
	return path
}
