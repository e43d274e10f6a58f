// Package report shows what was resolved: who, through which helper, of which
// kind, until when, and what failed. It never sees a secret printed.
package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
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
			row.User, row.Kind = fault.Printable(r.Credential.Username, 80), string(r.Credential.Kind)
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
	if data, err := json.MarshalIndent(document, "", "  "); err == nil {
		fmt.Fprintf(w, "%s\n", data)
	}
}

// Write shows what is odd, the table, and one line for each failure and note.
func Write(w io.Writer, o Outcome) {
	var text strings.Builder
	for _, warning := range o.Warnings {
		fmt.Fprintf(&text, "dockercfg: %s\n", fault.Printable(warning, 400))
	}
	rows := Rows(o.Results)
	if len(rows) > 0 {
		writeTable(&text, rows)
	}
	_, _ = io.WriteString(w, text.String())
}

func writeTable(text *strings.Builder, rows []Row) {
	table := tabwriter.NewWriter(text, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "HOST\tUSER\tHELPER\tKIND\tEXPIRES")
	for _, row := range rows {
		fmt.Fprintln(table, strings.Join(row.cells(), "\t"))
	}
	table.Flush()
	for _, row := range rows {
		if row.Error != "" {
			fmt.Fprintf(text, "dockercfg: %s: %s%s\n", row.Host, helperPrefix(row.Helper), row.Error)
		}
		if row.Note != "" {
			fmt.Fprintf(text, "dockercfg: %s: %s%s\n", row.Host, helperPrefix(row.Helper), row.Note)
		}
	}
}

func helperPrefix(helper string) string {
	if helper == "" {
		return ""
	}
	return helper + ": "
}

func (r Row) cells() []string {
	expires := r.Expires
	switch {
	case r.Status == "not-found":
		return []string{r.Host, "-", orDash(r.Helper), "-", "no credential, left out"}
	case r.Status == "failed":
		return []string{r.Host, "-", orDash(r.Helper), "-", "failed"}
	case expires == "" && r.Kind == "static":
		expires = "never"
	case expires == "":
		expires = "unknown"
	}
	return []string{r.Host, r.User, r.Helper, r.Kind, expires}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
