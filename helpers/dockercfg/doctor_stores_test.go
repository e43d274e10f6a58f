//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// diagnosis runs doctor in a stage's home directory, without the test's DOCKER_CONFIG.
func (s stage) diagnosis(t *testing.T, as uint32, env ...string) string {
	t.Helper()
	cmd := s.command("doctor")
	cmd.Env = append(append(cmd.Env, "DOCKER_CONFIG="), env...)
	if as != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: as, Gid: as, NoSetGroups: true}}
	}
	out, _ := cmd.CombinedOutput()
	if !strings.Contains(string(out), "error: ") && !strings.Contains(string(out), "warning: ") {
		t.Errorf("doctor finds nothing: %s", out)
	}
	return string(out)
}

// TestDoctorUnreadable checks that the finding for an unreadable file says how to make it
// readable.
func TestDoctorUnreadable(t *testing.T) {
	for name, c := range map[string]struct {
		make func(path string) error
		want string
	}{
		"a link to itself": {func(path string) error { return os.Symlink("config.json", path) },
			"    mv PATH PATH.old\n"},
		"a pipe": {func(path string) error { return syscall.Mkfifo(path, 0o600) }, "    mv PATH PATH.old\n"},
		"a comma": {func(path string) error { return os.WriteFile(path, []byte(`{"a":1,}`), 0o600) },
			"    $EDITOR PATH\n"},
		"a directory": {func(path string) error { return os.Mkdir(path, 0o700) }, "    rmdir PATH\n"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, "{}", nil)
			path := filepath.Join(s.dir, "home", ".docker", "config.json")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := c.make(path); err != nil {
				t.Fatal(err)
			}
			if out := s.diagnosis(t, 0); !strings.Contains(out, strings.ReplaceAll(c.want, "PATH", path)) {
				t.Errorf("%s", out)
			}
		})
	}
}

// TestDoctorBus checks that a session bus that has ended is reported before a pull waits for
// it.
func TestDoctorBus(t *testing.T) {
	s := newStage(t, "{}", map[string]string{"secretservice": "exit 1"})
	bus := "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere/bus,guid=1"
	if out := s.diagnosis(t, 0, bus); !strings.Contains(out,
		"warning: docker-credential-secretservice keeps the logins, since no other store is named, "+
			"but the session bus /nowhere/bus does not exist\n    export DOCKERCFG_KEEPER=file\n") {
		t.Errorf("%s", out)
	}
	if out := s.diagnosis(t, 0, bus, "DOCKERCFG_KEEPER=file", "DOCKERCFG_CASHE=x"); strings.Contains(out, "session bus") {
		t.Errorf("another keeper: %s", out)
	}
}

// TestDoctorKeeper checks that a missing store of docker-credential-auto is reported before a
// docker login needs it.
func TestDoctorKeeper(t *testing.T) {
	answer := `echo '{}'`
	s := newStage(t, `{"credsStore":"auto"}`, map[string]string{"auto": answer, "vault": answer})
	for keeper, missing := range map[string]bool{"vault": false, "none": false, "gone": true} {
		cmd := s.command("doctor")
		cmd.Env = append(cmd.Env, "DOCKERCFG_KEEPER="+keeper)
		out, _ := cmd.CombinedOutput()
		if strings.Contains(string(out), "info: docker-credential-"+keeper+
			", which would keep the logins, is not installed, so `docker login` fails\n") != missing {
			t.Errorf("%s: %s", keeper, out)
		}
	}
}

// TestDoctorOfRoot checks root in a user's home directory, and what root created in one.
func TestDoctorOfRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not run: it needs root")
	}
	s := newStage(t, "{}", nil)
	home, user := filepath.Join(s.dir, "home"), helpertest.Ordinary()
	s.write(t, "home/.local/share/dockercfg/store/x", "", 0o600)
	s.write(t, "home/.docker/config.json", "{}", 0o600)
	for _, path := range []string{"", ".local", ".local/share", ".local/share/dockercfg", ".docker"} {
		if err := os.Chown(filepath.Join(home, path), user, user); err != nil {
			t.Fatal(err)
		}
	}
	if out := s.diagnosis(t, 0); !strings.Contains(out,
		"warning: this runs as root, but the home directory "+home+" belongs to user "+strconv.Itoa(user)+
			", so nothing is saved in it\n    sudo -H dockercfg doctor\n") {
		t.Errorf("%s", out)
	}
	open(t, s.dir)
	out := s.diagnosis(t, uint32(user))
	store := filepath.Join(home, ".local/share/dockercfg/store")
	for _, want := range []string{
		"error: the store of docker-credential-file cannot be used: ~/.local/share/dockercfg/store belongs to user 0, " +
			"not to user " + strconv.Itoa(user) + " who runs this\n    sudo chown -R " + strconv.Itoa(user) + " " + store + "\n",
		"error: ~/.docker/config.json cannot be read: ",
		"\n    sudo chown -R \"$(id -u):$(id -g)\" " + home + "/.docker\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("want %s: %s", want, out)
		}
	}
}

// open makes a directory, and the converter, accessible to every user.
func open(t *testing.T, dir string) {
	t.Helper()
	program, err := exec.LookPath("dockercfg")
	if err != nil {
		t.Fatal(err)
	}
	if program, err = filepath.EvalSymlinks(program); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, program} {
		for ; len(path) > len(os.TempDir()); path = filepath.Dir(path) {
			if err := os.Chmod(path, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
}
