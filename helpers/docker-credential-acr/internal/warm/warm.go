// Package warm answers a cached token, or a registry that is not Azure's, while
// the program initialises: the Azure SDK that the program links is initialised
// after it, and on such a run never. See shared/warm for how and why; the order
// is held by a test.
package warm

import (
	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/shared/warm"
)

var read []byte

// init is the one of this suite that is allowed: it has to run before main.
func init() { read = warm.Get(acr.Provider()) }

// Read is what was read of standard input and could not be answered.
func Read() []byte { return read }
