package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/helpertest/built"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// programs is the directory with the programs, which scripts/live would create.
var programs string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "live")
	if err != nil {
		panic(err)
	}
	programs = dir
	if err := built.Into(dir, "docker-credential-ecr", "docker-credential-acr", "docker-credential-ghcr",
		"dockercfg"); err != nil {
		panic(err)
	}
	build("../clients", "github.com/google/go-containerregistry/cmd/crane")
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func build(from string, packages ...string) {
	cmd := exec.Command("go", append([]string{"build", "-buildvcs=false", "-o", programs + "/"}, packages...)...)
	cmd.Dir, cmd.Env = from, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		panic(err.Error() + ": " + string(out))
	}
}

// images answers as a registry's host does: a token for a login, a manifest for a token. If
// closed is set, it accepts no login; if open is set, it accepts everyone.
type images struct {
	user         string
	closed, open bool
}

func (r images) serve(host string) http.HandlerFunc {
	refuse := func(w http.ResponseWriter) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://`+host+`/token",service="`+host+`"`)
		w.WriteHeader(http.StatusUnauthorized)
		words := "account 123456789012 may not pull team/app"
		_, _ = io.WriteString(w, `{"errors":[{"code":"UNAUTHORIZED","message":"`+words+`"}]}`)
	}
	return func(w http.ResponseWriter, q *http.Request) {
		user, secret, _ := q.BasicAuth()
		switch {
		case q.URL.Path == "/oauth2/exchange":
			fakeazure.Exchange(w, q)
		case q.URL.Path == "/token" && (r.open && user == "" || user == r.user && secret != "" && !r.closed):
			_, _ = io.WriteString(w, `{"token":"CANARY-BEARER"}`)
		case q.URL.Path == "/token" || q.Header.Get("Authorization") != "Bearer CANARY-BEARER":
			refuse(w)
		case strings.HasSuffix(q.URL.Path, "/team/app/manifests/v1"):
			w.Header().Set("Content-Type", "application/vnd.oci.image.manifest.v1+json")
			_, _ = io.WriteString(w, `{"schemaVersion":2}`)
		}
	}
}

// scene is a machine with an identity at one provider, and a network of fakes.
type scene struct {
	provider, host string
	env            []string
	cloud          *fakecloud.Cloud
	amazon         *fakeaws.Server
}

func (s scene) try(t *testing.T) (report string, code int) {
	t.Helper()
	var out, errs strings.Builder
	code = run(context.Background(), []string{programs, s.provider, s.host + "/team/app:v1"}, s.env, &out, &errs)
	report = out.String()
	for name, pattern := range map[string]string{
		"a secret": `CANARY|eyJ|AWS4|[A-Za-z0-9+/=_-]{41}`, "an account": `[0-9]{12}\b.*\n`, "an id": `11111111-2222`,
		"an image": `team|/app`,
	} {
		shown := regexp.MustCompile(`(?m)^\| version .*\n`).ReplaceAllString(report, "")
		if found := regexp.MustCompile(pattern).FindString(shown); found != "" {
			t.Errorf("the report holds %s, %q:\n%s", name, found, report)
		}
	}
	if strings.Contains(errs.String(), "CANARY") {
		t.Errorf("the progress holds a secret: %s", errs.String())
	}
	return report, code
}

func (s scene) row(t *testing.T, report, row, state string) {
	t.Helper()
	if !strings.Contains(report, "| "+row+" | "+state+" |") {
		t.Errorf("%s is not %s:\n%s", row, state, report)
	}
}

func network(t *testing.T) (c *fakecloud.Cloud, env []string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("not run: scripts/live against the fakes (only Linux reads SSL_CERT_FILE)")
	}
	c, err := fakecloud.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	home := t.TempDir()
	return c, append(c.Environment(), "HOME="+home, "PATH="+filepath.Join(home, "empty"), "DOCKERCFG_KEEPER=none")
}

func amazon(t *testing.T, r images) scene {
	t.Helper()
	c, env := network(t)
	server, err := fakeaws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	s := scene{provider: "ecr", host: "123456789012.dkr.ecr.eu-west-1.amazonaws.com", cloud: c, amazon: server}
	c.Handle(s.host, r.serve(s.host))
	env = append(env, server.Environment()...)
	s.env = append(env, "AWS_ACCESS_KEY_ID=AKIACANARYEXAMPLE1234", "AWS_SECRET_ACCESS_KEY=CANARY-KEY",
		"AWS_EC2_METADATA_DISABLED=true")
	return s
}

// TestAmazon: if the exchange works, all rows of the report pass, and the exit code is 0.
func TestAmazon(t *testing.T) {
	s := amazon(t, images{user: "AWS"})
	report, code := s.try(t)
	if code != 0 || !strings.Contains(report, "11 ok, 0 failed, 0 skipped") {
		t.Errorf("exit code %d:\n%s", code, report)
	}
	for _, says := range []string{
		"| registry | ….dkr.ecr.eu-west-1.amazonaws.com |", "| kind | exchanged, for 12h0m0s |", "| identity | variables ",
	} {
		if !strings.Contains(report, says) {
			t.Errorf("%q is missing in\n%s", says, report)
		}
	}
	// One for get, one for ten processes, and one each for verify and export, which set
	// DOCKERCFG_STATIC and therefore use other tokens.
	if n := s.amazon.Count(fakeaws.ECR); n != 4 {
		t.Errorf("%d requests for a token", n)
	}
}

// TestProfile: the identity row does not show the name of a profile.
func TestProfile(t *testing.T) {
	s := amazon(t, images{user: "AWS"})
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	s.env = slices.DeleteFunc(s.env, func(v string) bool {
		return strings.HasPrefix(v, "AWS_ACCESS_KEY_ID=") || strings.HasPrefix(v, "AWS_SECRET_ACCESS_KEY=")
	})
	s.env = append(s.env,
		"AWS_CONFIG_FILE="+write("config", "[profile big customer]\naws_access_key_id = AKIACANARYEXAMPLE1234\n"+
			"aws_secret_access_key = CANARY-KEY\n"),
		"DOCKERCFG_CONFIG="+write("config.toml", "[[registry]]\nmatch = \""+s.host+"\"\nprofile = \"big customer\"\n"))
	report, code := s.try(t)
	shown := strings.Contains(report, "| identity | profile [profile], by ")
	if code != 0 || !shown || strings.Contains(report, "customer") {
		t.Errorf("exit code %d:\n%s", code, report)
	}
}

// TestAzure: the connections go through the user's proxy, and the identity consists of IDs.
func TestAzure(t *testing.T) {
	c, env := network(t)
	fakeazure.Serve(c)
	s := scene{provider: "acr", host: "canaryregistry.azurecr.io", cloud: c}
	c.Handle(s.host, images{user: "00000000-0000-0000-0000-000000000000"}.serve(s.host))
	s.env = append(env, "AZURE_TENANT_ID=11111111-2222-3333-4444-555555555555",
		"AZURE_CLIENT_ID=11111111-2222-3333-4444-666666666666", "AZURE_CLIENT_SECRET=CANARY-SECRET")
	report, code := s.try(t)
	if code != 0 || !strings.Contains(report, "11 ok, 0 failed, 0 skipped") || strings.Contains(report, "canaryregistry") {
		t.Errorf("exit code %d:\n%s", code, report)
	}
}

// TestGitHub: a static token leads to no cached token.
func TestGitHub(t *testing.T) {
	c, env := network(t)
	s := scene{provider: "ghcr", host: "ghcr.io", cloud: c}
	c.Handle(s.host, images{user: "octocanary"}.serve(s.host))
	s.env = append(env, "GH_TOKEN=ghp_CANARY", "GITHUB_ACTOR=octocanary")
	report, code := s.try(t)
	if code != 0 || strings.Contains(report, "octocanary") {
		t.Errorf("exit code %d:\n%s", code, report)
	}
	s.row(t, report, "explain the cached token", "skipped")
	s.row(t, report, "a pull with the exported file alone", "ok")
}

// TestFailures: if a row fails, the exit code is 1, and the report names no account or person.
func TestFailures(t *testing.T) {
	t.Run("the registry takes no login", func(t *testing.T) {
		s := amazon(t, images{user: "AWS", closed: true})
		report, code := s.try(t)
		s.row(t, report, "verify", "failed")
		s.row(t, report, "a pull with the exported file alone", "failed")
		if code != 1 {
			t.Errorf("exit code %d", code)
		}
	})
	t.Run("the provider refuses", func(t *testing.T) {
		s := amazon(t, images{user: "AWS"})
		words := "User: arn:aws:iam::123456789012:user/canary is not authorized to perform: ecr:GetAuthorizationToken"
		refusal := fakeaws.Refuse(http.StatusBadRequest, "AccessDeniedException", words)
		s.amazon.Behave(fakeaws.ECR, fakeaws.Behaviour{Fault: refusal})
		report, code := s.try(t)
		s.row(t, report, "get", "failed")
		s.row(t, report, "export", "skipped")
		s.row(t, report, "a look-alike host is not found", "ok")
		if code != 1 || !strings.Contains(report, "denied") || strings.Contains(report, "user/canary") {
			t.Errorf("exit code %d:\n%s", code, report)
		}
	})
	t.Run("everyone may pull", func(t *testing.T) {
		s := amazon(t, images{user: "AWS", open: true})
		report, code := s.try(t)
		s.row(t, report, "a pull without a login", "skipped")
		if code != 0 {
			t.Errorf("exit code %d:\n%s", code, report)
		}
	})
}

// TestUsage: a usage error has exit code 2, and no program is started.
func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{}, {programs, "ecr"}, {programs, "nosuch", "ghcr.io/a"}, {programs, "ecr", "Not/An:Image!"},
	} {
		var out, errs strings.Builder
		code := run(context.Background(), args, nil, &out, &errs)
		if code != 2 || out.Len() > 0 || !strings.HasPrefix(errs.String(), "scripts/live: ") {
			t.Errorf("%q: exit code %d: %s", args, code, errs.String())
		}
	}
}

// TestRedact: secrets and names in a program's output do not appear in the report.
func TestRedact(t *testing.T) {
	var r redactor
	r.known = []credential.Credential{{Username: "me", Secret: "correct horse"}}
	r.learnVariables([]string{"AWS_PROFILE=acme-prod", "EDITOR=vim-of-mine"})
	for said, want := range map[string]string{
		"the password is correct horse, or Y29ycmVjdCBob3JzZQ==": "the password is [cut], or [cut]",
		"GET https://me:hunter2hunter2@r.example/v2/":            "GET https://[cut]@r.example/v2/",
		"profile acme-prod in vim-of-mine":                       "profile $AWS_PROFILE in vim-of-mine",
		"arn:aws-cn:iam::123456789012:role/x, 123456789012":      "[arn], [number]",
		"ci@acme.iam.gserviceaccount.com of projects/acme-1/x":   "[email] of projects/[id]/x",
		"tenant 11111111-2222-3333-4444-555555555555":            "tenant [id]",
		"a | b\nc": `a \| b c`,
	} {
		if got := r.text(said); got != want {
			t.Errorf("%q becomes %q, want %q", said, got, want)
		}
	}
}

// TestRedactShort: short names are replaced where they are whole words, but not numbers and
// switches, which name no one.
func TestRedactShort(t *testing.T) {
	var r redactor
	r.learn("app", "[repository]")
	r.learnVariables([]string{"USER=me", "USERNAME=ÿ", "AWS_SDK_LOAD_CONFIG=1", "CI_DEBUG=no"})
	const said = "me: some of app, exit code 1, no apps; me/app ÿ aÿ"
	const want = "$USER: some of [repository], exit code 1, no apps; $USER/[repository] $USERNAME aÿ"
	if got := r.text(said); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestRedactProfile: the name of a profile comes from a file that the script does not read.
func TestRedactProfile(t *testing.T) {
	var r redactor
	r.learnSource("role arn:aws:iam::1:role/x assumed by profile acme prod")
	r.learnSource("an API key for profile Big Customer")
	r.learnSource("profile default")
	for said, want := range map[string]string{
		"profile acme prod":                 "profile [profile]",
		"Big Customer":                      "[profile]",
		"profile default":                   "profile default",
		"use a profile with a session":      "use a profile with a session",
		"run `aws sso login --profile dev`": "run `aws sso login --profile [profile]`",
		"the profile other, selected by":    "the profile [profile], selected by",
	} {
		if got := r.text(said); got != want {
			t.Errorf("%q becomes %q, want %q", said, got, want)
		}
	}
}

// TestRedactCut: a line that is cut does not end with the beginning of a name.
func TestRedactCut(t *testing.T) {
	const image = "registry.acme.example/team/app:v1"
	for length := range 310 {
		var r redactor
		r.learn(image, "[image]")
		got := r.text(strings.Repeat("- ", length)[:length] + image + " ci@acme.example")
		if strings.Contains(got, "reg") || strings.Contains(got, "ci@") || len(got) > 300 {
			t.Fatalf("after %d bytes: %q", length, got)
		}
	}
}

// TestLists: the page, the issue form and the workflow list every provider.
func TestLists(t *testing.T) {
	page, form := read(t, "docs/live.md"), read(t, ".github/ISSUE_TEMPLATE/live.yml")
	for _, provider := range providers {
		if !strings.Contains(page, "\n| `"+provider+"` |") {
			t.Errorf("docs/live.md has no row for %s", provider)
		}
	}
	if want := "options: [" + strings.Join(providers, ", ") + "]\n"; !strings.Contains(form, want) {
		t.Errorf("the form does not hold %s", want)
	}
	options := regexp.MustCompile(`options: \[(.*)\]`).FindStringSubmatch(read(t, ".github/workflows/live.yml"))
	if options == nil {
		t.Fatal("the workflow has no options")
	}
	for option := range strings.SplitSeq(options[1], ", ") {
		if !slices.Contains(providers, option) {
			t.Errorf("the workflow has %s, which is no provider", option)
		}
	}
}

// TestShownHost: a host is shown completely only if it is the same for everyone.
func TestShownHost(t *testing.T) {
	for host, want := range map[string]string{
		"index.docker.io": "index.docker.io", "de.icr.io": "de.icr.io",
		"europe-west1-docker.pkg.dev":                  "europe-west1-docker.pkg.dev",
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com": "….dkr.ecr.eu-west-1.amazonaws.com",
		"123456789012.dkr-ecr.eu-west-1.on.aws":        "….dkr-ecr.eu-west-1.on.aws",
		"team-a1b2.westeurope.geo.azurecr.io":          "….westeurope.geo.azurecr.io",
		"containers.acme.ghe.com":                      "….ghe.com",
		"registry.acme.example":                        "a registry of one's own",
		"ghcr.io.acme.example":                         "a registry of one's own",
	} {
		if got := shownHost(host); got != want {
			t.Errorf("%s is shown as %q, want %q", host, got, want)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
