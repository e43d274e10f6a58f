//go:build e2e

package e2e

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// fakeEngine answers the requests of `docker version`, and records a header.
type fakeEngine struct {
	mu   sync.Mutex
	seen []string
}

func (e *fakeEngine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	e.seen = append(e.seen, r.Header.Get("X-Meta"))
	e.mu.Unlock()
	w.Header().Set("Api-Version", "1.45")
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, `{"Version":"99.9-test","ApiVersion":"1.45","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"}`)
}

func (e *fakeEngine) headers() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seen
}

// TestExecSettings: docker under `dockercfg exec` has the user's context, engine, headers, plugins
// and builders; only the logins differ.
func TestExecSettings(t *testing.T) {
	client := os.Getenv("E2E_DOCKER")
	if client == "" {
		stage.NotRun(t, "docker's settings under dockercfg exec (Debian's docker client could not be fetched)")
	}
	served := &fakeEngine{}
	server := httptest.NewServer(served)
	defer server.Close()
	s := stage.New(t)
	extra := t.TempDir()
	s.WriteConfig(t, `{"auths":{"a.example":{"auth":"YWxpY2U6cw=="}},"HttpHeaders":{"X-Meta":"of-the-user"},
		"credHelpers":{"b.example":"missing"},"cliPluginsExtraDirs":["`+extra+`"]}`)
	plugin(t, filepath.Join(s.Config, "cli-plugins"), "hello")
	plugin(t, extra, "extra")
	s.Run(t, "", client, "context", "create", "remote", "--docker", "host=tcp://"+server.Listener.Addr().String()).OK(t)
	s.Run(t, "", client, "context", "use", "remote").OK(t)
	lent := func(args ...string) string {
		t.Helper()
		return s.Run(t, "", "dockercfg", append([]string{"exec", "a.example", "--", client}, args...)...).OK(t)
	}
	if out := lent("context", "show"); out != "remote\n" {
		t.Errorf("the context is %q", out)
	}
	if out := lent("version", "--format", "{{.Server.Version}}"); out != "99.9-test\n" {
		t.Errorf("the engine is %q", out)
	}
	for _, header := range served.headers() {
		if header != "of-the-user" {
			t.Errorf("the engine saw the header %q", header)
		}
	}
	for _, name := range []string{"hello", "extra"} {
		if out := lent(name); out != "plugin "+name+"\n" {
			t.Errorf("the plugin %s says %q", name, out)
		}
	}
	// A context that is created there is the user's.
	lent("context", "create", "second", "--docker", "host=unix:///nonexistent")
	if out := s.Run(t, "", client, "context", "ls", "-q").OK(t); !strings.Contains(out, "second") {
		t.Errorf("the contexts are %q", out)
	}
}

// plugin writes a docker plugin that prints its name.
func plugin(t *testing.T, dir, name string) {
	t.Helper()
	script := `#!/bin/sh
if [ "$1" = docker-cli-plugin-metadata ]; then
	echo '{"SchemaVersion":"0.1.0","Vendor":"test","Version":"1","ShortDescription":"test"}'
else
	echo plugin ` + name + `
fi
`
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "docker-"+name), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
}

// TestExecTLS: an engine that requires a certificate gets the user's.
func TestExecTLS(t *testing.T) {
	client := os.Getenv("E2E_DOCKER")
	if client == "" {
		stage.NotRun(t, "an engine with TLS under dockercfg exec (Debian's docker client could not be fetched)")
	}
	authority, cert, key := stage.Certificate(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: &fakeEngine{}, TLSConfig: stage.WantsCertificate(t, authority)}
	go func() { _ = server.ServeTLS(listener, cert, key) }()
	defer server.Close()
	s := stage.New(t)
	s.WriteConfig(t, `{"auths":{"a.example":{"auth":"YWxpY2U6cw=="}}}`)
	for name, from := range map[string]string{"ca.pem": authority, "cert.pem": cert, "key.pem": key} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(s.Config, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s = s.With("DOCKER_HOST=tcp://"+listener.Addr().String(), "DOCKER_TLS_VERIFY=1")
	out := s.Run(t, "", "dockercfg", "exec", "a.example", "--", client, "version", "--format",
		"{{.Server.Version}}").OK(t)
	if out != "99.9-test\n" {
		t.Errorf("the engine is %q", out)
	}
}

// TestExecRepository: skopeo finds the login of a repository, and docker's clients find it under
// its host.
func TestExecRepository(t *testing.T) {
	w := newWorld(t)
	from := w.loggedIn(t, stage.Password)
	w.cranePush(t, from, w.basic)
	s := stage.New(t)
	s.WriteConfig(t, `{"auths":{"`+w.basic+`/crane":{"auth":"`+loginOf(t, from, w.basic)+`"}}}`)
	crane := stage.Path(t, "crane")
	s.Run(t, "", "dockercfg", "exec", "--", "skopeo", "inspect", "--tls-verify=false",
		"docker://"+w.basic+"/crane:1").OK(t)
	s.Run(t, "", "dockercfg", "exec", "--", crane, "digest", w.basic+"/crane:1").OK(t)
	s.Run(t, "", "dockercfg", "exec", w.basic, "--", crane, "digest", w.basic+"/crane:1").OK(t)
}
