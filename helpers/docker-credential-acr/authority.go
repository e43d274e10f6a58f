package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// discovery is the host that MSAL asks whether an authority is Microsoft's.
const discovery = "login.microsoftonline.com"

// entraName is the name of Entra in errors.
const entraName = "Entra's login service"

// authority is the transport of azidentity and MSAL. It adds what they lack: only the
// authority's host is asked, whatever a document of Entra's says; responses have a maximum
// size; failures are retried like everywhere in this suite; and nothing more is asked after
// the first refusal, while MSAL would start again.
type authority struct {
	url    *url.URL
	peer   tokenhttp.Peer
	client *http.Client
	known  bool // Microsoft's, so that discovery knows it
	last   tokenhttp.Reply
	failed error
}

func newAuthority(ctx context.Context, t target) (*authority, error) {
	u, err := tokenhttp.ParseURL(t.authority, t.authorityBy)
	if err == nil && u.Scheme != "https" {
		err = fault.New(fault.Config, "%s does not use TLS: use https://", t.authorityBy)
	}
	if err != nil {
		return nil, err
	}
	peer := tokenhttp.Peer{Name: entraName, Check: t.check, Bundle: "SSL_CERT_FILE"}
	return &authority{url: u, peer: peer, client: tokenhttp.New(tokenhttp.Within(ctx)), known: isMicrosoft(u.Host)}, nil
}

// isMicrosoft reports whether the public cloud's directory knows an authority. The authority
// of a disconnected cloud is trusted because the user set it.
func isMicrosoft(host string) bool {
	switch strings.ToLower(host) {
	case discovery, "login.microsoft.com", "login.windows.net", "sts.windows.net",
		"login.chinacloudapi.cn", "login.partner.microsoftonline.cn",
		"login.microsoftonline.us", "login.usgovcloudapi.net", "login.microsoftonline.de":
		return true
	}
	return false
}

// Do implements azcore's policy.Transporter.
func (a *authority) Do(request *http.Request) (*http.Response, error) {
	if a.failed != nil {
		return nil, final{a.failed}
	}
	reply, err := a.ask(request)
	a.last = reply
	if err != nil {
		a.failed = err
		return nil, final{err}
	}
	if reply.Status >= 400 {
		a.failed = refusalOf(reply)
	}
	return &http.Response{
		StatusCode: reply.Status, Status: http.StatusText(reply.Status), Header: reply.Header,
		Body: io.NopCloser(bytes.NewReader(reply.Body)), ContentLength: int64(len(reply.Body)), Request: request,
	}, nil
}

func (a *authority) ask(request *http.Request) (tokenhttp.Reply, error) {
	if err := a.checkHost(request); err != nil {
		return tokenhttp.Reply{}, err
	}
	var body []byte
	if request.Body != nil {
		var err error
		if body, err = io.ReadAll(request.Body); err != nil {
			return tokenhttp.Reply{}, fault.New(fault.Internal, "reading the request for Entra's login service: %w",
				err)
		}
	}
	return a.peer.Ask(request.Context(), a.client, func(ctx context.Context) (*http.Request, error) {
		again := request.Clone(ctx)
		again.Body = http.NoBody
		if len(body) > 0 {
			again.Body = io.NopCloser(bytes.NewReader(body))
		}
		return again, nil
	})
}

// checkHost refuses any host but the authority. A lookup at discovery contains no secret.
func (a *authority) checkHost(request *http.Request) error {
	u := request.URL
	own := u.Scheme == "https" && strings.EqualFold(u.Host, a.url.Host)
	lookup := u.Scheme == "https" && a.known && u.Host == discovery && request.Method == http.MethodGet
	if own || lookup {
		return nil
	}
	return fault.New(fault.Upstream, "Entra's login service refers to another host, %s, which is not trusted: check %s",
		fault.Printable(u.Host, 100), a.peer.Check)
}

// final is an error that azcore does not retry.
type final struct{ error }

// NonRetriable implements azcore's interface.
func (final) NonRetriable() {}

// Unwrap returns the error.
func (f final) Unwrap() error { return f.error }
