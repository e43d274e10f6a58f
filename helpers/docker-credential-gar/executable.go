package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// command is a program that prints a subject token
// (https://cloud.google.com/iam/docs/workload-identity-federation-with-other-providers,
// "Create a credential configuration").
type command struct {
	Command    string `json:"command"`
	Timeout    int    `json:"timeout_millis"`
	OutputFile string `json:"output_file"`
}

// allowPrograms is Google's own opt-in.
const allowPrograms = "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES"

// checkProgram returns an error if the document's program must not be started.
func (d document) checkProgram() error {
	if os.Getenv(allowPrograms) != "1" {
		return fault.New(fault.Config, "%s names a program, which was not started: set %s=1 if you trust that file",
			d.where, allowPrograms)
	}
	words := strings.Fields(d.Origin.Executable.Command)
	if len(words) == 0 || !filepath.IsAbs(words[0]) {
		return fault.New(fault.Config, "the program in %s has no absolute path: "+
			"set credential_source.executable.command to an absolute path", d.where)
	}
	switch err := safeexec.Check(words[0]); {
	case errors.Is(err, os.ErrNotExist):
		return fault.New(fault.Backend, "the program in %s does not exist: fix credential_source.executable.command",
			d.where)
	case err != nil:
		return fault.New(fault.Backend, "the program in %s cannot be started: %w", d.where, err)
	}
	return nil
}

// run returns the subject token of the document's program: the unexpired one that an
// earlier run has saved, or the one that the program prints now.
func (d document) run(ctx context.Context) (string, error) {
	c := d.Origin.Executable
	if c.OutputFile != "" {
		data, _ := safefile.ReadNamed(c.OutputFile, tokenhttp.MaxBody, false)
		if token, ok := readPrinted(data, time.Now()); ok {
			return token, nil
		}
	}
	limit := 30 * time.Second
	if c.Timeout > 0 {
		limit = time.Duration(c.Timeout) * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	words := strings.Fields(c.Command)
	ran := safeexec.Command{Path: words[0], Args: words[1:], Env: d.environment(), Patience: patience}.Run(ctx)
	switch {
	case ctx.Err() != nil:
		return "", fault.New(fault.Timeout, "the program in %s did not finish in time and was stopped: "+
			"run it yourself to see why", d.where)
	case ran.Err != nil:
		return "", fault.New(fault.Backend, "the program in %s failed (%s): run it yourself to see why",
			d.where, exitReason(ran.Err))
	}
	token, ok := readPrinted(ran.Out, time.Now())
	if !ok {
		return "", fault.New(fault.Backend, "the program in %s did not print a valid token: run it yourself to see why",
			d.where)
	}
	return token, nil
}

// environment returns the variables that tell the program what the token is for.
func (d document) environment() []string {
	env := append(os.Environ(), "GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE="+d.Audience,
		"GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE="+d.SubjectType, "GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE=0")
	if account := target(d.ImpersonationURL); account != "" {
		env = append(env, "GOOGLE_EXTERNAL_ACCOUNT_IMPERSONATED_EMAIL="+account)
	}
	if file := d.Origin.Executable.OutputFile; file != "" {
		env = append(env, "GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE="+file)
	}
	return env
}

// readPrinted parses what the program printed, in version 1 of the format. ok is false
// for anything but a token that has not expired.
func readPrinted(data []byte, now time.Time) (token string, ok bool) {
	var answer struct {
		Version int    `json:"version"`
		Success bool   `json:"success"`
		Type    string `json:"token_type"`
		Token   string `json:"id_token"`
		SAML    string `json:"saml_response"`
		Expires int64  `json:"expiration_time"`
	}
	if json.Unmarshal(data, &answer) != nil || answer.Version != 1 || !answer.Success {
		return "", false
	}
	if answer.Expires != 0 && answer.Expires < now.Unix() {
		return "", false
	}
	token = answer.Token
	if strings.HasSuffix(answer.Type, ":saml2") {
		token = answer.SAML
	}
	return token, token != ""
}
