//go:build linux

package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
)

// bazelAnswer is an answer by the schema of Bazel's protocol.
type bazelAnswer struct {
	Headers map[string][]string `json:"headers"`
	Expires string              `json:"expires"`
}

// bazel asks as Bazel does: with only the verb, in a foreign workspace, and with a request
// without a final newline.
func (v verifying) bazel(t *testing.T, request string, env ...string) (out, errs string, code int) {
	t.Helper()
	cmd := v.command("get")
	cmd.Dir = t.TempDir()
	cmd.Env = append(append(cmd.Env, v.Environment()...), env...)
	cmd.Stdin = strings.NewReader(request)
	var log strings.Builder
	cmd.Stderr = &log
	data, err := cmd.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	if strings.Contains(log.String(), "CANARY") {
		t.Errorf("%s: the log contains a secret: %s", request, &log)
	}
	return string(data), log.String(), cmd.ProcessState.ExitCode()
}

// header returns the one Authorization header of an answer, or "", and how long it may be
// kept.
func (v verifying) header(t *testing.T, uri string, env ...string) (header string, life time.Duration) {
	t.Helper()
	asked := time.Now()
	out, errs, code := v.bazel(t, fmt.Sprintf(`{"uri":%q}`, uri), env...)
	var answer bazelAnswer
	if code != 0 || json.Unmarshal([]byte(out), &answer) != nil || strings.Count(out, "\n") != 1 {
		t.Fatalf("%s: exit code %d: %s%s", uri, code, out, errs)
	}
	if answer.Expires != "" {
		end, err := time.Parse("2006-01-02T15:04:05Z", answer.Expires)
		if err != nil {
			t.Errorf("%s: expires is %q", uri, answer.Expires)
		}
		life = end.Sub(asked)
	}
	if len(answer.Headers) == 0 {
		if out != "{\"headers\":{}}\n" {
			t.Errorf("%s: %q", uri, out)
		}
		return "", life
	}
	values := answer.Headers["Authorization"]
	if len(answer.Headers) != 1 || len(values) != 1 {
		t.Fatalf("%s: %s", uri, out)
	}
	return values[0], life
}

// scoped is a registry whose token service returns tokens that name their scope.
func scoped(host, life string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if user, secret, _ := r.BasicAuth(); r.URL.Path == "/token" && user == "alice" && secret == "CANARY-PW" {
			fmt.Fprintf(w, `{"token":"for:%s"%s}`, r.URL.Query().Get("scope"), life)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://`+host+`/token",service="s"`)
		w.WriteHeader(http.StatusUnauthorized)
	}
}

const aliceBasic = "Basic YWxpY2U6Q0FOQVJZLVBX"

// TestBazel checks that the header is the login itself if the registry accepts that, or else
// a token from its token service for the one repository, and how long either may be kept.
func TestBazel(t *testing.T) {
	t.Parallel()
	v := newVerifying(t, "basic.example", "basic.example:5000", "bearer.example", "brief.example", "token.example",
		"open.example", "https://index.docker.io/v1/")
	v.Handle("basic.example", basic)
	v.Handle("bearer.example", scoped("bearer.example", `,"expires_in":300`))
	v.Handle("brief.example", scoped("brief.example", ""))
	v.Handle("open.example", func(http.ResponseWriter, *http.Request) {})
	v.Handle("registry-1.docker.io", scoped("auth.docker.io", ""))
	v.Handle("auth.docker.io", scoped("auth.docker.io", `,"expires_in":3600`))
	v.Handle("token.example", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			tokens(w, r)
			return
		}
		bearer("https://token.example/token")(w, r)
	})
	for uri, want := range map[string]struct {
		header string
		life   time.Duration
	}{
		"https://basic.example/v2/a/manifests/1":         {aliceBasic, 0},
		"https://basic.example:443/v2/a/manifests/1":     {aliceBasic, 0},
		"https://BASIC.example/v2/a/b/blobs/sha256:0123": {aliceBasic, 0},
		"https://open.example/v2/a/blobs/sha256:0123":    {aliceBasic, 0},
		"https://bearer.example/v2/team/app/blobs/sha256:0123": {"Bearer for:repository:team/app:pull",
			290 * time.Second},
		"https://bearer.example/v2/team/app/manifests/v1?ns=x": {"Bearer for:repository:team/app:pull",
			290 * time.Second},
		"https://bearer.example/v2/blobs/manifests/blobs/sha256:0": {"Bearer for:repository:blobs/manifests:pull",
			290 * time.Second},
		"https://bearer.example/v2/":                            {"Bearer for:", 290 * time.Second},
		"https://bearer.example/v2/a%20b:push,pull/manifests/1": {"Bearer for:", 290 * time.Second},
		"https://brief.example/v2/a/tags/list": {"Bearer for:repository:a:pull",
			50 * time.Second},
		"https://token.example/v2/a/manifests/1": {"Bearer t", 50 * time.Second},
		"https://index.docker.io/v2/library/busybox/manifests/latest": {"Bearer for:repository:library/busybox:pull",
			3590 * time.Second},
		"https://registry-1.docker.io/v2/library/busybox/blobs/sha256:0": {"Bearer for:repository:library/busybox:pull",
			3590 * time.Second},
	} {
		header, life := v.header(t, uri)
		if header != want.header || life > want.life+time.Second || life < want.life-2*time.Second {
			t.Errorf("%s: %q for %s, want %q for %s", uri, header, life, want.header, want.life)
		}
	}
	out, _, code := v.bazel(t, `{"uri":"https://basic.example/v2/","future":{"x":[1]}}`+"\n")
	if code != 0 || !strings.Contains(out, aliceBasic) {
		t.Errorf("an unknown field: exit code %d: %s", code, out)
	}
}

// TestBazelForeign checks that for a URL without a registry, and for a registry without a
// login, there are no headers and no error, since Bazel would fail the download; that no
// request is made; and that nothing is sent without TLS.
func TestBazelForeign(t *testing.T) {
	t.Parallel()
	v := newVerifying(t, "basic.example", "localhost:1")
	v.Handle("basic.example", basic)
	for _, uri := range []string{
		"http://basic.example/v2/a/manifests/1", "http://localhost:1/v2/a/manifests/1",
		"grpcs://basic.example/v2/a/manifests/1",
		"grpc://basic.example:80/", "https://basic.example/", "https://basic.example/v1/a", "https://basic.example/v2",
		"https://alice@basic.example/v2/a/manifests/1",
		"https://basic.example.evil.example/v2/a/manifests/1",
		"https://evil-basic.example/v2/a/manifests/1", "https://basic.example:8443/v2/a/manifests/1",
		"https://other.example/v2/a/blobs/x",
		"https://github.com/bazelbuild/bazel/archive/x.tar.gz", "https://[::1", "", "x",
		"https:basic.example/v2/", "https:///v2/",
		"https://basic.example%2eevil/v2/", "//basic.example/v2/a/manifests/1", "file:///v2/a/manifests/1",
	} {
		if header, life := v.header(t, uri); header != "" || life != 0 {
			t.Errorf("%s: %q for %s", uri, header, life)
		}
	}
	if len(v.Requests())+len(v.Dialled()) > 0 {
		t.Errorf("requests were made: %+v, %q", v.Requests(), v.Dialled())
	}
}

// TestBazelFails checks that a failure has an exit code, a reason on standard error and an
// empty answer, and that no secret is sent to another domain.
func TestBazelFails(t *testing.T) {
	t.Parallel()
	v := newVerifying(t, "bad.realm.example", "plain.realm.example", "wrong.example", "down.example", "odd.example")
	v.Handle("bad.realm.example", bearer("https://evil.test/token"))
	v.Handle("plain.realm.example", bearer("http://plain.realm.example/token"))
	v.Handle("wrong.example", scoped("wrong.example", ""))
	v.Handle("down.example", func(w http.ResponseWriter,
		_ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	v.Handle("odd.example", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", "Negotiate")
		w.WriteHeader(http.StatusUnauthorized)
	})
	v.write(t, "docker2/config.json", `{"credsStore":"broken"}`, 0o600)
	v.write(t, "bin/docker-credential-broken", "#!/bin/sh\necho the store is locked\nexit 1\n", 0o755)
	for request, want := range map[string]string{
		`{"uri":"https://bad.realm.example/v2/a/manifests/1"}`: "" +
			"dockercfg: bad.realm.example: its token service evil.test is in another domain",
		`{"uri":"https://plain.realm.example/v2/a/manifests/1"}`: "does not use TLS",
		`{"uri":"https://wrong.example/v2/a/manifests/1"}`:       "dockercfg: wrong.example: it refused the login",
		`{"uri":"https://down.example/v2/a/manifests/1"}`:        "down.example failed (status 503): try again",
		`{"uri":"https://odd.example/v2/a/manifests/1"}`:         "it offers neither Basic nor Bearer authentication",
		``: "input: reading Bazel's request", `{`: "not a JSON object", `[]`: "not a JSON object",
		`{}`:        "it has no uri",
		`{"uri":1}`: "not a JSON object", `basic.example`: "not a JSON object",
		`{"uri":"` + strings.Repeat("a", 70000) + `"}`: "larger than 64 KiB",
	} {
		out, errs, code := v.bazel(t, request)
		if code != 1 || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%.80s: exit code %d: %q, %s", request, code, out, errs)
		}
	}
	out, errs, code := v.bazel(t, `{"uri":"https://a.example/v2/a/manifests/1"}`, "DOCKER_CONFIG="+v.dir+"/docker2")
	if code != 1 || out != "" || !strings.Contains(errs, "a.example: ") || !strings.Contains(errs, "locked") {
		t.Errorf("a store that fails: exit code %d: %q, %s", code, out, errs)
	}
	for _, host := range v.Dialled() {
		if strings.Contains(host, "evil.test") {
			t.Error("evil.test was asked")
		}
	}
}

// TestBazelClouds checks private ECR and Artifact Registry, with their real helpers and the
// router.
func TestBazelClouds(t *testing.T) {
	t.Parallel()
	const ecr, gar = "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "europe-west1-docker.pkg.dev"
	v := newVerifying(t)
	v.write(t, "docker/config.json", `{"credsStore":"auto"}`, 0o600)
	amazon, err := fakeaws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(amazon.Close)
	fakegoogle.Serve(v.Cloud)
	v.Handle(ecr, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Basic realm="https://`+ecr+`/",service="ecr.amazonaws.com"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
	v.Handle(gar, func(w http.ResponseWriter, r *http.Request) {
		if user, secret, _ := r.BasicAuth(); r.URL.Path == "/v2/token" && user == "oauth2accesstoken" &&
			strings.HasPrefix(secret, "ya29.") {
			fmt.Fprintf(w, `{"token":"for:%s","expires_in":3600}`, r.URL.Query().Get("scope"))
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://`+gar+`/v2/token",service="`+gar+`"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
	env := append(amazon.Environment(), "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=CANARY-KEY",
		"GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount("ci@p.iam.gserviceaccount.com"))
	header, life := v.header(t, "https://"+ecr+"/v2/team/app/blobs/sha256:0", env...)
	pair, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(header, "Basic "))
	if !strings.HasPrefix(string(pair), "AWS:") || life < 11*time.Hour || life > 12*time.Hour {
		t.Errorf("%q for %s", header, life)
	}
	again, _ := v.header(t, "https://"+ecr+"/v2/team/other/blobs/sha256:1", env...)
	if again != header || len(amazon.Requests()) != 1 {
		t.Errorf("a second layer requested a second token: %d requests", len(amazon.Requests()))
	}
	header, life = v.header(t, "https://"+gar+"/v2/project/repo/app/manifests/1", env...)
	if header != "Bearer for:repository:project/repo/app:pull" || life < 59*time.Minute || life > time.Hour {
		t.Errorf("%q for %s", header, life)
	}
	if header, _ := v.header(t, "https://europe-west1-docker.pkg.dev.evil.example/v2/a/b/manifests/1", env...); header != "" {
		t.Errorf("a look-alike gets %q", header)
	}
}
