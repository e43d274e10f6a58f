package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"text/tabwriter"
)

// collected is callgrind's last line: "==1== Collected : 123456".
var collected = regexp.MustCompile(`Collected : ([0-9]+)`)

// count counts the instructions of a `get`. Preemption and other threads would
// make the count differ from run to run.
func count(ctx context.Context, b *bench) error {
	valgrind, err := exec.LookPath("valgrind")
	if err != nil {
		fmt.Println("\nnot run: instruction counts (no valgrind)")
		return nil
	}
	subjects, err := b.gets(ctx)
	if err != nil {
		return err
	}
	e, err := b.endpoint(ctx)
	if err != nil {
		return err
	}
	defer e.close()
	kept, err := b.keeping(ctx, e)
	if err != nil {
		return err
	}
	made, err := b.inAHome(e, "made")
	if err != nil {
		return err
	}
	for i := range made {
		made[i].what += ", made"
	}
	if err := os.MkdirAll(b.path("authority-count"), 0o700); err != nil {
		return err
	}
	others, err := b.endpoint(ctx, b.path("authority-count"))
	if err != nil {
		return err
	}
	defer others.close()
	clouds, err := b.providers(others)
	if err != nil {
		return err
	}
	for _, s := range clouds {
		if err := s.prime(ctx); err != nil {
			return err
		}
	}
	subjects = slices.Concat(subjects, kept[1:], clouds, made)
	fmt.Println("\ncount: instructions of a get, millions")
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "  \tM\tratio")
	var base float64
	for i, s := range subjects {
		n, err := b.instructions(ctx, valgrind, s)
		if err != nil {
			return err
		}
		if i == 0 {
			base = n
			fmt.Fprintf(w, "  %s\t%.3f\n", s.what, n/1e6)
			continue
		}
		fmt.Fprintf(w, "  %s\t%.3f\t%.2f\n", s.what, n/1e6, n/base)
	}
	return w.Flush()
}

func (b *bench) instructions(ctx context.Context, valgrind string, s subject) (float64, error) {
	in, err := os.Open(s.stdin)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	if err := s.empty(); err != nil {
		return 0, err
	}
	args := append([]string{"--tool=callgrind", "--callgrind-out-file=" + b.path("callgrind"), s.path}, s.args...)
	cmd := exec.CommandContext(ctx, valgrind, args...)
	cmd.Env = slices.Concat(s.env, []string{"GODEBUG=asyncpreemptoff=1", "GOMAXPROCS=1"})
	var out, log bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, &out, &log
	if err := cmd.Run(); cmd.ProcessState == nil {
		return 0, err
	}
	found := collected.FindSubmatch(log.Bytes())
	if cmd.ProcessState.ExitCode() != s.exit || !bytes.Contains(out.Bytes(), []byte(s.wants)) || found == nil {
		return 0, errors.New(s.what + ": the run under valgrind failed")
	}
	return strconv.ParseFloat(string(found[1]), 64)
}
