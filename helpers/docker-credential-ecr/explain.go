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
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// explain puts an error of the SDK into our form. Of what a service answered, its
// error code is used and its text is not shown.
func (s session) explain(ctx context.Context, err error) error {
	var coded *fault.Error
	if errors.As(err, &coded) || errors.Is(err, fault.ErrNotFound) {
		return first(coded, err)
	}
	var service smithy.APIError
	answered := errors.As(err, &service)
	if off := clockOff(err); off != 0 && answered && ofSignature(service.ErrorCode()) {
		return fault.New(fault.Clock, "Amazon does not accept the signature: the clock is off by %d s: set this machine's "+
			"clock", off)
	}
	if e := s.ofProofs(); e != nil {
		return e
	}
	if answered {
		return s.ofService(err, service)
	}
	if e := s.ofSettings(err); e != nil {
		return e
	}
	return s.ofNetwork(ctx, err)
}

func first(coded *fault.Error, err error) error {
	if coded != nil {
		return coded
	}
	return err
}

// ofSettings explains a configuration that the SDK does not take. Its words about the
// files are shown: they name a profile or a key, and hold no secret.
func (s session) ofSettings(err error) error {
	var absent config.SharedConfigProfileNotExistError
	var mfa config.AssumeRoleTokenProviderNotSetError
	var unread config.SharedConfigLoadError
	switch {
	case errors.As(err, &absent):
		if e := s.ofProfiles(); e != nil {
			return e
		}
		return fault.New(fault.Config, "the profile %s of %s does not exist: list them with `aws configure "+
			"list-profiles`", plain(absent.Profile), s.profileBy())
	case errors.As(err, &unread):
		if e := s.ofProfiles(); e != nil {
			return e
		}
		return fault.New(fault.Config, "the file %s cannot be used: %s", fault.Printable(unread.Filename, 150),
			credential.Scrub(fmt.Sprint(unread.Err), 150))
	case errors.As(err, &mfa):
		return fault.New(fault.Config, "the %s has mfa_serial, and a helper cannot ask for the code of an MFA device: use "+
			"a profile with a session (`aws configure sso`)", s.label)
	case !s.loaded:
		return fault.New(fault.Config, "the configuration of the %s cannot be used (%s): correct ~/.aws/config or the "+
			"variable", s.label, credential.Scrub(err.Error(), 200))
	}
	return nil
}

// ofProgram explains a credential_process.
func (s session) ofProgram(ctx context.Context, err error) error {
	var program *processcreds.ProviderError
	var exit *exec.ExitError
	const run = "run the command of credential_process in ~/.aws/config by itself"
	switch {
	case ctx.Err() != nil:
		return fault.New(fault.Timeout, "the credential_process of the %s did not end in time: %s, or set "+
			"DOCKERCFG_TIMEOUT", s.label, run)
	case !errors.As(err, &program):
		return s.explain(ctx, err)
	case errors.As(err, &exit) && exit.ExitCode() == 127:
		return fault.New(fault.Backend, "the program of the %s's credential_process does not exist: %s", s.label, run)
	case errors.As(err, &exit):
		return fault.New(fault.Backend, "the credential_process of the %s failed (%s): %s", s.label,
			fault.Printable(exit.Error(), 60), run)
	}
	return fault.New(fault.Backend, "the credential_process of the %s did not print credentials in the form that "+
		"Amazon's tools read: %s", s.label, run)
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
		return fault.New(fault.Upstream, "Amazon's endpoint answered with status %d: check AWS_ENDPOINT_URL and the "+
			"proxy", status)
	}
	if statusOf(err) != 0 {
		return fault.New(fault.Upstream, "Amazon's endpoint answered with something that is no token: check "+
			"AWS_ENDPOINT_URL and the proxy")
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return amazon.Unreachable(ctx, err)
	}
	if e := s.ofLoginFile(); e != nil {
		return e
	}
	if s.kind == instanceRole {
		return s.instance.explain()
	}
	return fault.New(fault.Upstream, "no token could be made with the %s: run `aws sts get-caller-identity%s` to see "+
		"why", s.label, s.profileFlag())
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
