package doctor

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/safeexec"
)

// use is a helper that the config names, and where it is named.
type use struct{ short, where string }

// uses are the helpers that the config names for the registries that are wanted.
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

// helpersAreThere: a helper that is missing makes docker fail, for a public image
// too.
func helpersAreThere(c *checkup) {
	for _, u := range c.uses() {
		_, err := helperclient.Find(u.short)
		if err == nil {
			continue
		}
		where := strings.TrimSuffix("it is named in "+u.where, " ")
		mend := "dockercfg configure"
		switch {
		case strings.HasPrefix(u.short, "docker-credential-"):
			mend = "$EDITOR " + c.Path
			c.find(Error, mend, "%s names %s, and a helper is named without docker-credential-", u.where, u.short)
			continue
		case slices.Contains(c.Suite, u.short):
			mend = "put docker-credential-" + u.short + " beside this program, or on PATH"
		case u.short == "desktop" && c.wsl():
			mend = "start Docker Desktop's integration with this WSL distribution, or `dockercfg configure`"
		case u.short == "desktop" || u.short == "desktop.exe":
			where += ", which Docker Desktop left behind"
		}
		c.find(Error, mend, "%s; %s", fault.Text(err), where)
	}
}

// wsl tells a Linux that runs under Windows.
func (c *checkup) wsl() bool { return c.Env("WSL_DISTRO_NAME") != "" || c.Env("WSL_INTEROP") != "" }

// helpersAreOne: of two programs of one name the first on PATH is started, and it
// may be the older one.
func helpersAreOne(c *checkup) {
	names := map[string]bool{}
	for _, u := range c.uses() {
		names[u.short] = true
	}
	for short := range names {
		var found []string
		for _, dir := range filepath.SplitList(c.Env("PATH")) {
			path := filepath.Join(dir, helperclient.Prefix+short+suffix())
			if filepath.IsAbs(dir) && safeexec.Check(path) == nil && !slices.ContainsFunc(found, func(f string) bool { return sameFile(f, path) }) {
				found = append(found, path)
			}
		}
		if len(found) > 1 {
			c.find(Warning, "rm "+found[1], "there are %d programs called %s%s: clients start %s, and not %s", len(found), helperclient.Prefix, short, found[0], strings.Join(found[1:], ", "))
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

// helpersAreSeen: programs that are started from a desktop, by sudo or by a
// service see another PATH than this shell.
func helpersAreSeen(c *checkup) {
	path := c.Env("PATH")
	for _, dir := range filepath.SplitList(path) {
		if dir == "" || !filepath.IsAbs(dir) {
			c.find(Warning, "edit PATH in your shell's startup file", "PATH has a relative entry, from which no helper is started: the working directory could hold another")
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
		c.find(Info, "sudo ln -s "+helper.Path+" /usr/local/bin/", "%s do not see %s: their PATH is %s", who, c.short(helper.Path), strings.Join(others, ":"))
	}
}

// standardPath is what a program sees that no shell started: launchd's on macOS,
// sudo's and systemd's on Linux.
func standardPath(goos string) []string {
	switch goos {
	case "darwin":
		return []string{"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"}
	case "linux":
		return []string{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}
	}
	return nil
}
