package paths

import (
	"runtime"
	"strings"
	"testing"
)

// environment returns a function that looks up one NAME=value.
func environment(assignment string) func(string) string {
	return func(name string) string {
		value, _ := strings.CutPrefix(assignment, name+"=")
		if value == assignment {
			return ""
		}
		return value
	}
}

func TestCache(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not run: these are Unix paths")
	}
	for _, c := range []struct{ env, home, dir string }{
		{"", "/home/u", "/home/u/.cache/dockercfg"},
		{"", "", ""},
		{"", "relative", ""},
		{"XDG_CACHE_HOME=/x/", "/home/u", "/x/dockercfg"},
		{"XDG_CACHE_HOME=x", "/home/u", "/home/u/.cache/dockercfg"},
		{"DOCKER_CONFIG=/d", "/home/u", "/d/dockercfg-cache"},
		{"DOCKER_CONFIG=d", "/home/u", ""},
		{"DOCKERCFG_CACHE_DIR=/c", "/home/u", "/c"},
		{"DOCKERCFG_CACHE_DIR=c", "/home/u", ""},
		{"OWN_DIR=/own", "/home/u", "/own"},
		{"OWN_DIR=~/.own", "/home/u", "/home/u/.own"},
		{"OWN_OFF=1", "/home/u", ""},
		{"DOCKERCFG_CACHE=off", "/home/u", ""},
	} {
		if dir, _ := Cache(environment(c.env), Names{"OWN_OFF", "OWN_DIR"}, c.home); dir != c.dir {
			t.Errorf("%q in %q: %q, want %q", c.env, c.home, dir, c.dir)
		}
	}
}

// TestConfigFile: the path is the same however its directory is written.
func TestConfigFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not run: these are Unix paths")
	}
	for _, c := range []struct {
		env, home, file string
		named           bool
	}{
		{"", "/home/u", "/home/u/.config/dockercfg/config.toml", false},
		{"", "/home/u/", "/home/u/.config/dockercfg/config.toml", false},
		{"", "", "", false},
		{"XDG_CONFIG_HOME=/x", "/home/u", "/x/dockercfg/config.toml", false},
		{"XDG_CONFIG_HOME=/x/", "/home/u", "/x/dockercfg/config.toml", false},
		{"XDG_CONFIG_HOME=x", "/home/u", "/home/u/.config/dockercfg/config.toml", false},
		{"DOCKERCFG_CONFIG=/c.toml", "/home/u", "/c.toml", true},
		{"DOCKERCFG_CONFIG=c.toml", "/home/u", "", true},
	} {
		if file, named := ConfigFile(environment(c.env), c.home); file != c.file || named != c.named {
			t.Errorf("%q in %q: %q, %v, want %q", c.env, c.home, file, named, c.file)
		}
	}
}

// TestWindowsRoot: a share of another machine is absolute, as a home directory may be.
func TestWindowsRoot(t *testing.T) {
	for path, root := range map[string]string{
		`C:\Users\u`: `C:\`, `C:/Users/u`: `C:/`, `C:\`: `C:\`,
		`\\server\home\me`: `\\server\home\`, `//server/home/me`: `//server/home/`,
		`\\server\home\`: `\\server\home\`, `\\server\home`: `\\server\home`,
		`\\?\C:\Users\u`: `\\?\C:\`,
		`C:`:             "", `C:u`: "", `\u`: "", `u`: "", "": "", `\\`: "", `\\server`: "", `\\server\`: "", `\\\home`: "",
	} {
		if n := windowsRoot(path); path[:n] != root {
			t.Errorf("%s: %q, want %q", path, path[:n], root)
		}
	}
}
