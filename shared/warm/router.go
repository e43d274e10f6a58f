package warm

import (
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Router is what a program that passes registries on knows before it reads anything.
type Router struct {
	// Provider says which variables decide whose a registry is. Its Match tells
	// whether some helper has the registry by its name.
	Provider
	// Helper is the provider whose helper has the short name.
	Helper func(short string) (Provider, bool)
}

// answering is set by the programs that are answering a question above this one
// (shared/helperclient). Only main can tell a circle.
const answering = "DOCKERCFG_ROUTED"

// Route is Get for a router: a kept route says that a registry has no credential, or
// which helper's kept token is the answer. No helper is started.
func Route(r Router) []byte { return serve(r.Name, r.answer) }

func (r Router) answer(name registry.Name, limit time.Duration) {
	environ := os.Environ()
	c, ok := r.open(environ, name, paths.Home(os.Getenv), cache{})
	if !ok || os.Getenv(answering) != "" {
		return
	}
	if route, ok := c.find(c.question.RouteFile(), true); ok && current(route) {
		if p, known := r.Helper(route.Route); known {
			if e, kept := p.kept(Below(environ), name, c); kept {
				give(r.Name, name, e.Username, e.Secret, limit)
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

// current tells an entry that may be used.
func current(e tokencache.Entry) bool { return e.State(time.Now()) != tokencache.Expired }

// keeper is the variable that names the store of logins.
const keeper = "DOCKERCFG_KEEPER="

// Below is the environment of a helper that a router starts: the router looks for
// logins itself.
func Below(environ []string) []string {
	out := make([]string, 0, len(environ)+1)
	for _, assignment := range environ {
		if !ascii.HasPrefix(assignment, keeper) {
			out = append(out, assignment)
		}
	}
	return append(out, keeper+"none")
}
