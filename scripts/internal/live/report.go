package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"
)

// state is the result of a row.
type state string

const (
	passed  state = "ok"
	failed  state = "failed"
	skipped state = "skipped"
)

// result is one row of the report.
type result struct {
	row         string
	state       state
	note        string
	took        time.Duration
	connections int
}

// report returns Markdown for the issue form "I tried provider X live".
func (s *session) report(results []result) string {
	var b strings.Builder
	line := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	line("### docker-credential-%s, live\n", s.provider)
	line("| | |\n|---|---|")
	line("| version | %s |", s.version)
	line("| system | %s/%s |", runtime.GOOS, runtime.GOARCH)
	line("| date | %s |", time.Now().UTC().Format(time.DateOnly))
	line("| registry | %s |", shownHost(s.name.Host))
	line("| identity | %s |", s.redact.text(s.explained.Source))
	line("| kind | %s |", s.kind())
	line("\n| row | result | took | connections | |\n|---|---|---|---|---|")
	count := map[state]int{}
	for _, r := range results {
		count[r.state]++
		took := r.took.Round(time.Millisecond)
		line("| %s | %s | %s | %d | %s |", r.row, r.state, took, r.connections, s.redact.text(r.note))
	}
	line("\n%d ok, %d failed, %d skipped", count[passed], count[failed], count[skipped])
	return b.String()
}

// kind describes the lifetime of the credential.
func (s *session) kind() string {
	kind := s.redact.text(string(s.explained.Kind))
	if end, err := time.Parse(time.RFC3339, s.explained.Expires); err == nil {
		return kind + ", for " + time.Until(end).Round(time.Minute).String()
	}
	return kind
}
