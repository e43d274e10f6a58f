package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const root = "../../.."

// TestDocumentsAreTheLastRun: the page and the chart are generated from the last line of the
// history.
func TestDocumentsAreTheLastRun(t *testing.T) {
	r, err := latest(root)
	if err != nil {
		t.Fatal(err)
	}
	page, err := r.page()
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string][]byte{pageFile: page, chartFile: r.chart()} {
		got, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the last line of %s gives: scripts/bench render", file, historyFile)
		}
	}
}

// TestHistory: every line can be read.
func TestHistory(t *testing.T) {
	lines, err := history(filepath.Join(root, historyFile))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range lines {
		if _, err := decoded(line); err != nil {
			t.Errorf("line %d: %v", i+1, err)
		}
	}
}

// TestMissesAreExplained: each goal that a published run misses has a note. The figures of a
// quick run mean nothing.
func TestMissesAreExplained(t *testing.T) {
	r, err := latest(root)
	if err != nil {
		t.Fatal(err)
	}
	if r.Quick {
		t.Skip("not run: whether misses are explained (the last run is a quick one)")
	}
	for _, m := range r.Misses() {
		if m.Note == unexplained {
			t.Errorf("%s, %s: notes.go does not say why: %s", m.Title, m.Of, m.Listed())
		}
	}
}

// example is a run with one table.
func example() Run {
	return Run{
		Schema: 1, Commit: "abc", Date: time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC),
		Machine: Machine{CPU: "a processor", Cores: 2},
		Tables: []Table{{ID: "ecr-kept", Title: "A cached token", Rounds: 3, Rows: []Row{
			{What: "an empty program", Who: floor, Base: true, MS: &Cuts{1, 1.2, 1.3}},
			{What: "ours <a>", Who: ours, MS: &Cuts{1.5, 1.8, 2}, Ratio: &Cuts{1.4, 1.5, 1.62}, Instructions: known(0.9),
				Goals: []Goal{{Of: "ratio", Most: 1.5}, {Of: "instructions", Most: 0.75, Gate: true}}},
			{What: "theirs", Who: peers, MS: &Cuts{4, 5, 6}, Ratio: &Cuts{3.3, 4.2, 5}},
		}}},
		NotRun: []string{"skopeo: it is not installed"},
	}
}

// TestTable: a table has the columns that at least one row has, and marks missed goals.
func TestTable(t *testing.T) {
	const want = `| | ms | ratio | million instructions | goal |
|---|--:|--:|--:|---|
| **an empty program** | 1.20 (1.00 to 1.30) |  |  |  |
| ours <a> | 1.80 (1.50 to 2.00) | 1.50 (1.40 to 1.62) | 0.90 | ratio ≤ 1.5; **missed: gate: million instructions ≤ 0.75** |
| theirs | 5.00 (4.00 to 6.00) | 4.20 (3.30 to 5.00) |  |  |
`
	if got := example().Tables[0].markdown(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestGates: a missed gate fails a run, a missed goal does not.
func TestGates(t *testing.T) {
	r := example()
	if got := r.missedGates(); len(got) != 1 || !strings.Contains(got[0], "instructions is 0.9, the gate is 0.75") {
		t.Errorf("got %q, want the gate of the instructions", got)
	}
	r.Tables[0].Rows[1].Goals[1].Gate = false
	if got := r.missedGates(); len(got) != 0 {
		t.Errorf("got %q, want nothing: that is a goal", got)
	}
}

// TestPage: the page lists what was not run, and by how much a goal is missed.
func TestPage(t *testing.T) {
	page, err := example().page()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"- skopeo: it is not installed\n", "Not run: pulls-docker.\n", "ours <a>: 0.90, 20 % above 0.75.",
		"`scripts/bench publish`",
		"| a cached token of Amazon ECR, to an empty Go program | 1.50 | 4.20 |",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
}

// TestQuickRunIsReplaced: the next run replaces a quick run in the history.
func TestQuickRunIsReplaced(t *testing.T) {
	dir := t.TempDir()
	for i, quick := range []bool{false, true, true, false} {
		r := example()
		r.Quick, r.Commit = quick, string(rune('a'+i))
		if err := published(dir, r); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := history(filepath.Join(dir, historyFile))
	if err != nil {
		t.Fatal(err)
	}
	var commits string
	for _, line := range lines {
		r, err := decoded(line)
		if err != nil {
			t.Fatal(err)
		}
		commits += r.Commit
	}
	if commits != "ad" {
		t.Errorf("the history has the runs %q, want a and d", commits)
	}
}

// TestForeignLine: a line with an unknown field is an error.
func TestForeignLine(t *testing.T) {
	for _, line := range []string{`{"schema":1,"seconds":3}`, `{"schema":2}`} {
		if _, err := decoded([]byte(line)); err == nil {
			t.Errorf("%s was read", line)
		}
	}
}

// TestChart: the chart is XML with a title and a description, has colours for dark pages, and
// loads nothing from other places.
func TestChart(t *testing.T) {
	chart := string(example().chart())
	var names []string
	for in := xml.NewDecoder(strings.NewReader(chart)); ; {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, chart)
		}
		if start, ok := token.(xml.StartElement); ok {
			names = append(names, start.Name.Local)
		}
	}
	if all := strings.Join(names, " "); !strings.HasPrefix(all, "svg title desc style rect") {
		t.Errorf("the elements are %s", all)
	}
	if !strings.Contains(chart, "prefers-color-scheme: dark") {
		t.Error("the chart has no colours for a dark page")
	}
	for _, foreign := range []string{"url(", "href", "@import", "@font-face", "<script"} {
		if strings.Contains(chart, foreign) {
			t.Errorf("the chart has %s", foreign)
		}
	}
	if !strings.Contains(chart, "ours 1.50, others&#39; 4.20.") {
		t.Errorf("the description does not have the figures:\n%s", chart)
	}
}

// TestNumber: a figure is printed with its significant digits only.
func TestNumber(t *testing.T) {
	for figure, want := range map[float64]string{
		0: "0", 1: "1", 0.654: "0.65", 12.345: "12.3", 658.4: "658", 12340: "12,340", 100000: "100,000",
	} {
		if got := number(rounded(figure)); got != want {
			t.Errorf("%v: got %s, want %s", figure, got, want)
		}
	}
	if got := grouped(1234567); got != "1,234,567" {
		t.Errorf("got %s", got)
	}
}

// TestVersionIn: a version is found in what Debian's clients print, without the line's end.
func TestVersionIn(t *testing.T) {
	for said, want := range map[string]string{
		"skopeo version 1.9.3\n":                         "1.9.3",
		"Docker version 20.10.24+dfsg1, build 297e128\n": "20.10.24+dfsg1",
	} {
		if got := versionIn.FindString(said); got != want {
			t.Errorf("%q: %q", said, got)
		}
	}
}
