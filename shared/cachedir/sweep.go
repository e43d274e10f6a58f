package cachedir

import (
	"os"
	"slices"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// sweep removes the oldest entries of a group with more than most of them, some of the
// expired entries, and files that killed runs left behind. It runs after a mint, which
// took far longer, and does a bounded amount of work: a large cache is clean after
// several mints.
func (c *Cache) sweep(group, suffix string, most int) {
	temporary := c.Dir.Sweep()
	names := c.Names(func(safefile.Dir) ([]string, error) { return temporary, nil })
	c.limit(group, suffix, most, names)
	if len(names) < 2 {
		return
	}
	start := int(time.Now().UnixNano() % int64(len(names)))
	removed := 0
	for i := range min(len(names), 200) {
		name := names[(start+i)%len(names)]
		if c.expired(name) && c.Remove(name) == nil {
			if removed++; removed == 100 {
				return
			}
		}
	}
}

// listed is a little less than the number of names that Dir.Sweep returns at most.
const listed = 4000

// limit removes the oldest entries of a group.
func (c *Cache) limit(group, suffix string, most int, names []string) {
	if len(names) >= listed { // there may be more
		names = c.Names(safefile.Dir.Names)
	}
	type entry struct {
		name string
		at   time.Time
	}
	var own []entry
	for _, name := range names {
		if !strings.HasPrefix(name, group) || !strings.HasSuffix(name, suffix) {
			continue
		}
		if info, err := os.Lstat(c.Dir.Path(name)); err == nil {
			own = append(own, entry{name, info.ModTime()})
		}
	}
	if len(own) <= most {
		return
	}
	slices.SortFunc(own, func(a, b entry) int { return a.at.Compare(b.at) })
	for _, e := range own[:len(own)-most] {
		_ = c.Remove(e.name)
	}
}

// expired reports whether a file will not be used again.
func (c *Cache) expired(name string) bool {
	switch {
	case tokencache.IsOldFormat(name):
		return true
	case strings.HasSuffix(name, tokencache.ResultSuffix):
		info, err := os.Lstat(c.Dir.Path(name))
		return err == nil && time.Since(info.ModTime()) > time.Minute
	}
	data, _, err := c.Dir.Read(name, tokencache.Max)
	if err != nil {
		return false
	}
	e, ok := tokencache.Decode(c.Key, data)
	return !ok || e.State(time.Now()) == tokencache.Expired
}
