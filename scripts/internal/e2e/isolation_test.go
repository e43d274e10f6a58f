//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

const nobody = 54321 // a user without an account entry

// TestNothingAround: the helpers work without a network and with HOME as the only variable.
func TestNothingAround(t *testing.T) {
	inNamespace(t, stage.New(t), `
		mount -t tmpfs -o mode=700 t "$HOME"
		ip -o link show up
		login secret | ask store
		printf a.example | ask get
		ask list </dev/null
		printf a.example | ask erase
		printf a.example | ask get
		ask list </dev/null
	`, `
		store = 0
		{"ServerURL":"a.example","Username":"ann","Secret":"secret"}
		get = 0
		{"a.example":"ann"}
		list = 0
		erase = 0
		credentials not found in native keychain
		get = 1
		{}
		list = 0
	`)
}

// TestHomeFromAccount: without HOME, the home directory in the account entry is used.
func TestHomeFromAccount(t *testing.T) {
	inNamespace(t, stage.New(t), `
		echo "root:x:0:0::$HOME:/bin/sh" >passwd
		mount --bind passwd /etc/passwd
		there=$HOME; unset HOME
		login secret | ask store
		printf a.example | ask get
		ls -A "$there"
	`, `
		store = 0
		{"ServerURL":"a.example","Username":"ann","Secret":"secret"}
		get = 0
		.config
		.local
	`)
}

// TestNoHome: without HOME and an account entry, every verb that needs a store is an error, and
// the working directory is not used instead. The test runs as another user, and as a user of a
// user namespace.
func TestNoHome(t *testing.T) {
	s := stage.NewFor(t, nobody)
	canary := filepath.Join(s.Temp, "canary-ran")
	for path, text := range map[string]string{
		".docker/config.json":                 `{"credHelpers":{"a.example":"canary"}}`,
		"bin/docker-credential-canary":        "#!/bin/sh\n: >" + canary + "\n",
		".local/share/dockercfg/store/README": "not a store of ours",
		".config/dockercfg/store-key.txt":     "not a key of ours",
		"config.json":                         `{"credHelpers":{"a.example":"canary"}}`,
	} {
		path = filepath.Join(s.Temp, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	before := strings.Join(tree(t, s.Temp), "\n")
	for name, as := range map[string][]string{
		"other user": {"setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"},
		"namespace":  {"unshare", "-U", "--map-user=54321"},
	} {
		t.Run(name, func(t *testing.T) {
			if as[0] == "unshare" {
				stage.Needs(t, stage.UserNamespaces)
			}
			world := stage.New(t)
			world.Temp = s.Temp
			run := func(stdin string, command ...string) stage.Result {
				t.Helper()
				args := slices.Concat(as[1:], []string{"env", "-i", "PATH=" + s.Temp + "/bin"}, command)
				return world.Run(t, stdin, as[0], args...)
			}
			file := stage.Path(t, stage.File)
			for _, verb := range []string{"get", "erase", "store"} {
				request := "a.example"
				if verb == "store" {
					request = stage.Login("a.example", "ann", "secret")
				}
				run(request, file, verb).Exit(t, 1).Says(t, stage.File+": store: finding the credential store: no home directory")
			}
			run("", file, "list").Exit(t, 1).Says(t, "no home directory")
			run("", file, "version").OK(t)
			run("", stage.Path(t, "dockercfg"), "export").Exit(t, 1).Says(t, "no home directory")
			run("", stage.Path(t, "dockercfg"), "explain", "a.example").Exit(t, 1).Says(t, "no home directory")
		})
	}
	if _, err := os.Lstat(canary); err == nil {
		t.Error("the helper that the working directory names was started")
	}
	if after := strings.Join(tree(t, s.Temp), "\n"); after != before {
		t.Errorf("the working directory was\n%s\nand is\n%s", before, after)
	}
	// The control: if the file is named as the config, the helper is started.
	named := s.With("PATH="+s.Temp+"/bin:/bin", "DOCKER_CONFIG="+s.Temp).Command(t, "dockercfg", "export")
	named.Dir = "/"
	stage.Start(t, named).Wait(t)
	if _, err := os.Lstat(canary); err != nil {
		t.Errorf("the canary helper never works, so this test shows nothing: %v", err)
	}
}

// TestMissingHome: a home directory that does not exist is not created.
func TestMissingHome(t *testing.T) {
	s := stage.New(t)
	none := filepath.Join(s.Home, "none")
	s = s.With("HOME=" + none)
	s.Run(t, stage.Login(server, "ann", "secret"), stage.File, "store").Exit(t, 1).Says(t, stage.File+": store: ")
	if _, _, found := s.Get(t, server); found {
		t.Error("get found a login")
	}
	if listed := s.Run(t, "", stage.File, "list").OK(t); listed != "{}\n" {
		t.Errorf("list answers %q", listed)
	}
	s.Run(t, server, stage.File, "erase").OK(t)
	if _, err := os.Lstat(none); !os.IsNotExist(err) {
		t.Errorf("the home was made (%v)", err)
	}
}
