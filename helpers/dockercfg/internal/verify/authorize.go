package verify

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Authorization is a header for requests to one repository.
type Authorization struct {
	Header  string
	Expires time.Time // zero if unknown
}

// Authorize exchanges a login for the Authorization header that a registry accepts for
// pulls from a repository: the login itself, or a token from the registry's own token
// service, which gets the login by the rules in realm.go. repository is "" for the registry
// as a whole. Nothing is sent without TLS, even if Docker Engine would; an error says in one
// line why there is no header.
func Authorize(ctx context.Context, l Login, repository string, limit time.Duration) (Authorization, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	name, err := registry.Parse(l.Host)
	if err != nil {
		return Authorization{}, err
	}
	p := newProbe(name, l.Credential, limit, insecure{})
	p.strict = true
	reply, err := p.get(ctx, "")
	switch {
	case err != nil:
		return Authorization{}, errors.New(plain(err))
	case reply.Status == http.StatusOK && l.Credential.Username != credential.TokenUser:
		return p.itself(), nil // it asks for a login for other paths, or for none
	case reply.Status != http.StatusUnauthorized:
		return Authorization{}, errors.New(p.notRegistry(reply))
	}
	return p.authorize(ctx, challenges(reply.Header), repository)
}

// authorize answers the first challenge that it can.
func (p *probe) authorize(ctx context.Context, offered []challenge, repository string) (Authorization, error) {
	for _, c := range offered {
		switch {
		case c.scheme == "basic" && p.login.Username != credential.TokenUser:
			return p.itself(), nil
		case c.scheme == "bearer" && c.params["realm"] != "":
			realm, err := checkRealm(p.name, c.params["realm"], p.mayBePlain)
			if err != nil {
				return Authorization{}, err
			}
			scope := c.params["scope"]
			if repository != "" {
				scope = "repository:" + repository + ":pull"
			}
			asked := time.Now()
			g, _, reason := p.exchange(ctx, realm, c, scope)
			if g.token == "" {
				return Authorization{}, errors.New(reason)
			}
			return Authorization{bearer + g.token, asked.Add(g.life)}, nil
		}
	}
	return Authorization{}, errors.New("it offers neither Basic nor Bearer authentication")
}

// itself returns the login itself as a header.
func (p *probe) itself() Authorization { return Authorization{p.basic(), p.login.Expires} }
