//go:build e2e

package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/tokens"
)

// world is two registries, one that asks for Basic credentials and one that
// sends clients to a token server, and an image that nobody has pushed yet.
type world struct {
	basic, bearer string // host:port
	tokens        *tokens.Server
	layer, image  string // files: a layer, and an image of it as docker save writes one
}

func newWorld(t *testing.T) world {
	w := world{tokens: tokens.Start(t, stage.User, stage.Password)}
	w.basic = stage.Registry(t, stage.HTPasswd(t))
	w.bearer = stage.Registry(t, w.tokens.Auth())
	w.layer, w.image = stage.Image(t)
	return w
}

// hosts is both registries, by the name that their subtests have.
func (w world) hosts() map[string]string {
	return map[string]string{"basic": w.basic, "bearer": w.bearer}
}

// helpers is a config that names one helper for both registries.
func (w world) helpers(name string) string {
	return fmt.Sprintf(`{"credHelpers":{%q:%q,%q:%q}}`, w.basic, name, w.bearer, name)
}

// loggedIn is a stage whose logins the file helper keeps, put there by its own verb.
func (w world) loggedIn(t *testing.T, password string) *stage.Stage {
	s := stage.New(t)
	s.WriteConfig(t, w.helpers("file"))
	for _, host := range w.hosts() {
		s.Store(t, host, stage.User, password)
	}
	return s
}

// exported is a stage that has what `dockercfg export` wrote in from, and
// nothing else: no helper on PATH, an empty home.
func (w world) exported(t *testing.T, from *stage.Stage) *stage.Stage {
	bare := stage.Bare(t)
	from.Run(t, "", "dockercfg", "export", "-o", filepath.Join(bare.Config, "config.json")).OK(t)
	return bare
}

// fromVariables is a stage whose logins are variables of the vars helper.
func (w world) fromVariables(t *testing.T, password string) *stage.Stage {
	s := stage.New(t)
	s.WriteConfig(t, w.helpers("vars"))
	for _, host := range w.hosts() {
		code := strings.NewReplacer(".", "__", ":", "_3A_").Replace(host)
		s = s.With("DOCKER_"+code+"_USR="+stage.User, "DOCKER_"+code+"_PSW="+password)
	}
	return s
}

// ways is every way in which a login comes to a client.
func (w world) ways(t *testing.T) map[string]*stage.Stage {
	stored := w.loggedIn(t, stage.Password)
	variables := w.fromVariables(t, stage.Password)
	return map[string]*stage.Stage{
		"file":                           stored,
		"vars":                           variables,
		"exported from file":             w.exported(t, stored),
		"exported from vars":             w.exported(t, variables),
		"crane auth login":               w.craneLogin(t),
		"exported from crane auth login": w.exported(t, w.craneLogin(t)),
	}
}

// sawUser asserts that the token server granted a token for the action, and all
// that it was asked for to the user.
func (w world) sawUser(t *testing.T, host, action string) {
	t.Helper()
	log := w.tokens.Take()
	if host != w.bearer {
		if len(log) > 0 {
			t.Errorf("the token server was asked for another registry: %+v", log)
		}
		return
	}
	granted := false
	for _, q := range log {
		if q.User != stage.User || !q.OK {
			t.Errorf("the token server saw %+v", q)
		}
		granted = granted || strings.Contains(strings.Join(q.Scopes, " "), action)
	}
	if !granted {
		t.Errorf("the token server granted no %s: %+v", action, log)
	}
}

// sawRefusal asserts that the token server was asked as this user and refused.
func (w world) sawRefusal(t *testing.T, host, user string) {
	t.Helper()
	log := w.tokens.Take()
	if host == w.bearer && len(log) == 0 {
		t.Error("the token server was not asked")
	}
	for _, q := range log {
		if q.User != user || q.OK {
			t.Errorf("the token server saw %+v, want a refusal of %q", q, user)
		}
	}
}
