package main

import (
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// together runs a get for each registry at the same time.
func (w *world) together(t *testing.T, n int, host func(int) string) []answer {
	answers := make([]answer, n)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = w.run(t, "get", host(i)) })
	}
	all.Wait()
	return answers
}

// TestParallel: many processes that want one token make one request; many
// registries keep one token each.
func TestParallel(t *testing.T) {
	w := keyed(t)
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Delay: 3 * time.Second})
	answers := w.together(t, 100, func(int) string { return own })
	for _, a := range answers {
		if a.password(t) != answers[0].password(t) {
			t.Fatal("they have different tokens")
		}
	}
	if n := w.Count(fakeaws.ECR); n > 3 {
		t.Errorf("%d requests", n)
	}
	w = keyed(t)
	for i, a := range w.together(t, 60, func(i int) string { return fmt.Sprintf("%012d.dkr.ecr.eu-west-1.amazonaws.com", i) }) {
		if a.code != 0 {
			t.Errorf("%d: %+v", i, a)
		}
	}
	if n := len(w.tokens(t)); n != 60 {
		t.Errorf("%d tokens are kept", n)
	}
}

// TestParallelFailure: those who waited get the failure of the one they waited
// for, and do not repeat it one after the other.
func TestParallelFailure(t *testing.T) {
	w := keyed(t, "AWS_MAX_ATTEMPTS=1")
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Delay: 4 * time.Second, Fault: fakeaws.Refuse(400, "AccessDeniedException", "x")})
	for _, a := range w.together(t, 30, func(int) string { return own }) {
		if a.code != 1 || !strings.Contains(a.out, ": denied: ") {
			t.Errorf("%+v", a)
		}
	}
	if n := w.Count(fakeaws.ECR); n > 3 {
		t.Errorf("%d requests", n)
	}
	// It is not handed to those who come later, also where they wait.
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Delay: time.Second})
	for _, a := range w.together(t, 5, func(int) string { return own }) {
		a.password(t)
	}
}

// TestOwnDeadline: a process that had less time than the others leaves them none
// of its failure.
func TestOwnDeadline(t *testing.T) {
	w := keyed(t)
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Fault: fakeaws.Hang(), Times: 1})
	hurried := make(chan answer)
	go func() { hurried <- w.run(t, "get", own, "DOCKERCFG_TIMEOUT=2s") }()
	for w.Count(fakeaws.ECR) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	patient := w.run(t, "get", own)
	if a := <-hurried; !strings.Contains(a.out, ": timeout: ") {
		t.Errorf("the one in a hurry: %+v", a)
	}
	patient.password(t)
}

// TestKilledHolder: the lock of a process ends with it.
func TestKilledHolder(t *testing.T) {
	w := keyed(t)
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Fault: fakeaws.Hang(), Times: 1})
	holder := exec.Command(program, "get")
	holder.Env, holder.Stdin = w.env, strings.NewReader(own)
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	for w.Count(fakeaws.ECR) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	waiter := make(chan answer)
	go func() { waiter <- w.run(t, "get", own) }()
	time.Sleep(300 * time.Millisecond)
	_ = holder.Process.Kill()
	_ = holder.Wait()
	if a := <-waiter; a.code != 0 || a.took > 10*time.Second {
		t.Errorf("%+v", a)
	}
}

// TestAgingTogether: while one process makes a new token, the others use the one
// that is there.
func TestAgingTogether(t *testing.T) {
	w := keyed(t)
	first := w.run(t, "get", own).password(t)
	w.kept(t, lived(time.Hour))
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Delay: 3 * time.Second})
	refreshed := 0
	for _, a := range w.together(t, 10, func(int) string { return own }) {
		if a.password(t) != first {
			refreshed++
		}
	}
	if refreshed == 0 || refreshed > 3 || w.Count(fakeaws.ECR) > 4 {
		t.Errorf("%d have the new token, %d requests", refreshed, w.Count(fakeaws.ECR))
	}
}
