package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// TestOwnDeadline: the failure of a process with a shorter deadline is not passed on to the others.
func TestOwnDeadline(t *testing.T) {
	t.Parallel()
	w := keyed(t)
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Fault: fakeaws.Hang(), Times: 1})
	hurried := make(chan helpertest.Answer)
	go func() { hurried <- w.Run(t, "get", own, "DOCKERCFG_TIMEOUT=2s") }()
	for w.Count(fakeaws.ECR) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	first := w.Run(t, "get", own)
	if a := <-hurried; !strings.Contains(a.Out, ": timeout: ") {
		t.Errorf("the one in a hurry: %+v", a)
	}
	first.Password(t, user)
}

// TestKilledHolder: a lock does not outlive its process.
func TestKilledHolder(t *testing.T) {
	w := keyed(t)
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Fault: fakeaws.Hang(), Times: 1})
	holder := exec.Command(program, "get")
	holder.Env, holder.Stdin = w.Env, strings.NewReader(own)
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	for w.Count(fakeaws.ECR) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	waiter := make(chan helpertest.Answer)
	go func() { waiter <- w.Run(t, "get", own) }()
	time.Sleep(300 * time.Millisecond)
	_ = holder.Process.Kill()
	_ = holder.Wait()
	if a := <-waiter; a.Code != 0 || a.Took > 10*time.Second {
		t.Errorf("%+v", a)
	}
}

// TestStaleTogether: while one process gets a new token, the others use the stale one.
func TestStaleTogether(t *testing.T) {
	t.Parallel()
	w := keyed(t)
	first := w.password(t, own)
	w.kept(t, tokenWithLeft(time.Hour))
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Delay: 3 * time.Second})
	refreshed := 0
	for _, a := range w.Together(t, 10, func(int) string { return own }) {
		if a.Password(t, user) != first {
			refreshed++
		}
	}
	if refreshed == 0 || refreshed > 3 || w.Count(fakeaws.ECR) > 4 {
		t.Errorf("%d have the new token, %d requests", refreshed, w.Count(fakeaws.ECR))
	}
}
