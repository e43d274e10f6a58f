package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/bazel"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/verify"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// bazelFor is what Bazel's helper has: Bazel waits for ten seconds
// (https://bazel.build/reference/command-line-reference#flag--credential_helper_timeout).
const bazelFor = 9 * time.Second

// getCommand is the verb that Bazel calls. Bazel takes a program without arguments for its
// helper, so the verb has the name that Bazel's protocol gives it.
func getCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "get",
		Short: "Answer Bazel, as its credential helper",
		Long: "Get reads a request of Bazel's on standard input and answers with the header that a\n" +
			"registry takes for pulls: the login that Docker's config leads to, or a token of the\n" +
			"registry's own token service for that one repository. Bazel calls it, and is told the\n" +
			"name of the program alone:\n\n" +
			"  common --credential_helper=*.dkr.ecr.eu-west-1.amazonaws.com=dockercfg\n\n" +
			"A URL that is not a registry's, or a registry without a login, has no header. Nothing is\n" +
			"sent without TLS, nor to a token service of another domain.",
		Example: "  echo '{\"uri\":\"https://ghcr.io/v2/team/app/manifests/1\"}' | dockercfg get | cat",
		Args:    none,
		RunE:    func(cmd *cobra.Command, _ []string) error { return answerBazel(cmd.Context(), s) },
	}
}

func answerBazel(ctx context.Context, s streams) error {
	switch {
	case term.IsTerminal(s.in):
		return exit.Misused("get answers Bazel, with a request on standard input: see `dockercfg get --help`")
	case term.IsTerminal(s.out):
		return exit.Misused("get would show a secret on this terminal: it is called by Bazel")
	}
	s.bound(bazelFor)
	request, err := bazel.Read(s.in)
	if err != nil {
		return fault.New(fault.Input, "reading Bazel's request: %w", err)
	}
	response, err := responseTo(ctx, request, s)
	if err != nil {
		return err
	}
	return term.Emit(s.out, response)
}

// responseTo asks for the registry's login, and the registry for what it makes of it.
func responseTo(ctx context.Context, request bazel.Request, s streams) ([]byte, error) {
	if request.Host == "" {
		return bazel.None(), nil
	}
	end := time.Now().Add(bazelFor)
	a := queryOptions{static: "keep", timeout: bazelFor}
	results, _, err := a.resolve(ctx, []string{request.Host}, s)
	if err != nil {
		return nil, err
	}
	if len(results) == 0 || results[0].Absent {
		return bazel.None(), nil
	}
	found := results[0]
	if found.Err != nil {
		return nil, exit.With(exit.Failed, "%s: %s: %s", found.Host, found.Helper, found.Err)
	}
	login := verify.Login{Host: request.Host, Credential: found.Credential}
	header, err := verify.Authorize(ctx, login, request.Repository, time.Until(end))
	if err != nil {
		return nil, exit.With(exit.Failed, "%s: %s", found.Host, err)
	}
	return bazel.Response(header.Header, keepUntil(header.Expires, found.Credential))
}

const (
	// margin is what a header is given up before its end, for a download that begins late.
	margin = 10 * time.Second
	// briefly is how long a header is kept whose end is unknown.
	briefly = 5 * time.Minute
)

// keepUntil is how long Bazel may keep a header.
func keepUntil(expires time.Time, c credential.Credential) time.Time {
	switch {
	case !expires.IsZero():
		return expires.Add(-margin)
	case c.Kind != credential.Static:
		return time.Now().Add(briefly)
	}
	return time.Time{}
}
