// Package generator reads the variables that generator containers are started with: which
// registries they mean, and which helper serves each. The helper finds the identity.
//
//	DOCKERCFG_HELPERS ─┐
//	providers' own    ─┴─► Meant{Bindings, Env, Warnings} ──► resolve
//
// Each file has one provider's variables; providers.go lists the providers.
package generator

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// Meant is what the variables mean.
type Meant struct {
	Bindings []dockerconfig.Binding
	Env      []string // NAME=value for helpers, never a secret
	Warnings []string
	// Unbind says how to undo each binding: by its key, or by the helper for those in Ask.
	Unbind map[string]string
	// Ask are helpers whose identity determines the registries: each has a verb
	// `registries`.
	Ask []string
	// Alike are groups of registries that share one credential, unless a rule
	// distinguishes them.
	Alike [][]dockerconfig.Binding
}

// Read reads the variables; environ is the process's own environment.
func Read(environ []string) (m Meant, err error) {
	if m.Bindings, err = namedHelpers(os.Getenv("DOCKERCFG_HELPERS")); err != nil {
		return m, err
	}
	m.Unbind = map[string]string{}
	for _, b := range m.Bindings {
		m.Unbind[b.Key] = "remove it from DOCKERCFG_HELPERS"
	}
	active, err := activeProviders(environ)
	if err != nil {
		return m, err
	}
	for _, p := range active {
		bound, err := p.bindings(environ)
		if err != nil {
			return m, err
		}
		m.Bindings = append(m.Bindings, bound...)
		for _, b := range bound {
			m.Unbind[b.Key] = p.unbind()
		}
		m.Env = append(m.Env, p.env()...)
		if p.alike {
			m.Alike = append(m.Alike, bound)
		}
		if p.ask != nil && p.ask() {
			m.Ask = append(m.Ask, p.helper)
			m.Unbind[p.helper] = p.unbind()
		}
		if p.warnings != nil {
			m.Warnings = append(m.Warnings, p.warnings()...)
		}
	}
	return m, nil
}

// namedHelpers reads DOCKERCFG_HELPERS: "host=helper", separated by spaces.
func namedHelpers(text string) ([]dockerconfig.Binding, error) {
	var bindings []dockerconfig.Binding
	for _, pair := range strings.Fields(text) {
		host, helper, ok := strings.Cut(pair, "=")
		if !ok || host == "" || helper == "" {
			return nil, fault.New(fault.Config,
				`DOCKERCFG_HELPERS contains %q: expected "host=helper" pairs separated by `+
					`spaces`, fault.Printable(pair, 60))
		}
		bindings = append(bindings, dockerconfig.Binding{Key: host, Helper: helper})
	}
	return bindings, nil
}
