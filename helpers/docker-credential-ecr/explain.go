package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-ecr/internal/offline"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// explain puts an error of the SDK into our form. Of what a service answered, its
// error code is used and its text is not shown.
func explain(ctx context.Context, err error, id offline.Identity, r offline.Registry) error {
	var coded *fault.Error
	if errors.As(err, &coded) || errors.Is(err, fault.ErrNotFound) {
		return first(coded, err)
	}
	if off := clockOff(err); off != 0 && badSignature(err) {
		return fault.New(fault.Clock, "Amazon does not accept the signature: the clock is off by %d s: set this machine's clock", off)
	}
	if e := ofSession(err, id); e != nil {
		return e
	}
	var service smithy.APIError
	if errors.As(err, &service) {
		return ofService(err, service, id, r)
	}
	return ofNetwork(ctx, err, id)
}

func first(coded *fault.Error, err error) error {
	if coded != nil {
		return coded
	}
	return err
}

// ofSession explains a profile that is missing, or whose login has ended.
func ofSession(err error, id offline.Identity) error {
	var missing config.SharedConfigProfileNotExistError
	var mfa config.AssumeRoleTokenProviderNotSetError
	var sso *ssocreds.InvalidTokenError
	text := err.Error()
	switch {
	case errors.As(err, &missing):
		return fault.New(fault.Config, "the profile %s is not there: list them with `aws configure list-profiles`", fault.Printable(missing.Profile, 60))
	case errors.As(err, &mfa):
		return fault.New(fault.Config, "the %s wants a code of an MFA device, which a helper cannot ask for: use a profile with a session, such as SSO", id.Words)
	case errors.As(err, &sso), strings.Contains(text, "SSO token"), strings.Contains(text, "sso token"), strings.Contains(text, "SSO session"):
		return fault.New(fault.LoginExpired, "the SSO login of the %s has ended or was never made: aws sso login%s", id.Words, profileFlag(id))
	case strings.Contains(text, "login session"), strings.Contains(text, "login token"):
		return fault.New(fault.LoginExpired, "the login of the %s has ended: aws login%s", id.Words, profileFlag(id))
	}
	return nil
}

func profileFlag(id offline.Identity) string {
	if id.Profile == "" || id.Profile == "default" {
		return ""
	}
	return " --profile " + id.Profile
}

// ofNetwork explains why there is no answer.
func ofNetwork(ctx context.Context, err error, id offline.Identity) error {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var op *net.OpError
	var limited net.Error
	switch {
	case errors.As(err, &dns) && !dns.IsTimeout:
		return fault.New(fault.DNS, "the name %s does not resolve: check the region in the registry's name, and the network", fault.Printable(dns.Name, 100))
	case errors.As(err, &certificate):
		return fault.New(fault.TLS, "the certificate of Amazon's endpoint is not accepted: %w: behind a proxy of your own, set AWS_CA_BUNDLE", certificate.Err)
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return fault.New(fault.Proxy, "the proxy %s does not answer: check HTTPS_PROXY", proxyHost())
	case errors.As(err, &dns), ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded), errors.As(err, &limited) && limited.Timeout():
		return fault.New(fault.Timeout, "Amazon's endpoint did not answer in time: check the network and the proxy, or set DOCKERCFG_TIMEOUT")
	case errors.Is(err, errTooLong):
		return fault.New(fault.Upstream, "%w: check AWS_ENDPOINT_URL and the proxy", errTooLong)
	}
	if status := statusOf(err); status >= 300 {
		return fault.New(fault.Upstream, "Amazon's endpoint answered with status %d: check AWS_ENDPOINT_URL and the proxy", status)
	}
	if statusOf(err) != 0 {
		return fault.New(fault.Upstream, "Amazon's endpoint answered with something that is no token: check AWS_ENDPOINT_URL and the proxy")
	}
	if errors.As(err, &op) {
		return fault.New(fault.Upstream, "Amazon's endpoint cannot be reached (%s): check the network and the proxy", fault.Printable(op.Err.Error(), 80))
	}
	if id.Kind == offline.Instance {
		return fault.New(fault.NoIdentity, "the instance has no role that its metadata service tells of: attach one, or configure a profile")
	}
	return fault.New(fault.Upstream, "no token could be made with the %s: run `aws sts get-caller-identity%s` to see why", id.Words, profileFlag(id))
}

// lasting tells an error that trying again does not mend: one of ours, a
// certificate, a name that does not exist.
func lasting(err error) bool {
	var coded *fault.Error
	var certificate *tls.CertificateVerificationError
	var dns *net.DNSError
	return errors.As(err, &coded) || errors.As(err, &certificate) || errors.As(err, &dns) && dns.IsNotFound
}

func responseOf(err error) *http.Response {
	var reply *smithyhttp.ResponseError
	if errors.As(err, &reply) && reply.Response != nil {
		return reply.Response.Response
	}
	return nil
}

func statusOf(err error) int {
	if reply := responseOf(err); reply != nil {
		return reply.StatusCode
	}
	return 0
}

// retryAfter is the wait that a refused request asks for.
func retryAfter(err error) (time.Duration, bool) {
	reply := responseOf(err)
	if reply == nil || reply.StatusCode != http.StatusTooManyRequests && reply.StatusCode != http.StatusServiceUnavailable {
		return 0, false
	}
	seconds, bad := strconv.Atoi(reply.Header.Get("Retry-After"))
	return time.Duration(seconds) * time.Second, bad == nil && seconds >= 0
}

// clockOff is how many seconds this machine's clock is ahead of the service's;
// 0 for less than five minutes, which Amazon allows.
func clockOff(err error) int {
	reply := responseOf(err)
	if reply == nil {
		return 0
	}
	theirs, bad := http.ParseTime(reply.Header.Get("Date"))
	off := time.Since(theirs)
	if bad != nil || off.Abs() < 5*time.Minute {
		return 0
	}
	return int(off.Seconds())
}

// proxyHost is the proxy's host, without the login that may stand before it.
func proxyHost() string {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		if value := os.Getenv(name); value != "" {
			value = value[strings.LastIndexByte(value, '@')+1:]
			if _, after, ok := strings.Cut(value, "://"); ok {
				value = after
			}
			return fault.Printable(strings.TrimRight(value, "/"), 100)
		}
	}
	return "in use"
}
