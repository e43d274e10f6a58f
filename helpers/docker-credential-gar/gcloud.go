package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

const (
	locked   = "database is locked"
	patience = 300 * time.Millisecond // for a child that was told to exit
)

// tokenFromGcloud gets a token from gcloud: a cached one or a new one. It does not tell gcloud
// to refresh the token, since each get would then cost a request.
func (s *session) tokenFromGcloud(ctx context.Context) (string, time.Time, error) {
	if errors.Is(s.cli.missing, safeexec.ErrMissing) {
		return "", time.Time{}, fault.New(fault.Backend, "the %s cannot be used because gcloud is not on PATH: "+
			"install the Google Cloud CLI, or set GOOGLE_APPLICATION_CREDENTIALS", s.label)
	}
	if s.cli.missing != nil {
		return "", time.Time{}, s.cli.missing
	}
	args := []string{"config", "config-helper", "--format=json(credential)"}
	if s.cli.named {
		args = append(args, "--account="+s.cli.account)
	}
	helper := safeexec.Command{Path: s.cli.program, Args: args, Env: gcloudEnvironment(), Patience: patience}
	ran := helper.Run(ctx)
	// Two processes at once collide in gcloud's own files.
	busy := func() bool { return ran.Err != nil && strings.Contains(ran.Log, locked) }
	for try := 0; try < 2 && busy() && pause(ctx, 500*time.Millisecond); try++ {
		ran = helper.Run(ctx)
	}
	if ran.Err != nil {
		return "", time.Time{}, s.explainGcloud(ctx, ran)
	}
	var answer struct {
		Credential struct {
			Token  string `json:"access_token"`
			Expiry string `json:"token_expiry"`
		} `json:"credential"`
	}
	if json.Unmarshal(ran.Out, &answer) != nil || answer.Credential.Token == "" {
		return "", time.Time{}, fault.New(fault.Backend,
			"gcloud did not print a token: run `gcloud config config-helper` to see why")
	}
	if answer.Credential.Expiry == "" {
		return answer.Credential.Token, time.Time{}, nil
	}
	expires, err := time.Parse(time.RFC3339, answer.Credential.Expiry)
	if err != nil {
		return "", time.Time{}, fault.New(fault.Backend, "gcloud printed a token with an invalid expiry time: "+
			"update gcloud with `gcloud components update`")
	}
	return answer.Credential.Token, expires, nil
}

// gcloudEnvironment keeps gcloud from prompting and from checking for updates.
func gcloudEnvironment() []string {
	return append(os.Environ(), "CLOUDSDK_CORE_DISABLE_PROMPTS=1", "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK=1")
}

// explainGcloud explains gcloud's standard error, which is in English for all users.
// Its text is never shown. gcloud has no codes, so its sentences choose the advice. None
// means "not found": the configuration names a login, or gcloud would not have been asked.
func (s *session) explainGcloud(ctx context.Context, ran safeexec.Result) error {
	says := func(texts ...string) bool {
		for _, text := range texts {
			if strings.Contains(ran.Log, text) {
				return true
			}
		}
		return false
	}
	switch {
	case ctx.Err() != nil:
		return fault.New(fault.Timeout, "gcloud did not answer in time and was stopped: "+
			"run `gcloud config config-helper` to see why, or set DOCKERCFG_TIMEOUT")
	case says("invalid_grant", "invalid_rapt", "Reauthentication", "reauth"):
		command := "gcloud auth login"
		if s.cli.account != "" && !s.cli.byFile {
			command += " " + shellword.Quote(fault.Printable(s.cli.account, 120))
		}
		return fault.New(fault.LoginExpired, "the login of the %s has expired or was revoked: run `%s`", s.label,
			command)
	case says("do not currently have an active account", "does not have any valid credentials",
		"No credentialed accounts"):
		return s.loggedOut()
	case says("serviceAccounts.getAccessToken"):
		return fault.New(fault.Denied, "the %s may not act as that account: "+
			"grant it roles/iam.serviceAccountTokenCreator", s.label)
	case says("Unable to find the server", "Failed to resolve", "Connection refused", "Max retries exceeded",
		"Network is unreachable", "timed out", "CERTIFICATE_VERIFY_FAILED"):
		return fault.New(fault.Upstream, "gcloud cannot reach Google: check the network and the proxy, "+
			"or run `gcloud info --run-diagnostics`")
	case says(locked):
		return fault.New(fault.Backend, "gcloud's files are locked by another gcloud process: try again")
	}
	return fault.New(fault.Backend, "gcloud did not return a token for the %s (%s): "+
		"run `gcloud config config-helper` to see why", s.label, exitReason(ran.Err))
}

// loggedOut returns the error if gcloud has no login of the account that it is asked for.
func (s *session) loggedOut() error {
	account := fault.Printable(s.cli.account, 120)
	login := "gcloud auth login " + shellword.Quote(account)
	switch {
	case s.unread != nil:
		return s.unread
	case s.cli.named:
		return fault.New(fault.NoIdentity, "gcloud has no login of %s, which the %s names: "+
			"run `%s`", account, s.rule.Label(), login)
	case s.cli.byFile:
		return fault.New(fault.LoginExpired, "gcloud has no login for the %s: run `gcloud auth login`", s.label)
	}
	return fault.New(fault.LoginExpired, "gcloud has no login of %s, which its configuration names: "+
		"run `%s`", account, login)
}

func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// exitReason says how a program failed.
func exitReason(err error) string {
	var exit *exec.ExitError
	switch {
	case errors.Is(err, safeexec.ErrTooMuch):
		return "it printed more than 1 MiB"
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return fmt.Sprintf("exit code %d", exit.ExitCode())
	}
	return "it did not exit by itself"
}
