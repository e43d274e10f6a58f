package helpers

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

const (
	private = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
	azure   = "myregistry.azurecr.io"
)

// keys is an identity for Amazon.
var keys = []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=CANARY"}

// situation is a machine on which a program fails with a code.
type situation struct {
	code   string
	amazon fakeaws.Behaviour // of its service for tokens, which is asked where the keys are set
	env    []string
	files  map[string]string // below home; a program where it lies in bin
	stdin  string
	args   []string
	full   bool // standard output is a full device
	before func(*testing.T, machine)
}

// situations are those of docs/errors.md. Each is a real run, so that the page has what
// the programs say today.
func situations() []situation {
	get := func(name string) []string { return []string{"docker-credential-" + name, "get"} }
	refusal := func(status int, kind, text string) fakeaws.Behaviour {
		return fakeaws.Behaviour{Fault: fakeaws.Refuse(status, kind, text)}
	}
	const sso = "[profile dev]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n" +
		"sso_account_id = 123456789012\nsso_role_name = pull\nregion = eu-west-1\n"
	return []situation{
		{code: "input", stdin: "{", args: []string{"docker-credential-file", "store"}},
		{code: "input", stdin: "ghcr.io/%61", args: get("ghcr")},
		{code: "config", stdin: "docker.io", env: []string{"DOCKERHUB_USERNAME=alice"}, args: get("dockerhub")},
		{code: "config", stdin: azure, args: get("acr"),
			env: []string{"AZURE_TENANT_ID=corp.example", "AZURE_CLIENT_ID=00000000"}},
		{code: "config", stdin: "gcr.io", args: get("gar"), files: map[string]string{
			".config/dockercfg/config.toml": "[[registry]]\nmatch = \"gcr.io\"\nprofile = \"prod\"\n"}},
		{code: "no-identity", stdin: private, args: get("ecr")},
		{code: "no-identity", args: []string{"dockercfg", "verify"}},
		{code: "login-expired", stdin: private, args: get("ecr"), env: []string{"AWS_PROFILE=dev"},
			files: map[string]string{".aws/config": sso}},
		{code: "denied", stdin: private, args: get("ecr"), env: keys, amazon: refusal(400, "AccessDeniedException",
			"User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:GetAuthorizationToken")},
		{code: "denied", stdin: private, args: get("ecr"), env: keys,
			amazon: refusal(400, "UnrecognizedClientException", "")},
		{code: "throttled", stdin: private, args: get("ecr"), env: append(keys, "AWS_MAX_ATTEMPTS=1"),
			amazon: refusal(400, "ThrottlingException", "Rate exceeded")},
		{code: "upstream", stdin: private, args: get("ecr"), env: append(keys, "AWS_MAX_ATTEMPTS=1"),
			amazon: refusal(503, "ServiceUnavailable", "")},
		{code: "timeout", stdin: private, args: get("ecr"), env: append(keys, "DOCKERCFG_TIMEOUT=2s"),
			amazon: fakeaws.Behaviour{Delay: time.Minute}},
		{code: "dns", stdin: private, args: get("ecr"), env: append(keys, "AWS_ENDPOINT_URL=https://ecr.invalid")},
		{code: "tls", stdin: private, args: get("ecr"),
			env: append(keys, "AWS_ENDPOINT_URL=TLS", "AWS_MAX_ATTEMPTS=1")},
		{code: "proxy", stdin: "registry.digitalocean.com", args: get("digitalocean"),
			env: []string{"DIGITALOCEAN_ACCESS_TOKEN=CANARY", "HTTPS_PROXY=http://127.0.0.1:9"}},
		{code: "clock", stdin: private, args: get("ecr"), env: append(keys, "AWS_MAX_ATTEMPTS=1"),
			amazon: fakeaws.Behaviour{Skew: -24 * time.Hour,
				Fault: fakeaws.Refuse(403, "InvalidSignatureException", "")}},
		{code: "store", stdin: "registry.example", args: get("file"), before: loseKey},
		{code: "store", args: []string{"docker-credential-file", "list"},
			env: []string{"DOCKERCFG_STORE=/dev/null/store"}},
		{code: "backend", stdin: "ghcr.io", args: get("ghcr"), files: map[string]string{
			".config/dockercfg/config.toml": "[[registry]]\nmatch = \"ghcr.io\"\nsource = \"gh\"\n"}},
		{code: "backend", stdin: "registry.example", args: get("auto"), files: map[string]string{
			".config/dockercfg/config.toml": "[[registry]]\nmatch = \"registry.example\"\nhelper = \"acme\"\n"}},
		{code: "helper", stdin: "registry.example", args: get("auto"), env: []string{"PATH=HOME/bin"},
			files: map[string]string{
				"bin/docker-credential-acme":    "#!/bin/sh\necho 'the vault is sealed'; exit 1\n",
				".config/dockercfg/config.toml": "[[registry]]\nmatch = \"registry.example\"\nhelper = \"acme\"\n"}},
		{code: "internal", args: []string{"dockercfg", "--version"}, full: true},
	}
}

// loseKey keeps a login and removes the key of the store.
func loseKey(t *testing.T, m machine) {
	m.run(t, `{"ServerURL":"registry.example","Username":"alice","Secret":"CANARY"}`, "docker-credential-file", "store")
	if err := os.Remove(filepath.Join(m.home, ".config/dockercfg/store-key.txt")); err != nil {
		t.Fatal(err)
	}
}

// messages runs the situations and gives what they print, by code.
func messages(t *testing.T) map[string][]string {
	t.Helper()
	said := map[string][]string{}
	all := situations()
	lines := make([]string, len(all))
	t.Run("messages", func(t *testing.T) {
		for i, s := range all {
			t.Run(s.code, func(t *testing.T) {
				t.Parallel()
				lines[i] = s.message(t)
			})
		}
	})
	for i, s := range all {
		if !slices.Contains(said[s.code], lines[i]) {
			said[s.code] = append(said[s.code], lines[i])
		}
	}
	for _, code := range reference.Codes() {
		if len(said[code.Name]) == 0 {
			t.Errorf("docs/errors.md has no message for %s: add a situation", code.Name)
		}
	}
	return said
}

// message is the line that the program prints.
func (s situation) message(t *testing.T) string {
	t.Helper()
	server, err := fakeaws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	if s.amazon.Fault != nil || s.amazon.Delay != 0 {
		server.Behave(fakeaws.ECR, s.amazon)
	}
	m := newMachine(t, server.Environment()...)
	for name, text := range s.files {
		mode := 0o600
		if strings.HasPrefix(name, "bin/") {
			mode = 0o700
		}
		m.file(t, name, text, os.FileMode(mode))
	}
	stranger := httptest.NewTLSServer(http.NotFoundHandler()) // of an unknown authority
	stranger.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(stranger.Close)
	here := strings.NewReplacer("=HOME/", "="+m.home+"/", "=TLS", "="+stranger.URL)
	for _, assignment := range s.env {
		m.env = append(m.env, here.Replace(assignment))
	}
	m.full = s.full
	if s.before != nil {
		s.before(t, m)
	}
	out, errs := m.run(t, s.stdin, s.args...)
	if errs == "" {
		errs = out
	}
	line, _, _ := strings.Cut(errs, "\n")
	line = strings.ReplaceAll(line, m.home, "~")
	line = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(line, "127.0.0.1:3128")
	if want := s.args[0] + ": " + s.code + ": "; !strings.HasPrefix(line, want) || strings.Contains(line, "CANARY") {
		t.Errorf("%v: %q, want it to begin with %q", s.args, line, want)
	}
	return line
}

// TestCodesAreListed: the reference explains every code of shared/fault, in its order.
func TestCodesAreListed(t *testing.T) {
	var listed []fault.Code
	for _, code := range reference.Codes() {
		listed = append(listed, fault.Code(code.Name))
	}
	if !slices.Equal(listed, fault.Codes()) {
		t.Errorf("the reference explains %q, the codes are %q", listed, fault.Codes())
	}
}
