package protocol_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// unruly is a helper that behaves like a faulty library.
type unruly struct{}

func (unruly) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	switch name.Host {
	case "deaf": // ignores its context
		time.Sleep(time.Hour)
	case "mindful": // respects its context
		<-ctx.Done()
		return credential.Credential{}, fault.New(fault.Timeout, "the token endpoint did not answer: check the proxy")
	case "panics":
		panic("CANARY")
	case "empty":
		return credential.Credential{Username: "u"}, nil
	case "uncoded":
		return credential.Credential{}, fmt.Errorf("line one\nline two %s", strings.Repeat("x", 1000))
	case "wrapped":
		return credential.Credential{}, fmt.Errorf("looking: %w", fault.ErrNotFound)
	case "warns":
		protocol.Warn(ctx, "served although the refresh failed")
	case "tells":
		protocol.Warn(ctx, "a plain warning")
		protocol.Tell(ctx, "the store is broken")
		return credential.Credential{}, fault.ErrNotFound
	case "ambient":
		return credential.Credential{
			Username: "u", Secret: "s", Kind: credential.Exchanged, Ambient: true, Configured: true,
		}, nil
	case "logs":
		slog.Debug("token", "access_token", "CANARY", "text", "Bearer CANARYCANARYCANARYCANARY",
			"s", credential.Secret("CANARY"))
	}
	return credential.Credential{Username: "u", Secret: "s3cret", Kind: credential.Exchanged, Source: "test",
		Expires: time.Unix(1700000000, 0)}, nil
}

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"docker-credential-unruly": func() {
			protocol.Main("docker-credential-unruly", protocol.Helper{Get: unruly{}.Get})
		},
	})
}

type answer struct {
	out, err string
	code     int
	took     time.Duration
}

func ask(t *testing.T, verb, host string, env ...string) answer {
	t.Helper()
	cmd := exec.Command("docker-credential-unruly", verb)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = strings.NewReader(host)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	start := time.Now()
	_ = cmd.Run()
	return answer{out.String(), errs.String(), cmd.ProcessState.ExitCode(), time.Since(start)}
}

func TestDeadline(t *testing.T) {
	for host, want := range map[string]string{
		"deaf": "docker-credential-unruly: timeout: no answer within 300ms: " +
			"try again, or set DOCKERCFG_TIMEOUT to wait longer\n",
		"mindful": "docker-credential-unruly: timeout: the token endpoint did not answer: check the proxy\n",
	} {
		a := ask(t, "get", host, "DOCKERCFG_TIMEOUT=300ms")
		if a.code != 1 || a.out != want || a.err != want || a.took > 10*time.Second {
			t.Errorf("%s: %+v", host, a)
		}
	}
	a := ask(t, "get", "fine", "DOCKERCFG_TIMEOUT=soon")
	if a.code != 1 || !strings.Contains(a.out, "config: DOCKERCFG_TIMEOUT is not a duration") {
		t.Errorf("a wrong DOCKERCFG_TIMEOUT: %+v", a)
	}
	if a := ask(t, "version", "", "DOCKERCFG_TIMEOUT=soon"); a.code != 0 {
		t.Errorf("version with a wrong DOCKERCFG_TIMEOUT: %+v", a)
	}
}

func TestFailures(t *testing.T) {
	a := ask(t, "get", "panics")
	if a.code != 1 || !strings.HasPrefix(a.out, "docker-credential-unruly: internal: ") ||
		strings.Contains(a.out+a.err, "CANARY") || a.out != a.err {
		t.Errorf("a panic: %+v", a)
	}
	a = ask(t, "get", "empty")
	const incomplete = "internal: the source of this credential returned no user name or no secret"
	if a.code != 1 || !strings.Contains(a.out, incomplete) {
		t.Errorf("an empty pair: %+v", a)
	}
	a = ask(t, "get", "uncoded")
	if a.code != 1 || strings.Count(a.out, "\n") != 1 || len(a.out) > 450 ||
		!strings.Contains(a.out, "internal: line one line two") {
		t.Errorf("a long error: %+v", a)
	}
	a = ask(t, "get", "wrapped")
	if a.code != 1 || a.out != "credentials not found in native keychain\n" || a.err != "" {
		t.Errorf("a wrapped not-found: %+v", a)
	}
}

func TestWarning(t *testing.T) {
	a := ask(t, "get", "warns")
	if a.code != 0 || a.err != "docker-credential-unruly: served although the refresh failed\n" ||
		!strings.Contains(a.out, `"Secret":"s3cret"`) {
		t.Errorf("%+v", a)
	}
}

// TestTell: a failure that results in "not found" is printed on standard error, and the
// text that clients compare is unchanged.
func TestTell(t *testing.T) {
	for _, verb := range []string{"get", "answer"} {
		a := ask(t, verb, "tells")
		if a.code != 1 || a.out != "credentials not found in native keychain\n" ||
			a.err != "docker-credential-unruly: the store is broken\n" {
			t.Errorf("%s: %+v", verb, a)
		}
	}
}

// TestDebug: the log is off by default, and redacted if it is on.
func TestDebug(t *testing.T) {
	if a := ask(t, "get", "logs"); a.err != "" {
		t.Errorf("the log is on by default: %q", a.err)
	}
	a := ask(t, "get", "logs", "DOCKERCFG_DEBUG=1")
	if !strings.Contains(a.err, "access_token=[redacted]") || !strings.Contains(a.err, "credential.username=u") {
		t.Errorf("the log is %q", a.err)
	}
	if strings.Contains(a.err, "CANARY") || strings.Contains(a.err, "s3cret") {
		t.Errorf("the log contains a secret: %q", a.err)
	}
}

func TestExplain(t *testing.T) {
	want := `{"ServerURL":"fine","Username":"u","Helper":"docker-credential-unruly","Source":"test",` +
		`"Cached":false,"Expires":"2023-11-14T22:13:20Z","Kind":"exchanged"}` + "\n"
	if a := ask(t, "explain", "fine"); a.code != 0 || a.out != want {
		t.Errorf("%+v", a)
	}
	want = `{"ServerURL":"ambient","Username":"u","Helper":"docker-credential-unruly","Source":"",` +
		`"Cached":false,"Kind":"exchanged","Ambient":true,"Configured":true}` + "\n"
	if a := ask(t, "explain", "ambient"); a.code != 0 || a.out != want {
		t.Errorf("%+v", a)
	}
}

// TestNoStore: a helper that stores nothing refuses a login, since otherwise "Login
// Succeeded" would be followed by a pull without it.
func TestNoStore(t *testing.T) {
	a := ask(t, "store", `{"ServerURL":"h","Username":"u","Secret":"s"}`)
	if a.code != 1 || !strings.Contains(a.out, "input: this helper does not store logins") {
		t.Errorf("%+v", a)
	}
	if a := ask(t, "list", "unused"); a.code != 0 || a.out != "{}\n" {
		t.Errorf("%+v", a)
	}
	if a := ask(t, "erase", "h"); a.code != 0 || a.out != "" {
		t.Errorf("%+v", a)
	}
}
