package doctor

import (
	"golang.org/x/sys/unix"

	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// noHelperIsQuarantined checks for quarantined helpers: macOS kills a program that a
// browser downloaded and that was never opened in the Finder, and a client reports a
// failed helper.
func noHelperIsQuarantined(c *checkup) {
	for _, u := range c.uses() {
		helper, err := helperclient.Find(u.short)
		if err != nil {
			continue
		}
		if size, err := unix.Getxattr(helper.Path, "com.apple.quarantine", nil); err == nil && size > 0 {
			c.find(Error, "xattr -d com.apple.quarantine "+shellword.Path(helper.Path),
				"%s is quarantined, so macOS does not start it for a client", c.short(helper.Path))
		}
	}
}
