package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/verify"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
)

func verifyCommand(s streams) *cobra.Command {
	var a queryOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify [HOST...]",
		Short: "Ask registries whether they accept their credentials",
		Long: "Verify resolves registries as export does and asks each of them as a client would,\n" +
			"at /v2/ and at the token service that it names. The result is accepted, refused,\n" +
			"unreachable, or open if the registry allows anonymous access. A login is sent only to\n" +
			"its own registry, and to a token service of the same domain (for dhi.io, to Docker's\n" +
			"auth.docker.io), over TLS; redirects are not followed. Registries on this machine, and\n" +
			"the insecure-registries in Docker Engine's daemon.json, may have no TLS, or a\n" +
			"certificate that cannot be verified. A name that is not listed is one of them only if\n" +
			"all of its addresses are. Nothing is pulled or pushed.\n\n" +
			"The exit code is 1 if a registry refuses, is unreachable, or a helper failed.",
		Example: "  dockercfg verify\n  dockercfg verify --config pull-secret.yaml --json",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.verify(cmd.Context(), args, asJSON, s) },
	}
	a.sources(cmd.Flags(), "keep")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the table as JSON")
	cmd.ValidArgsFunction = completeHosts(&a.config)
	completeFlags(cmd, &a.config)
	return cmd
}

// verdict is one row of the answer.
type verdict struct {
	Host   string `json:"host"`
	User   string `json:"user,omitempty"`
	Helper string `json:"helper,omitempty"`
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

const (
	failed       = "failed"
	noCredential = "no credential"
	notAsked     = "not asked"
)

func (a queryOptions) verify(ctx context.Context, hosts []string, asJSON bool, s streams) error {
	if err := a.validate(hosts); err != nil {
		return err
	}
	s.bound(a.timeout)
	end := time.Now().Add(a.timeout)
	results, config, err := a.resolve(ctx, hosts, s)
	if err != nil {
		return err
	}
	for _, warning := range config.WarningLines() {
		term.Say(s.err, "%s", warning)
	}
	verdicts := verdictsOn(ctx, results, time.Until(end), s)
	if err := showVerdicts(verdicts, asJSON, s); err != nil {
		return err
	}
	good := 0
	for _, v := range verdicts {
		switch v.Status {
		case string(verify.Accepted), string(verify.Open):
			good++
		case noCredential, notAsked:
		default:
			return exit.Silently(exit.Failed)
		}
	}
	if good == 0 {
		return fault.New(fault.NoIdentity, "there is no credential to verify: %s names no registry that has one",
			config.Path)
	}
	return nil
}

// verdictsOn asks the registries of all credentials that were found.
func verdictsOn(ctx context.Context, results []resolve.Result, limit time.Duration, s streams) []verdict {
	verdicts := make([]verdict, len(results))
	var logins []verify.Login
	var at []int // of each login
	for i, r := range results {
		v := verdict{Host: r.Host, Helper: r.Helper, Status: noCredential}
		switch {
		case r.Err == nil && formats.IsPattern(r.Host):
			v.Status, v.Reason = notAsked, "its key is a pattern for several registries: name one of them"
		case r.Err == nil:
			v.User = r.Credential.Username
			logins, at = append(logins, verify.Login{Host: r.Host, Credential: r.Credential}), append(at, i)
		case !errors.Is(r.Err, fault.ErrNotFound):
			v.Status, v.Reason = failed, fault.Printable(r.Err.Error(), 400)
		}
		verdicts[i] = v
	}
	hosts := make([]string, len(logins))
	for i, login := range logins {
		hosts[i] = login.Host
	}
	progress := term.On(s.err).Progress("registries answered", hosts)
	for i, r := range verify.All(ctx, logins, min(limit, perHelper), progress.Done) {
		v := &verdicts[at[i]]
		v.Status = string(r.Status)
		v.Reason = strings.Join(slices.DeleteFunc([]string{r.Reason, results[at[i]].Note}, empty), "; ")
	}
	progress.End()
	return verdicts
}

func empty(text string) bool { return text == "" }

func showVerdicts(verdicts []verdict, asJSON bool, s streams) error {
	if asJSON {
		data, err := term.JSON(map[string]any{"registries": verdicts})
		if err != nil {
			return fault.New(fault.Internal, "writing the table: %w", err)
		}
		return term.Emit(s.out, data)
	}
	tones := map[string]term.Tone{
		string(verify.Accepted): term.Good, string(verify.Open): term.Doubtful, noCredential: term.Faint,
		notAsked: term.Faint,
	}
	var rows [][]term.Cell
	for _, v := range verdicts {
		tone, known := tones[v.Status]
		if !known {
			tone = term.Bad
		}
		row := term.Cells(v.Host, dash(fault.Printable(v.User, 80)), dash(v.Helper))
		rows = append(rows, append(row, term.Cell{Text: v.Status, Tone: tone}))
	}
	if len(rows) > 0 {
		if err := term.On(s.out).Table([]string{"HOST", "USER", "HELPER", "STATUS"}, rows); err != nil {
			return fault.New(fault.Internal, "writing the table: %w", err)
		}
	}
	for _, v := range verdicts {
		if v.Reason != "" {
			term.Say(s.err, "%s: %s", v.Host, v.Reason)
		}
	}
	return nil
}
