package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
)

// TestForeignURLs: a document with another host's URL is refused before anything is sent, read or
// started.
func TestForeignURLs(t *testing.T) {
	w := newWorld(t, "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1", "AWS_ACCESS_KEY_ID=A",
		"AWS_SECRET_ACCESS_KEY=CANARY", "AWS_REGION=eu-west-1")
	started := filepath.Join(w.Home, "started")
	program := w.File(t, "program", "#!/bin/sh\ntouch "+started+"\n")
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	file := map[string]any{"file": w.File(t, "token", job("repo:a", time.Now().Add(time.Hour)))}
	exec := map[string]any{"executable": map[string]any{"command": program}}
	aws := func(key, value string) map[string]any {
		source := awsSource()
		source[key] = value
		return source
	}
	var documents []string
	for _, host := range []string{
		"evil.test", "evil-googleapis.com", "evilgoogleapis.com", "googleapis.com.evil.test",
		"oauth2.googleapis.com.", "oauth2.googleapis.com:8443",
		"oauth2.googleapis.com@evil.test", "evil.test#.googleapis.com", "evil.test/.googleapis.com",
		"evil.test?.googleapis.com", "evil.test\\.googleapis.com", "169.254.169.254", "127.0.0.1", "",
	} {
		url := "https://" + host + "/token"
		documents = append(documents,
			fakegoogle.ServiceAccount("a@p", "token_uri", url), userLogin("R", "token_uri", url),
			federation(file, "token_url", url), federation(exec, "token_url", url),
			federation(file, "service_account_impersonation_url", url),
			federation(exec, "service_account_impersonation_url", url),
			fakegoogle.Document(map[string]any{
				"type": "impersonated_service_account", "service_account_impersonation_url": url,
				"source_credentials": userFields("R"),
			}),
			fakegoogle.Document(map[string]any{"type": "impersonated_service_account",
				"service_account_impersonation_url": asAccount, "source_credentials": map[string]any{
					"type": "authorized_user", "client_id": "c", "client_secret": "CANARY", "refresh_token": "CANARY",
					"token_uri": url}}))
	}
	documents = append(documents,
		fakegoogle.ServiceAccount("a@p", "token_uri", "http://oauth2.googleapis.com/token"),
		fakegoogle.ServiceAccount("a@p", "token_uri", "http://169.254.169.254/token"),
		fakegoogle.ServiceAccount("a@p", "Token_URI", "https://evil.test/token"),
		fakegoogle.ServiceAccount("a@p", "universe_domain", "evil.test", "token_uri", "https://oauth2.evil.test/token"),
		federation(map[string]any{"url": "http://evil.test/"}),
		federation(map[string]any{"url": "http://169.254.169.254/computeMetadata/v1/"}),
		federation(map[string]any{"url": "file:///etc/passwd"}),
		federation(aws("url", "http://evil.test/")), federation(aws("region_url", "https://evil.test/")),
		federation(aws("imdsv2_session_token_url", "https://evil.test/")),
		federation(aws("regional_cred_verification_url", "https://evil.test/")),
		federation(aws("regional_cred_verification_url", "https://sts.evil.test/.amazonaws.com")),
		federation(aws("regional_cred_verification_url", "https://bucket.s3.amazonaws.com/")),
		fakegoogle.ServiceAccount("a@p", "universe_domain", "evil.test"),
		federation(map[string]any{"executable": map[string]any{"command": "program"}}), federation(map[string]any{}),
		federation(map[string]any{"certificate": map[string]any{}}),
		strings.Replace(fakegoogle.ServiceAccount("a@p"), "{", `{"token_uri":"https://evil.test",`, 1),
		// a duplicate key
		strings.Replace(userLogin("R"), "{", `{"installed":{"client_id":"x","redirect_uris":["http://localhost"]},`, 1),
	)
	for i, d := range documents {
		name := fmt.Sprintf("document %d: %.300s", i, d)
		a := w.Run(t, "get", own, "GOOGLE_AUTH_JSON="+d)
		if a.Code != 1 || !strings.Contains(a.Out, ": config: ") || a.Out != a.Err {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if w.Asked() != 0 {
		t.Errorf("it asked: %q", w.Dialled())
	}
	if _, err := os.Stat(started); err == nil {
		t.Error("a program was started")
	}
}

// TestPrograms: a program is only started with Google's own opt-in, by its absolute path, and if not
// every user could have written it.
func TestPrograms(t *testing.T) {
	w := newWorld(t)
	program := w.File(t, "bin/program", `#!/bin/sh
echo '{"version":1,"success":true,"token_type":"urn:ietf:params:oauth:token-type:jwt","id_token":"`+job("repo:x", time.Now().Add(time.Hour))+`"}'
`)
	d := "GOOGLE_AUTH_JSON=" + federation(map[string]any{"executable": map[string]any{"command": program + " --flag"}})
	allowed := "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1"
	w.Fails(t, "config", "set GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1", d)
	for mode, text := range map[os.FileMode]string{0o600: "is not executable", 0o757: "is writable by every user"} {
		if err := os.Chmod(program, mode); err != nil {
			t.Fatal(err)
		}
		w.Fails(t, "backend", text, d, allowed)
	}
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	w.password(d, allowed)
	if claimsOf(t, w.last(stsHost).Form.Get("subject_token"))["sub"] != "repo:x" {
		t.Error("another token was exchanged")
	}
	inner := map[string]any{}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(d, "GOOGLE_AUTH_JSON=")), &inner); err != nil {
		t.Fatal(err)
	}
	w.Fails(t, "config", "is not supported there", allowed, "GOOGLE_AUTH_JSON="+
		fakegoogle.Document(map[string]any{"type": "impersonated_service_account",
			"service_account_impersonation_url": asAccount, "source_credentials": inner}))
}

// TestProgramBesideFile: the program of a document that also names a file is not started, with or
// without the opt-in: Google's library uses the file.
func TestProgramBesideFile(t *testing.T) {
	w := newWorld(t)
	started := filepath.Join(w.Home, "started")
	program := w.File(t, "program", "#!/bin/sh\ntouch "+started+"\n")
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	d := "GOOGLE_AUTH_JSON=" + federation(map[string]any{
		"file":       w.File(t, "token", job("repo:f", time.Now().Add(time.Hour))),
		"executable": map[string]any{"command": program},
	})
	for _, allowed := range []string{"", "1"} {
		w.password(d, allowPrograms+"="+allowed, "DOCKERCFG_CACHE=off")
		if claimsOf(t, w.last(stsHost).Form.Get("subject_token"))["sub"] != "repo:f" {
			t.Error("another token was exchanged")
		}
	}
	if _, err := os.Stat(started); err == nil {
		t.Error("the program was started")
	}
}

// TestProgramEachTime: the program runs on each get, and its answer is exchanged once. With keep in
// a rule it does not run either.
func TestProgramEachTime(t *testing.T) {
	w := newWorld(t, allowPrograms+"=1")
	program := w.File(t, "program", `#!/bin/sh
echo >>"$HOME/calls"
echo '{"version":1,"success":true,"token_type":"urn:ietf:params:oauth:token-type:jwt","id_token":"CANARY-'"$(cat "$HOME/subject")"'"}'
`)
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	w.set("GOOGLE_AUTH_JSON=" + federation(map[string]any{"executable": map[string]any{"command": program}}))
	w.File(t, "subject", "one")
	first := w.password()
	if again := w.password(); again != first || w.calls() != 2 || w.Count(stsHost) != 1 {
		t.Errorf("%s, then %s, %d calls, %d exchanges", first, again, w.calls(), w.Count(stsHost))
	}
	w.KeepsOnly(t, first)
	w.File(t, "subject", "two")
	if second := w.password(); second == first || w.calls() != 3 || w.Count(stsHost) != 2 {
		t.Errorf("another answer: %s, %d calls, %d exchanges", second, w.calls(), w.Count(stsHost))
	}
	w.rule(t, `keep = "1h"`)
	kept := w.password()
	w.File(t, "subject", "three")
	if again := w.password(); again != kept || w.calls() != 4 {
		t.Errorf("with keep: %s, then %s, %d calls", kept, again, w.calls())
	}
}

// TestProgramGroup: the children of a program do not outlive the run.
func TestProgramGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1")
	late := filepath.Join(w.Home, "late")
	program := w.File(t, "program", "#!/bin/sh\ntrap '' TERM\n(sleep 4; touch "+late+") &\nsleep 60\n")
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	w.Fails(t, "timeout", "", "DOCKERCFG_TIMEOUT=2s",
		"GOOGLE_AUTH_JSON="+federation(map[string]any{"executable": map[string]any{"command": program}}))
	time.Sleep(4 * time.Second)
	if _, err := os.Stat(late); err == nil {
		t.Error("a child went on")
	}
}

// TestProgramFaults: a program that does not answer is stopped with its children, and its output is
// never shown.
func TestProgramFaults(t *testing.T) {
	for script, c := range map[string]struct{ code, text string }{
		"echo CANARY-OUT":             {"backend", "did not print a valid token"},
		"echo CANARY-OUT >&2; exit 2": {"backend", "failed (exit code 2)"},
		`echo '{"version":1,"success":false,"code":"1",` +
			`"message":"CANARY"}'`: {"backend", "did not print a valid token"},
		`echo '{"version":1,"success":true,"token_type":"urn:ietf:params:oauth:token-type:jwt","id_token":"CANARY",` +
			`"expiration_time":1000}'`: {"backend", "did not print a valid token"},
		"while :; do echo " +
			"CANARY-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; done": {"backend", "failed"},
		"sleep 60 & sleep 60": {"timeout", ""},
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1")
			program := w.File(t, "program", "#!/bin/sh\n"+script+"\n")
			if err := os.Chmod(program, 0o700); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			w.Fails(t, c.code, c.text, "DOCKERCFG_TIMEOUT=4s",
				"GOOGLE_AUTH_JSON="+federation(map[string]any{"executable": map[string]any{"command": program}}))
			if took := time.Since(began); took > 8*time.Second {
				t.Errorf("it took %s", took)
			}
			if w.Asked() != 0 {
				t.Errorf("it asked %q", w.Dialled())
			}
		})
	}
}
