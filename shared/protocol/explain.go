package protocol

import (
	"context"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
)

// Explanation is the answer of `explain`: what `get` would answer, without the
// secret. Expires is RFC 3339 and absent where nothing is known to end.
type Explanation struct {
	ServerURL string
	Username  string
	Helper    string
	Source    string // human words, no secret
	Cached    bool
	Expires   string `json:",omitempty"`
	Kind      credential.Kind
}

func (p program) explain(ctx context.Context) reply {
	name, c, err := p.ask(ctx)
	if err != nil {
		return p.failed(err)
	}
	e := Explanation{ServerURL: name.Asked, Username: c.Username, Helper: p.name, Source: c.Source, Kind: c.Kind}
	if !c.Expires.IsZero() {
		e.Expires = c.Expires.UTC().Format(time.RFC3339)
	}
	return p.encoded(e)
}
