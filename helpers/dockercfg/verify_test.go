//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// basic is a registry that accepts alice with CANARY-PW.
func basic(w http.ResponseWriter, r *http.Request) {
	if user, secret, _ := r.BasicAuth(); user != "alice" || secret != "CANARY-PW" {
		w.Header().Set("WWW-Authenticate", `Basic realm="r"`)
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// bearer is a registry with a token service at realm; it accepts the token t.
func bearer(realm string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer t" {
			w.Header().Set("WWW-Authenticate", `Bearer realm="`+realm+`",service="s"`)
			w.WriteHeader(http.StatusUnauthorized)
		}
	}
}

// tokens is a token service that accepts alice's password and the identity token CANARY-ID.
func tokens(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	user, secret, _ := r.BasicAuth()
	good := r.Method == http.MethodGet && user == "alice" && secret == "CANARY-PW" && r.Form.Get("account") == "alice"
	good = good || r.Method == http.MethodPost && r.PostForm.Get("grant_type") == "refresh_token" &&
		r.PostForm.Get("refresh_token") == "CANARY-ID"
	if !good || r.Form.Get("service") != "s" {
		faulty.Answer(401, faulty.JSON, `{"errors":"CANARY-BODY"}`)(w, r)
		return
	}
	fmt.Fprint(w, `{"access_token":"t"}`)
}

// verifying is a fake network, and runs verify in it.
type verifying struct {
	*fakecloud.Cloud
	stage
}

func newVerifying(t *testing.T, hosts ...string) verifying {
	t.Helper()
	cloud, err := fakecloud.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cloud.Close)
	var auths []string
	for _, host := range hosts {
		auth := `{"auth":"YWxpY2U6Q0FOQVJZLVBX"}`
		switch {
		case strings.HasPrefix(host, "wrong."):
			auth = `{"auth":"YWxpY2U6b3RoZXI="}`
		case strings.HasPrefix(host, "token."):
			auth = `{"identitytoken":"CANARY-ID"}`
		}
		auths = append(auths, fmt.Sprintf("%q:%s", host, auth))
	}
	return verifying{cloud, newStage(t, `{"auths":{`+strings.Join(auths, ",")+`}}`, nil)}
}

// run returns each registry's verdict and the exit code, and checks that no secret is shown.
func (v verifying) run(t *testing.T, args ...string) (map[string]verdict, int) {
	t.Helper()
	cmd := v.command(append([]string{"verify", "--json"}, args...)...)
	cmd.Env = append(cmd.Env, v.Environment()...)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	var answer struct{ Registries []verdict }
	if err := json.Unmarshal(out, &answer); err != nil || strings.Contains(string(out)+errs.String(), "CANARY") {
		t.Fatalf("%v: %s%s", err, out, &errs)
	}
	all := map[string]verdict{}
	for _, one := range answer.Registries {
		all[one.Host] = one
	}
	return all, cmd.ProcessState.ExitCode()
}

// TestVerify checks the ways in which registries ask for a login, under their real names.
func TestVerify(t *testing.T) {
	t.Parallel()
	v := newVerifying(t, "basic.example", "wrong.basic.example", "bearer.example", "wrong.bearer.example",
		"token.example", "open.example", "open.wrong.example", "https://index.docker.io/v1/", "scoped.example",
		"narrow.example", "basic.narrow.example")
	v.Handle("basic.example", basic)
	v.Handle("wrong.basic.example", basic)
	v.Handle("bearer.example", bearer("https://auth.bearer.example/token?x=y"))
	v.Handle("wrong.bearer.example", bearer("https://auth.bearer.example/token"))
	v.Handle("auth.bearer.example", tokens)
	v.Handle("token.example", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			tokens(w, r)
			return
		}
		bearer("https://token.example/token")(w, r)
	})
	v.Handle("open.example", func(http.ResponseWriter, *http.Request) {})
	v.Handle("open.wrong.example", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	v.Handle("registry-1.docker.io", bearer("https://auth.docker.io/token"))
	v.Handle("auth.docker.io", tokens)
	v.Handle("scoped.example", func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/token":
			bearer("https://scoped.example/token")(w, r)
		case r.URL.Query().Get("scope") == "":
			w.WriteHeader(http.StatusBadRequest)
		default:
			tokens(w, r)
		}
	})
	v.Handle("narrow.example", func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/token":
			tokens(w, r)
		case r.Header.Get("Authorization") == "":
			bearer("https://narrow.example/token")(w, r)
		default:
			w.Header().Set("WWW-Authenticate", `Bearer realm="https://narrow.example/token",error="insufficient_scope"`)
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	v.Handle("basic.narrow.example", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Basic realm="r",error="insufficient_scope"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
	all, code := v.run(t)
	if code != 1 || len(all) != 11 {
		t.Errorf("exit code %d, %v", code, all)
	}
	for host, status := range map[string]string{
		"basic.example": "accepted", "wrong.basic.example": "refused",
		"bearer.example": "accepted", "wrong.bearer.example": "refused", "token.example": "accepted",
		"open.example": "open", "open.wrong.example": "refused", "https://index.docker.io/v1/": "accepted",
		"scoped.example": "accepted", "narrow.example": "accepted", "basic.narrow.example": "refused",
	} {
		if all[host].Status != status || status == "refused" && !strings.Contains(all[host].Reason, "log in again") {
			t.Errorf("%s: %+v", host, all[host])
		}
	}
	if _, code := v.run(t, "basic.example", "open.example"); code != 0 {
		t.Errorf("nothing is refused, but the exit code is %d", code)
	}
	for _, q := range v.Requests() {
		sent := strings.Contains(fmt.Sprint(q.Header, q.Body), "CANARY-ID")
		exchange := q.Host == "token.example" && q.Path == "/token"
		if strings.Contains(fmt.Sprint(q.Path, q.Query), "CANARY") || sent != exchange {
			t.Errorf("a secret is in %s %s%s", q.Method, q.Host, q.Path)
		}
	}
}

// TestVerifyElsewhere checks that a registry which names another domain's token service, or
// redirects, does not get the login there.
func TestVerifyElsewhere(t *testing.T) {
	t.Parallel()
	v := newVerifying(t, "r.example")
	v.Handle("elsewhere.test", tokens)
	v.Handle("r.example.elsewhere.test", tokens)
	v.Handle("169.254.169.254", tokens)
	for _, realm := range []string{
		"https://elsewhere.test/token", "http://r.example/token", "https://r.example.elsewhere.test/",
		"https://169.254.169.254/", "https://alice:x@r.example/", "https://r.example@elsewhere.test/",
		"//elsewhere.test/", "https://127.0.0.1/", "http://[::1]:5000/",
	} {
		v.Handle("r.example", bearer(realm))
		if all, code := v.run(t); code != 1 || all["r.example"].Status != "unreachable" {
			t.Errorf("%s: %v", realm, all)
		}
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		v.Handle("r.example", faulty.Redirect(status, "https://elsewhere.test/"))
		want := fmt.Sprintf("a redirect (status %d), and redirects are not followed", status)
		if all, _ := v.run(t); !strings.Contains(all["r.example"].Reason, want) {
			t.Errorf("%d: %v", status, all)
		}
		v.Handle("r.example", bearer("https://auth.r.example/"))
		v.Handle("auth.r.example", faulty.Redirect(status, "https://elsewhere.test/"))
		if all, _ := v.run(t); all["r.example"].Status != "unreachable" {
			t.Errorf("%d of the token service: %v", status, all)
		}
	}
	for _, host := range v.Dialled() {
		if host != "r.example:443" && host != "auth.r.example:443" {
			t.Errorf("it connected to %s", host)
		}
	}
	for _, q := range v.Requests() {
		if q.Host == "r.example" && q.Header.Get("Authorization") != "" {
			t.Errorf("the login was sent before the token service was checked: %s", q.Path)
		}
	}
}

// TestVerifyHere checks that a registry on this machine needs no TLS and another one does,
// that a helper's failure is not a registry's verdict, and that an empty result is an error.
func TestVerifyHere(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.HandlerFunc(basic))
	defer plain.Close()
	host := strings.TrimPrefix(plain.URL, "http://")
	v := newVerifying(t, host)
	if all, code := v.run(t); code != 0 || all[host].Status != "accepted" || len(v.Dialled()) != 0 {
		t.Errorf("exit code %d, %v, dialled %q", code, all, v.Dialled())
	}
	v.write(t, "docker/config.json", `{"credHelpers":{"a.example":"missing","b.example":"nothing"}}`, 0o600)
	v.write(t, "bin/docker-credential-nothing", "#!/bin/sh\necho credentials not found in native keychain; exit 1\n",
		0o755)
	if all, code := v.run(t); code != 1 || all["a.example"].Status != "failed" ||
		all["b.example"].Status != "no credential" {
		t.Errorf("exit code %d, %v", code, all)
	}
	cmd := v.command("verify", "--config", v.dir+"/empty.json")
	v.write(t, "empty.json", `{}`, 0o600)
	if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 1 ||
		!strings.Contains(string(out), "there is no credential to verify") {
		t.Errorf("nothing to verify: %s", out)
	}
	table := v.command("verify", "--config", v.dir+"/here.json")
	v.write(t, "here.json", `{"auths":{"`+host+`":{"auth":"YWxpY2U6Q0FOQVJZLVBX"}}}`, 0o600)
	if out, err := table.Output(); err != nil || !strings.HasPrefix(string(out), "HOST") ||
		!strings.Contains(string(out), "accepted") || strings.Contains(string(out), "\x1b") {
		t.Errorf("%v: %s", err, out)
	}
}
