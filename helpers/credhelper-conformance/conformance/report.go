package conformance

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Formats returns the formats that Write accepts.
func Formats() []string { return []string{"text", "json", "tap", "markdown"} }

// Passed reports whether no item failed. Skipped items are not failures.
func Passed(results []Result) bool {
	_, failed, _ := count(results)
	return failed == 0
}

func count(results []Result) (passed, failed, skipped int) {
	for _, r := range results {
		switch r.Result {
		case OK:
			passed++
		case NotOK:
			failed++
		default:
			skipped++
		}
	}
	return passed, failed, skipped
}

func summary(results []Result) string {
	passed, failed, skipped := count(results)
	return fmt.Sprintf("%d passed, %d failed, %d skipped", passed, failed, skipped)
}

// Write writes results to w in one of Formats.
func Write(w io.Writer, format string, results []Result) error {
	var text strings.Builder
	switch format {
	case "text":
		writeText(&text, results)
	case "json":
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if results == nil {
			results = []Result{}
		}
		if err := encoder.Encode(results); err != nil {
			return err
		}
	case "tap":
		writeTAP(&text, results)
	case "markdown":
		writeMarkdown(&text, results)
	default:
		return fmt.Errorf("unknown format %q", format)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func writeText(w io.Writer, results []Result) {
	for _, r := range results {
		line := r.Result + " " + r.ID + " " + r.Title
		if r.Detail != "" {
			line += ": " + printable(r.Detail)
		}
		fmt.Fprintln(w, line)
	}
	fmt.Fprintln(w, summary(results))
}

// writeTAP writes https://testanything.org/tap-version-14-specification.html.
func writeTAP(w io.Writer, results []Result) {
	escape := strings.NewReplacer(`\`, `\\`, `#`, `\#`)
	fmt.Fprintf(w, "TAP version 14\n1..%d\n", len(results))
	for i, r := range results {
		line := fmt.Sprintf("ok %d - %s %s", i+1, r.ID, escape.Replace(r.Title))
		switch r.Result {
		case NotOK:
			fmt.Fprintf(w, "not %s\n  ---\n  message: %s\n  ...\n", line, encoded(printable(r.Detail)))
		case Skip:
			fmt.Fprintf(w, "%s # SKIP %s\n", line, printable(r.Detail))
		default:
			fmt.Fprintln(w, line)
		}
	}
	fmt.Fprintln(w, "# "+summary(results))
}

func writeMarkdown(w io.Writer, results []Result) {
	escape := strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", ">", "&gt;")
	inTitle := strings.NewReplacer("|", `\|`)
	fmt.Fprint(w, "| item | result | rule | detail |\n|---|---|---|---|\n")
	for _, r := range results {
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", r.ID, r.Result, inTitle.Replace(r.Title),
			escape.Replace(printable(r.Detail)))
	}
	fmt.Fprintln(w, "\n"+summary(results))
}

// printable returns text as one line without terminal control characters.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, text)
}
