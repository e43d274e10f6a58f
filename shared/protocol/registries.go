package protocol

import (
	"context"
	"strings"
)

// registries lists the registries of the identity in effect, one a line, for the
// programs of this suite: an identity may not tell its account before it is asked.
func (p program) registries(ctx context.Context) reply {
	hosts, err := p.helper.Registries(ctx)
	if err != nil {
		return p.failed(err)
	}
	return reply{out: strings.Join(hosts, "\n") + "\n"}
}
