// Package paths computes the locations of this suite's files from environment variables.
// The fast path uses it, so it imports light packages only (shared/ascii).
// shared/userdirs adds the home directory of the account entry.
//
// A path is never relative, and never in a home directory that does not exist: a program
// that is started in another user's directory must not read its files from there.
package paths

import (
	"runtime"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// Environment returns a variable's value, "" if it is not set. Functions take one so that a
// test needs no process to set another environment.
type Environment = func(name string) string

// Dir is a directory, and the one above it that has to exist before it is created.
type Dir struct{ Path, Base string }

// Config returns the directory of config.toml and of the store's key:
// $XDG_CONFIG_HOME/dockercfg, else ~/.config/dockercfg, on Windows %AppData%\dockercfg.
// Its Path is "" if the home directory is not known.
func Config(env Environment, home string) Dir {
	return standard(env, "XDG_CONFIG_HOME", "AppData", home, ".config")
}

// Data returns the parent directory of the embedded store: $XDG_DATA_HOME/dockercfg, else
// ~/.local/share/dockercfg, on Windows %LocalAppData%\dockercfg.
func Data(env Environment, home string) Dir {
	return standard(env, "XDG_DATA_HOME", "LocalAppData", home, ".local"+separator+"share")
}

// standard returns "dockercfg" in the directory that a variable names, else below home.
func standard(env Environment, xdg, windows, home, unix string) Dir {
	dir, base := absolute(env(xdg))
	if dir == "" && runtime.GOOS == "windows" {
		dir, _ = absolute(env(windows))
		base = dir
	}
	if dir == "" {
		if home, _ = absolute(home); home == "" {
			return Dir{}
		}
		dir, base = home+separator+unix, home
	}
	return Dir{dir + separator + "dockercfg", base}
}

// Names are a helper's own variables in addition to those of the suite. OffBy turns the
// cache off if it is set, and DirBy contains its directory. Both may be "".
type Names struct{ OffBy, DirBy string }

// Cache returns the directory of cached tokens, and the directory that has to exist
// before it is created. It is $DOCKERCFG_CACHE_DIR, the helper's own variable,
// $DOCKER_CONFIG/dockercfg-cache (in a CI job, which deletes it),
// $XDG_CACHE_HOME/dockercfg, or the platform's default below home. A relative path is not
// used, since it would be another directory after a change of the working directory. dir
// is "" if there is no cache.
func Cache(env Environment, names Names, home string) (dir, base string) {
	if env("DOCKERCFG_CACHE") == "off" || names.OffBy != "" && env(names.OffBy) != "" {
		return "", ""
	}
	for _, name := range []string{"DOCKERCFG_CACHE_DIR", names.DirBy} {
		if name == "" || env(name) == "" {
			continue
		}
		dir = env(name)
		if ascii.HasPrefix(dir, "~/") && home != "" { // as Amazon's helper does
			return home + dir[1:], home
		}
		return absolute(dir)
	}
	if docker := env("DOCKER_CONFIG"); docker != "" {
		if dir, base = absolute(docker); dir != "" {
			dir += separator + "dockercfg-cache"
		}
		return dir, base
	}
	if xdg, root := absolute(env("XDG_CACHE_HOME")); xdg != "" {
		return xdg + separator + "dockercfg", root
	}
	if runtime.GOOS == "windows" {
		if local, root := absolute(env("LocalAppData")); local != "" {
			return local + separator + "dockercfg" + separator + "cache", root
		}
	}
	if home, _ = absolute(home); home == "" {
		return "", ""
	}
	return home + separator + ".cache" + separator + "dockercfg", home
}

// ConfigFile returns the path of the user's config.toml: $DOCKERCFG_CONFIG, else
// config.toml in Config. named reports whether DOCKERCFG_CONFIG is set. The path is "" if
// that variable is a relative path, or if the home directory is not known.
func ConfigFile(env Environment, home string) (file string, named bool) {
	if file = env("DOCKERCFG_CONFIG"); file != "" {
		if !Absolute(file) {
			file = ""
		}
		return file, true
	}
	if dir := Config(env, home).Path; dir != "" {
		file = dir + separator + "config.toml"
	}
	return file, false
}

// Home returns the home directory that a variable names, or "".
func Home(env Environment) string {
	name := "HOME"
	if runtime.GOOS == "windows" {
		name = "USERPROFILE"
	}
	home, _ := absolute(env(name))
	return home
}

// Absolute reports whether a path is absolute.
func Absolute(path string) bool { return rootLength(path) > 0 }

// absolute returns an absolute path without a final separator, and its root.
func absolute(path string) (clean, root string) {
	n := rootLength(path)
	if n == 0 {
		return "", ""
	}
	for len(path) > n && (path[len(path)-1] == '/' || path[len(path)-1] == separator[0]) {
		path = path[:len(path)-1]
	}
	return path, path[:n]
}

// rootLength returns the length of the root of an absolute path, or 0 for a relative path.
func rootLength(path string) int {
	switch {
	case runtime.GOOS == "windows":
		return windowsRoot(path)
	case ascii.HasPrefix(path, "/"):
		return 1
	}
	return 0
}

// windowsRoot returns the length of `C:\` or `\\server\share\`, or 0 for a relative path. A
// share is a root without its last separator too.
func windowsRoot(path string) int {
	if len(path) >= 3 && path[1] == ':' && slash(path[2]) {
		return 3
	}
	if len(path) < 2 || !slash(path[0]) || !slash(path[1]) {
		return 0
	}
	server := 2 + segment(path[2:])
	if server == 2 || server == len(path) {
		return 0
	}
	share := server + 1 + segment(path[server+1:])
	if share == server+1 {
		return 0
	}
	return min(share+1, len(path))
}

// segment returns the length of the name before the next separator of Windows.
func segment(path string) int {
	for i := range len(path) {
		if slash(path[i]) {
			return i
		}
	}
	return len(path)
}

func slash(c byte) bool { return c == '\\' || c == '/' }
