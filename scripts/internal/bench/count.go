package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
)

// collected matches callgrind's last line: "==1== Collected : 123456".
var collected = regexp.MustCompile(`Collected : ([0-9]+)`)

// counts is the number of runs of each subject. The smallest count is used, since on a busy
// machine the Go runtime's own thread runs more often.
const counts = 3

// count counts the instructions of each subject. Unlike time, they do not depend on the
// machine's load, so the gates are about them.
func (b *bench) count(ctx context.Context, rows []Row, subjects []subject) error {
	if b.valgrind == "" {
		return nil
	}
	for i, s := range subjects {
		if s.uncounted || rows[i].Who == control {
			continue
		}
		least := math.Inf(1)
		for range b.few(counts) {
			n, err := b.instructions(ctx, s)
			if err != nil {
				return err
			}
			least = min(least, n)
		}
		rows[i].Instructions = known(least / 1e6)
	}
	return nil
}

// instructions returns the number of instructions of one run, without preemption and with one
// processor, since the count would otherwise differ from run to run.
func (b *bench) instructions(ctx context.Context, s subject) (float64, error) {
	in, err := os.Open(s.stdin)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	if err := s.empty(); err != nil {
		return 0, err
	}
	args := append([]string{"--tool=callgrind", "--callgrind-out-file=" + b.path("callgrind"), s.path}, s.args...)
	cmd := exec.CommandContext(ctx, b.valgrind, args...)
	cmd.Env = slices.Concat(s.env, []string{"GODEBUG=asyncpreemptoff=1", "GOMAXPROCS=1"})
	var out, log bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, &out, &log
	if err := cmd.Run(); cmd.ProcessState == nil {
		return 0, err
	}
	found := collected.FindAllSubmatch(log.Bytes(), -1)
	if cmd.ProcessState.ExitCode() != s.exit || !bytes.Contains(out.Bytes(), []byte(s.wants)) || found == nil {
		return 0, fmt.Errorf("%s: the run under valgrind ended with %v: %.200s %.2000s", s.what, cmd.ProcessState, &out, &log)
	}
	return strconv.ParseFloat(string(found[len(found)-1][1]), 64)
}
