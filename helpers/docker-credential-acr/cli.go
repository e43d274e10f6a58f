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

// cli is the login of az, which alone knows how to use it. Azidentity would start
// it through a shell, from wherever PATH leads.
type cli struct{ source }

func (c *cli) token(ctx context.Context, audience string) (string, error) {
	path, err := safeexec.Find(azNames()...)
	switch {
	case errors.Is(err, safeexec.ErrMissing):
		return "", fault.New(fault.Backend,
			"az is logged in, but it is not on PATH: install the Azure CLI, or set AZURE_TOKEN_CREDENTIALS=prod to do without it")
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
		return "", fault.New(fault.Backend, "az did not return a token: look at `az account get-access-token --resource %s`", audience)
	}
	return answer.AccessToken, nil
}

// azNames are the file names of az; on Windows the installer brings a script.
func azNames() []string {
	if runtime.GOOS == "windows" {
		return []string{"az.cmd", "az.exe"}
	}
	return []string{"az"}
}

// failure explains why az gave no token. Of what it printed a number and a known
// sentence are used, and nothing is shown.
func (c *cli) failure(ctx context.Context, run safeexec.Result, audience string) error {
	var exit *exec.ExitError
	complaint := run.Log
	switch {
	case ctx.Err() != nil:
		return fault.New(fault.Timeout,
			"az did not answer in time and was stopped: look at `az account get-access-token --resource %s`, or set"+
				" DOCKERCFG_TIMEOUT", audience)
	case errors.Is(run.Err, safeexec.ErrTooMuch):
		return fault.New(fault.Backend,
			"az printed more than 1 MiB and was stopped: look at `az account get-access-token --resource %s`", audience)
	case !errors.As(run.Err, &exit):
		return fault.New(fault.Backend, "az cannot be started: run `az version` to see why")
	case number(complaint) != 0:
		return &refusal{number: number(complaint), id: c.source}
	case strings.Contains(complaint, "to setup account"): // no one is logged in, whatever the file says
		if namesIdentity(c.rule) {
			return missing(c.source)
		}
		return fault.ErrNotFound
	case strings.Contains(complaint, "az login"):
		return fault.New(fault.LoginExpired, "the %s has expired: az login", c.Label)
	}
	return fault.New(fault.Backend,
		"az failed (exit code %d): look at `az account get-access-token --resource %s`", exit.ExitCode(), audience)
}

// environment is our own without secrets that az has no use for, without its reports
// to Microsoft, since this suite sends none, and with the directory that was looked at.
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
	return append(env, "AZURE_CORE_COLLECT_TELEMETRY=false", "AZURE_CORE_ONLY_SHOW_ERRORS=true", "AZURE_CONFIG_DIR="+c.config)
}
