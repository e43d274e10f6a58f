// Package lend gives one command static credentials for as long as it runs: a
// directory that clients take for Docker's configuration, with one file in it,
// gone when the command has ended, however it ended.
//
//	entries ──► DIR/config.json, 0600 in 0700 ──► CMD with DOCKER_CONFIG=DIR ──► DIR removed
//
// The directory lies in $XDG_RUNTIME_DIR where there is one, which is in memory
// and private to the user, else in the directory for temporary files. What a
// killed run left there is removed by the next one.
package lend

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

const prefix = "dockercfg-exec-"

// Directory is a configuration that is lent.
type Directory struct{ path string }

// Make writes a config.json into a new directory.
func Make(data []byte) (Directory, error) {
	parent := parentOf(os.Getenv("XDG_RUNTIME_DIR"), os.TempDir())
	sweep(parent)
	path, err := os.MkdirTemp(parent, prefix+strconv.Itoa(os.Getpid())+"-") // 0700, a new name
	if err != nil {
		return Directory{}, err
	}
	d := Directory{path}
	if err = os.Chmod(path, 0o700); err == nil { // the umask may have taken even the owner's bits
		err = safefile.Output(d.file(), data, false)
	}
	if err != nil {
		return Directory{}, errors.Join(err, d.Remove())
	}
	return d, nil
}

// parentOf is the runtime directory if it is an absolute path of ours that
// nobody else can enter, else the other one.
func parentOf(runtime, temporary string) string {
	if _, err := safefile.Open(runtime); err == nil && !safefile.OthersMayRead(runtime) {
		return runtime
	}
	return temporary
}

func (d Directory) file() string { return filepath.Join(d.path, "config.json") }

// Environment is an environment in which clients find the directory. Docker and
// what is built on it read DOCKER_CONFIG, podman, skopeo and buildah read
// REGISTRY_AUTH_FILE first. DOCKER_AUTH_CONFIG would outrank the file, into which
// its entries have gone.
func (d Directory) Environment(environ []string) []string {
	var env []string
	for _, assignment := range environ {
		name, _, _ := strings.Cut(assignment, "=")
		if name != "DOCKER_CONFIG" && name != "REGISTRY_AUTH_FILE" && name != "DOCKER_AUTH_CONFIG" {
			env = append(env, assignment)
		}
	}
	return append(env, "DOCKER_CONFIG="+d.path, "REGISTRY_AUTH_FILE="+d.file())
}

// Remove takes the directory away, with whatever the command put there.
func (d Directory) Remove() error { return os.RemoveAll(d.path) }

// sweep removes what killed runs of this user left.
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
		if _, err := safefile.Open(path); err == nil { // ours
			_ = os.RemoveAll(path)
		}
	}
}
