package protocol

import (
	"context"
	"strings"
)

// registries prints the registries of the current identity, one per line, for programs of
// this suite. The account of an identity may only be known after a request.
func (p program) registries(ctx context.Context) reply {
	hosts, err := p.helper.Registries(ctx)
	if err != nil {
		return p.failed(err)
	}
	return reply{out: strings.Join(hosts, "\n") + "\n"}
}
