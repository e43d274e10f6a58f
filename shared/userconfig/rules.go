// Package userconfig reads the user's config.toml: which profile, role, key file,
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
// for one cloud does not stop the pulls from all others.
package userconfig

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// The bounds of config.toml: a thousand rules have some 100 KiB. The library's syntax
// tree has fifty bytes and more for each byte of the oddest file.
const (
	maxFile  = 512 << 10 // bytes
	maxRules = 10_000    // also of the values of one key
)

// File is the content of a config.toml; the zero value has no rules.
type File struct {
	Exists bool // there is one, of whatever content
	rules  []entry
	broken error // the file is not TOML
}

// Load reads the file, which in notes as an input. Without one there are no rules;
// one that is named and not there is an error.
func Load(env paths.Environment, in *inputs.Recorder) (File, error) {
	noteAccount(env, in)
	path, err := Path(env)
	if err != nil || path == "" {
		return File{}, err
	}
	named := env("DOCKERCFG_CONFIG") != ""
	data, err := in.Read(path, maxFile, true)
	switch {
	case !named && (errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)):
		return File{}, nil
	case errors.Is(err, os.ErrNotExist):
		return File{}, fault.New(fault.Config, "DOCKERCFG_CONFIG names a file that does not exist: create it, or unset the variable")
	case err != nil:
		return File{Exists: true, broken: fault.New(fault.Config, "reading config.toml: %w", err)}, nil
	}
	f := parse(data)
	f.Exists = true
	return f, nil
}

// noteAccount notes where the home directory comes from if no variable has it.
func noteAccount(env paths.Environment, in *inputs.Recorder) {
	if paths.Home(env) == "" && runtime.GOOS != "windows" {
		in.Note("/etc/passwd")
	}
}

// Path is where config.toml is; "" where there is no home directory.
func Path(env paths.Environment) (string, error) {
	home, _ := userdirs.Home(env)
	path, named := paths.ConfigFile(env, home)
	if path == "" && named {
		return "", fault.New(fault.Config, "DOCKERCFG_CONFIG is not an absolute path: use one, which does not depend on the working directory")
	}
	return path, nil // without a home directory there cannot be one
}

// Claims tells whether a rule gives the registry to the helper, by its short name.
func (f File) Claims(helper string, name registry.Name) bool {
	for _, e := range f.rules {
		if (e.helper == helper || e.rival == helper) && e.claims(name) {
			return true
		}
	}
	return false
}

// For finds the rule of a helper's own registry.
func (f File) For(helper string, name registry.Name) (Rule, error) {
	if f.broken != nil {
		return Rule{}, f.broken
	}
	for _, e := range f.rules {
		if e.helper != "" && e.helper != helper && e.rival != helper || !e.covers(name) {
			continue
		}
		if e.problem != "" {
			return Rule{}, fault.New(fault.Config, "config.toml, line %d: %s", e.problemLine, e.problem)
		}
		return e.Rule, nil
	}
	return Rule{}, nil
}

// ByPath tells whether a rule is for some of a registry's repositories, so that another
// repository may have another rule.
func (f File) ByPath(name registry.Name) bool {
	for _, e := range f.rules {
		for _, p := range e.covered() {
			if whole := p; p.path != "" {
				whole.path = ""
				if whole.covers(name) {
					return true
				}
			}
		}
	}
	return f.broken != nil
}

// Helper is the short name of the helper that a rule gives a registry to, "" for
// none; an error where that rule is wrong. It serves the router.
func (f File) Helper(name registry.Name) (string, Rule, error) {
	for _, e := range f.rules {
		if e.helper == "" || !e.covers(name) {
			continue
		}
		if e.problem != "" {
			return e.helper, e.Rule, fault.New(fault.Config, "config.toml, line %d: %s", e.problemLine, e.problem)
		}
		return e.helper, e.Rule, nil
	}
	return "", Rule{}, f.broken
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
	Rule
	helper       string
	match, hosts []pattern
	keys         []string // those that are set
	rival        string   // an earlier helper, where there are two
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
