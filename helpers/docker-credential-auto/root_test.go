//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// withoutRoot skips a test that needs two users if the test does not run as root.
func withoutRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("not run: it needs root")
	}
}

// TestStoreOfRoot: the error names a store that root created in a user's home directory, with the
// command that changes its owner. Public images can still be pulled if no one named the store, and a
// login in the store does not count as missing.
func TestStoreOfRoot(t *testing.T) {
	withoutRoot(t)
	for _, made := range []string{".local", ".local/share", ".local/share/dockercfg", ".local/share/dockercfg/store"} {
		t.Run(filepath.Base(made), func(t *testing.T) {
			s := newStage(t)
			s.Program = helpertest.Build(t, ownName)
			must(t, built.Into(filepath.Dir(s.Program), "docker-credential-file")) // built like a release
			s.fake(t, "quay", gives("quay"))
			s.File(t, ".docker/config.json", `{"credsStore": "auto", "auths": {"noted.example": {}}}`)
			s.File(t, ".local/share/dockercfg/store/x", "")
			s.AsUser(t)
			path := filepath.Join(s.Home, made)
			must(t, os.Chown(path, 0, 0))
			remedy := path + " belongs to user 0, not to user " + strconv.Itoa(helpertest.Ordinary()) +
				" who runs this: sudo chown -R " + strconv.Itoa(helpertest.Ordinary()) + " " + path
			const named = "DOCKERCFG_KEEPER=file"
			for _, keeper := range []string{"DOCKERCFG_KEEPER=", named} {
				a, b := s.Run(t, "get", "public.example", keeper), s.Run(t, "get", "quay.io", keeper)
				if keeper == named {
					for _, a := range []helpertest.Answer{a, b, s.Run(t, "explain", "public.example", keeper)} {
						if a.Code != 1 || !strings.HasPrefix(a.Out, ownName+": store: ") || !strings.Contains(a.Out, remedy) {
							t.Errorf("a store that was named: %+v", a)
						}
					}
				} else {
					if a.Out != helpertest.NotFound || !strings.Contains(a.Err, remedy) {
						t.Errorf("a public image: %+v", a)
					}
					b.Password(t, "quay")
					if !strings.Contains(b.Err, remedy) {
						t.Errorf("a helper: %+v", b)
					}
				}
				for _, verb := range []string{"get", "explain"} {
					if a := s.Run(t, verb, "noted.example", keeper); a.Code != 1 ||
						!strings.HasPrefix(a.Out, ownName+": store: ") || !strings.Contains(a.Out, remedy) {
						t.Errorf("%s of a login that was noted: %+v", verb, a)
					}
				}
				a = s.Run(t, "store", `{"ServerURL":"own.example","Username":"ann","Secret":"CANARY"}`, keeper)
				if a.Code != 1 || !strings.Contains(a.Out, remedy) {
					t.Errorf("a login: %+v", a)
				}
			}
		})
	}
}

// TestRootInAHome: root with a user's HOME, as with a `sudo` that keeps it, creates nothing there. A
// token is not cached, and a login is refused with the command to use.
func TestRootInAHome(t *testing.T) {
	withoutRoot(t)
	dir := withHelpers(t)
	w := helpertest.NewWorld(t, helpertest.Build(t, ownName), private, append(clouds(t, dir, func() {}),
		"DIGITALOCEAN_ACCESS_TOKEN=one")...)
	must(t, os.Chown(w.Home, helpertest.Ordinary(), helpertest.Ordinary()))
	for _, more := range []string{"", "XDG_DATA_HOME=" + w.Home + "/data", "DOCKER_CONFIG=" + w.Home + "/docker",
		"DOCKERCFG_STORE=" + w.Home + "/store"} {
		a := w.Run(t, "get", ocean, more)
		a.Password(t, "do")
		if a.Err != "" {
			t.Errorf("a token: %+v", a)
		}
		w.Anonymous(t, "public.example", more)
		a = w.Run(t, "store", `{"ServerURL":"own.example","Username":"ann","Secret":"CANARY"}`, more)
		if a.Code != 1 || !strings.Contains(a.Out, "store: ") || !strings.Contains(a.Out,
			"so root does not create a directory in it: use `sudo -H`, or set DOCKERCFG_STORE") {
			t.Errorf("a login: %+v", a)
		}
		must(t, filepath.WalkDir(w.Home, func(path string, _ fs.DirEntry, err error) error {
			if path != w.Home {
				t.Errorf("%q: %s was made", more, path)
			}
			return err
		}))
	}
	// A user's store is not opened for root, and does not stop the pull of a public image.
	w.File(t, ".local/share/dockercfg/store/x", "")
	must(t, filepath.WalkDir(w.Home, func(path string, _ fs.DirEntry, err error) error {
		return os.Lchown(path, helpertest.Ordinary(), helpertest.Ordinary())
	}))
	w.Anonymous(t, "public.example")
	if a := w.Run(t, "store", `{"ServerURL":"own.example","Username":"ann","Secret":"CANARY"}`); a.Code != 1 ||
		!strings.Contains(a.Out, "run this as that user, or as root with `sudo -H`") {
		t.Errorf("a login to a user's store: %+v", a)
	}
}
