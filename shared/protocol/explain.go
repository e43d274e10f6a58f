package protocol

import (
	"context"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Explanation is the answer of `explain`: that of `get` without the secret. Expires is in
// RFC 3339 format, and absent if no expiry time is known.
type Explanation struct {
	ServerURL string
	Username  string
	Helper    string
	Source    string // for people, not a secret
	Cached    bool
	Expires   string `json:",omitempty"`
	Kind      credential.Kind
	// Ambient, Configured, Program and Lacks are those of credential.Credential, and
	// absent if they are zero.
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

// both answers the verb `answer`: the answers of `get` and `explain` in one object, so
// that an export starts one process per registry instead of two. Only programs of this
// suite use it, so the usage line does not list it.
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

// GetAndExplain returns what Answer returns, or combines Get and Explain. Values of Get
// take precedence, since they describe this credential.
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
		return c, err // the credential is valid, only its explanation is missing
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
