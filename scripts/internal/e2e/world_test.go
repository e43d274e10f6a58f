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

// world is two registries, one with Basic authentication and one with a token server, and an image
// that has not been pushed yet.
type world struct {
	basic, bearer string // host:port
	tokens        *tokens.Server
	layer, image  string // files: a layer, and an image with it in the format of docker save
}

func newWorld(t *testing.T) world {
	w := world{tokens: tokens.Start(t, stage.User, stage.Password)}
	w.basic = stage.Registry(t, stage.HTPasswd(t))
	w.bearer = stage.Registry(t, w.tokens.Auth())
	w.layer, w.image = stage.Image(t)
	return w
}

// hosts returns both registries, by the names of their subtests.
func (w world) hosts() map[string]string {
	return map[string]string{"basic": w.basic, "bearer": w.bearer}
}

// helpers returns a config that names one helper for both registries.
func (w world) helpers(name string) string {
	return fmt.Sprintf(`{"credHelpers":{%q:%q,%q:%q}}`, w.basic, name, w.bearer, name)
}

// loggedIn returns a stage with logins in docker-credential-file, stored with its verb store.
func (w world) loggedIn(t *testing.T, password string) *stage.Stage {
	s := stage.New(t)
	s.WriteConfig(t, w.helpers("file"))
	for _, host := range w.hosts() {
		s.Store(t, host, stage.User, password)
	}
	return s
}

// exported returns a stage with the output of `dockercfg export` in from and nothing else: no
// helpers on PATH, an empty home directory.
func (w world) exported(t *testing.T, from *stage.Stage) *stage.Stage {
	bare := stage.Bare(t)
	from.Run(t, "", "dockercfg", "export", "-o", filepath.Join(bare.Config, "config.json")).OK(t)
	return bare
}

// fromVariables returns a stage whose logins are variables of docker-credential-vars.
func (w world) fromVariables(t *testing.T, password string) *stage.Stage {
	s := stage.New(t)
	s.WriteConfig(t, w.helpers("vars"))
	for _, host := range w.hosts() {
		code := strings.NewReplacer(".", "__", ":", "_3A_").Replace(host)
		s = s.With("DOCKER_"+code+"_USR="+stage.User, "DOCKER_"+code+"_PSW="+password)
	}
	return s
}

// ways returns every way to provide a client with a login.
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

// sawUser asserts that the token server issued a token for the action, and that all requests came
// from the user.
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

// sawRefusal asserts that the token server got a request from this user and refused it.
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
