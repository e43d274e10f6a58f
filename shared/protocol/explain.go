package protocol

import (
	"context"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
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
	// Ambient, Configured and Program are those of credential.Credential; absent for
	// false.
	Ambient    bool `json:",omitempty"`
	Configured bool `json:",omitempty"`
	Program    bool `json:",omitempty"`
}

func (p program) explain(ctx context.Context) reply {
	if p.helper.Explain == nil {
		return p.explanation(p.ask(ctx))
	}
	name, err := p.readName()
	if err != nil {
		return p.failed(err)
	}
	c, err := p.helper.Explain(ctx, name)
	return p.explanation(name, c, err)
}

func (p program) explanation(name registry.Name, c credential.Credential, err error) reply {
	if err != nil {
		return p.failed(err)
	}
	e := Explanation{
		ServerURL: name.Asked, Username: c.Username, Helper: p.name, Source: c.Source, Cached: c.Cached, Kind: c.Kind,
		Ambient: c.Ambient, Configured: c.Configured, Program: c.Program,
	}
	if !c.Expires.IsZero() {
		e.Expires = c.Expires.UTC().Format(time.RFC3339)
	}
	return p.encoded(e)
}
