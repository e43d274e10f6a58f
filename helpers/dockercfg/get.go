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

// bazelFor is the time limit for an answer: Bazel waits for ten seconds
// (https://bazel.build/reference/command-line-reference#flag--credential_helper_timeout).
const bazelFor = 9 * time.Second

// getCommand is the command that Bazel calls. Bazel starts its helper with no arguments but
// the verb of its protocol, so the command is called get.
func getCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "get",
		Short: "Answer Bazel, as its credential helper",
		Long: "Get reads one of Bazel's requests on standard input and answers with the header that a\n" +
			"registry accepts for pulls: the login behind Docker's config, or a token for that one\n" +
			"repository from the registry's own token service. Bazel calls it; its configuration\n" +
			"names only the program:\n\n" +
			"  common --credential_helper=*.dkr.ecr.eu-west-1.amazonaws.com=dockercfg\n\n" +
			"The answer has no header if the URL does not belong to a registry, or if there is no\n" +
			"login. Nothing is sent without TLS, or to a token service of another domain.",
		Example: "  echo '{\"uri\":\"https://ghcr.io/v2/team/app/manifests/1\"}' | dockercfg get | cat",
		Args:    none,
		RunE:    func(cmd *cobra.Command, _ []string) error { return answerBazel(cmd.Context(), s) },
	}
}

func answerBazel(ctx context.Context, s streams) error {
	switch {
	case term.IsTerminal(s.in):
		return exit.Misused("get answers a request from Bazel on standard input: see `dockercfg get --help`")
	case term.IsTerminal(s.out):
		return exit.Misused(
			"get would show a secret on this terminal: Bazel runs it; to try it, see `dockercfg get --help`")
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

// responseTo resolves the registry's login, and lets the registry exchange it for a header.
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
	// margin is the time before its expiry at which a header is given up, since a download
	// may begin late.
	margin = 10 * time.Second
	// briefly is how long a header with an unknown expiry is kept.
	briefly = 5 * time.Minute
)

// keepUntil returns how long Bazel may keep a header; zero leaves that to Bazel.
func keepUntil(expires time.Time, c credential.Credential) time.Time {
	switch {
	case !expires.IsZero():
		return expires.Add(-margin)
	case c.Kind != credential.Static:
		return time.Now().Add(briefly)
	}
	return time.Time{}
}
