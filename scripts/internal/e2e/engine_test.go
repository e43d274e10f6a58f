//go:build e2e

package e2e

import (
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// engine runs Docker's client against an engine of its own.
func engine(t *testing.T, s *stage.Stage, host, stdin string, args ...string) stage.Result {
	t.Helper()
	return s.With(host).Run(t, stdin, "/usr/bin/docker", args...)
}

// TestEngine builds, pushes and pulls with a real engine: its client asks the
// helper of a registry, the router, or has the exported file alone.
func TestEngine(t *testing.T) {
	w := newWorld(t)
	host := stage.Engine(t)
	context := t.TempDir()
	write(t, filepath.Join(context, "Dockerfile"), "FROM scratch\nCOPY hello /hello\n")
	write(t, filepath.Join(context, "hello"), "hello\n")
	stored := w.loggedIn(t, stage.Password)
	for way, s := range map[string]*stage.Stage{"credHelpers": stored, "credsStore": w.routed(t), "exported": w.exported(t, stored)} {
		for name, registry := range w.hosts() {
			t.Run(way+"/"+name, func(t *testing.T) {
				image := registry + "/engine:1"
				engine(t, s, host, "", "build", "-q", "-t", image, context).OK(t)
				w.tokens.Take()
				engine(t, s, host, "", "push", image).OK(t)
				w.sawUser(t, registry, "push")
				engine(t, s, host, "", "rmi", image).OK(t)
				engine(t, s, host, "", "pull", image).OK(t)
				w.sawUser(t, registry, "pull")
				engine(t, s, host, "", "rmi", image).OK(t)
				engine(t, stage.New(t), host, "", "pull", image).Refused(t)
			})
		}
	}
}
