package main

// The results as a table or as JSON, without secrets.

import (
	"errors"
	"io"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// row is one registry in JSON. Status is "ok", "not-found" or "failed".
type row struct {
	Host    string `json:"host"`
	Status  string `json:"status"`
	User    string `json:"user,omitempty"`
	Helper  string `json:"helper,omitempty"`
	Source  string `json:"source,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Expires string `json:"expires,omitempty"` // RFC 3339
	Error   string `json:"error,omitempty"`
	Note    string `json:"note,omitempty"`
	// only with explain
	Keys    []string `json:"keys,omitempty"`
	Path    string   `json:"path,omitempty"`
	NotUsed []string `json:"notUsed,omitempty"`
}

// outcome is the result of a run.
type outcome struct {
	Results  []resolve.Result
	Warnings []string
	Wrote    string // the file, "-" or ""
}

// rowsOf returns the results without their secrets.
func rowsOf(results []resolve.Result) []row {
	rows := make([]row, 0, len(results))
	for _, r := range results {
		shown := row{Host: r.Host, Helper: r.Helper, Status: "ok", Note: r.Note}
		switch {
		case errors.Is(r.Err, fault.ErrNotFound):
			shown.Status = "not-found"
		case r.Err != nil:
			shown.Status, shown.Error = "failed", fault.Printable(r.Err.Error(), 400)
		default:
			shown.User, shown.Kind = r.Credential.Username, string(r.Credential.Kind)
			shown.Source = r.Credential.Source
			if !r.Credential.Expires.IsZero() {
				shown.Expires = r.Credential.Expires.UTC().Format(time.RFC3339)
			}
		}
		rows = append(rows, shown)
	}
	return rows
}

// writeJSON writes the outcome as one JSON object; err is the error of the run.
func (o outcome) writeJSON(w io.Writer, err error) {
	document := struct {
		Registries []row    `json:"registries"`
		Warnings   []string `json:"warnings,omitempty"`
		Wrote      string   `json:"wrote,omitempty"`
		Error      string   `json:"error,omitempty"`
	}{rowsOf(o.Results), o.Warnings, o.Wrote, ""}
	if err != nil {
		document.Error = fault.Printable(err.Error(), 1000)
	}
	if data, err := term.JSON(document); err == nil {
		_, _ = w.Write(data)
	}
}

// write writes the warnings, the table, and one line for each failure and note.
func (o outcome) write(w io.Writer) {
	for _, warning := range o.Warnings {
		term.Say(w, "%s", warning)
	}
	rows := rowsOf(o.Results)
	if len(rows) == 0 {
		return
	}
	cells := make([][]term.Cell, len(rows))
	for i, row := range rows {
		cells[i] = row.cells()
	}
	_ = term.On(w).Table([]string{"HOST", "USER", "HELPER", "KIND", "EXPIRES"}, cells)
	for _, row := range rows {
		for _, text := range []string{row.Error, row.Note} {
			if text != "" {
				term.Say(w, "%s: %s%s", row.Host, helperPrefix(row.Helper), text)
			}
		}
	}
}

func helperPrefix(helper string) string {
	if helper == "" {
		return ""
	}
	return helper + ": "
}

func (r row) cells() []term.Cell {
	expires := term.Cell{Text: r.Expires}
	switch {
	case r.Status == "not-found":
		r.User, r.Kind, expires = "-", "-", term.Cell{Text: "no credential, left out", Tone: term.Faint}
	case r.Status == "failed":
		r.User, r.Kind, expires = "-", "-", term.Cell{Text: "failed", Tone: term.Bad}
	case r.Expires == "" && r.Kind == "static":
		expires.Text = "never"
	case r.Expires == "":
		expires = term.Cell{Text: "unknown", Tone: term.Doubtful}
	}
	return append(term.Cells(r.Host, fault.Printable(r.User, 80), dash(r.Helper), r.Kind), expires)
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
