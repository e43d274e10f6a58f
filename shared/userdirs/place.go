// Package userdirs says where this suite's files lie. A place is never relative
// and never in a home directory that does not exist: a program that is started
// in a directory of somebody else's making must not take its files from there.
package userdirs

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/process"
)

// ErrNoHome says that no variable and no account entry names a place.
var ErrNoHome = errors.New("no home directory: HOME is not set and this user has no account entry")

// Place is a path, and the directory that has to exist before anything below
// it is made.
type Place struct{ Path, Base string }

// Config is the directory of the store's key, and of config.toml if DOCKERCFG_CONFIG
// does not name one: $XDG_CONFIG_HOME/dockercfg, else ~/.config/dockercfg, on Windows
// %AppData%\dockercfg. Other rules for a while do not make the store another one, so
// DOCKERCFG_CONFIG does not move the key.
func Config(env process.Environment) (Place, error) {
	return standard(env, "XDG_CONFIG_HOME", "AppData", ".config")
}

// Data is the directory of the embedded store's parent:
// $XDG_DATA_HOME/dockercfg, else ~/.local/share/dockercfg, on Windows %LocalAppData%\dockercfg.
func Data(env process.Environment) (Place, error) {
	return standard(env, "XDG_DATA_HOME", "LocalAppData", filepath.Join(".local", "share"))
}

// Docker is the directory of Docker's own config.json: $DOCKER_CONFIG, else
// ~/.docker. A relative DOCKER_CONFIG is refused, since another working
// directory would be another config.
func Docker(env process.Environment) (string, error) {
	if dir := env("DOCKER_CONFIG"); dir != "" {
		if !filepath.IsAbs(dir) {
			return "", errors.New("DOCKER_CONFIG is not an absolute path")
		}
		return filepath.Clean(dir), nil
	}
	home, err := Home(env)
	return filepath.Join(home, ".docker"), err
}

func standard(env process.Environment, xdg, windows, unix string) (Place, error) {
	if dir := env(xdg); filepath.IsAbs(dir) {
		return Place{filepath.Join(dir, "dockercfg"), Root(dir)}, nil
	}
	if runtime.GOOS == "windows" {
		if dir := env(windows); filepath.IsAbs(dir) {
			return Place{filepath.Join(dir, "dockercfg"), dir}, nil
		}
	}
	home, err := Home(env)
	return Place{filepath.Join(home, unix, "dockercfg"), home}, err
}

// Root is the top of the file system that path lies on.
func Root(path string) string { return filepath.VolumeName(path) + string(filepath.Separator) }

// Home is the user's home directory: $HOME, else the account entry's.
func Home(env process.Environment) (string, error) {
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
