package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// explain puts an error of the SDK into our form. Of what a service answered, its
// error code is used and its text is not shown.
func (s session) explain(ctx context.Context, err error) error {
	var coded *fault.Error
	if errors.As(err, &coded) || errors.Is(err, fault.ErrNotFound) {
		return first(coded, err)
	}
	if off := clockOff(err); off != 0 && badSignature(err) {
		return fault.New(fault.Clock, "Amazon does not accept the signature: the clock is off by %d s: set this machine's clock", off)
	}
	if e := s.ofLogin(err); e != nil {
		return e
	}
	var service smithy.APIError
	if errors.As(err, &service) {
		return s.ofService(err, service)
	}
	return s.ofNetwork(ctx, err)
}

func first(coded *fault.Error, err error) error {
	if coded != nil {
		return coded
	}
	return err
}

// ofLogin explains a profile that is missing, or whose login has ended.
func (s session) ofLogin(err error) error {
	var missing config.SharedConfigProfileNotExistError
	var mfa config.AssumeRoleTokenProviderNotSetError
	var sso *ssocreds.InvalidTokenError
	text := err.Error()
	switch {
	case errors.As(err, &missing):
		return fault.New(fault.Config, "the profile %s of %s does not exist: list them with `aws configure list-profiles`", plain(missing.Profile), s.profileBy())
	case errors.As(err, &mfa):
		return fault.New(fault.Config, "the %s wants a code of an MFA device, which a helper cannot ask for: use a profile with a session, such as SSO", s.label)
	case errors.As(err, &sso), strings.Contains(text, "SSO token"), strings.Contains(text, "sso token"), strings.Contains(text, "SSO session"):
		return fault.New(fault.LoginExpired, "the SSO login of the %s has ended or was never made: aws sso login%s", s.label, s.profileFlag())
	case strings.Contains(text, "login session"), strings.Contains(text, "login token"):
		return fault.New(fault.LoginExpired, "the login of the %s has ended: aws login%s", s.label, s.profileFlag())
	}
	return nil
}

// profileBy is what names the profile in effect.
func (s session) profileBy() string {
	if s.profile != "" {
		return s.named
	}
	return or(firstSet("AWS_PROFILE", "AWS_DEFAULT_PROFILE"), "AWS_PROFILE")
}

func (s session) profileFlag() string {
	if name := s.profileNamed(); name != "" && name != "default" {
		return " --profile " + plain(name)
	}
	return ""
}

// ofNetwork explains why there is no answer.
func (s session) ofNetwork(ctx context.Context, err error) error {
	if told := amazon.Explain(ctx, err); told != nil {
		return told
	}
	if status := statusOf(err); status >= 300 {
		return fault.New(fault.Upstream, "Amazon's endpoint answered with status %d: check AWS_ENDPOINT_URL and the proxy", status)
	}
	if statusOf(err) != 0 {
		return fault.New(fault.Upstream, "Amazon's endpoint answered with something that is no token: check AWS_ENDPOINT_URL and the proxy")
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return amazon.Unreachable(ctx, err)
	}
	if s.kind == instanceRole {
		return s.instance.explain()
	}
	return fault.New(fault.Upstream, "no token could be made with the %s: run `aws sts get-caller-identity%s` to see why", s.label, s.profileFlag())
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
	if reply == nil {
		return 0, false
	}
	return tokenhttp.RetryAfter(reply.StatusCode, reply.Header)
}

// clockOff is how many seconds this machine's clock is ahead of Amazon's.
func clockOff(err error) int {
	reply := responseOf(err)
	if reply == nil {
		return 0
	}
	return tokenhttp.ClockOff(reply.Header)
}
