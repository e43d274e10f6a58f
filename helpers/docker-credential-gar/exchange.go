package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// exchange is the HTTP transport under Google's library. The library knows the forms of
// the requests. This type adds what the library lacks: a deadline in every flow, a
// second try, a limit on hosts, a limit on sizes, and errors that keep their cause and
// do not quote the response.
//
//	request ──► is its URL in the document? ──► at most three tries ──► response
//	                                                       │
//	        a token: parsed here, passed on in a plain form; a refusal: kept for explain
type exchange struct {
	ctx     context.Context
	allowed pins

	failure error // why the last request got no response
	refused tokenhttp.Reply
	refuser role // who sent the last response, if it was a refusal
}

var (
	endpoint = tokenhttp.Peer{
		Name: "Google's token endpoint", Check: "the URLs in the credential and the proxy", Bundle: "SSL_CERT_FILE",
	}
	issuer = tokenhttp.Peer{
		Name: "the service of the subject token", Check: "credential_source in the credential, and the proxy",
		Bundle: "SSL_CERT_FILE",
	}
	errUnread = fault.New(fault.Internal, "a request of Google's library cannot be read")
)

// RoundTrip implements http.RoundTripper.
func (e *exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	reply, err := e.ask(r)
	if err != nil {
		e.failure = err
		return nil, err
	}
	header := http.Header{"Content-Type": reply.Header["Content-Type"]}
	return &http.Response{
		StatusCode: reply.Status, Status: http.StatusText(reply.Status), Header: header, Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(reply.Body)), ContentLength: int64(len(reply.Body)),
	}, nil
}

func (e *exchange) ask(r *http.Request) (tokenhttp.Reply, error) {
	what, ok := e.allowed.role(r.URL)
	if !ok {
		return tokenhttp.Reply{}, fault.New(fault.Config, "a request to %s was not sent, "+
			"because the credential does not contain that URL", fault.Printable(r.URL.Hostname(), 100))
	}
	body, err := bodyOf(r)
	if err != nil {
		return tokenhttp.Reply{}, errUnread
	}
	build := func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, r.Method, r.URL.String(), bytes.NewReader(body))
		if err == nil {
			request.Header = r.Header.Clone()
		}
		return request, err
	}
	peer := endpoint
	if what == subject || what == listing {
		peer = issuer
	}
	reply, err := e.send(peer, r, build)
	if err != nil {
		return reply, err
	}
	e.refuser = 0
	if reply.Status >= 300 {
		e.refused, e.refuser = reply, what
		return reply, nil
	}
	return normaliseReply(what, reply)
}

// send makes a request. A platform's metadata service is asked without a proxy and only
// once.
func (e *exchange) send(
	peer tokenhttp.Peer, r *http.Request, build func(context.Context) (*http.Request, error),
) (tokenhttp.Reply, error) {
	if !metadataHost(r.URL) {
		return peer.Ask(e.ctx, tokenhttp.New(tokenhttp.Within(e.ctx)), build)
	}
	request, err := build(e.ctx)
	if err != nil {
		return tokenhttp.Reply{}, errUnread
	}
	return peer.AskOnce(e.ctx, tokenhttp.Direct(tokenhttp.MetadataFor), request)
}

func bodyOf(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer r.Body.Close()
	return io.ReadAll(io.LimitReader(r.Body, tokenhttp.MaxBody))
}

// normaliseReply replaces a response by one that contains only the token and its lifetime. The
// library takes a missing or an impossible lifetime for a long one, and does not parse
// a lifetime in a string.
func normaliseReply(what role, reply tokenhttp.Reply) (tokenhttp.Reply, error) {
	var document any
	switch what {
	case exchanging:
		token, expires, err := endpoint.Token(reply, "access_token", "expires_in")
		if err != nil {
			return reply, err
		}
		life := max(int64(time.Until(expires).Round(time.Second)/time.Second), 1) // 1: used only once
		document = map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": life}
	case impersonating:
		token, expires, err := impersonation(endpoint, reply)
		if err != nil {
			return reply, err
		}
		document = map[string]any{"accessToken": token, "expireTime": expires.UTC().Format(time.RFC3339)}
	default:
		return reply, nil
	}
	body, err := json.Marshal(document)
	reply.Body, reply.Header = body, http.Header{"Content-Type": {"application/json"}}
	return reply, err
}

// impersonation reads a token whose expiry is a time, not a number of seconds
// (https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken).
func impersonation(peer tokenhttp.Peer, reply tokenhttp.Reply) (string, time.Time, error) {
	token, _, err := peer.Token(reply, "accessToken", "")
	if err != nil {
		return "", time.Time{}, err
	}
	var answer struct {
		ExpireTime *string `json:"expireTime"`
	}
	if json.Unmarshal(reply.Body, &answer) != nil {
		return "", time.Time{}, invalidExpiry(peer)
	}
	if answer.ExpireTime == nil {
		return token, time.Now().Add(time.Second), nil
	}
	expires, err := time.Parse(time.RFC3339, strings.TrimSpace(*answer.ExpireTime))
	if err != nil {
		return "", time.Time{}, invalidExpiry(peer)
	}
	return token, expires, nil
}

func invalidExpiry(peer tokenhttp.Peer) error {
	return fault.New(fault.Upstream, "%s returned a token with an invalid expiry time: check %s", peer.Name, peer.Check)
}
