//go:build e2e

package matrix

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// containers is a program of podman's family. As root each has a cache below /var/lib, which is an
// empty directory here.
type containers struct {
	program string
	global  []string // before the command
}

func (c containers) do(t *testing.T, s *stage.Stage, stdin string, args ...string) stage.Result {
	t.Helper()
	command := slices.Concat([]string{stage.Path(t, c.program)}, c.global, args)
	if flags := stage.Unshare(); flags != "" {
		command = slices.Concat([]string{stage.Path(t, "unshare"), flags, "/bin/sh", "-ec", `/bin/mount -t tmpfs none /var/lib; exec "$@"`, "sh"}, command)
	}
	return s.Run(t, stdin, command[0], command[1:]...)
}

// tls returns the flags for a registry; skopeo copy needs them twice, with a prefix.
func tls(r registry, prefix string) []string {
	if r.authority == "" {
		return []string{"--" + prefix + "tls-verify=false"}
	}
	return []string{"--" + prefix + "cert-dir=" + filepath.Dir(r.authority)}
}

func (c containers) client(push, pull func(t *testing.T, s *stage.Stage, r registry) stage.Result) client {
	return client{
		version: []string{c.program, "--version"}, format: "podman", podman: true, push: push, pull: pull,
		login: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return c.do(t, s, stage.Password, slices.Concat([]string{"login", "-u", stage.User, "--password-stdin"}, tls(r, ""), []string{r.host})...)
		},
		logout: func(t *testing.T, s *stage.Stage, r registry) stage.Result { return c.do(t, s, "", "logout", r.host) },
	}
}

// stored is a program with its own image store: podman, buildah.
func stored(t *testing.T, f field, program, load string, more ...string) client {
	stage.Installed(t, program)
	dir, err := os.MkdirTemp("", "p") // podman allows 50 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	global := append([]string{"--root", filepath.Join(dir, "root"), "--runroot", filepath.Join(dir, "run"), "--storage-driver", "vfs"}, more...)
	c := containers{program, global}
	c.do(t, f.nobody(t), "", load, "-q", "docker-archive:"+f.image).OK(t)
	image := func(r registry) string { return r.host + "/" + program + ":1" }
	return c.client(func(t *testing.T, s *stage.Stage, r registry) stage.Result {
		return c.do(t, s, "", slices.Concat([]string{"push"}, tls(r, ""), []string{stage.Loaded, "docker://" + image(r)})...)
	}, func(t *testing.T, s *stage.Stage, r registry) stage.Result {
		defer c.do(t, s, "", "rmi", "--force", image(r))
		return c.do(t, s, "", slices.Concat([]string{"pull"}, tls(r, ""), []string{image(r)})...)
	})
}

func newPodman(t *testing.T, f field) client {
	return stored(t, f, "podman", "pull", "--cgroup-manager", "cgroupfs", "--events-backend", "file")
}

func newBuildah(t *testing.T, f field) client { return stored(t, f, "buildah", "pull") }

func newSkopeo(t *testing.T, f field) client {
	stage.Installed(t, "skopeo")
	c := containers{"skopeo", []string{"--insecure-policy"}}
	image := func(r registry) string { return "docker://" + r.host + "/skopeo:1" }
	return c.client(func(t *testing.T, s *stage.Stage, r registry) stage.Result {
		return c.do(t, s, "", slices.Concat([]string{"copy"}, tls(r, "dest-"), []string{"docker-archive:" + f.image, image(r)})...)
	}, func(t *testing.T, s *stage.Stage, r registry) stage.Result {
		return c.do(t, s, "", slices.Concat([]string{"copy"}, tls(r, "src-"), []string{image(r), "dir:" + t.TempDir()})...)
	})
}
