// Package resolve turns a Docker config into credentials: which registries it names,
// which source is asked for each, and what the source answered.
//
//	Config, DOCKER_AUTH_CONFIG, named hosts
//	        │ plan.go: one question per key, grouped by registry
//	        ▼
//	question{key, helper or inline}  ──ask.go──►  helpers, in parallel, each with
//	        │                                     its own deadline
//	        ▼
//	merge.go: spellings of one registry become one Result, or an error naming both
//
// The order of sources is docker's: DOCKER_AUTH_CONFIG, the exact credHelpers key,
// credsStore, the file. A helper's "not found" ends the search, as in docker, unless
// FallbackInline asks for docker-py's behaviour. A named registry is found in the file
// as docker finds it, by the host of a key.
package resolve

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// Request is what to resolve.
type Request struct {
	Config         dockerconfig.Config
	Env            dockerconfig.Config // from DOCKER_AUTH_CONFIG
	Hosts          []string            // named registries; empty for all of the config
	Require        []string            // registries that must be among the results
	FallbackInline bool
	Prefer         []string // keys that decide between differing spellings
	Static         string   // swap, keep or refuse: passed to the helpers
	Offline        bool     // explain only: no tokens are requested and no helper outside this suite is run
	Suite          []string // short names of the helpers that support `explain`
	HelperEnv      []string // NAME=value added to the helpers' environment, never a secret
	// Unbind says for each key that variables bind to a helper, not the config, how to undo that.
	Unbind    map[string]string
	PerHelper time.Duration
	Parallel  int
	// Watch, if not nil, is called with the registries to ask; done is called for each answer.
	Watch func(hosts []string) (done func(host string))

	found  lookup.Index                   // the file's entries as docker finds them
	inline map[string]*dockerconfig.Entry // the file's own credentials by key
	bound  map[string]string              // credHelpers
}

// Result is the outcome for one registry. Exactly one of a credential and Err is set; Err
// is fault.ErrNotFound if no source has a credential.
type Result struct {
	Host       string // registry.Name.Key
	Keys       []string
	Credential credential.Credential
	Email      string
	Helper     string // program, "DOCKER_AUTH_CONFIG" or "config.json" for an inline entry
	HelperPath string
	Cached     bool
	Note       string
	PassedOver []string // sources that docker would not use, and why
	Needed     bool     // --partial must not ignore Err
	Absent     bool     // Err says that no source has a credential for this named registry
	Err        error
}

// All resolves the request and returns the results sorted by host. An error concerns the
// request itself, such as a malformed host; failures of single registries are in their
// results.
func All(ctx context.Context, r Request) ([]Result, error) {
	r.index()
	p, err := r.plan(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.checkPreferred(p); err != nil {
		return nil, err
	}
	answers := r.askAll(ctx, p.questions)
	// A helper that was stopped with this run gave no answer, so nothing follows from it.
	if errors.Is(ctx.Err(), context.Canceled) {
		return nil, ctx.Err()
	}
	results := r.merge(p, answers)
	results = append(results, p.failed...)
	slices.SortFunc(results, func(a, b Result) int { return strings.Compare(a.Host, b.Host) })
	return results, nil
}

// index makes look-ups by key fast: a config may have thousands of entries.
func (r *Request) index() {
	r.found = lookup.Of(r.Config.Auths)
	r.inline, r.bound = map[string]*dockerconfig.Entry{}, map[string]string{}
	for i := range r.Config.Auths {
		if e := &r.Config.Auths[i]; !e.Placeholder() {
			r.inline[e.Key] = e
		}
	}
	for _, b := range r.Config.CredHelpers {
		r.bound[b.Key] = b.Helper
	}
}

// checkPreferred refuses a preference that does not decide anything.
func (r Request) checkPreferred(p *plan) error {
	for _, want := range r.Prefer {
		if !slices.ContainsFunc(p.questions, func(q question) bool { return q.key == want }) {
			return problem("--prefer %s: there is no such key: write it as the config does", fault.Printable(want, 60))
		}
	}
	return nil
}

// question is one key to ask for, and where.
type question struct {
	host   string // registry.Name.Key
	key    string // as the config writes it
	short  string // the helper's short name; "" for an inline entry or if no source is asked
	inline *dockerconfig.Entry
	from   from
	origin string // where the question comes from, for people
}

// from is where a question comes from; programs decide by it, never by origin.
type from int

// The values of from.
const (
	ofConfig      from = iota // an entry of the config, or a helper that it binds to a key
	ofStore                   // the credsStore, for a key that credHelpers does not name
	ofEnvironment             // DOCKER_AUTH_CONFIG
)

// problem returns an error in the request or the config.
func problem(format string, args ...any) error { return fault.New(fault.Config, format, args...) }
