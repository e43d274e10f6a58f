// Package userdirs adds to shared/paths the home directory of the account entry, for
// users without HOME. It looks the account up only then.
package userdirs

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/paths"
)

// ErrNoHome means that neither a variable nor an account entry names a home directory.
var ErrNoHome = errors.New("no home directory: HOME is not set and this user has no account entry")

// Config returns the directory of the store's key, and of config.toml if DOCKERCFG_CONFIG
// does not name another file. DOCKERCFG_CONFIG does not move the key, since a temporary
// change of the rules must not change the store.
func Config(env paths.Environment) (paths.Dir, error) { return find(env, paths.Config) }

// Data returns the parent directory of the embedded store.
func Data(env paths.Environment) (paths.Dir, error) { return find(env, paths.Data) }

func find(env paths.Environment, in func(paths.Environment, string) paths.Dir) (paths.Dir, error) {
	if dir := in(env, ""); dir.Path != "" {
		return dir, nil
	}
	home, err := Home(env)
	dir := in(env, home)
	if err == nil && dir.Path == "" { // not "", which would be the working directory
		err = ErrNoHome
	}
	return dir, err
}

// Docker returns the directory of Docker's config.json: $DOCKER_CONFIG, else ~/.docker. A
// relative DOCKER_CONFIG is an error, since it would be another config after a change of
// the working directory.
func Docker(env paths.Environment) (string, error) {
	if dir := env("DOCKER_CONFIG"); dir != "" {
		if !filepath.IsAbs(dir) {
			return "", errors.New("DOCKER_CONFIG is not an absolute path")
		}
		return filepath.Clean(dir), nil
	}
	home, err := Home(env)
	return filepath.Join(home, ".docker"), err
}

// Root returns the root of the file system or volume that contains path.
func Root(path string) string { return filepath.VolumeName(path) + string(filepath.Separator) }

// Home returns the user's home directory: $HOME, else the account entry's.
func Home(env paths.Environment) (string, error) {
	name := "HOME"
	if runtime.GOOS == "windows" {
		name = "USERPROFILE"
	}
	if dir := env(name); filepath.IsAbs(dir) {
		return filepath.Clean(dir), nil
	}
	if account, err := user.LookupId(strconv.Itoa(os.Getuid())); err == nil && filepath.IsAbs(account.HomeDir) {
		return filepath.Clean(account.HomeDir), nil
	}
	return "", ErrNoHome
}
