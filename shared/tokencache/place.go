package tokencache

import (
	"runtime"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// Names are a helper's own variables beside the suite's: OffBy turns the cache
// off when it is set, DirBy names its directory. Both may be "".
type Names struct{ OffBy, DirBy string }

// Place is the cache's directory, and the directory that has to exist before it
// is made: $DOCKERCFG_CACHE_DIR, the helper's own variable,
// $DOCKER_CONFIG/dockercfg-cache (a CI job's, and gone with it),
// $XDG_CACHE_HOME/dockercfg, else the platform's below home. A relative path is
// no place, since another working directory would be another cache; "" is none.
func Place(env func(string) string, names Names, home string) (dir, base string) {
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
