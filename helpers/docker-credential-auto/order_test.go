//go:build unix

package main

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestForeign: for a registry without a helper, no program is started, whatever its name looks like.
func TestForeign(t *testing.T) {
	s := newStage(t)
	for _, short := range suite() {
		s.fake(t, short, gives("wrong"))
	}
	for _, host := range []string{
		"foreign.example", private + ".evil.test", "evil-" + private, "azurecr.io", "gcr.io.evil.test", "evilgcr.io",
		"quay.io.", "quay.io:8443", "http://quay.io", "x.quay.io", "evil-ghcr.io", "evil.example/ghcr.io",
		"registry.gitlab.com.evil.test", "nerdctl-experimental://ghcr.io:443/host/ghcr.io:443", "192.0.2.7",
		"[2001:db8::1]:5000",
	} {
		s.Anonymous(t, host)
	}
	s.starts(t)
}

// TestLoginFirst: except for clouds, a login overrides the helper until logout. The helper does not look
// for it again.
func TestLoginFirst(t *testing.T) {
	s := newStage(t)
	s.fake(t, "quay", `[ "$DOCKERCFG_KEEPER" = none ] || exit 7`+"\n"+gives("quay"))
	s.answers(t, "quay.io", "quay")
	s.starts(t, "quay get")
	if a := s.login(t, "quay.io", "ann"); a != (helpertest.Answer{Took: a.Took, Err: a.Err}) {
		t.Fatalf("%+v", a)
	}
	s.answers(t, "quay.io/team/app", "ann")
	s.starts(t)
	if a := s.Run(t, "erase", "quay.io"); a.Out+a.Err != "" || a.Code != 0 {
		t.Errorf("%+v", a)
	}
	s.starts(t, "quay erase")
	s.answers(t, "quay.io", "quay")
}

// TestLogoutFails: a logout that fails for the helper and for the store names both in one line.
func TestLogoutFails(t *testing.T) {
	s := newStage(t, "DOCKERCFG_KEEPER=pass")
	s.fake(t, "quay", `echo "docker-credential-quay: store: the disk is full"; exit 1`)
	s.fake(t, "pass", "exit 1")
	a := s.Run(t, "erase", "quay.io")
	if a.Code != 1 || !strings.HasPrefix(a.Out, ownName+": ") || strings.Count(a.Out, "\n") != 1 ||
		!strings.Contains(a.Out, "docker-credential-pass: ") ||
		!strings.Contains(a.Out, "docker-credential-quay: the disk is full") {
		t.Errorf("%+v", a)
	}
	s.starts(t, "quay erase", "pass erase")
}

// TestCloudFirst: for clouds the identity comes first, and a login is only used without one.
func TestCloudFirst(t *testing.T) {
	for _, none := range []string{nothing, noneHere} {
		s := newStage(t)
		s.fake(t, "ecr", noneHere)
		if a := s.login(t, private, "ann"); a.Code != 0 {
			t.Fatalf("%+v", a)
		}
		s.starts(t, "ecr store")
		s.fake(t, "ecr", gives("AWS"))
		s.answers(t, private, "AWS")
		s.starts(t, "ecr get")
		s.fake(t, "ecr", none)
		s.answers(t, private, "ann")
		s.fake(t, "ecr", `echo "docker-credential-ecr: login-expired: aws sso login"; exit 1`)
		s.Own = private
		s.Fails(t, "login-expired", "docker-credential-ecr: aws sso login")
	}
}

// TestMissingIdentity: without a login the cloud's own answer is the result.
func TestMissingIdentity(t *testing.T) {
	s := newStage(t)
	s.fake(t, "ecr", noneHere)
	s.fake(t, "acr", nothing)
	s.Own = private
	s.Fails(t, "no-identity", "docker-credential-ecr: configure one")
	s.Anonymous(t, azure)
}

// TestUnneededLogin: a login to a cloud's registry with an identity is not stored, with a warning.
func TestUnneededLogin(t *testing.T) {
	s := newStage(t)
	s.fake(t, "acr", gives("az"))
	a := s.login(t, azure, "ann")
	if a.Code != 0 || a.Out != "" || !strings.Contains(a.Err,
		"the login was not stored: this registry is served by docker-credential-acr, by its host name: words of az") {
		t.Errorf("%+v", a)
	}
	s.fake(t, "acr", nothing)
	s.Anonymous(t, azure)
	s.fake(t, "acr", `echo "docker-credential-acr: config: half of it"; exit 1`)
	if a := s.login(t, azure, "ann"); a.Code != 1 ||
		!strings.Contains(a.Out, "config: docker-credential-acr: half of it") {
		t.Errorf("%+v", a)
	}
}

// TestKeeper: logins go to the store in the variable, or to the embedded one.
func TestKeeper(t *testing.T) {
	s := newStage(t, "DOCKERCFG_KEEPER=pass")
	s.fake(t, "pass", gives("passed"))
	if a := s.login(t, "own.example", "ann"); a.Code != 0 {
		t.Errorf("%+v", a)
	}
	s.starts(t, "pass store")
	s.answers(t, "own.example", "passed")
	s.answers(t, "quay.io", "passed")
	if a := s.Run(t, "erase", "own.example"); a.Code != 0 || a.Out != "" {
		t.Errorf("%+v", a)
	}
	s.starts(t, "pass get", "pass get", "pass erase")
	if a := s.Run(t, "store", `{"ServerURL":"own.example","Username":"ann","Secret":"CANARY"}`,
		"DOCKERCFG_KEEPER=none"); a.Code != 1 || !strings.Contains(a.Out, "so logins are not stored") {
		t.Errorf("%+v", a)
	}
	s.Anonymous(t, "own.example", "DOCKERCFG_KEEPER=none")
}

// TestFailingHelper: the helper's error code and text are shown under the router's name. The output of
// a program outside this suite is cut.
func TestFailingHelper(t *testing.T) {
	s := newStage(t)
	s.Own = "quay.io"
	for script, want := range map[string][2]string{
		`echo "docker-credential-quay: denied: ask for access"; exit 1`: {
			"denied", "docker-credential-quay: ask for access",
		},
		`kill -9 $$`: {"helper", "docker-credential-quay: it was stopped by the signal"},
		`printf '{"Username":"u","Secret":"CANARY"'; exit 0`: {
			"helper", "docker-credential-quay: its answer is invalid",
		},
		`echo '{"Username":"u","Secret":"CANARY"}'; exit 3`: {
			"helper", "docker-credential-quay: it failed with exit code 3",
		},
		`printf '{"ServerURL":"x.example","Username":"u","Secret":"s"}'`: {"helper", "it is for another server"},
		`sleep 60`: {"timeout", "it did not answer in time"},
	} {
		s.fake(t, "quay", script)
		s.Fails(t, want[0], want[1], "DOCKERCFG_TIMEOUT=1s")
	}
}

// TestForeignHelper: the text of a program outside this suite may contain a secret, in any form.
func TestForeignHelper(t *testing.T) {
	s := newStage(t)
	s.rules(t, "[[registry]]\nmatch = \"own.example\"\nhelper = \"vault-login\"\n")
	s.fake(t, "vault-login",
		`echo "docker-credential-vault-login: denied: CANARY0123456789abcdefghij was refused"; exit 1`)
	s.Fails(t, "denied", "was refused")
}

// TestNotes: a helper's warning beside a good answer is passed on.
func TestNotes(t *testing.T) {
	s := newStage(t)
	s.fake(t, "quay", `echo "docker-credential-quay: an older token is used" >&2`+"\n"+gives("quay"))
	if a := s.Run(t, "get", "quay.io"); a.Code != 0 ||
		a.Err != "docker-credential-auto: docker-credential-quay: an older token is used\n" {
		t.Errorf("%+v", a)
	}
}

// TestTimeLeft: a helper gets less than the remaining time, so that its own error is shown.
func TestTimeLeft(t *testing.T) {
	s := newStage(t)
	for given, want := range map[string]string{"": "28.", "3s": "2.", "200ms": "1"} {
		s.fake(t, "quay", `echo "$DOCKERCFG_TIMEOUT" >>"$LOG"`+"\n"+gives("quay"))
		s.answers(t, "quay.io", "quay", "DOCKERCFG_TIMEOUT="+given)
		if got := s.started(t); len(got) != 2 || !strings.HasPrefix(got[1], want) && !(given == "" && got[1] == "29s") {
			t.Errorf("of %q it is given %q", given, got)
		}
	}
}
