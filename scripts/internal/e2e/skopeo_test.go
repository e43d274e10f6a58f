//go:build e2e

package e2e

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// skopeo runs skopeo with the stage's config.json as its authfile. As root it has a cache below
// /var/lib, which is an empty directory here.
func skopeo(t *testing.T, s *stage.Stage, args ...string) stage.Result {
	t.Helper()
	command := []string{stage.Path(t, "skopeo"), "--insecure-policy", args[0], "--authfile", filepath.Join(s.Config, "config.json")}
	if flags := stage.Unshare(); flags != "" {
		command = slices.Concat([]string{stage.Path(t, "unshare"), flags, "/bin/sh", "-ec", `/bin/mount -t tmpfs none /var/lib; exec "$@"`, "sh"}, command)
	}
	return s.Run(t, "", command[0], append(command[1:], args[1:]...)...)
}

func (w world) skopeoPush(t *testing.T, s *stage.Stage, host string) stage.Result {
	t.Helper()
	return skopeo(t, s, "copy", "--dest-tls-verify=false", "docker-archive:"+w.image, "docker://"+host+"/skopeo:1")
}

func skopeoPull(t *testing.T, s *stage.Stage, host, into string) stage.Result {
	t.Helper()
	return skopeo(t, s, "copy", "--src-tls-verify=false", "docker://"+host+"/skopeo:1", "dir:"+into)
}

func TestSkopeo(t *testing.T) {
	w := newWorld(t)
	for way, s := range w.ways(t) {
		for name, host := range w.hosts() {
			t.Run(way+"/"+name, func(t *testing.T) {
				w.tokens.Take()
				w.skopeoPush(t, s, host).OK(t)
				w.sawUser(t, host, "push")
				pushed := strings.TrimSpace(skopeo(t, s, "inspect", "--tls-verify=false", "--format", "{{.Digest}}", "docker://"+host+"/skopeo:1").OK(t))
				into := filepath.Join(t.TempDir(), "image")
				skopeoPull(t, s, host, into).OK(t)
				w.sawUser(t, host, "pull")
				manifest, err := os.ReadFile(filepath.Join(into, "manifest.json"))
				if err != nil {
					t.Fatal(err)
				}
				if pulled := fmt.Sprintf("sha256:%x", sha256.Sum256(manifest)); pulled != pushed {
					t.Errorf("pulled %s, pushed %s", pulled, pushed)
				}
			})
		}
	}
}

// TestClientsAgree copies an image from one registry to the other, with a login for each, and
// compares the digest with the other client's.
func TestClientsAgree(t *testing.T) {
	w := newWorld(t)
	for way, s := range map[string]*stage.Stage{"file": w.loggedIn(t, stage.Password), "exported": w.exported(t, w.loggedIn(t, stage.Password))} {
		t.Run(way, func(t *testing.T) {
			pushed := w.cranePush(t, s, w.basic)
			skopeo(t, s, "copy", "--src-tls-verify=false", "--dest-tls-verify=false",
				"docker://"+w.basic+"/crane:1", "docker://"+w.bearer+"/copied:1").OK(t)
			if copied := strings.TrimSpace(s.Run(t, "", "crane", "digest", w.bearer+"/copied:1").OK(t)); copied != pushed {
				t.Errorf("skopeo copied %s as %s", pushed, copied)
			}
		})
	}
}

func TestSkopeoRefused(t *testing.T) {
	w := newWorld(t)
	right, nobody, wrong := w.loggedIn(t, stage.Password), stage.New(t), w.loggedIn(t, "s3cr")
	nobody.WriteConfig(t, w.helpers("file"))
	for name, host := range w.hosts() {
		w.skopeoPush(t, right, host).OK(t)
		w.tokens.Take()
		for as, s := range map[string]*stage.Stage{"": nobody, stage.User: wrong} {
			t.Run(name+"/as "+as, func(t *testing.T) {
				skopeoPull(t, s, host, filepath.Join(t.TempDir(), "image")).Refused(t).Says(t, "unauthorized")
				w.sawRefusal(t, host, as)
				w.skopeoPush(t, s, host).Refused(t)
				w.sawRefusal(t, host, as)
			})
		}
	}
}
