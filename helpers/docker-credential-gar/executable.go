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
// (https://cloud.google.com/iam/docs/workload-identity-federation-with-other-providers#create_a_credential_configuration).
type command struct {
	Command    string `json:"command"`
	Timeout    int    `json:"timeout_millis"`
	OutputFile string `json:"output_file"`
}

// allowPrograms is Google's own opt-in.
const allowPrograms = "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES"

// executable refuses a program that must not be started.
func (d document) executable() error {
	if os.Getenv(allowPrograms) != "1" {
		return fault.New(fault.Config, "%s names a program, which was not started: set %s=1 if you trust that file", d.where, allowPrograms)
	}
	words := strings.Fields(d.Origin.Executable.Command)
	if len(words) == 0 || !filepath.IsAbs(words[0]) {
		return fault.New(fault.Config, "the program that %s names has no absolute path: "+
			"write the whole path into credential_source.executable.command", d.where)
	}
	switch err := safeexec.Check(words[0]); {
	case errors.Is(err, os.ErrNotExist):
		return fault.New(fault.Backend, "the program that %s names is not there: fix credential_source.executable.command", d.where)
	case err != nil:
		return fault.New(fault.Backend, "the program that %s names is not started: %w", d.where, err)
	}
	return nil
}

// run gives the subject token of the document's program: one that an earlier run of
// the program left and that is alive, else what it prints now.
func (d document) run(ctx context.Context) (string, error) {
	c := d.Origin.Executable
	if c.OutputFile != "" { // what an earlier run of the program left
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
		return "", fault.New(fault.Timeout, "the program that %s names did not answer in time and was ended: "+
			"run it by hand to see why", d.where)
	case ran.Err != nil:
		return "", fault.New(fault.Backend, "the program that %s names failed (%s): run it by hand to see why", d.where, ended(ran.Err))
	}
	token, ok := readPrinted(ran.Out, time.Now())
	if !ok {
		return "", fault.New(fault.Backend, "the program that %s names did not print a valid token: run it by hand to see why", d.where)
	}
	return token, nil
}

// environment tells the program what the token is for.
func (d document) environment() []string {
	env := append(os.Environ(), "GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE="+d.Audience, "GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE="+d.SubjectType, "GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE=0")
	if account := target(d.ImpersonationURL); account != "" {
		env = append(env, "GOOGLE_EXTERNAL_ACCOUNT_IMPERSONATED_EMAIL="+account)
	}
	if file := d.Origin.Executable.OutputFile; file != "" {
		env = append(env, "GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE="+file)
	}
	return env
}

// readPrinted reads the program's answer, of version 1.
func readPrinted(data []byte, now time.Time) (token string, ok bool) {
	var answer struct {
		Version int    `json:"version"`
		Success bool   `json:"success"`
		Type    string `json:"token_type"`
		Token   string `json:"id_token"`
		SAML    string `json:"saml_response"`
		Expires int64  `json:"expiration_time"`
	}
	if json.Unmarshal(data, &answer) != nil || answer.Version != 1 || !answer.Success || answer.Expires != 0 && answer.Expires < now.Unix() {
		return "", false
	}
	token = answer.Token
	if strings.HasSuffix(answer.Type, ":saml2") {
		token = answer.SAML
	}
	return token, token != ""
}
