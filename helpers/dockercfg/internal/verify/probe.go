package verify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// probe checks one login at one registry.
type probe struct {
	name   registry.Name
	login  credential.Credential
	limit  time.Duration
	client *http.Client
	base   string // "https://host"
	peer   tokenhttp.Peer

	insecure insecure
	lenient  bool // the registry is insecure
	strict   bool // require TLS and a valid certificate in any case
}

func newProbe(name registry.Name, login credential.Credential, limit time.Duration, known insecure) *probe {
	host := name.Host
	if name.IsHub() {
		host = "registry-1.docker.io" // where docker itself pulls from
		known = insecure{}            // docker always requires TLS there, whatever its configuration lists
	}
	if name.Port != "" && !name.IsHub() {
		host += ":" + name.Port
	}
	at, err := registry.Parse(host)
	if err != nil {
		at = name
	}
	return &probe{
		name: at, login: login, limit: limit, base: "https://" + host, insecure: known,
		client: tokenhttp.Trusting(limit, authorities(host)),
		peer:   tokenhttp.Peer{Name: host, Check: "the registry's name and the proxy", Bundle: "SSL_CERT_FILE"},
	}
}

// run asks as a client does.
func (p *probe) run(ctx context.Context) (Status, string) {
	reply, err := p.knock(ctx)
	if err != nil {
		return Unreachable, plain(err)
	}
	switch offered := challenges(reply.Header); {
	case reply.Status == http.StatusOK:
		return p.open(ctx)
	case reply.Status != http.StatusUnauthorized:
		return Unreachable, p.notRegistry(reply)
	default:
		return p.answer(ctx, offered)
	}
}

// knock asks without the login. A registry that Docker Engine calls insecure may have
// no TLS, or a certificate that cannot be verified; finding out sends no secret. Whether
// a name's addresses are in insecure networks is checked last, and not behind a proxy,
// which resolves names itself.
func (p *probe) knock(ctx context.Context) (tokenhttp.Reply, error) {
	if p.insecure.names(p.peer.Name) {
		p.stepDown(ctx)
		return p.get(ctx, "")
	}
	reply, err := p.get(ctx, "")
	if err != nil && reply.Status == 0 && !p.proxied(ctx) && p.insecure.resolves(ctx, p.peer.Name) {
		p.stepDown(ctx)
		return p.get(ctx, "")
	}
	return reply, err
}

// stepDown gives up what the registry does not have: certificate verification, or TLS
// if it does not complete a handshake.
func (p *probe) stepDown(ctx context.Context) {
	p.lenient = true
	var certificate *tls.CertificateVerificationError
	switch err := p.hello(ctx); {
	case err == nil:
		return
	case !errors.As(err, &certificate):
		p.base = "http://" + strings.TrimPrefix(p.base, "https://")
	}
	p.client = p.insecure.client(p.peer.Name, p.limit)
}

// hello tries TLS; it returns nil if the certificate is valid. It may take half of the
// time, since a server without TLS may wait for the rest of what it takes for a line.
func (p *probe) hello(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, p.limit/2)
	defer cancel()
	var shaken atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			if err == nil {
				shaken.Store(true)
				cancel() // nothing else to learn
			}
		},
	})
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, p.base+"/v2/", nil)
	if err != nil {
		return err
	}
	reply, err := p.client.Do(request)
	if err == nil {
		reply.Body.Close()
	}
	if shaken.Load() {
		return nil
	}
	return err
}

// proxied reports whether a proxy is between this machine and the registry.
func (p *probe) proxied(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/v2/", nil)
	if err != nil {
		return false
	}
	proxy, err := http.ProxyFromEnvironment(request)
	return proxy != nil || err != nil
}

// get requests /v2/, with an Authorization header if authorization is not "".
func (p *probe) get(ctx context.Context, authorization string) (tokenhttp.Reply, error) {
	return p.peer.Ask(ctx, p.client, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/v2/", nil)
		if err == nil && authorization != "" {
			request.Header.Set("Authorization", authorization)
		}
		return request, err
	})
}

// answer answers the first challenge that it can, as docker does.
func (p *probe) answer(ctx context.Context, offered []challenge) (Status, string) {
	for _, c := range offered {
		switch {
		case c.scheme == "basic" && p.login.Username != credential.TokenUser:
			return p.send(ctx, p.basic())
		case c.scheme == "bearer" && c.params["realm"] != "":
			realm, err := checkRealm(p.name, c.params["realm"], p.mayBePlain)
			if err != nil {
				return Unreachable, err.Error()
			}
			g, status, reason := p.exchange(ctx, realm, c, "")
			if g.token == "" {
				return status, reason
			}
			return p.send(ctx, bearer+g.token)
		}
	}
	return Unreachable, "it offers neither Basic nor Bearer authentication"
}

// send tries the login, or the token that it was exchanged for.
func (p *probe) send(ctx context.Context, authorization string) (Status, string) {
	reply, err := p.get(ctx, authorization)
	switch {
	case err != nil:
		return Unreachable, plain(err)
	case accepts(reply, authorization):
		return Accepted, ""
	case reply.Status == http.StatusUnauthorized || reply.Status == http.StatusForbidden:
		return Refused, p.refusal(reply)
	}
	return Unreachable, p.notRegistry(reply)
}

// open shows the login to a registry that allows anonymous access: it may still refuse
// a wrong one, as it would for a push.
func (p *probe) open(ctx context.Context) (Status, string) {
	if p.login.Username == credential.TokenUser {
		return Open, "this registry allows anonymous access, so the login was not tried"
	}
	status, reason := p.send(ctx, p.basic())
	if status == Accepted {
		return Open, "this registry allows anonymous access, so the login could not be checked"
	}
	return status, reason
}

func (p *probe) refusal(reply tokenhttp.Reply) string {
	text := fmt.Sprintf("it refused the login (status %d)", reply.Status)
	if off := tokenhttp.ClockOff(reply.Header); off != 0 {
		return text + fmt.Sprintf("; the clock is off by %d s: set it", off)
	}
	if !p.login.Expires.IsZero() && time.Until(p.login.Expires) < 0 {
		text += ", which expired at " + p.login.Expires.UTC().Format(time.RFC3339)
	}
	return text + ": log in again"
}

func (p *probe) notRegistry(reply tokenhttp.Reply) string {
	return fmt.Sprintf("it answered /v2/ with status %d (%s), which a registry does not do: check its name and the proxy",
		reply.Status, reply.Kind())
}

// plain returns an error's text without its code, which the status expresses.
func plain(err error) string {
	var coded *fault.Error
	if errors.As(err, &coded) {
		return fault.Printable(err.Error(), 300)
	}
	return fault.Printable(err.Error(), 200)
}
