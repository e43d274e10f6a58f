package verify

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// everything is the scope to ask for if a token service requires one and names none:
// the catalogue needs no repository.
const everything = "registry:catalog:*"

// grant is the answer of a token service.
type grant struct {
	token string
	life  time.Duration
}

// exchange shows the login to the token service and asks for a scope, or for none, as
// `docker login` does. If the service returns no token, exchange returns why.
func (p *probe) exchange(ctx context.Context, realm *url.URL, c challenge, scope string) (
	g grant, status Status, reason string) {
	service := tokenhttp.Peer{Name: realm.Host, Check: "the registry's name and the proxy", Bundle: "SSL_CERT_FILE"}
	client := p.clientFor(realm.Host)
	ask := func(scope string) (tokenhttp.Reply, error) {
		return service.Ask(ctx, client, func(ctx context.Context) (*http.Request, error) {
			return p.request(ctx, realm, c.params["service"], scope)
		})
	}
	// Some services require a scope, and say so.
	reply, err := ask(scope)
	if err == nil && reply.Status == http.StatusBadRequest && scope == "" {
		scope = c.params["scope"]
		if scope == "" {
			scope = everything
		}
		reply, err = ask(scope)
	}
	switch {
	case err != nil:
		return g, Unreachable, plain(err)
	case reply.Status == http.StatusUnauthorized || reply.Status == http.StatusForbidden:
		return g, Refused, p.refusal(reply)
	case reply.Status == http.StatusBadRequest && p.login.Username == credential.TokenUser:
		return g, Refused, p.refusal(reply) // RFC 6749, section 5.2: invalid_grant
	case reply.Status != http.StatusOK:
		return g, Unreachable, fmt.Sprintf("its token service %s answered with status %d (%s)",
			realm.Host, reply.Status, reply.Kind())
	}
	if g = granted(reply.Body); g.token == "" {
		return g, Unreachable, fmt.Sprintf("its token service %s did not return a token (%s)", realm.Host, reply.Kind())
	}
	return g, Accepted, ""
}

// leastLife is the life of a token if its service does not say
// (https://distribution.github.io/distribution/spec/auth/token/#token-response-fields).
const leastLife = 60 * time.Second

// granted parses a token service's answer; the token is "" if there is none.
func granted(body []byte) (g grant) {
	var answer struct {
		Token       string          `json:"token"`
		AccessToken string          `json:"access_token"`
		ExpiresIn   json.RawMessage `json:"expires_in"`
	}
	if json.Unmarshal(body, &answer) != nil || !isToken(answer.Token+answer.AccessToken) {
		return g
	}
	if answer.Token == "" {
		answer.Token = answer.AccessToken
	}
	g = grant{answer.Token, leastLife}
	if seconds, err := strconv.Atoi(string(answer.ExpiresIn)); err == nil && seconds > 0 && seconds < 1e6 {
		g.life = time.Duration(seconds) * time.Second
	}
	return g
}

// mayBePlain reports whether a host is insecure: the registry itself, or one that is listed.
func (p *probe) mayBePlain(host string) bool {
	return !p.strict && (p.lenient && host == p.peer.Name || p.insecure.names(host))
}

// clientFor returns the registry's client for its own host and for hosts that are as
// insecure. For any other host, the certificate is verified.
func (p *probe) clientFor(host string) *http.Client {
	switch {
	case host == p.peer.Name:
		return p.client
	case p.mayBePlain(host):
		return p.insecure.client(host, p.limit)
	}
	return tokenhttp.Trusting(p.limit, authorities(host))
}

// request returns the request that clients make: GET with Basic for a password
// (https://distribution.github.io/distribution/spec/auth/token/), POST for an
// identity token (https://distribution.github.io/distribution/spec/auth/oauth/).
func (p *probe) request(ctx context.Context, realm *url.URL, service, scope string) (*http.Request, error) {
	query := url.Values{"service": {service}}
	if scope != "" {
		query.Set("scope", scope)
	}
	if p.login.Username == credential.TokenUser {
		query.Set("grant_type", "refresh_token")
		query.Set("refresh_token", p.login.Secret.Reveal())
		query.Set("client_id", "dockercfg")
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, realm.String(),
			strings.NewReader(query.Encode()))
		if err == nil {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		return request, err
	}
	query.Set("account", p.login.Username)
	at := *realm
	more := at.Query()
	for name, values := range query {
		more[name] = values
	}
	at.RawQuery = more.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err == nil {
		request.Header.Set("Authorization", p.basic())
	}
	return request, err
}

func (p *probe) basic() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(p.login.Username+":"+p.login.Secret.Reveal()))
}

// isToken reports whether text can be used in a header.
func isToken(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return text != ""
}

// bearer begins an Authorization header that carries a token.
const bearer = "Bearer "
