package doctor

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// use is a helper that the config names, and where it does.
type use struct{ short, where string }

// uses returns the helpers that the config names for the registries to be checked.
func (c *checkup) uses() (all []use) {
	for _, b := range c.Config.CredHelpers {
		if b.Helper != "" && c.wanted(b.Key) {
			all = append(all, use{b.Helper, "credHelpers for " + b.Key})
		}
	}
	if c.Config.CredsStore != "" {
		all = append(all, use{c.Config.CredsStore, "credsStore"})
	}
	return all
}

// helpersExist checks that the helpers are installed: if a helper is missing, docker
// fails even for a public image.
func helpersExist(c *checkup) {
	for _, u := range c.uses() {
		_, err := helperclient.Find(u.short)
		if err == nil {
			continue
		}
		where := strings.TrimSuffix("it is named in "+u.where, " ")
		fix := "dockercfg configure"
		switch {
		case strings.HasPrefix(u.short, "docker-credential-"):
			fix = c.edit()
			c.find(Error, fix, "%s names %s, but a helper is named without docker-credential-", u.where, u.short)
			continue
		case slices.Contains(c.Suite, u.short):
			fix = "install docker-credential-" + u.short + " beside this program, or on PATH: see docs/install.md"
		case u.short == "desktop" && c.wsl():
			fix = "start Docker Desktop's integration with this WSL distribution, or run `dockercfg configure`"
		case u.short == "desktop" || u.short == "desktop.exe":
			where += ", which Docker Desktop left behind"
		}
		var coded *fault.Error
		if errors.As(err, &coded) {
			err = coded.WithHint("") // the fix is a line of its own
		}
		c.find(Error, fix, "%s; %s", fault.Text(err), where)
	}
}

// wsl reports whether this is Linux under Windows.
func (c *checkup) wsl() bool { return c.Env("WSL_DISTRO_NAME") != "" || c.Env("WSL_INTEROP") != "" }

// helpersAreUnique checks for several programs with one name: of two programs with one
// name the first on PATH is started, which may be the older one.
func helpersAreUnique(c *checkup) {
	names := map[string]bool{}
	for _, u := range c.uses() {
		names[u.short] = true
	}
	for short := range names {
		var found []string
		for _, dir := range filepath.SplitList(c.Env("PATH")) {
			path := filepath.Join(dir, helperclient.Prefix+short+suffix())
			known := func(f string) bool { return sameFile(f, path) }
			if filepath.IsAbs(dir) && safeexec.Check(path) == nil && !slices.ContainsFunc(found, known) {
				found = append(found, path)
			}
		}
		if len(found) > 1 {
			c.find(Warning, shellword.Remove(found[1]), "there are %d programs called %s%s: clients start %s, not %s",
				len(found), helperclient.Prefix, short, found[0], strings.Join(found[1:], ", "))
		}
	}
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, other := os.Stat(b)
	return err == nil && other == nil && os.SameFile(x, y)
}

func suffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// helpersAreOnPath checks PATH: programs that a desktop, sudo or a service starts have
// another PATH than this shell.
func helpersAreOnPath(c *checkup) {
	path := c.Env("PATH")
	for _, dir := range filepath.SplitList(path) {
		if dir == "" || !filepath.IsAbs(dir) {
			c.find(Warning, "edit PATH in your shell's startup file",
				"PATH has a relative entry, from which no helper "+
					"is started, since it depends on the working directory")
		}
	}
	others := standardPath(c.GOOS)
	if others == nil {
		return
	}
	for _, u := range c.uses() {
		helper, err := helperclient.Find(u.short)
		if err != nil || slices.Contains(others, filepath.Dir(helper.Path)) {
			continue
		}
		who := "programs started by sudo or as a service"
		if c.GOOS == "darwin" {
			who = "programs started from the Finder or the Dock"
		}
		c.find(Info, "sudo ln -s "+shellword.Path(helper.Path)+" /usr/local/bin/", "%s do not find %s: their PATH is %s",
			who, c.short(helper.Path), strings.Join(others, ":"))
	}
}

// standardPath returns the PATH of a program that no shell started: launchd's on
// macOS, sudo's and systemd's on Linux.
func standardPath(goos string) []string {
	switch goos {
	case "darwin":
		return []string{"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"}
	case "linux":
		return []string{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}
	}
	return nil
}
