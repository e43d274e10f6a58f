package doctor

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// homeExists checks the home directory: without a home directory each client falls back
// to something else.
func homeExists(c *checkup) {
	info, err := os.Stat(c.Home)
	switch {
	case c.Home == "":
		c.find(Error, "export HOME=/path/of/a/directory",
			"there is no home directory: HOME is not set, and the user database names none for this user")
	case err != nil || !info.IsDir():
		c.find(Error, "mkdir -p "+shellword.Path(c.Home), "the home directory %s does not exist", c.Home)
	case os.Geteuid() == 0 && foreignOwner(c.Home) != "":
		c.find(Warning, "sudo -H dockercfg doctor",
			"this runs as root, but the home directory %s belongs to %s, so nothing is saved in it",
			c.Home, foreignOwner(c.Home))
	}
	for _, name := range []string{
		"DOCKER_CONFIG", "DOCKERCFG_CONFIG", "DOCKERCFG_STORE", "DOCKERCFG_STORE_KEY_FILE",
		"DOCKERCFG_CACHE_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
	} {
		if value := c.Env(name); value != "" && !filepath.IsAbs(value) {
			c.find(Warning, "export "+name+"=\"$PWD\"/"+shellword.Quote(value),
				"%s is a relative path, so it changes with the working directory", name)
		}
	}
}

// cacheIsUsable checks the token cache: without a cache, every pull requests a new token.
func cacheIsUsable(c *checkup) {
	if c.Env("DOCKERCFG_CACHE") == "off" {
		c.find(Info, "unset DOCKERCFG_CACHE", "DOCKERCFG_CACHE is off, so every pull requests a new token")
		return
	}
	dir, _ := paths.Cache(c.Env, paths.Names{}, c.Home)
	if dir == "" {
		c.find(Warning, "export DOCKERCFG_CACHE_DIR=/path/of/a/directory",
			"tokens are not cached: there is no directory for the cache")
		return
	}
	if _, err := os.Stat(dir); err != nil {
		return // created with the first token
	}
	if _, err := safefile.Open(dir); err != nil {
		c.find(Warning, "dockercfg cache clear", "tokens are not cached: %s", err)
		return
	}
	if !writable(dir) {
		c.find(Warning, "chmod u+rwx "+shellword.Path(dir), "tokens are not cached: %s is not writable", c.short(dir))
	}
}

// writable creates a file to find out: the mode does not reveal a read-only file system.
func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".dockercfg-tmp-doctor-")
	if err != nil {
		return false
	}
	f.Close()
	return os.Remove(f.Name()) == nil
}

// variablesAreKnown checks the names of the suite's variables: a misspelt variable is
// ignored silently.
func variablesAreKnown(c *checkup) {
	own := reference.Own()
	for _, assignment := range c.Environ {
		name, _, _ := strings.Cut(assignment, "=")
		known := slices.Contains(own, name) || slices.Contains(reference.Internal(), name)
		if strings.HasPrefix(name, "DOCKERCFG_") && !known {
			c.find(Warning, "unset "+shellword.Quote(name), "no program reads the variable %s: the known ones are %s", name,
				strings.Join(own, ", "))
		}
	}
	if c.Env("DOCKERCFG_DEBUG") != "" {
		c.find(Info, "unset DOCKERCFG_DEBUG",
			"DOCKERCFG_DEBUG is set, so helpers log, and do not use the fast path to a cached token")
	}
}

// variablesNameRegistries checks variables with the names of registries: a variable that
// only nearly names a registry is ignored, and the pull is anonymous.
func variablesNameRegistries(c *checkup) {
	for _, m := range envname.MisnamedIn(c.Environ) {
		hosts := slices.DeleteFunc(c.inUse(), func(host string) bool { return !m.Resembles(host) })
		for _, host := range hosts {
			right := m.For(host)
			c.find(Warning, "export "+right+"="+valueOf(m.Variable),
				"%s is not read by any program: for %s the variable is %s", m.Variable, host, right)
		}
		if len(hosts) == 0 && len(c.Hosts) == 0 {
			c.find(Info, "see <registry> in the manual of docker-credential-vars",
				"%s is not read by any program; if it is meant for a registry: for %s the variable is %s", m.Variable,
				m.Dotted(), m.For(m.Dotted()))
		}
	}
}

// identifier is the name of a variable that a shell can read.
var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// valueOf returns the value of a variable in a shell's command.
func valueOf(variable string) string {
	if identifier.MatchString(variable) {
		return `"$` + variable + `"`
	}
	return `"$(printenv ` + shellword.Quote(variable) + `)"`
}

// inUse returns the registries to be checked, or those that the config and the rules name.
func (c *checkup) inUse() (hosts []string) {
	keys := slices.Clone(c.Hosts)
	if len(keys) == 0 {
		for _, b := range c.Config.CredHelpers {
			keys = append(keys, b.Key)
		}
		for _, e := range c.Config.Auths {
			keys = append(keys, e.Key)
		}
		rules, _ := userconfig.Load(c.Env, nil)
		keys = append(keys, slices.Sorted(maps.Keys(rules.Literal()))...)
	}
	for _, key := range keys {
		name, err := registry.Parse(key)
		switch {
		case err != nil || name.Registry() == "" || slices.Contains(hosts, name.Registry()):
		case name.IsHub():
			hosts = append(hosts, registry.HubHosts()...)
		default:
			hosts = append(hosts, name.Registry())
		}
	}
	return hosts
}

// proxiesAgree checks the proxy variables: some programs read one spelling and some the
// other.
func proxiesAgree(c *checkup) {
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"} {
		upper, lower := c.Env(name), c.Env(strings.ToLower(name))
		if upper != "" && lower != "" && upper != lower {
			c.find(Warning, "unset "+strings.ToLower(name), "%s and %s differ, and each program reads only one of them",
				name, strings.ToLower(name))
		}
	}
}

// clockIsRight checks the clock: a clock that is earlier than this program's build is
// wrong, and then every token looks expired or not yet valid.
func clockIsRight(c *checkup) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return
	}
	for _, s := range info.Settings {
		built, err := time.Parse(time.RFC3339, s.Value)
		if s.Key == "vcs.time" && err == nil && time.Now().Before(built.Add(-24*time.Hour)) {
			c.find(Error, "sudo date -s '...', or start the time service",
				"the clock says %s, which is before this program was built: tokens are refused",
				time.Now().UTC().Format(time.DateOnly))
		}
	}
}
