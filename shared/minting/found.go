package minting

import (
	"errors"
	"log/slog"
	"os"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/rules"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// found is what there is to know of a registry of ours before a request.
type found struct {
	name   registry.Name
	rule   rule.Rule
	source tokencache.Source
	key    tokencache.Key
	state  string // of the file that the rule is from, "" where there is none
}

// find reads the user's rules and the identity; fault.ErrNotFound for a registry
// that is not ours, whatever is wrong with the rules.
func (h Helper) find(name registry.Name) (found, error) {
	file, err := rules.Load(os.Getenv)
	return h.findBy(file, err, name)
}

func (h Helper) findBy(file rules.File, err error, name registry.Name) (found, error) {
	if !h.Match(name) && (name.Registry() == "" || !file.Claims(h.short(), name)) {
		return found{}, fault.ErrNotFound
	}
	f := found{name: name, state: file.State}
	if err == nil {
		f.rule, err = file.For(h.short(), name)
	}
	if err == nil {
		f.source, err = h.Source(name, f.rule)
	}
	f.key = h.Key(name, f.source, f.rule)
	var coded *fault.Error
	if err != nil && !errors.As(err, &coded) {
		err = fault.New(fault.Config, "%w", err)
	}
	return f, err
}

// anyway is what a failure comes to by the rule. A plain "not found" leaves
// standard error empty, so only the debug log tells of it.
func (f found) anyway(err error) error {
	if err == nil || errors.Is(err, fault.ErrNotFound) || f.rule.Get(rule.OnFailure) != "anonymous" {
		return err
	}
	slog.Debug("going on without a credential", "rule", f.rule.Words(), "error", err)
	return fault.ErrNotFound
}
