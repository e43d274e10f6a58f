// Package rules reads the user's config.toml: which profile, role, key file,
// tenant or user serves which registry.
//
//	[[registry]]
//	match = "*.dkr.ecr.*.amazonaws.com"     # "*" is one whole label
//	profile = "prod"
//
//	[[registry]]
//	helper = "gitlab"
//	hosts = ["registry.corp.example:5050"]  # claims hosts that no helper knows
//
// The first rule that matches is the one; a helper passes over rules of another.
// A mistake concerns the registries of its own rule alone, so that a wrong line
// for one cloud does not stop the pulls from all others. What is found is kept in
// the form of shared/rule, for the warm path.
package rules

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/place"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// maxFile bounds config.toml, in bytes.
const maxFile = 8 << 20

// File is the content of a config.toml; the zero value has no rules.
type File struct {
	State  string // of the file when it was read; "" where there is none
	rules  []entry
	broken error // the file is no TOML
}

// Load reads the file. Without one there are no rules; one that is named and not
// there is an error.
func Load(env process.Environment) (File, error) {
	path, err := Path(env)
	if err != nil || path == "" {
		return File{}, err
	}
	state, absent := rule.State(path)
	if absent && env("DOCKERCFG_CONFIG") == "" {
		return File{}, nil
	}
	data, err := safefile.ReadNamed(path, maxFile, true)
	switch {
	case errors.Is(err, syscall.ENOTDIR) && env("DOCKERCFG_CONFIG") == "":
		return File{}, nil
	case errors.Is(err, os.ErrNotExist):
		return File{}, fault.New(fault.Config, "DOCKERCFG_CONFIG names a file that is not there: make or unset it")
	case err != nil:
		return File{State: state, broken: fault.New(fault.Config, "reading config.toml: %w", err)}, nil
	}
	f := parse(data)
	f.State = state
	return f, nil
}

// Path is where config.toml lies; "" where there is no home directory.
func Path(env process.Environment) (string, error) {
	if path := env("DOCKERCFG_CONFIG"); path != "" {
		if !filepath.IsAbs(path) {
			return "", fault.New(fault.Config, "DOCKERCFG_CONFIG is not an absolute path: another working directory would be another file")
		}
		return path, nil
	}
	dir, err := place.Config(env)
	if err != nil {
		return "", nil // nobody can have written one
	}
	return filepath.Join(dir.Path, "config.toml"), nil
}

// Claims tells whether a rule gives the registry to the helper, by its short name.
func (f File) Claims(helper string, name registry.Name) bool {
	for _, e := range f.rules {
		if e.helper == helper && e.claims(name) {
			return true
		}
	}
	return false
}

// For finds the rule of a helper's own registry.
func (f File) For(helper string, name registry.Name) (rule.Rule, error) {
	if f.broken != nil {
		return rule.Rule{}, f.broken
	}
	for _, e := range f.rules {
		if e.helper != "" && e.helper != helper || !e.covers(name) {
			continue
		}
		if e.problem != "" {
			return rule.Rule{}, fault.New(fault.Config, "config.toml, line %d: %s", e.problemLine, e.problem)
		}
		return e.Rule, nil
	}
	return rule.Rule{}, nil
}

// Helper is the short name of the helper that a rule gives a registry to, "" for
// none; an error where that rule is wrong. It serves the router.
func (f File) Helper(name registry.Name) (string, rule.Rule, error) {
	for _, e := range f.rules {
		if e.helper == "" || !e.covers(name) {
			continue
		}
		if e.problem != "" {
			return e.helper, e.Rule, fault.New(fault.Config, "config.toml, line %d: %s", e.problemLine, e.problem)
		}
		return e.helper, e.Rule, nil
	}
	return "", rule.Rule{}, f.broken
}

// Literal lists the registries that rules name in full, with their helpers: those
// can be listed without being asked for.
func (f File) Literal() map[string]string {
	listed := map[string]string{}
	for _, e := range f.rules {
		for _, p := range append(e.match, e.hosts...) {
			key := p.literal()
			if _, known := listed[key]; key != "" && e.problem == "" && !known {
				listed[key] = e.helper
			}
		}
	}
	return listed
}

// Named are the registries that rules of a helper, or of none, name in full.
func (f File) Named(helper string) (hosts []string) {
	for host, by := range f.Literal() {
		if by == helper || by == "" {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// entry is one [[registry]].
type entry struct {
	rule.Rule
	helper       string
	match, hosts []pattern
	problem      string
	problemLine  int
}

// covers tells whether the rule is for a registry: by its patterns and hosts, or,
// where they cannot be read, for every one.
func (e entry) covers(name registry.Name) bool {
	if len(e.match) == 0 && len(e.hosts) == 0 {
		return true
	}
	for _, p := range e.match {
		if p.covers(name) {
			return true
		}
	}
	return e.claims(name)
}

func (e entry) claims(name registry.Name) bool {
	for _, p := range e.hosts {
		if p.covers(name) {
			return true
		}
	}
	return false
}

// wrong keeps the first mistake of a rule.
func (e *entry) wrong(line int, format string, args ...any) {
	if e.problem == "" {
		e.problem, e.problemLine = fmt.Sprintf(format, args...), line
	}
}
