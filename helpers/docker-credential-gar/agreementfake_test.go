//go:build unix

package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
)

// naming is a fake of Google, two of its machines, a runner, EC2 and gcloud, whose tokens contain
// only the name of who requested them.
type naming struct {
	*helpertest.Exchange
	machines [2]string // hosts of two metadata services
	between  atomic.Pointer[func()]
	python   string // "" if there is none
}

func startNaming(t *testing.T) *naming {
	t.Helper()
	n := &naming{}
	n.Exchange = helpertest.NewExchange(t, tokenHost, n.first(n.grant))
	n.Handle(stsHost, n.first(n.exchange))
	n.Handle(iamHost, n.first(n.impersonate))
	n.Handle(github, n.first(func(w http.ResponseWriter, r *http.Request) {
		fakegoogle.Write(w, map[string]any{"value": "subject-of-" + called(r.Header.Get("Authorization"))})
	}))
	n.Handle("127.0.0.1", n.first(n.local))
	for i := range n.machines {
		server := httptest.NewServer(n.first(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(flavor, "Google")
			if r.URL.Path != "/" {
				answer(w, fmt.Sprint("machine ", i))
			}
		}))
		t.Cleanup(server.Close)
		n.machines[i] = strings.TrimPrefix(server.URL, "http://")
	}
	for _, python := range []string{"/usr/bin/python3", "python3"} { // every user may start the first
		if out, err := exec.Command(python, "-c", "import sys; print(sys.executable)").Output(); err == nil {
			n.python = strings.TrimSpace(string(out))
			break
		}
	}
	return n
}

// first lets a test change something before a request is answered.
func (n *naming) first(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if f := n.between.Load(); f != nil {
			(*f)()
		}
		h(w, r)
	}
}

// called is a name that a token may contain.
func called(text string) string {
	plain := strings.Map(func(r rune) rune {
		if r < 128 && consistsOf(string(r), "-.") {
			return r
		}
		return '_'
	}, text)
	return fmt.Sprintf("%.120s.%x", plain, sha256.Sum256([]byte(text)))[:min(len(plain), 120)+17]
}

func answer(w http.ResponseWriter, who string) {
	fakegoogle.Write(w, map[string]any{"access_token": "ya29." + called(who), "expires_in": 3600,
		"token_type": "Bearer"})
}

// grant returns the account of a key, or the login.
func (n *naming) grant(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("refresh_token") != "" {
		answer(w, "login "+r.FormValue("client_id")+r.FormValue("client_secret")+r.FormValue("refresh_token"))
		return
	}
	var head, claims map[string]any
	parts := strings.Split(r.FormValue("assertion"), ".")
	if len(parts) != 3 || json.Unmarshal(decoded(parts[0]), &head) != nil ||
		json.Unmarshal(decoded(parts[1]), &claims) != nil {
		http.Error(w, "{}", http.StatusBadRequest)
		return
	}
	answer(w, fmt.Sprint("account ", claims["iss"], head["kid"], claims["aud"]))
}

// exchange returns the subject token's name. Amazon's is a signed request, named by key and region.
func (n *naming) exchange(w http.ResponseWriter, r *http.Request) {
	subject := r.FormValue("subject_token")
	if text, err := url.QueryUnescape(subject); err == nil && strings.Contains(text, "AWS4-HMAC-SHA256") {
		_, text, _ = strings.Cut(text, "Credential=")
		key, _, _ := strings.Cut(text, "/")
		subject = key
	}
	answer(w, "subject "+subject+r.FormValue("audience")+r.FormValue("subject_token_type"))
}

func (n *naming) impersonate(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	who := "as " + r.URL.Path + string(body) + r.Header.Get("Authorization")
	fakegoogle.Write(w, map[string]any{"accessToken": "ya29." + called(who),
		"expireTime": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)})
}

// local is EC2's metadata service, and the place where a program reports.
func (n *naming) local(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/token":
		_, _ = io.WriteString(w, "session")
	case "/roles":
		_, _ = io.WriteString(w, "ci")
	case "/roles/ci":
		fakegoogle.Write(w, map[string]any{"AccessKeyId": "AKIAMACHINE", "SecretAccessKey": "x", "Token": "y"})
	case "/zone":
		_, _ = io.WriteString(w, "eu-west-1b")
	}
}

func decoded(part string) []byte {
	data, _ := rawURL.DecodeString(part)
	return data
}

// prepare writes the programs to a home directory: gcloud in two installations, which have their
// own properties, and the program of a federation.
func (n *naming) prepare(t *testing.T, home string) {
	t.Helper()
	write := func(name, text string) {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := helpertest.WriteProgram(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	script := strings.ReplaceAll(plainGcloud, "TOKEN", "ya29.")
	if n.python != "" {
		data, err := os.ReadFile("testdata/gcloud.py")
		if err != nil {
			t.Fatal(err)
		}
		script = "#!" + n.python + " -IS\n" + strings.ReplaceAll(string(data), "REPORT", n.URL())
	}
	write("sdk/bin/gcloud", script)
	write("sdk2/bin/gcloud", script+"\n")
	if err := os.MkdirAll(filepath.Join(home, "tools"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, tool := range []string{"cat", "sed", "tr"} { // but no gcloud of this machine
		path, err := exec.LookPath(tool)
		if err != nil {
			t.Skipf("not run: %v", err)
		}
		if err := os.Symlink(path, filepath.Join(home, "tools", tool)); err != nil {
			t.Fatal(err)
		}
	}
	write("bin/program", `#!/bin/sh
printf '{"version":1,"success":true,"token_type":"urn:ietf:params:oauth:token-type:jwt","id_token":"%s-%s"}' "$SUBJECT" "$(cat "$HOME/subject" 2>/dev/null)"
`)
}

// plainGcloud is a gcloud for simple files, if there is no Python.
const plainGcloud = `#!/bin/sh
dir="${CLOUDSDK_CONFIG:-$HOME/.config/gcloud}"
name="${CLOUDSDK_ACTIVE_CONFIG_NAME:-$(cat "$dir/active_config" 2>/dev/null)}"
account="${CLOUDSDK_CORE_ACCOUNT-$(sed -n 's/^account = //p' "$dir/configurations/config_${name:-default}" 2>/dev/null)}"
for argument; do case "$argument" in --account=*) account="${argument#--account=}" ;; esac; done
[ -n "$account" ] || { echo "You do not currently have an active account selected." >&2; exit 1; }
printf '{"credential":{"access_token":"TOKEN%s","token_expiry":"2999-01-01T00:00:00Z"}}' "$(echo "$account $CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT" | tr -c 'a-zA-Z0-9\n' _)"
`
