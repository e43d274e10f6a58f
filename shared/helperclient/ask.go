package helperclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/docker/docker-credential-helpers/client"
	"github.com/docker/docker-credential-helpers/credentials"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/kubelet"
	"github.com/dockercfg/dockercfg/shared/safeexec"
)

// Caller runs helpers with one environment, or with that of this process if Env is nil.
// Error messages of Trusted helpers, named by short name, are shown unchanged. In those
// of all others, everything that could be a token is removed.
type Caller struct {
	Env     []string
	Trusted []string
}

// Environ returns the environment that helpers are started with, except for variables
// that programs of this suite set for each other.
func (a Caller) Environ() []string {
	if a.Env == nil {
		return os.Environ()
	}
	return once(a.Env)
}

func (a Caller) call(ctx context.Context, h Helper) *call {
	short := strings.TrimPrefix(h.Name, Prefix)
	return &call{ctx: ctx, helper: h, env: a.Env, trusted: slices.Contains(a.Trusted, short)}
}

// Get asks for the credential of a server URL. note is what the helper wrote to standard
// error when it succeeded.
func (a Caller) Get(ctx context.Context, h Helper, serverURL string) (c credential.Credential, note string, err error) {
	run := a.call(ctx, h)
	_, err = client.Get(run.program, serverURL)
	if credentials.IsErrCredentialsNotFound(err) {
		return c, "", fault.ErrNotFound
	}
	if run.Err != nil {
		return c, "", run.failure()
	}
	if c, err = readReply(run.Out, serverURL); err != nil && !errors.Is(err, fault.ErrNotFound) {
		err = fault.New(fault.Helper, "its answer is invalid: %w", err)
	}
	return c, run.note(), err
}

// List asks for all server URLs and their user names.
func (a Caller) List(ctx context.Context, h Helper) (map[string]string, error) {
	run := a.call(ctx, h)
	_, _ = client.List(run.program)
	if run.Err != nil {
		return nil, run.failure()
	}
	listed, err := readList(run.Out)
	if err != nil {
		return nil, fault.New(fault.Helper, "its list is invalid: %w", err)
	}
	return listed, nil
}

// Store passes a login to the helper.
func (a Caller) Store(ctx context.Context, h Helper, serverURL string, c credential.Credential) error {
	run := a.call(ctx, h)
	run.handed = c
	login := &credentials.Credentials{ServerURL: serverURL, Username: c.Username, Secret: c.Secret.Reveal()}
	if err := client.Store(run.program, login); err != nil {
		return run.failure()
	}
	return nil
}

// Erase deletes a login. Some helpers return fault.ErrNotFound if there is none.
func (a Caller) Erase(ctx context.Context, h Helper, serverURL string) error {
	run := a.call(ctx, h)
	if err := client.Erase(run.program, serverURL); err != nil {
		if credentials.IsErrCredentialsNotFoundMessage(strings.TrimSpace(string(run.Out))) {
			return fault.ErrNotFound
		}
		return run.failure()
	}
	return nil
}

// Explain asks a helper of this suite what Get would answer. The helper makes no request
// and starts no program.
func (a Caller) Explain(ctx context.Context, h Helper, serverURL string) (Explanation, error) {
	run := a.call(ctx, h)
	cmd := run.program("explain")
	cmd.Input(strings.NewReader(serverURL))
	out, err := cmd.Output()
	if err != nil {
		if credentials.IsErrCredentialsNotFoundMessage(strings.TrimSpace(string(out))) {
			return Explanation{}, fault.ErrNotFound
		}
		return Explanation{}, run.failure()
	}
	e, err := readExplanation(out)
	if err != nil {
		return e, fault.New(fault.Helper, "its explanation is invalid: %w", err)
	}
	return e, nil
}

// Answer asks a helper of this suite for a credential and its explanation in one run. An
// earlier version of a helper does not know that verb; Answer then runs Get and Explain,
// and note says why the explanation is missing. If err is fault.ErrNotFound, note
// describes a failed source that does not stop anonymous pulls.
func (a Caller) Answer(
	ctx context.Context, h Helper, serverURL string,
) (c credential.Credential, note string, err error) {
	run := a.call(ctx, h)
	cmd := run.program("answer")
	cmd.Input(strings.NewReader(serverURL))
	out, err := cmd.Output()
	switch {
	case err != nil && credentials.IsErrCredentialsNotFoundMessage(strings.TrimSpace(string(out))):
		return c, run.note(), fault.ErrNotFound
	case err != nil && run.withoutCode():
		return a.getAndExplain(ctx, h, serverURL)
	case err != nil:
		return c, "", run.failure()
	}
	c, err = readAnswer(run.Out, serverURL)
	switch {
	case errors.Is(err, errNoKind):
		return a.getAndExplain(ctx, h, serverURL)
	case err != nil && !errors.Is(err, fault.ErrNotFound):
		err = fault.New(fault.Helper, "its answer is invalid: %w", err)
	}
	return c, run.note(), err
}

// Kubelet passes a request of the kubelet to a helper of this suite, which answers as a
// credential provider. node allows the helper to use this machine's identity. A response
// for another registry than the requested one is an error.
func (a Caller) Kubelet(ctx context.Context, h Helper, r kubelet.Request, node bool) (kubelet.Response, error) {
	data, err := r.Encode()
	if err != nil {
		return kubelet.Response{}, fault.New(fault.Internal, "the request cannot be written as JSON")
	}
	run := a.call(ctx, h)
	run.handed = credential.Credential{Secret: r.Token}
	args := []string{"kubelet"}
	if node {
		args = append(args, "--node-identity")
	}
	cmd := run.program(args...)
	cmd.Input(bytes.NewReader(data))
	if _, err := cmd.Output(); err != nil {
		run.Out = []byte(run.Log) // the kubelet verb prints its errors there
		return kubelet.Response{}, run.failure()
	}
	answer, err := kubelet.Parse(run.Out)
	if err == nil && answer.Registry != "" && answer.Registry != r.Key() {
		err = errors.New("it is for another registry")
	}
	if err != nil {
		return kubelet.Response{}, fault.New(fault.Helper, "its answer is invalid: %w", err)
	}
	return answer, nil
}

func (a Caller) getAndExplain(
	ctx context.Context, h Helper, serverURL string,
) (c credential.Credential, note string, err error) {
	if c, note, err = a.Get(ctx, h, serverURL); err != nil {
		return c, note, err
	}
	e, err := a.Explain(ctx, h, serverURL)
	if err != nil {
		return c, "its expiry is unknown: " + fault.Printable(err.Error(), 200), nil
	}
	return e.Of(c), note, nil
}

// note returns what the helper wrote to standard error in addition to its answer.
func (c *call) note() string {
	if c.trusted {
		return fault.Printable(c.Log, 400)
	}
	return c.scrub(c.Log, 400)
}

// withoutCode reports whether the helper exited with an error without a code of this suite,
// as it does for an unknown verb.
func (c *call) withoutCode() bool {
	var exit *exec.ExitError
	if c.ctx.Err() != nil || !errors.As(c.Err, &exit) || safeexec.SignalName(exit) != "" {
		return false
	}
	_, _, coded := suiteError(string(c.Out))
	return !coded
}

// failure returns the error for a failed run: how it ended, and the helper's message
// without anything that may be a secret.
func (c *call) failure() error {
	switch {
	case errors.Is(c.Err, safeexec.ErrTooMuch):
		return fault.New(fault.Helper, "it printed more than 1 MiB and was stopped")
	case errors.Is(c.ctx.Err(), context.DeadlineExceeded):
		return fault.New(fault.Timeout, "it did not answer in time and was stopped")
	case c.ctx.Err() != nil:
		return fault.New(fault.Timeout, "it was stopped together with this program")
	}
	var ours *fault.Error
	if errors.As(c.Err, &ours) {
		return ours
	}
	var exit *exec.ExitError
	if !errors.As(c.Err, &exit) {
		return fault.New(fault.Backend, "it cannot be started: %w", c.Err)
	}
	if name := safeexec.SignalName(exit); name != "" {
		return fault.New(fault.Helper, "it was stopped by the signal %q", name)
	}
	out, log := string(c.Out), c.Log
	if code, text, ok := suiteError(out); ok {
		if !c.trusted {
			text = c.scrub(text, 400)
		}
		return fault.New(code, "%s", fault.Printable(text, 400))
	}
	message := fmt.Sprintf("it failed with exit code %d", exit.ExitCode())
	text, answer := c.scrub(log, maxLog), c.scrub(out, maxOut)
	if strings.HasPrefix(text, answer) { // most helpers print the same text on both
		answer = ""
	}
	for _, part := range []string{text, answer} {
		if part != "" {
			message += ": " + part
		}
	}
	return fault.New(fault.Helper, "%s", message)
}

// Limits for the output of a failed helper in an error, in bytes.
const (
	maxLog = 300
	maxOut = 200 // a faulty helper may print anything there
)

// scrub prepares the helper's output for an error: it removes what the helper was given.
func (c *call) scrub(text string, max int) string {
	env := c.env
	if env == nil {
		env = os.Environ()
	}
	return credential.Scrub(text, max, append(credential.Given(env), c.handed)...)
}

// suiteError recognises `docker-credential-x: <code>: <text>`, the error form of this
// suite. The name may differ from the one that was started, which may be a link or a
// script.
func suiteError(out string) (fault.Code, string, bool) {
	name, line, _ := strings.Cut(strings.TrimSpace(out), ": ")
	word, text, _ := strings.Cut(line, ": ")
	short, ok := strings.CutPrefix(name, Prefix)
	if !ok || !validName(short) || !fault.Known(word) {
		return "", "", false
	}
	return fault.Code(word), text, true
}
