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

// patience is how long a gh that was ended may take to go.
const patience = 300 * time.Millisecond

// mint asks gh, which alone knows where its login lies: in a keyring or a file. It
// is called for a rule that says so; every other token is there as it is. Gh does not
// say when its token ends, so it is used once and not kept.
func mint(ctx context.Context, login ghLogin) (credential.Credential, error) {
	path, err := safeexec.Find(ghName())
	switch {
	case errors.Is(err, safeexec.ErrMissing):
		return credential.Credential{}, fault.New(fault.Backend,
			"gh is not on PATH, and the %s asks it: install the GitHub CLI, or remove source from the rule and set GH_TOKEN", login.rule)
	case err != nil:
		return credential.Credential{}, err
	}
	// The server's name is part of the option, so that it cannot be one itself.
	ran := safeexec.Command{Path: path, Args: []string{"auth", "token", "--hostname=" + login.server}, Env: ghEnvironment(), Patience: patience}.Run(ctx)
	if ran.Err != nil {
		return credential.Credential{}, ghFailure(ctx, ran, login.server)
	}
	token := strings.TrimRight(string(ran.Out), "\r\n")
	if !isToken(token) {
		return credential.Credential{}, fault.New(fault.Backend, "gh did not print a token: look at `gh auth status --hostname %s`", login.server)
	}
	return credential.Credential{Username: login.user, Secret: credential.Secret(token), Kind: credential.Static}, nil
}

func ghName() string {
	if runtime.GOOS == "windows" {
		return "gh.exe"
	}
	return "gh"
}

// ghFailure explains why gh gave no token. Nothing of what it printed is shown.
func ghFailure(ctx context.Context, ran safeexec.Result, server string) error {
	switch {
	case ctx.Err() != nil:
		return fault.New(fault.Timeout,
			"gh did not answer in time and was ended: look at `gh auth status --hostname %s`, or set DOCKERCFG_TIMEOUT", server)
	case errors.Is(ran.Err, safeexec.ErrTooMuch):
		return fault.New(fault.Backend, "gh printed more than 1 MiB and was ended: look at `gh auth status --hostname %s`", server)
	case strings.Contains(ran.Log, "no oauth token"), strings.Contains(ran.Log, "gh auth login"):
		return fault.New(fault.LoginExpired, "gh is not logged in to %s: gh auth login --hostname %s --scopes read:packages", server, server)
	case strings.Contains(ran.Log, "unknown command"), strings.Contains(ran.Log, "unknown flag"):
		return fault.New(fault.Backend, "this gh is too old to give its token: update the GitHub CLI")
	}
	how := "it cannot be started"
	var exit *exec.ExitError
	if errors.As(ran.Err, &exit) {
		how = fmt.Sprintf("exit code %d", exit.ExitCode())
	}
	return fault.New(fault.Backend, "gh gave no token for %s (%s): look at `gh auth status --hostname %s`", server, how, server)
}
