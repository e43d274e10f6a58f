package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/doctor"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

func statusCommand(s streams) *cobra.Command {
	var config string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what serves each registry of this machine, and until when",
		Long: "Status shows the registries that Docker's config and the stores of this suite name, the\n" +
			"helper that serves each, and what doctor finds wrong. It makes no request, and starts\n" +
			"no program except helpers of this suite, with their verbs explain and list.\n\n" +
			"The expiry of a token is known if a token is cached. The exit code is 0 whatever is\n" +
			"wrong: use `dockercfg doctor` in scripts, and `dockercfg verify` to ask the registries.",
		Example: "  dockercfg status\n  dockercfg status --json",
		Args:    none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s.bound(runFor)
			return status(cmd.Context(), config, asJSON, s)
		},
	}
	cmd.Flags().StringVar(&config, "config", "", "Docker config to look at, `DIR|FILE` (default $DOCKER_CONFIG, "+
		"else ~/.docker)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// registryStatus is one registry as JSON shows it.
type registryStatus struct {
	row
	Lacks string `json:"lacks,omitempty"` // the command to run first
}

func status(ctx context.Context, config string, asJSON bool, s streams) error {
	m := machineOf(config, nil)
	var results []resolve.Result
	var findings []doctor.Finding
	if m.Problem == nil {
		r, err := request(m.Config)
		r.Offline = true
		if err == nil {
			results, err = resolve.All(ctx, r)
		}
		if err != nil { // for example in DOCKER_AUTH_CONFIG
			findings = append(findings, doctor.Finding{Level: doctor.Error, What: fault.Printable(fault.Text(err),
				400)})
		}
	}
	for _, f := range m.Run(ctx) {
		if len(findings) == 0 || f.What != findings[0].What {
			findings = append(findings, f)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if asJSON {
		return statusJSON(results, findings, s)
	}
	return statusText(m, results, findings, s)
}

func statusJSON(results []resolve.Result, findings []doctor.Finding, s streams) error {
	document := struct {
		Registries []registryStatus `json:"registries"`
		Findings   []doctor.Finding `json:"findings"`
	}{[]registryStatus{}, append([]doctor.Finding{}, findings...)}
	for i, row := range rowsOf(results) {
		row.Status = stateOf(results[i])
		document.Registries = append(document.Registries, registryStatus{row, results[i].Credential.Lacks})
	}
	data, err := term.JSON(document)
	if err != nil {
		return fault.New(fault.Internal, "writing the status: %w", err)
	}
	return term.Emit(s.out, data)
}

// The states of a registry.
const (
	stateReady    = "ready"
	stateNone     = "no login"
	stateLacks    = "login needed"
	stateNotAsked = "not asked"
	stateFailed   = "failed"
)

// stateOf describes a result in a word or two.
func stateOf(r resolve.Result) string {
	switch {
	case errors.Is(r.Err, fault.ErrNotFound):
		return stateNone
	case r.Err != nil:
		return stateFailed
	case r.Credential.Lacks != "":
		return stateLacks
	case r.Credential.Kind == "":
		return stateNotAsked // a program of another maker, which may ask for a password
	}
	return stateReady
}

func statusText(m doctor.Machine, results []resolve.Result, findings []doctor.Finding, s streams) error {
	out := term.On(s.out)
	var text strings.Builder
	if err := statusTable(&text, out, results); err != nil {
		return err
	}
	if len(results) == 0 && (m.Problem == nil || dockerconfig.Missing(m.Problem)) {
		text.WriteString(term.Sprintf("%s names no registry\n", m.Path))
	}
	wrong := 0
	for _, f := range findings {
		if f.Level == doctor.Info {
			continue
		}
		if wrong++; wrong == 1 {
			text.WriteString("\n")
		}
		showFinding(&text, out, f)
	}
	if wrong == 0 {
		text.WriteString(term.Sprintf("\n%s\n", out.Paint(term.Good, noProblems)))
	}
	return term.Emit(s.out, []byte(text.String()))
}

// statusTable writes two lines for each registry: the row, and where its credential
// comes from.
func statusTable(text *strings.Builder, out *term.Screen, results []resolve.Result) error {
	tones := map[string]term.Tone{stateReady: term.Good, stateFailed: term.Bad, stateLacks: term.Doubtful}
	rows := make([][]term.Cell, len(results))
	for i, row := range rowsOf(results) {
		state := stateOf(results[i])
		rows[i] = append(term.Cells(row.Host, dash(strings.TrimPrefix(row.Helper, "docker-credential-")),
			dash(row.User), until(results[i])),
			term.Cell{Text: state, Tone: tones[state]})
	}
	if len(rows) == 0 {
		return nil
	}
	var table strings.Builder
	onto := *out // with its colours
	onto.Writer = &table
	if err := onto.Table([]string{"REGISTRY", "HELPER", "USER", "UNTIL", "STATE"}, rows); err != nil {
		return err
	}
	lines := strings.SplitAfter(table.String(), "\n")
	text.WriteString(lines[0])
	for i, r := range results {
		text.WriteString(lines[i+1])
		if source := sourceOf(r); source != "" {
			text.WriteString(term.Sprintf("  %s\n", out.Paint(term.Faint, source)))
		}
	}
	return nil
}

// sourceOf returns where a credential comes from, or why there is none.
func sourceOf(r resolve.Result) string {
	switch {
	case r.Err != nil && !errors.Is(r.Err, fault.ErrNotFound):
		return fault.Text(r.Err)
	case r.Credential.Lacks != "":
		return r.Credential.Source + ": " + r.Credential.Lacks
	case r.Note != "":
		return r.Note
	}
	return r.Credential.Source
}

// until returns when a credential expires, as far as that is known without a request.
func until(r resolve.Result) string {
	switch {
	case r.Err != nil:
		return "-"
	case !r.Credential.Expires.IsZero():
		return r.Credential.Expires.UTC().Format(time.RFC3339)
	case r.Credential.Kind == "static":
		return "never"
	}
	return "-"
}
