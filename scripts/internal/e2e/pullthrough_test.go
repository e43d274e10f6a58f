//go:build e2e

package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// upstream is a registry behind a cache, with the host that issues its tokens.
type upstream struct {
	registry, realm string
	env             []string // the helper's variables
	user, secret    string   // the login that the realm expects
}

var upstreams = map[string]upstream{
	"docker-credential-dockerhub": {"registry-1.docker.io", "auth.docker.io", []string{"DOCKERHUB_USERNAME=ann", "DOCKERHUB_TOKEN=CANARY"}, "ann", "CANARY"},
	"docker-credential-gitlab":    {"registry.gitlab.com", "gitlab.com", []string{"GITLAB_TOKEN=CANARY"}, "oauth2", "CANARY"},
	"docker-credential-ghcr":      {"ghcr.io", "ghcr.io", []string{"GH_TOKEN=CANARY"}, "x-access-token", "CANARY"},
	"docker-credential-quay":      {"quay.io", "quay.io", []string{"QUAY_USERNAME=ann", "QUAY_PASSWORD=CANARY"}, "ann", "CANARY"},
	"docker-credential-auto":      {"registry-1.docker.io", "auth.docker.io", []string{"DOCKERHUB_USERNAME=ann", "DOCKERHUB_TOKEN=CANARY"}, "ann", "CANARY"},
}

// serve serves the registry and its realm, which issues a token for the right login only.
func (u upstream) serve(cloud *fakecloud.Cloud) (tokens *atomic.Int64) {
	tokens = &atomic.Int64{}
	registry := func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != "Bearer granted":
			w.Header().Set("WWW-Authenticate", `Bearer realm="https://`+u.realm+`/jwt/auth",service="s",scope="repository:team/app:pull"`)
			w.WriteHeader(http.StatusUnauthorized)
		case strings.HasSuffix(r.URL.Path, "/manifests/1"):
			w.Header().Set("Content-Type", "application/vnd.oci.image.index.v1+json")
			_, _ = io.WriteString(w, `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}`)
		}
	}
	cloud.Handle(u.registry, registry)
	cloud.Handle(u.realm, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/jwt/auth" {
			registry(w, r)
			return
		}
		user, secret, _ := r.BasicAuth()
		if user != u.user || secret != u.secret {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		tokens.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"token":"granted","expires_in":300}`)
	})
	return tokens
}

// TestPullThrough: distribution's registry, as a pull-through cache, gets its login from a helper
// with proxy.exec. It requests the login for the host that issues the registry's tokens.
func TestPullThrough(t *testing.T) {
	for program, u := range upstreams {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			cloud, err := fakecloud.Start(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(cloud.Close)
			tokens := u.serve(cloud)
			for _, env := range [][]string{u.env, nil} {
				cache := pullThrough(t, program, u.registry, append(cloud.Environment(), env...))
				reply, err := http.Get("http://" + cache + "/v2/team/app/manifests/1")
				if err != nil {
					t.Fatal(err)
				}
				reply.Body.Close()
				if granted := reply.StatusCode == http.StatusOK; granted != (env != nil) {
					t.Errorf("with %q: status %d, %d tokens", env, reply.StatusCode, tokens.Load())
				}
			}
		})
	}
}

// pullThrough starts the cache and returns its host:port.
func pullThrough(t *testing.T, program, registry string, env []string) string {
	t.Helper()
	server := filepath.Join(stage.Tools(), "registry")
	if _, err := os.Stat(server); err != nil {
		stage.NotRun(t, "distribution's registry could not be built")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	s := stage.New(t).With(append(env, "OTEL_TRACES_EXPORTER=none", "DOCKERCFG_KEEPER=none")...)
	file := filepath.Join(s.Home, "cache.yml")
	text := fmt.Sprintf("version: 0.1\nstorage: {filesystem: {rootdirectory: %q}}\nhttp: {addr: %q}\n"+
		"proxy: {remoteurl: \"https://%s\", exec: {command: %q, lifetime: 5m}}\n", filepath.Join(s.Home, "data"), addr, registry, stage.Path(t, program))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := s.Command(t, server, "serve", file)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for start := time.Now(); time.Since(start) < 20*time.Second; time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return addr
		}
	}
	t.Fatal("the cache does not serve")
	return ""
}
