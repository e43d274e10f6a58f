package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// cli is the login of az, which only az can use. azidentity would start az through a shell,
// from any directory on PATH.
type cli struct{ source }

func (c *cli) token(ctx context.Context, audience string) (string, error) {
	path, err := safeexec.Find(azNames()...)
	switch {
	case errors.Is(err, safeexec.ErrMissing):
		return "", fault.New(fault.Backend, "az is logged in, but it is not on PATH: "+
			"install the Azure CLI, or set AZURE_TOKEN_CREDENTIALS=prod to ignore its login")
	case err != nil:
		return "", err
	}
	args := []string{"account", "get-access-token", "-o", "json", "--resource", audience}
	if c.tenant != "" {
		args = append(args, "--tenant", c.tenant)
	}
	run := safeexec.Command{Path: path, Args: args, Env: c.environment(), Patience: 500 * time.Millisecond}.Run(ctx)
	if run.Err != nil {
		return "", c.failure(ctx, run, audience)
	}
	var answer struct{ AccessToken string }
	if json.Unmarshal(run.Out, &answer) != nil || !tokenhttp.Plain(answer.AccessToken) {
		return "", fault.New(fault.Backend, "az did not print a token: "+
			"run `az account get-access-token --resource %s` to see why", audience)
	}
	return answer.AccessToken, nil
}

// azNames are the file names of az. On Windows it is a script.
func azNames() []string {
	if runtime.GOOS == "windows" {
		return []string{"az.cmd", "az.exe"}
	}
	return []string{"az"}
}

// failure explains why az printed no token. It looks for a number and for known phrases in
// az's output, and never shows the output. az has no codes of its own, so its phrases choose
// the advice. None means "not found": az is only asked if its file names an account.
func (c *cli) failure(ctx context.Context, run safeexec.Result, audience string) error {
	var exit *exec.ExitError
	complaint := run.Log
	switch {
	case ctx.Err() != nil:
		return fault.New(fault.Timeout, "az did not answer in time and was stopped: "+
			"run `az account get-access-token --resource %s` to see why, or set DOCKERCFG_TIMEOUT", audience)
	case errors.Is(run.Err, safeexec.ErrTooMuch):
		return fault.New(fault.Backend, "az printed more than 1 MiB and was stopped: "+
			"run `az account get-access-token --resource %s` to see why", audience)
	case !errors.As(run.Err, &exit):
		return fault.New(fault.Backend, "az cannot be started: run `az version` to see why")
	case number(complaint) != 0:
		return &refusal{number: number(complaint), id: c.source}
	case strings.Contains(complaint, "to setup account"):
		if namesIdentity(c.rule) {
			return missing(c.source)
		}
		return fault.New(fault.LoginExpired, "az has no login of %s, which azureProfile.json names: run `az login`",
			printableName(c.account))
	case strings.Contains(complaint, "az login"):
		return fault.New(fault.LoginExpired, "the %s has expired: run `az login`", c.Label)
	}
	return fault.New(fault.Backend, "az failed (exit code %d): "+
		"run `az account get-access-token --resource %s` to see why", exit.ExitCode(), audience)
}

// environment returns the variables for az: our own without secrets that az does not need,
// with az's telemetry turned off, since this suite sends none, and with az's directory.
func (c *cli) environment() []string {
	var env []string
	for _, assignment := range os.Environ() {
		switch name, _, _ := strings.Cut(assignment, "="); name {
		case "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_PASSWORD", "AZURE_FEDERATED_TOKEN",
			"ACTIONS_ID_TOKEN_REQUEST_TOKEN":
		default:
			env = append(env, assignment)
		}
	}
	return append(env, "AZURE_CORE_COLLECT_TELEMETRY=false", "AZURE_CORE_ONLY_SHOW_ERRORS=true",
		"AZURE_CONFIG_DIR="+c.config)
}
