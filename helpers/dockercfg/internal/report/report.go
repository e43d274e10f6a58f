// Package report shows what was resolved: who, through which helper, of which
// kind, until when, and what failed. It never sees a secret printed.
package report

import (
	"errors"
	"io"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/screen"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// Row is one registry as JSON shows it. Status is "ok", "not-found" or "failed".
type Row struct {
	Host    string `json:"host"`
	Status  string `json:"status"`
	User    string `json:"user,omitempty"`
	Helper  string `json:"helper,omitempty"`
	Source  string `json:"source,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Expires string `json:"expires,omitempty"` // RFC 3339
	Error   string `json:"error,omitempty"`
	Note    string `json:"note,omitempty"`
	// of explain
	Keys    []string `json:"keys,omitempty"`
	Path    string   `json:"path,omitempty"`
	NotUsed []string `json:"notUsed,omitempty"`
}

// Outcome is a run to be shown.
type Outcome struct {
	Results  []resolve.Result
	Warnings []string
	Wrote    string // the file, "-" or ""
}

// Rows are the results without their secrets.
func Rows(results []resolve.Result) []Row {
	rows := make([]Row, 0, len(results))
	for _, r := range results {
		row := Row{Host: r.Host, Helper: r.Helper, Status: "ok", Note: r.Note}
		switch {
		case errors.Is(r.Err, fault.ErrNotFound):
			row.Status = "not-found"
		case r.Err != nil:
			row.Status, row.Error = "failed", fault.Printable(r.Err.Error(), 400)
		default:
			row.User, row.Kind = r.Credential.Username, string(r.Credential.Kind)
			row.Source = r.Credential.Source
			if !r.Credential.Expires.IsZero() {
				row.Expires = r.Credential.Expires.UTC().Format(time.RFC3339)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// WriteJSON shows the outcome as one JSON object; err is how the run ended.
func WriteJSON(w io.Writer, o Outcome, err error) {
	document := struct {
		Registries []Row    `json:"registries"`
		Warnings   []string `json:"warnings,omitempty"`
		Wrote      string   `json:"wrote,omitempty"`
		Error      string   `json:"error,omitempty"`
	}{Rows(o.Results), o.Warnings, o.Wrote, ""}
	if err != nil {
		document.Error = fault.Printable(err.Error(), 1000)
	}
	if data, err := screen.JSON(document); err == nil {
		_, _ = w.Write(data)
	}
}

// Write shows what is odd, the table, and one line for each failure and note.
func Write(w io.Writer, o Outcome) {
	for _, warning := range o.Warnings {
		screen.Say(w, "%s", warning)
	}
	rows := Rows(o.Results)
	if len(rows) == 0 {
		return
	}
	cells := make([][]screen.Cell, len(rows))
	for i, row := range rows {
		cells[i] = row.cells()
	}
	_ = screen.On(w).Table([]string{"HOST", "USER", "HELPER", "KIND", "EXPIRES"}, cells)
	for _, row := range rows {
		for _, text := range []string{row.Error, row.Note} {
			if text != "" {
				screen.Say(w, "%s: %s%s", row.Host, helperPrefix(row.Helper), text)
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

func (r Row) cells() []screen.Cell {
	expires := screen.Cell{Text: r.Expires}
	switch {
	case r.Status == "not-found":
		r.User, r.Kind, expires = "-", "-", screen.Cell{Text: "no credential, left out", Tone: screen.Faint}
	case r.Status == "failed":
		r.User, r.Kind, expires = "-", "-", screen.Cell{Text: "failed", Tone: screen.Bad}
	case r.Expires == "" && r.Kind == "static":
		expires.Text = "never"
	case r.Expires == "":
		expires = screen.Cell{Text: "unknown", Tone: screen.Doubtful}
	}
	return append(screen.Cells(r.Host, fault.Printable(r.User, 80), orDash(r.Helper), r.Kind), expires)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
