package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

// world is a home directory, and a cloud in which only IAM answers.
type world struct {
	*helpertest.World
	*helpertest.Exchange
}

func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	cloud := helpertest.NewExchange(t, iamHost, fakeibm.IAM)
	return &world{helpertest.NewWorld(t, program, own, append(cloud.Environment(), env...)...), cloud}
}

// silent checks that no request was made.
func (w *world) silent(t *testing.T) {
	t.Helper()
	if w.Asked() != 0 {
		t.Errorf("a request was made: %q, %+v", w.Dialled(), w.Requests())
	}
}

// password returns the secret for a registry.
func (w *world) password(t *testing.T, asked string, env ...string) string {
	t.Helper()
	return w.Run(t, "get", asked, env...).Password(t, bearerUser)
}

// pinned checks that a proof was only sent to its own host.
func (w *world) pinned(t *testing.T, host string, proofs ...string) {
	t.Helper()
	for _, target := range w.Dialled() {
		if target != host+":443" {
			t.Errorf("it connected to %s", target)
		}
	}
	for _, q := range w.Requests() {
		everything := fmt.Sprint(q.Path, q.Query, q.Header)
		for _, proof := range proofs {
			if strings.Contains(everything, proof) || strings.Contains(q.Body, proof) && q.Host != host {
				t.Errorf("the proof is in %s %s%s %v", q.Method, q.Host, q.Path, q.Header)
			}
		}
	}
}
