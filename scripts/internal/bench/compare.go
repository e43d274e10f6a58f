package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// compare measures subjects relative to the first, or to the nearest base above each, and adds
// the table. A copy of the first runs as a control.
func (b *bench) compare(ctx context.Context, id, title string, n int, subjects []subject) error {
	subjects = slices.Clone(subjects)
	subjects[0].base = true
	again, err := b.again(subjects[0])
	if err != nil {
		return err
	}
	subjects = slices.Insert(subjects, 1, again)
	t := Table{ID: id, Title: title}
	for _, s := range subjects {
		t.Rows = append(t.Rows, s.row())
	}
	if !b.counting {
		t.Rounds = b.few(n)
		samples, err := b.rounds(ctx, t.Rounds, subjects)
		if err != nil {
			return err
		}
		t.timed(subjects, samples)
		if err := b.weigh(ctx, t.Rows, subjects); err != nil {
			return err
		}
	}
	if err := b.count(ctx, t.Rows, subjects); err != nil {
		return err
	}
	b.add(t)
	return nil
}

// row returns the subject's row, without figures.
func (s subject) row() Row {
	r := Row{What: s.what, Who: s.who, Base: s.base, Goals: s.goals}
	if r.Who == "" {
		r.Who = ours
	}
	return r
}

// timed sets the rows' figures from the samples of all rounds.
func (t *Table) timed(subjects []subject, samples [][]sample) {
	base := 0
	for i, s := range subjects {
		own := times(samples[i])
		t.Rows[i].MS = cuts(own)
		if s.base {
			base = i
		} else {
			t.Rows[i].Ratio = cuts(paired(own, times(samples[base])))
		}
		if s.asks != nil {
			t.Rows[i].Requests = known(mean(asks(samples[i])))
		}
	}
}

// weigh sets the peak memory of the rows that are to show it.
func (b *bench) weigh(ctx context.Context, rows []Row, subjects []subject) error {
	for i, s := range subjects {
		if !s.remembered {
			continue
		}
		mb, err := b.peakOf(ctx, s)
		if err != nil {
			return err
		}
		rows[i].Memory = known(mb)
	}
	return nil
}

// add adds a table to the run, and prints it.
func (b *bench) add(t Table) {
	b.run.Tables = append(b.run.Tables, t)
	fmt.Printf("\n%s\n\n%s", t.heading(), t.markdown())
}

// skip records that something was not run, with the reason.
func (b *bench) skip(what, why string) {
	line := what + ": " + why
	b.run.NotRun = append(b.run.NotRun, line)
	fmt.Println("not run: " + line)
}

// again returns the subject with a copy of its program. The difference between the two is
// noise.
func (b *bench) again(s subject) (subject, error) {
	s.who, s.base, s.what, s.goals = control, false, "control: "+s.what+", a second time", nil
	to := b.path("again", filepath.Base(s.path))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return s, err
	}
	from, err := os.Open(s.path)
	if err != nil {
		return s, err
	}
	defer from.Close()
	copied, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o700)
	if err != nil {
		return s, err
	}
	if _, err := io.Copy(copied, from); err != nil {
		return s, err
	}
	s.path = to
	return s, copied.Close()
}

// missedGates returns a line for each gate that the run misses.
func (r Run) missedGates() (lines []string) {
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			for _, g := range row.missed() {
				if !g.Gate {
					continue
				}
				is, _ := row.figure(g.Of)
				lines = append(lines, fmt.Sprintf("%s, %s: %s is %v, the gate is %v", t.ID, row.What, g.Of, is, g.Most))
			}
		}
	}
	return lines
}

// heading returns the heading of a table.
func (t Table) heading() string {
	switch t.Rounds {
	case 0:
		return t.Title
	case 1:
		return t.Title + "; 1 round"
	}
	return fmt.Sprintf("%s; %d rounds", t.Title, t.Rounds)
}
