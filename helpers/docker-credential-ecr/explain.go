package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// explain converts an error of the SDK into a fault. It uses the error code that a
// service returned, and never shows the service's text.
func (s session) explain(ctx context.Context, err error) error {
	var coded *fault.Error
	if errors.As(err, &coded) || errors.Is(err, fault.ErrNotFound) {
		return first(coded, err)
	}
	var service smithy.APIError
	answered := errors.As(err, &service)
	if off := clockOff(err); off != 0 && answered && isSignatureError(service.ErrorCode()) {
		return fault.New(fault.Clock, "Amazon did not accept the signature, because the clock is off by %d s: "+
			"set this machine's clock", off)
	}
	if e := s.proofFileError(); e != nil {
		return e
	}
	if answered {
		return s.explainService(err, service)
	}
	if e := s.explainSettings(err); e != nil {
		return e
	}
	return s.explainNetwork(ctx, err)
}

func first(coded *fault.Error, err error) error {
	if coded != nil {
		return coded
	}
	return err
}

// explainSettings explains a configuration that the SDK rejects. The SDK's text about the
// files is shown: it names a profile or a key and contains no secret.
func (s session) explainSettings(err error) error {
	var absent config.SharedConfigProfileNotExistError
	var mfa config.AssumeRoleTokenProviderNotSetError
	var unread config.SharedConfigLoadError
	switch {
	case errors.As(err, &absent):
		if e := s.profileFileError(); e != nil {
			return e
		}
		return fault.New(fault.Config, "the profile %s, selected by %s, does not exist: list the profiles with "+
			"`aws configure list-profiles`", plain(absent.Profile), s.profileBy())
	case errors.As(err, &unread):
		if e := s.profileFileError(); e != nil {
			return e
		}
		return fault.New(fault.Config, "the file %s cannot be used: %s", fault.Printable(unread.Filename, 150),
			credential.Scrub(fmt.Sprint(unread.Err), 150))
	case errors.As(err, &mfa):
		return fault.New(fault.Config, "the %s has mfa_serial, and a helper cannot prompt for an MFA code: "+
			"use a profile with a session (`aws configure sso`)", s.label)
	case !s.loaded:
		return fault.New(fault.Config, "the configuration of the %s cannot be used (%s): "+
			"correct ~/.aws/config or the variable", s.label, credential.Scrub(err.Error(), 200))
	}
	return nil
}

// explainProcess explains the failure of a credential_process.
func (s session) explainProcess(ctx context.Context, err error) error {
	var program *processcreds.ProviderError
	var exit *exec.ExitError
	const run = "run the command of credential_process in ~/.aws/config yourself"
	switch {
	case ctx.Err() != nil:
		return fault.New(fault.Timeout, "the credential_process of the %s did not finish in time: %s, "+
			"or set DOCKERCFG_TIMEOUT", s.label, run)
	case !errors.As(err, &program):
		return s.explain(ctx, err)
	case errors.As(err, &exit) && exit.ExitCode() == 127:
		return fault.New(fault.Backend, "the program in credential_process of the %s was not found: %s", s.label, run)
	case errors.As(err, &exit):
		return fault.New(fault.Backend, "the credential_process of the %s failed (%s): %s", s.label,
			fault.Printable(exit.Error(), 60), run)
	}
	return fault.New(fault.Backend, "the credential_process of the %s did not print credentials "+
		"in the format that Amazon's tools read: %s", s.label, run)
}

// profileBy returns the setting that selects the profile in effect.
func (s session) profileBy() string {
	if s.profile != "" {
		return s.setBy
	}
	return or(firstSet("AWS_PROFILE", "AWS_DEFAULT_PROFILE"), "AWS_PROFILE")
}

func (s session) profileFlag() string {
	if name := s.profileNamed(); name != "" && name != "default" {
		return " --profile " + shellword.Quote(plain(name))
	}
	return ""
}

// explainNetwork explains why there was no usable response.
func (s session) explainNetwork(ctx context.Context, err error) error {
	if told := amazon.Explain(ctx, err); told != nil {
		return told
	}
	if status := statusOf(err); status >= 300 {
		return fault.New(fault.Upstream, "Amazon's endpoint answered with status %d: "+
			"check AWS_ENDPOINT_URL and the proxy", status)
	}
	if statusOf(err) != 0 {
		return fault.New(fault.Upstream, "Amazon's endpoint did not return a token: "+
			"check AWS_ENDPOINT_URL and the proxy")
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return amazon.Unreachable(ctx, err)
	}
	if e := s.explainLoginFile(); e != nil {
		return e
	}
	if s.kind == instanceRole {
		return s.instance.explain()
	}
	return fault.New(fault.Upstream, "no token could be created with the %s: "+
		"run `aws sts get-caller-identity%s` to see why", s.label, s.profileFlag())
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

// retryAfter returns the wait that a refused request was told to keep.
func retryAfter(err error) (time.Duration, bool) {
	reply := responseOf(err)
	if reply == nil {
		return 0, false
	}
	return tokenhttp.RetryAfter(reply.StatusCode, reply.Header)
}

// clockOff returns the seconds by which this machine's clock is ahead of Amazon's.
func clockOff(err error) int {
	reply := responseOf(err)
	if reply == nil {
		return 0
	}
	return tokenhttp.ClockOff(reply.Header)
}
