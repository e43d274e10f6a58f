// Package userconfig reads the user's config.toml: which profile, role, key file, tenant
// or user is used for which registry.
//
//	[[registry]]
//	match = "*.dkr.ecr.*.amazonaws.com"     # "*" is one whole label
//	profile = "prod"
//
//	[[registry]]
//	helper = "gitlab"
//	hosts = ["registry.corp.example:5050"]  # claims hosts that no helper knows
//
// The first matching rule applies; a helper skips the rules of other helpers. An error in
// a rule only affects the registries of that rule, so that a wrong line for one cloud
// does not stop the pulls from all others.
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

// The limits of config.toml. A thousand rules have about 100 KiB. For unusual files, the
// library's syntax tree takes fifty bytes and more for each byte.
const (
	maxFile  = 512 << 10 // bytes
	maxRules = 10_000    // also for the values of one key
)

// File is the content of a config.toml. The zero value has no rules.
type File struct {
	Exists bool // the file exists, whatever its content
	rules  []entry
	broken error // the file is not valid TOML
}

// Load reads the file and notes it in in. If it is missing, there are no rules, but it is
// an error if DOCKERCFG_CONFIG names it.
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
		return File{}, fault.New(fault.Config,
			"DOCKERCFG_CONFIG names a file that does not exist: create it, or unset the variable")
	case err != nil:
		return File{Exists: true, broken: fault.New(fault.Config, "reading config.toml: %w", err)}, nil
	}
	f := parse(data)
	f.Exists = true
	return f, nil
}

// noteAccount notes the source of the home directory if no variable contains it.
func noteAccount(env paths.Environment, in *inputs.Recorder) {
	if paths.Home(env) == "" && runtime.GOOS != "windows" {
		in.Note("/etc/passwd")
	}
}

// Path returns the path of config.toml; "" if there is no home directory.
func Path(env paths.Environment) (string, error) {
	home, _ := userdirs.Home(env)
	path, named := paths.ConfigFile(env, home)
	if path == "" && named {
		return "", fault.New(fault.Config,
			"DOCKERCFG_CONFIG is not an absolute path: use one, which does not depend on the working directory")
	}
	return path, nil // without a home directory there is no file
}

// Claims reports whether a rule assigns the registry to the helper with this short name.
func (f File) Claims(helper string, name registry.Name) bool {
	for _, e := range f.rules {
		if (e.helper == helper || e.otherHelper == helper) && e.claims(name) {
			return true
		}
	}
	return false
}

// For returns the rule for a registry of the helper.
func (f File) For(helper string, name registry.Name) (Rule, error) {
	if f.broken != nil {
		return Rule{}, f.broken
	}
	for _, e := range f.rules {
		if e.helper != "" && e.helper != helper && e.otherHelper != helper || !e.covers(name) {
			continue
		}
		if e.problem != "" {
			return Rule{}, fault.New(fault.Config, "config.toml, line %d: %s", e.problemLine, e.problem)
		}
		return e.Rule, nil
	}
	return Rule{}, nil
}

// ByPath reports whether a rule is for some of a registry's repositories, so that another
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

// Helper returns the short name of the helper that a rule assigns the registry to, "" if
// there is none, and an error if that rule is wrong. The router uses it.
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

// Literal returns the registries that rules name completely, with their helpers. They can
// be listed before anyone asks for them.
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

// Named returns the registries that rules of a helper, or rules without a helper, name
// completely.
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
	otherHelper  string   // an earlier helper, if there are two
	problem      string
	problemLine  int
}

// covers reports whether the rule is for a registry: by its patterns and hosts or, if
// these cannot be parsed, for every registry.
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

// fail records the first error of a rule.
func (e *entry) fail(line int, format string, args ...any) {
	if e.problem == "" {
		e.problem, e.problemLine = fmt.Sprintf(format, args...), line
	}
}
