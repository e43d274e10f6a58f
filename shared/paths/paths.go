// Package paths says where this suite's files lie, as far as variables tell. It
// serves the fast path, so it imports light packages alone (shared/ascii);
// shared/userdirs adds the home directory of the account entry.
package paths

import (
	"runtime"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// Names are a helper's own variables beside the suite's: OffBy turns the cache
// off when it is set, DirBy names its directory. Both may be "".
type Names struct{ OffBy, DirBy string }

// Cache is the directory of cached tokens, and the directory that has to exist
// before it is created: $DOCKERCFG_CACHE_DIR, the helper's own variable,
// $DOCKER_CONFIG/dockercfg-cache (a CI job's, and gone with it),
// $XDG_CACHE_HOME/dockercfg, else the platform's below home. A relative path is
// not used, since another working directory would be another cache. "" means that
// there is no cache.
func Cache(env func(string) string, names Names, home string) (dir, base string) {
	if env("DOCKERCFG_CACHE") == "off" || names.OffBy != "" && env(names.OffBy) != "" {
		return "", ""
	}
	for _, name := range []string{"DOCKERCFG_CACHE_DIR", names.DirBy} {
		if name == "" || env(name) == "" {
			continue
		}
		dir = env(name)
		if ascii.HasPrefix(dir, "~/") && home != "" { // as Amazon's helper reads it
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

// ConfigFile is the user's config.toml: $DOCKERCFG_CONFIG, else in
// $XDG_CONFIG_HOME/dockercfg, else in ~/.config/dockercfg, on Windows in
// %AppData%\dockercfg. named says that DOCKERCFG_CONFIG names it. It is "" where
// that variable is a relative path, or where nothing says where home is.
func ConfigFile(env func(string) string, home string) (file string, named bool) {
	if file = env("DOCKERCFG_CONFIG"); file != "" {
		if !Absolute(file) {
			file = ""
		}
		return file, true
	}
	base, _ := absolute(env("XDG_CONFIG_HOME"))
	if base == "" && runtime.GOOS == "windows" {
		base, _ = absolute(env("AppData"))
	}
	if base == "" {
		if home, _ = absolute(home); home == "" {
			return "", false
		}
		base = home + separator + ".config"
	}
	return base + separator + "dockercfg" + separator + "config.toml", false
}

// Home is the home directory as variables have it; "" where they do not.
func Home(env func(string) string) string {
	name := "HOME"
	if runtime.GOOS == "windows" {
		name = "USERPROFILE"
	}
	home, _ := absolute(env(name))
	return home
}

// Absolute tells an absolute path.
func Absolute(path string) bool { return rootLength(path) > 0 }

// absolute gives an absolute path without a final separator, and its root.
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

// rootLength is the length of `/` or `C:\`; 0 for a relative path.
func rootLength(path string) int {
	switch {
	case runtime.GOOS != "windows":
		if ascii.HasPrefix(path, "/") {
			return 1
		}
	case len(path) >= 3 && path[1] == ':' && (path[2] == '\\' || path[2] == '/'):
		return 3
	}
	return 0
}
