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

// discovery is the host that MSAL asks whether an authority is one of Microsoft's.
const discovery = "login.microsoftonline.com"

// entraName is Entra in the words of an error.
const entraName = "Entra's login service"

// authority is what azidentity and MSAL send their requests through. It adds what
// they lack: nobody but the authority is asked, whatever a document of its says;
// a reply is bounded; a failure is asked again as everywhere in this suite; and
// after the first one nothing more is asked, where MSAL would start over.
type authority struct {
	url    *url.URL
	peer   tokenhttp.Peer
	client *http.Client
	known  bool // Microsoft's: it may be looked up
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
	return &authority{url: u, peer: peer, client: tokenhttp.New(tokenhttp.Within(ctx)), known: microsofts(u.Host)}, nil
}

// microsofts tells an authority that the public cloud's directory knows; one of a
// disconnected cloud is taken at the user's word.
func microsofts(host string) bool {
	switch strings.ToLower(host) {
	case discovery, "login.microsoft.com", "login.windows.net", "sts.windows.net",
		"login.chinacloudapi.cn", "login.partner.microsoftonline.cn",
		"login.microsoftonline.us", "login.usgovcloudapi.net", "login.microsoftonline.de":
		return true
	}
	return false
}

// Do is azcore's policy.Transporter.
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
	if err := a.pinned(request); err != nil {
		return tokenhttp.Reply{}, err
	}
	var body []byte
	if request.Body != nil {
		var err error
		if body, err = io.ReadAll(request.Body); err != nil {
			return tokenhttp.Reply{}, fault.New(fault.Internal, "reading the request for Entra's login service: %w", err)
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

// pinned refuses whoever is not the authority. A lookup holds no secret.
func (a *authority) pinned(request *http.Request) error {
	u := request.URL
	own := u.Scheme == "https" && strings.EqualFold(u.Host, a.url.Host)
	lookup := u.Scheme == "https" && a.known && u.Host == discovery && request.Method == http.MethodGet
	if own || lookup {
		return nil
	}
	return fault.New(fault.Upstream,
		"Entra's login service names another host, %s, which is not asked: check %s", fault.Printable(u.Host, 100), a.peer.Check)
}

// final is an error that azcore does not try again.
type final struct{ error }

// NonRetriable marks it, by azcore's name for that.
func (final) NonRetriable() {}

// Unwrap gives the error.
func (f final) Unwrap() error { return f.error }
