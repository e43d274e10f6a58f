package verify

import (
	"context"
	"crypto/tls"
	"errors"
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

// probe is one registry being asked.
type probe struct {
	name   registry.Name
	login  credential.Credential
	limit  time.Duration
	client *http.Client
	base   string // "https://host"
	peer   tokenhttp.Peer

	insecure insecure
	lenient  bool // the registry is one of those
	strict   bool // nothing is done without TLS and a certificate that holds
}

func newProbe(name registry.Name, login credential.Credential, limit time.Duration, known insecure) *probe {
	host := name.Host
	if name.IsHub() {
		host = "registry-1.docker.io" // where docker itself pulls from
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

// run is the way that a client goes.
func (p *probe) run(ctx context.Context) (Status, string) {
	reply, err := p.knock(ctx)
	if err != nil {
		return Unreachable, plain(err)
	}
	switch offered := challenges(reply.Header); {
	case reply.Status == http.StatusOK:
		return p.open(ctx)
	case reply.Status != http.StatusUnauthorized:
		return Unreachable, p.noRegistry(reply)
	default:
		return p.answer(ctx, offered)
	}
}

// knock asks without the login. A registry that Docker Engine calls insecure may have
// no TLS, or a certificate that nobody can check; to find out sends nothing. Whether a
// name has an address in an insecure network is asked last, and not behind a proxy,
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

// stepDown gives up what the registry does not have: the check of its certificate, else
// TLS, whatever it does with a hello.
func (p *probe) stepDown(ctx context.Context) {
	p.lenient = true
	var certificate *tls.CertificateVerificationError
	switch err := p.hello(ctx); {
	case err == nil:
		return
	case !errors.As(err, &certificate):
		p.base = "http://" + strings.TrimPrefix(p.base, "https://")
	}
	p.client = tokenhttp.Unchecked(p.limit)
}

// hello tries TLS; nil is a certificate that holds. It may take half of the time, since
// a server without TLS may wait for the rest of what it takes for a line.
func (p *probe) hello(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, p.limit/2)
	defer cancel()
	var shaken atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			if err == nil {
				shaken.Store(true)
				cancel() // nothing else is to be learned
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

// proxied tells whether a proxy is between here and the registry.
func (p *probe) proxied(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/v2/", nil)
	if err != nil {
		return false
	}
	proxy, err := http.ProxyFromEnvironment(request)
	return proxy != nil || err != nil
}

// get asks for /v2/ with an Authorization header, or without one.
func (p *probe) get(ctx context.Context, authorization string) (tokenhttp.Reply, error) {
	return p.peer.Ask(ctx, p.client, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/v2/", nil)
		if err == nil && authorization != "" {
			request.Header.Set("Authorization", authorization)
		}
		return request, err
	})
}

// answer takes the first challenge that can be answered, as docker does.
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
	return Unreachable, "it asks for a login in no way that is known: Basic or Bearer"
}

// send tries the login, or the token that came of it.
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
	return Unreachable, p.noRegistry(reply)
}

// open shows the login to a registry that lets everybody in: it may still refuse
// a wrong one, which is what a push would meet.
func (p *probe) open(ctx context.Context) (Status, string) {
	if p.login.Username == credential.TokenUser {
		return Open, "it lets everybody in, so the login was not tried"
	}
	status, reason := p.send(ctx, p.basic())
	if status == Accepted {
		return Open, "it lets everybody in, so whether it takes the login is not known"
	}
	return status, reason
}

func (p *probe) refusal(reply tokenhttp.Reply) string {
	text := plainf("it does not take the login (status %d)", reply.Status)
	if off := tokenhttp.ClockOff(reply.Header); off != 0 {
		return text + plainf("; the clock is off by %d s", off)
	}
	if !p.login.Expires.IsZero() && time.Until(p.login.Expires) < 0 {
		text += ", which ended at " + p.login.Expires.UTC().Format(time.RFC3339)
	}
	return text + ": log in again"
}

func (p *probe) noRegistry(reply tokenhttp.Reply) string {
	return plainf("it answers /v2/ with status %d (%s), which is no registry's answer: check its name and the proxy", reply.Status, reply.Kind())
}

// plain is an error's line without its code, which the status says.
func plain(err error) string {
	var coded *fault.Error
	if errors.As(err, &coded) {
		return fault.Printable(err.Error(), 300)
	}
	return fault.Printable(err.Error(), 200)
}
