package configure

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// Podman, skopeo and buildah do not know credsStore; their list of helpers is in
// registries.conf, which files in a directory beside it complete
// (https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md).
// authFile is the list's name for auth.json, where `podman login` keeps logins.
const (
	authFile = "containers-auth.json"
	dropIn   = "registries.conf.d/50-dockercfg.conf"
)

// PodmanPath returns the path of our file below a home directory.
func PodmanPath(home string) string {
	return filepath.Join(home, ".config", "containers", filepath.FromSlash(dropIn))
}

// Podman returns the new content of that file: auto first, then what the list
// contained before, and always auth.json with its logins.
func Podman(home string) (text []byte, words []string, err error) {
	names, err := podmanHelpers(home)
	if err != nil {
		return nil, nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == auto })
	names = append([]string{auto}, names...)
	if !slices.Contains(names, authFile) {
		names = append(names, authFile)
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	list := strings.Join(quoted, ", ")
	words = []string{"podman, skopeo and buildah ask " + strings.Join(names, ", then ") +
		"; logins in auth.json stay in use"}
	text = []byte("# Written by `dockercfg configure --podman`; add --undo to remove it.\n" +
		"credential-helpers = [" + list + "]\n")
	return text, words, nil
}

// podmanHelpers returns the list in effect without our file. A user's registries.conf
// replaces the system's; the files in the directories come after it.
func podmanHelpers(home string) (names []string, err error) {
	user, system := filepath.Join(home, ".config", "containers"), filepath.FromSlash("/etc/containers")
	files := []string{filepath.Join(user, "registries.conf")}
	if _, err := safefile.ReadNamed(files[0], maxFile, false); errors.Is(err, fs.ErrNotExist) {
		files[0] = filepath.Join(system, "registries.conf")
	}
	for _, dir := range []string{system, user} {
		more, _ := filepath.Glob(filepath.Join(dir, "registries.conf.d", "*.conf"))
		files = append(files, more...)
	}
	for _, file := range files {
		if file == PodmanPath(home) {
			continue
		}
		data, err := safefile.ReadNamed(file, maxFile, false)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var conf struct {
			Helpers []string `toml:"credential-helpers"`
		}
		if err != nil {
			return nil, fault.New(fault.Config, "reading %s: %s", file, safefile.Problem(err))
		}
		if toml.Unmarshal(data, &conf) != nil {
			return nil, fault.New(fault.Config, "reading %s: it is not valid TOML: fix it", file)
		}
		if conf.Helpers != nil {
			names = conf.Helpers
		}
	}
	return names, nil
}
