package warm

import (
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Router is what a program that passes questions on to helpers knows before it reads
// anything.
type Router struct {
	// Provider says which variables select the helper of a registry. Its Match reports
	// whether a helper serves the registry because of its name.
	Provider
	// Helper returns the provider of the helper with a short name.
	Helper func(short string) (Provider, bool)
}

// answering is set by programs that wait for the answer of this one
// (shared/helperclient). Only main can detect a cycle of programs.
const answering = "DOCKERCFG_ROUTED"

// Route is Get for a router. A cached route says that a registry has no credential, or
// whose cached token is the answer. No helper is started.
func Route(r Router) []byte { return serve(r.Name, r.answer) }

func (r Router) answer(name registry.Name, limit time.Duration) {
	environ := os.Environ()
	c, ok := r.open(environ, name, paths.Home(os.Getenv), cache{})
	if !ok || os.Getenv(answering) != "" {
		return
	}
	if route, ok := c.find(c.question.RouteFile(), true); ok && current(route) {
		if p, known := r.Helper(route.Route); known {
			if e, found := p.cachedToken(ChildEnviron(environ), name, c); found {
				answerToken(r.Name, name, e.Username, e.Secret, limit)
			}
		}
		return
	}
	if r.Match(name) {
		return
	}
	if route, ok := c.find(c.question.ForeignFile(c.key), true); ok && route.Foreign() && current(route) {
		write(r.Name, notFound, 1, limit)
	}
}

// current reports whether an entry may be used.
func current(e tokencache.Entry) bool { return e.State(time.Now()) != tokencache.Expired }

// keeper is the variable that names the store of logins.
const keeper = "DOCKERCFG_KEEPER="

// ChildEnviron returns the environment for a helper that the router starts. The helper
// does not look for logins, since the router does.
func ChildEnviron(environ []string) []string {
	out := make([]string, 0, len(environ)+1)
	for _, assignment := range environ {
		if !ascii.HasPrefix(assignment, keeper) {
			out = append(out, assignment)
		}
	}
	return append(out, keeper+"none")
}
