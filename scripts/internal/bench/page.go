package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
)

//go:embed page.md.tmpl
var pageText string

// page returns docs/performance.md.
func (r Run) page() ([]byte, error) {
	t, err := template.New("page").Funcs(template.FuncMap{"number": number}).Parse(pageText)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, r)
	return out.Bytes(), err
}

// Named returns the table with an id as Markdown with a heading, or a note that it was not run.
// The page's template calls it.
func (r Run) Named(id string) string {
	for _, t := range r.Tables {
		if t.ID == id {
			return fmt.Sprintf("### %s\n\n%s", t.heading(), t.markdown())
		}
	}
	return "Not run: " + id + ".\n"
}

// Command returns the command of the run.
func (r Run) Command() string {
	if r.Quick {
		return "scripts/bench " + quick + " " + publish
	}
	return "scripts/bench " + publish
}

// summary is one line of the page's first table.
type summary struct {
	What, Ours, Others string
}

// Short returns the figures that most readers look for.
func (r Run) Short() (all []summary) {
	for _, s := range []struct{ what, id, unit string }{
		{"a cached token of Amazon ECR, to an empty Go program", "ecr-kept", "ratio"},
		{"a cached token of the other clouds, to an empty Go program", "clouds-kept", "ratio"},
		{"20 pulls by crane, to a static file", "pulls-crane", "ratio"},
		{"20 pulls by skopeo, to a static file", "pulls-skopeo", "ratio"},
		{"20 pulls by Docker's engine, to a static file", "pulls-docker", "ratio"},
		{"200 gets of one registry at once, requests", "parallel-one", "requests"},
		{"peak memory of a get, MB", "memory-get", "memory"},
	} {
		for _, t := range r.Tables {
			if t.ID == s.id {
				all = append(all, summary{s.what, t.span(ours, s.unit), t.span(peers, s.unit)})
			}
		}
	}
	return all
}

// span returns the minimum and maximum of a figure in the rows about who.
func (t Table) span(who, of string) string {
	var figures []float64
	for _, r := range t.Rows {
		if is, ok := r.figure(of); ok && r.Who == who {
			figures = append(figures, is)
		}
	}
	if len(figures) == 0 {
		return ""
	}
	least, most := figures[0], figures[0]
	for _, f := range figures {
		least, most = min(least, f), max(most, f)
	}
	shown := number
	if of == "ratio" || of == "ms" {
		shown = measured
	}
	if shown(least) == shown(most) {
		return shown(least)
	}
	return shown(least) + " to " + shown(most)
}

// miss lists the goals that a table's rows miss in one figure.
type miss struct {
	Title, Of string
	Rows      []string
	Note      note
}

// Misses returns all misses of a run, in the order of the tables.
func (r Run) Misses() (all []miss) {
	for _, t := range r.Tables {
		of := map[string]*miss{}
		var order []string
		for _, row := range t.Rows {
			for i, g := range row.missed() {
				if slices.ContainsFunc(row.missed()[:i], func(before Goal) bool { return before.Of == g.Of }) {
					continue // the gate of a goal that is already listed
				}
				if of[g.Of] == nil {
					of[g.Of] = &miss{Title: t.Title, Of: units[g.Of], Note: noteOn(t.ID, g.Of)}
					order = append(order, g.Of)
				}
				of[g.Of].Rows = append(of[g.Of].Rows, howMuch(row, g))
			}
		}
		for _, name := range order {
			all = append(all, *of[name])
		}
	}
	return all
}

// howMuch returns by how much a row misses a goal.
func howMuch(r Row, g Goal) string {
	is, _ := r.figure(g.Of)
	above := "above 0"
	if g.Most > 0 {
		above = fmt.Sprintf("%.0f %% above %v", (is/g.Most-1)*100, g.Most)
	}
	return fmt.Sprintf("%s: %s, %s", r.What, number(is), above)
}

// Listed returns the rows that miss the goal, as one sentence.
func (m miss) Listed() string { return strings.Join(m.Rows, "; ") }
