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

// exchange is the transport under Google's library. The library knows the forms
// of requests; what it lacks is here: a deadline in every flow, a second try, a
// bound of where it may go, an end of every body, and errors that keep their cause
// and do not quote the reply.
//
//	request ──► is its URL one of the document's? ──► at most three tries ──► judged
//	                                                          │
//	          a token: read here, and handed on in a plain form; a refusal: kept
type exchange struct {
	ctx     context.Context
	allowed pins

	failure error // what ended the last request without an answer
	refused tokenhttp.Reply
	refuser role // who gave the last answer, if it was a refusal
}

var (
	endpoint  = tokenhttp.Peer{Name: "Google's token endpoint", Check: "the URLs in the credential and the proxy", Bundle: "SSL_CERT_FILE"}
	issuer    = tokenhttp.Peer{Name: "the service of the subject token", Check: "credential_source in the credential, and the proxy", Bundle: "SSL_CERT_FILE"}
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
		StatusCode: reply.Status, Status: http.StatusText(reply.Status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(reply.Body)), ContentLength: int64(len(reply.Body)), Request: r,
	}, nil
}

func (e *exchange) ask(r *http.Request) (tokenhttp.Reply, error) {
	what, ok := e.allowed.role(r.URL)
	if !ok {
		return tokenhttp.Reply{}, fault.New(fault.Config, "a request to %s, which the credential does not name, "+
			"was not sent", fault.Printable(r.URL.Hostname(), 100))
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
	return plainly(what, reply)
}

// send asks a platform's own metadata service directly and once.
func (e *exchange) send(peer tokenhttp.Peer, r *http.Request, build func(context.Context) (*http.Request, error)) (tokenhttp.Reply, error) {
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

// plainly reads the token out of a reply, and writes a reply that the library
// cannot read in another way: it takes the missing and the impossible life of a
// token for a long one, and does not read one in a string.
func plainly(what role, reply tokenhttp.Reply) (tokenhttp.Reply, error) {
	var document any
	switch what {
	case exchanging:
		token, expires, err := endpoint.Token(reply, "access_token", "expires_in")
		if err != nil {
			return reply, err
		}
		life := max(int64(time.Until(expires).Round(time.Second)/time.Second), 1) // 1 is one that is used once
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

// impersonation reads a token that ends at a time, not after one
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
		return "", time.Time{}, endless(peer)
	}
	if answer.ExpireTime == nil {
		return token, time.Now().Add(time.Second), nil
	}
	expires, err := time.Parse(time.RFC3339, strings.TrimSpace(*answer.ExpireTime))
	if err != nil {
		return "", time.Time{}, endless(peer)
	}
	return token, expires, nil
}

func endless(peer tokenhttp.Peer) error {
	return fault.New(fault.Upstream, "%s returned a token with an invalid expiry time: check %s", peer.Name, peer.Check)
}
