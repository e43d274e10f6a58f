package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safeexec"
)

// patience is how long gh may take to exit after it was told to.
const patience = 300 * time.Millisecond

// mint gets the token of gh's login. Only gh knows where its login is: in a keyring or in a
// file. mint is only called for a rule with source = "gh"; every other token needs no exchange.
// gh does not say when its token expires, so it is used once and not cached.
func mint(ctx context.Context, login ghLogin) (credential.Credential, error) {
	path, err := safeexec.Find(ghName())
	switch {
	case errors.Is(err, safeexec.ErrMissing):
		return credential.Credential{}, fault.New(fault.Backend, "gh is not on PATH, but the %s selects it: "+
			"install the GitHub CLI, or remove source from the rule and set GH_TOKEN", login.rule)
	case err != nil:
		return credential.Credential{}, err
	}
	// The host name is in the same argument as the option, so that it cannot be an option itself.
	args := []string{"auth", "token", "--hostname=" + login.server}
	ran := safeexec.Command{Path: path, Args: args, Env: ghEnvironment(), Patience: patience}.Run(ctx)
	if ran.Err != nil {
		return credential.Credential{}, ghFailure(ctx, ran, login.server)
	}
	token := strings.TrimRight(string(ran.Out), "\r\n")
	if !isToken(token) {
		return credential.Credential{}, fault.New(fault.Backend, "gh did not print a token: "+
			"run `gh auth status --hostname %s` to see why", login.server)
	}
	return credential.Credential{
		Username: login.user, Secret: credential.Secret(token), Kind: credential.Static,
	}, nil
}

func ghName() string {
	if runtime.GOOS == "windows" {
		return "gh.exe"
	}
	return "gh"
}

// ghFailure explains why gh printed no token. gh's output is never shown.
func ghFailure(ctx context.Context, ran safeexec.Result, server string) error {
	switch {
	case ctx.Err() != nil:
		return fault.New(fault.Timeout, "gh did not answer in time and was stopped: "+
			"run `gh auth status --hostname %s` to see why, or set DOCKERCFG_TIMEOUT", server)
	case errors.Is(ran.Err, safeexec.ErrTooMuch):
		return fault.New(fault.Backend, "gh printed more than 1 MiB and was stopped: "+
			"run `gh auth status --hostname %s` to see why", server)
	case strings.Contains(ran.Log, "no oauth token"), strings.Contains(ran.Log, "gh auth login"):
		return fault.New(fault.LoginExpired, "gh is not logged in to %s: "+
			"run `gh auth login --hostname %s --scopes read:packages`", server, server)
	case strings.Contains(ran.Log, "unknown command"), strings.Contains(ran.Log, "unknown flag"):
		return fault.New(fault.Backend, "this version of gh is too old to print its token: update the GitHub CLI")
	}
	how := "it cannot be started"
	var exit *exec.ExitError
	if errors.As(ran.Err, &exit) {
		how = fmt.Sprintf("exit code %d", exit.ExitCode())
	}
	return fault.New(fault.Backend, "gh did not print a token for %s (%s): "+
		"run `gh auth status --hostname %s` to see why", server, how, server)
}
