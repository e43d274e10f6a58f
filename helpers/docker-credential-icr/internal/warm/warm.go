// Package warm answers a cached token, or a registry that is not IBM's, while the
// program initialises: net/http and what it needs are initialised after it, and on
// such a run never. See shared/warm for how and why; the order is held by a test.
package warm

import (
	"github.com/dockercfg/dockercfg/helpers/internal/icr"
	"github.com/dockercfg/dockercfg/shared/warm"
)

var read []byte

// init is the one of this program that is allowed: it has to run before main.
func init() { read = warm.Get(icr.Provider()) }

// Read is what was read of standard input and could not be answered.
func Read() []byte { return read }
