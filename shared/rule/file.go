package rule

import (
	"os"
	"runtime"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Suffix ends the name of a kept rule's file.
const Suffix = ".v1.rule"

// File is the name under which a helper's rule for a registry, or a repository of
// it, is kept.
func File(helper string, name registry.Name) string {
	return tokencache.Key{Helper: helper, Registry: name.Registry()}.Group() + tokencache.Digest(name.Path) + Suffix
}

// Path is the user's config.toml: $DOCKERCFG_CONFIG, else in
// $XDG_CONFIG_HOME/dockercfg, else in ~/.config/dockercfg, on Windows in
// %AppData%\dockercfg. It is "", false where these variables do not tell.
func Path(env func(string) string) (path string, named, ok bool) {
	if path = env("DOCKERCFG_CONFIG"); path != "" {
		return path, true, tokencache.Absolute(path)
	}
	base := env("XDG_CONFIG_HOME")
	if !tokencache.Absolute(base) && runtime.GOOS == "windows" {
		base = env("AppData")
	}
	if !tokencache.Absolute(base) {
		home := tokencache.Home(env)
		if home == "" {
			return "", false, false
		}
		base = home + "/.config"
	}
	return base + "/dockercfg/config.toml", false, true
}

// State tells one content of the file from another without reading it. absent: it
// is not there, so there are no rules.
func State(path string) (state string, absent bool) {
	info, err := os.Stat(path)
	if err != nil {
		return "", os.IsNotExist(err)
	}
	return path + " " + strconv.FormatInt(info.Size(), 10) + " " + strconv.FormatInt(info.ModTime().UnixNano(), 10) + " " + inode(info), false
}
