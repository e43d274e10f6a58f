package fakeaws

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The services, for Request.Service and Behave.
const (
	ECR       = "ecr"
	ECRPublic = "ecr-public"
	STS       = "sts"
	SSO       = "sso"
	OIDC      = "oidc"
	Container = "container"
	IMDS      = "imds"
	Other     = "other" // not faked
)

// Request is the record of one request.
type Request struct {
	Time            time.Time
	Service, Action string
	Method          string
	Host            string // the Host header
	Path            string // as sent, with the query

	// From the signature (SigV4); empty for an unsigned request.
	AccessKeyID, Region, SigningName string
	// Identity is the IdentityOf the session token, or the access key id if the request has
	// no session token of this package.
	Identity string

	RoleARN, SessionName string   // for sts
	Subject              string   // the subject of the web identity token
	Token                string   // the web identity token
	RegistryIDs          []string // for ecr
	AccountID, RoleName  string   // for sso
	Bearer               string   // the access token of sso, the refresh token of oidc

	http *http.Request
	form url.Values
	body []byte
}

// Requests returns all requests so far, in the order of their arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Count returns the number of requests to a service.
func (s *Server) Count(service string) int {
	n := 0
	for _, q := range s.Requests() {
		if q.Service == service {
			n++
		}
	}
	return n
}

// note records a request. It reads the whole body, since net/http notices that a client
// disconnects only after the body was read.
func (s *Server) note(r *http.Request) Request {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	q := Request{
		Time:   time.Now(),
		Method: r.Method,
		Host:   r.Host,
		Path:   r.RequestURI,
		http:   r,
		body:   body,
	}
	q.signature(r.Header)
	q.classify()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, q)
	return q
}

// signature reads "AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
func (q *Request) signature(header http.Header) {
	scheme, rest, _ := strings.Cut(header.Get("Authorization"), " ")
	if !strings.HasPrefix(scheme, "AWS4-") {
		return
	}
	for field := range strings.SplitSeq(rest, ",") {
		scope, ok := strings.CutPrefix(strings.TrimSpace(field), "Credential=")
		if parts := strings.Split(scope, "/"); ok && len(parts) == 5 {
			q.AccessKeyID, q.Region, q.SigningName = parts[0], parts[2], parts[3]
		}
	}
	q.Identity = q.AccessKeyID
	if identity, ok := IdentityOf(header.Get("X-Amz-Security-Token")); ok {
		q.Identity = identity
	}
}
