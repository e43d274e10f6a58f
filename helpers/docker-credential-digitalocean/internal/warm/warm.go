// Package warm answers a cached token, or a registry that is not DigitalOcean's, while the program
// initialises. See shared/warm for how and why. A test checks the order.
package warm

import (
	"github.com/dockercfg/dockercfg/helpers/internal/digitalocean"
	"github.com/dockercfg/dockercfg/shared/warm"
)

var read []byte

// init has to run before main. It is the only kind of init that this suite allows.
func init() { read = warm.Get(digitalocean.Provider()) }

// Read returns the standard input that was read and not answered.
func Read() []byte { return read }
