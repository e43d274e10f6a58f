// Package tempconfig gives one command static credentials while it runs: a directory
// that clients use as Docker's configuration, removed when the command ends, however it
// ends.
//
//	logins ──► DIR/config.json, for docker ─────┐
//	       └─► DIR/auth.json, for podman's family ├─► CMD with DOCKER_CONFIG=DIR ──► DIR removed
//	the user's contexts, plugins, … ──► DIR ────┘    and REGISTRY_AUTH_FILE
//
// The logins are 0600 in 0700. Everything else is the user's own (settings.go); without
// it the command would use another engine, without the user's proxies and plugins. The
// directory is in $XDG_RUNTIME_DIR if that exists, which is in memory and private to the
// user, or in the directory for temporary files. The next run removes what a killed run
// left there.
package tempconfig

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

const prefix = "dockercfg-exec-"

// Directory is a temporary configuration.
type Directory struct{ path, from string }

// Files are the contents for a Directory.
type Files struct {
	Docker []byte // a config.json with nothing but auths
	Podman []byte // an auth.json
	From   string // the directory of Docker's settings, absolute; "" for none
}

// Make writes the files into a new directory.
func Make(files Files) (Directory, error) {
	config, err := withLogins(files.From, files.Docker)
	if err != nil {
		return Directory{}, err
	}
	parent := parentOf(os.Getenv("XDG_RUNTIME_DIR"), os.TempDir())
	sweep(parent)
	path, err := os.MkdirTemp(parent, prefix+strconv.Itoa(os.Getpid())+"-") // 0700, a new name
	if err != nil {
		return Directory{}, err
	}
	d := Directory{path, files.From}
	if err = os.Chmod(path, 0o700); err == nil { // the umask may have removed the owner's bits
		err = d.fill(config, files.Podman)
	}
	if err != nil {
		return Directory{}, errors.Join(err, d.Remove())
	}
	return d, nil
}

func (d Directory) fill(config, auth []byte) error {
	left, err := d.carry(d.from)
	if err == nil && slices.Contains(left, plugins) {
		config, err = withPlugins(config, filepath.Join(d.from, plugins))
	}
	if err == nil {
		err = safefile.Output(filepath.Join(d.path, configFile), config, false)
	}
	if err == nil {
		err = safefile.Output(filepath.Join(d.path, authFile), auth, false)
	}
	return err
}

// parentOf returns the runtime directory if it is an absolute path that belongs to this
// user and that no one else can enter, or the temporary directory.
func parentOf(runtime, temporary string) string {
	if _, err := safefile.Open(runtime); err == nil && !safefile.OthersMayRead(runtime) {
		return runtime
	}
	return temporary
}

// Environment returns an environment in which clients find the directory. Docker and
// tools based on it read DOCKER_CONFIG; podman, skopeo and buildah read
// REGISTRY_AUTH_FILE first. DOCKER_AUTH_CONFIG would take precedence over the file, which
// contains its entries already. Builders stay in the user's own directory, also those
// that the command creates.
func (d Directory) Environment(environ []string) []string {
	var env []string
	builders := d.from != ""
	for _, assignment := range environ {
		name, _, _ := strings.Cut(assignment, "=")
		builders = builders && name != "BUILDX_CONFIG"
		if name != "DOCKER_CONFIG" && name != "REGISTRY_AUTH_FILE" && name != "DOCKER_AUTH_CONFIG" {
			env = append(env, assignment)
		}
	}
	if builders {
		env = append(env, "BUILDX_CONFIG="+filepath.Join(d.from, "buildx"))
	}
	return append(env, "DOCKER_CONFIG="+d.path, "REGISTRY_AUTH_FILE="+filepath.Join(d.path, authFile))
}

// Remove removes the directory, with everything that the command wrote to it.
func (d Directory) Remove() error { return os.RemoveAll(d.path) }

// sweep removes what this user's killed runs left.
func sweep(parent string) {
	left, _ := filepath.Glob(filepath.Join(parent, prefix+"*"))
	for _, path := range left {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), prefix), "-")
		number, err := strconv.Atoi(pid)
		if err != nil || alive(number) {
			continue
		}
		if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink != 0 {
			continue
		}
		if _, err := safefile.Open(path); err == nil { // it belongs to this user
			_ = os.RemoveAll(path)
		}
	}
}
