package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
)

// started matches a successful execve in the output of strace -f: `12 execve("/bin/x", …) = 0`,
// or `12 <... execve resumed>) = 0` if another line is in between.
var started = regexp.MustCompile(`(?m)execve.*= 0$`)

// starts counts the programs that a run starts, including itself.
func starts(ctx context.Context, b *bench) error {
	strace, err := exec.LookPath("strace")
	if err != nil {
		b.skip("starts of programs", "strace is not installed")
		return nil
	}
	e, err := b.cloud(ctx, "authority-starts")
	if err != nil {
		return err
	}
	defer e.close()
	subjects, err := b.starting(ctx, e)
	if err != nil {
		return err
	}
	t := Table{ID: "starts", Title: "Programs that a run starts, itself among them"}
	for _, s := range subjects {
		n, err := b.startsOf(ctx, strace, s)
		if err != nil {
			return err
		}
		row := s.row()
		row.Starts = known(float64(n))
		t.Rows = append(t.Rows, row)
	}
	b.add(t)
	return nil
}

// starting returns runs that could start other programs.
func (b *bench) starting(ctx context.Context, e *endpoint) ([]subject, error) {
	asked, err := b.file("asked-starts", "de.icr.io\n")
	if err != nil {
		return nil, err
	}
	subjects, err := b.routed(ctx, e, asked)
	if err != nil {
		return nil, err
	}
	subjects = subjects[:3]
	for i, most := range []float64{1, 1, 1} {
		subjects[i].goals = []Goal{{Of: "starts", Most: most}}
	}
	fresh := subjects[1]
	fresh.what, fresh.empties = "the router, a new token", b.path("home-auto", ".cache", "dockercfg", "*.token")
	fresh.goals = []Goal{{Of: "starts", Most: 2}}
	env, err := b.home("starts")
	if err != nil {
		return nil, err
	}
	if err := b.fake("quick", ":"); err != nil {
		return nil, err
	}
	bound := func(i int) string { return fmt.Sprintf(`"h%d.example":"quick"`, i) }
	const what = "dockercfg export, 100 registries of one helper"
	whole, err := b.exporting(what, env, `{"credHelpers":{`+list(100, bound)+`}}`)
	if err != nil {
		return nil, err
	}
	whole.goals = []Goal{{Of: "starts", Most: 101}}
	return append(subjects, fresh, whole), nil
}

// startsOf returns the number of programs that strace counts in one run.
func (b *bench) startsOf(ctx context.Context, strace string, s subject) (int, error) {
	seen := b.path("strace")
	s.args = append([]string{"-f", "-qq", "-e", "trace=execve", "-o", seen, s.path}, s.args...)
	s.path = strace
	if _, err := b.single(ctx, s); err != nil {
		return 0, err
	}
	text, err := os.ReadFile(seen)
	return len(started.FindAll(text, -1)), err
}

// single runs a subject once.
func (b *bench) single(ctx context.Context, s subject) (sample, error) {
	out, err := os.Create(b.path("out"))
	if err != nil {
		return sample{}, err
	}
	defer out.Close()
	return s.once(ctx, out)
}
