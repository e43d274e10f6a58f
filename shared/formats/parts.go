package formats

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// part is one object of a file: its content, or the reason why it cannot be read.
type part struct {
	name     string // "team/pull", or "line 3"
	line     int
	entries  []dockerconfig.Entry
	warnings []dockerconfig.Warning
	err      error
}

// mergeParts merges the parts of a file. If two of them have different logins for one
// registry, neither is used before the user has chosen one; the others are not affected.
func mergeParts(c *dockerconfig.Config, parts []part) {
	count := map[string]int{}
	for _, p := range parts {
		count[p.name]++
	}
	at := map[string]int{} // index of a key in c.Auths
	for _, p := range parts {
		if count[p.name] > 1 {
			p.name = fmt.Sprintf("line %d", p.line)
		}
		c.Warnings = append(c.Warnings, p.warnings...)
		if p.err != nil {
			c.Others = append(c.Others, dockerconfig.Entry{Key: p.name, Part: p.name, Problem: p.err})
		}
		for _, e := range p.entries {
			e.Part = p.name
			i, twice := at[e.Key]
			switch {
			case IsPattern(e.Key):
				c.Others = append(c.Others, e)
			case !twice:
				at[e.Key] = len(c.Auths)
				c.Auths = append(c.Auths, e)
			case !equal(c.Auths[i], e):
				c.Rivals = append(c.Rivals, e)
			}
		}
	}
	for i, e := range c.Auths {
		if names := rivals(c, e.Key); len(names) > 0 {
			c.Rivals = append(c.Rivals, e)
			names = append([]string{e.Part}, names...)
			c.Auths[i].Problem = fmt.Errorf("%s have different logins for it: choose with --prefer %s",
				strings.Join(names, " and "), shellword.Quote(names[0]))
		}
	}
}

func equal(a, b dockerconfig.Entry) bool {
	return a.Username == b.Username && a.Secret == b.Secret && (a.Problem == nil) == (b.Problem == nil)
}

// rivals returns the names of the parts with another login for a key.
func rivals(c *dockerconfig.Config, key string) (names []string) {
	for _, e := range c.Rivals {
		if e.Key == key && !slices.Contains(names, e.Part) {
			names = append(names, e.Part)
		}
	}
	return names
}

// Prefer uses the logins of the parts that a user chose. It returns the choices that do
// not name a part: those are keys.
func Prefer(c *dockerconfig.Config, wanted []string) (keys []string) {
	c.Auths = slices.Clone(c.Auths)
	for _, want := range wanted {
		known := false
		for _, e := range c.Rivals {
			if e.Part != want {
				continue
			}
			known = true
			if i := slices.IndexFunc(c.Auths, func(a dockerconfig.Entry) bool { return a.Key == e.Key }); i >= 0 {
				c.Auths[i] = e
			}
		}
		if !known {
			keys = append(keys, want)
		}
	}
	return keys
}
