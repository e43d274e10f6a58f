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
	// Ambient, Configured, Program and Lacks are those of credential.Credential; absent
	// for false and for nothing.
	Ambient    bool   `json:",omitempty"`
	Configured bool   `json:",omitempty"`
	Program    bool   `json:",omitempty"`
	Lacks      string `json:",omitempty"`
}

func (p program) explain(ctx context.Context) reply {
	if p.helper.Explain == nil {
		return p.explanation(p.ask(ctx, p.helper.Get))
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
	return p.printed(p.explained(name, c))
}

// both is the answer of `answer`: that of `get` and of `explain` in one object, so
// that an export starts one process for a registry and not two. It is for programs of
// this suite; the usage line is that of the protocol.
func (p program) both(ctx context.Context) reply {
	name, c, err := p.ask(ctx, p.helper.GetAndExplain)
	if err != nil {
		return p.failed(err)
	}
	return p.encoded(struct {
		Explanation
		Secret string
	}{p.explained(name, c), c.Secret.Reveal()})
}

// GetAndExplain is Answer, or what stands for it. What Get knows comes first: it has
// the credential.
func (h Helper) GetAndExplain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if h.Answer != nil {
		return h.Answer(ctx, name)
	}
	c, err := h.Get(ctx, name)
	if err != nil || c.Source != "" || h.Explain == nil {
		return c, err
	}
	e, failed := h.Explain(ctx, name)
	if failed != nil {
		return c, err // there is a credential, and nothing to say of it
	}
	c.Source, c.Ambient, c.Configured, c.Program = e.Source, e.Ambient, e.Configured, e.Program
	return c, err
}

func (p program) explained(name registry.Name, c credential.Credential) Explanation {
	e := Explanation{
		ServerURL: name.Asked, Username: c.Username, Helper: p.name, Source: c.Source, Cached: c.Cached, Kind: c.Kind,
		Ambient: c.Ambient, Configured: c.Configured, Program: c.Program, Lacks: c.Lacks,
	}
	if !c.Expires.IsZero() {
		e.Expires = c.Expires.UTC().Format(time.RFC3339)
	}
	return e
}
