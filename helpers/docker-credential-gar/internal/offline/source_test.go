package offline

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/rule"
)

// home is an empty home in an environment of its own.
func home(t *testing.T, env ...string) string {
	t.Helper()
	for _, assignment := range os.Environ() {
		name, _, _ := strings.Cut(assignment, "=")
		for _, prefix := range []string{"GOOGLE_", "CLOUDSDK_", "GCE_", "AWS_", "ACTIONS_"} {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, "")
			}
		}
	}
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	t.Setenv("APPDATA", filepath.Join(dir, ".config"))
	t.Setenv("NO_GCE_CHECK", "true")
	set(t, env...)
	return dir
}

func set(t *testing.T, env ...string) {
	for _, assignment := range env {
		if name, value, ok := strings.Cut(assignment, "="); ok {
			t.Setenv(name, value)
		}
	}
}

func file(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func find(t *testing.T) Identity {
	t.Helper()
	id, err := Find(rule.Rule{})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

const (
	account = `{"type":"service_account","client_email":"a@p.iam.gserviceaccount.com","private_key":"CANARY-KEY","private_key_id":"k1"}`
	login   = `{"type":"authorized_user","client_id":"c","client_secret":"CANARY-S","refresh_token":"CANARY-R"}`
	gcloud  = "[core]\naccount = dev@example.com\n"
)

// TestOrder: which source is used, of several that are there. Each step adds one
// that goes before the last.
func TestOrder(t *testing.T) {
	dir := home(t)
	step := func(what string, kind Kind, words string, configured bool) {
		t.Helper()
		if id := find(t); id.Default != (what == "default login") || id.Kind != kind || id.Words != words || id.Configured != configured || id.Ambient != (kind == Machine) {
			t.Errorf("%s: %+v", what, id)
		}
	}
	step("nothing", Nothing, "no identity", false)
	t.Setenv("NO_GCE_CHECK", "")
	t.Setenv("GCE_METADATA_HOST", "127.0.0.1:1")
	step("machine", Machine, "service account of this machine", true)
	file(t, dir, ".config/gcloud/configurations/config_default", "[core]\nproject = p\n")
	step("gcloud without an account", Machine, "service account of this machine", true)
	file(t, dir, ".config/gcloud/configurations/config_default", gcloud)
	step("gcloud", CLI, "account dev@example.com of gcloud", true)
	file(t, dir, ".config/gcloud/application_default_credentials.json", login)
	step("default login", Document, "user's login of gcloud's application default login", true)
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", file(t, dir, "key.json", account))
	step("a file", Document, "service account a@p.iam.gserviceaccount.com of GOOGLE_APPLICATION_CREDENTIALS", true)
	t.Setenv("GOOGLE_AUTH_JSON", strings.Replace(account, "a@p", "b@p", 1))
	step("a variable", Document, "service account b@p.iam.gserviceaccount.com of GOOGLE_AUTH_JSON", true)
}

// TestGcloud: what decides about gcloud's identity.
func TestGcloud(t *testing.T) {
	seen := map[string]string{}
	for what, c := range map[string]struct {
		files map[string]string
		env   string
		words string
	}{
		"default":         {nil, "", "account dev@example.com of gcloud"},
		"active file":     {map[string]string{"active_config": "work\n"}, "", "account work@example.com of gcloud"},
		"active variable": {nil, "CLOUDSDK_ACTIVE_CONFIG_NAME=other", "account other@example.com of gcloud"},
		"account":         {nil, "CLOUDSDK_CORE_ACCOUNT=me@example.com", "account me@example.com of gcloud"},
		"impersonation":   {nil, "CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT=x@y", "account dev@example.com of gcloud as x@y"},
		"its property":    {map[string]string{"configurations/config_default": gcloud + "[auth]\nimpersonate_service_account=z@y\n"}, "", "account dev@example.com of gcloud as z@y"},
		"a file":          {map[string]string{"key.json": account}, "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE=DIR/key.json", "credential file of gcloud"},
		"another file":    {map[string]string{"key.json": login}, "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE=DIR/key.json", "credential file of gcloud"},
	} {
		dir := filepath.Join(home(t), "sdk")
		for name, account := range map[string]string{"default": "dev", "work": "work", "other": "other"} {
			file(t, dir, "configurations/config_"+name, strings.Replace(gcloud, "dev", account, 1))
		}
		for name, text := range c.files {
			file(t, dir, name, text)
		}
		set(t, "CLOUDSDK_CONFIG="+dir, strings.ReplaceAll(c.env, "DIR", dir))
		id := find(t)
		if id.Words != c.words || id.Kind != CLI || id.ByFile != strings.Contains(c.env, "OVERRIDE") {
			t.Errorf("%s: %+v", what, id)
		}
		plain := strings.ReplaceAll(id.ID, dir, "")
		if before, ok := seen[plain]; ok {
			t.Errorf("%s is the identity of %s", what, before)
		}
		seen[plain] = what
	}
}

// TestMistakes: an error that names what is missing, and holds nothing of a secret.
func TestMistakes(t *testing.T) {
	dir := home(t)
	fifo := file(t, dir, "d/x", "")
	for env, want := range map[string]string{
		"GOOGLE_AUTH_JSON=CANARY": "GOOGLE_AUTH_JSON holds no credential of Google's",
		"GOOGLE_AUTH_JSON={":      "holds no credential of Google's",
		"GOOGLE_AUTH_JSON={\"installed\":{\"client_secret\":\"CANARY\"}}":       "holds no credential of Google's",
		"GOOGLE_AUTH_JSON={\"type\":\"gdch_service_account\",\"x\":\"CANARY\"}": "of the type gdch_service_account, which is not supported",
		"GOOGLE_AUTH_JSON={\"type\":\"service_account\"}":                       "of the type service_account without client_email",
		"GOOGLE_AUTH_JSON={\"type\":\"authorized_user\"}":                       "without refresh_token",
		"GOOGLE_AUTH_JSON={\"type\":\"external_account\"}":                      "without audience",
		"GOOGLE_AUTH_JSON={\"type\":\"impersonated_service_account\"}":          "without service_account_impersonation_url",
		"GOOGLE_APPLICATION_CREDENTIALS=" + account:                             "holds a credential, and is to name a file with one",
		"GOOGLE_APPLICATION_CREDENTIALS=/nonexistent/CANARY":                    "there is no such file",
		"GOOGLE_APPLICATION_CREDENTIALS=" + filepath.Dir(fifo):                  "it is no regular file",
		"CLOUDSDK_CONFIG=relative":                                              "CLOUDSDK_CONFIG is a relative path",
		"CLOUDSDK_ACTIVE_CONFIG_NAME=../../x":                                   "the name of gcloud's active configuration is none",
	} {
		home(t, env)
		_, err := Find(rule.Rule{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: %v, want %s", env, err, want)
		}
	}
}

// TestUnseen: a home that is none does not stop an anonymous pull.
func TestUnseen(t *testing.T) {
	for _, dir := range []string{"", "/dev/null", "relative", "/nonexistent"} {
		home(t, "HOME="+dir, "USERPROFILE="+dir, "APPDATA="+dir)
		if id, err := Find(rule.Rule{}); err != nil || id.Kind != Nothing {
			t.Errorf("HOME=%q: %+v, %v", dir, id, err)
		}
	}
}

func token(sub, rest string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"https://ci","sub":"`+sub+`","jti":"`+rest+`"}`)) + ".CANARY"
}

// TestSameSource: what a source is called changes with the identity and with
// nothing else, and holds no secret.
func TestSameSource(t *testing.T) {
	dir := home(t)
	path := filepath.ToSlash(file(t, dir, "token", token("repo:a", "1")))
	one := `{"type":"external_account","audience":"//a","subject_token_type":"t","token_url":"https://sts.googleapis.com/v1/token","credential_source":{"file":"` + path + `"}}`
	url := strings.Replace(one, `{"file":"`+path+`"}`, `{"url":"https://x","headers":{"Authorization":"Bearer CANARY"}}`, 1)
	as := `{"type":"impersonated_service_account","service_account_impersonation_url":"https://i/x:generateAccessToken","source_credentials":` + login + `}`
	for what, c := range map[string]struct {
		before, after string
		same          bool
	}{
		"a new key":               {account, strings.NewReplacer("CANARY-KEY", "CANARY-NEW", "k1", "k2").Replace(account), true},
		"spaces":                  {account, strings.ReplaceAll(account, ",", " ,\n "), true},
		"another account":         {account, strings.Replace(account, "a@p", "b@p", 1), false},
		"an escape":               {account, strings.Replace(account, `"k1"`, `"k1","x":"\u0065"`, 1), false},
		"another token endpoint":  {account, strings.Replace(account, `"k1"`, `"k1","token_uri":"https://x.googleapis.com"`, 1), false},
		"another user":            {login, strings.Replace(login, "CANARY-R", "CANARY-Q", 1), false},
		"another client":          {login, strings.Replace(login, `"c"`, `"d"`, 1), false},
		"another audience":        {one, strings.Replace(one, "//a", "//b", 1), false},
		"impersonation":           {one, strings.Replace(one, `"type"`, `"service_account_impersonation_url":"https://i/x","type"`, 1), false},
		"another header":          {url, strings.Replace(url, "CANARY", "CANARY-2", 1), false},
		"another target":          {as, strings.Replace(as, "/x:", "/y:", 1), false},
		"another source":          {as, strings.Replace(as, "CANARY-R", "CANARY-Q", 1), false},
		"a user's and its target": {login, as, false},
	} {
		t.Setenv("GOOGLE_AUTH_JSON", c.before)
		first := find(t).ID
		t.Setenv("GOOGLE_AUTH_JSON", c.after)
		second := find(t).ID
		if (first == second) != c.same {
			t.Errorf("%s: %q, before %q", what, second, first)
		}
		if strings.Contains(first+second, "CANARY") {
			t.Errorf("%s: the source holds a secret: %q", what, first+second)
		}
	}
	t.Setenv("GOOGLE_AUTH_JSON", one)
	first := find(t).ID
	file(t, dir, "token", token("repo:a", "2"))
	if find(t).ID != first {
		t.Error("a new token of the same job is another source")
	}
	file(t, dir, "token", token("repo:b", "1"))
	if find(t).ID == first {
		t.Error("a token of another job is the same source")
	}
	inside := strings.Replace(one, `"}}`, `","format":{"type":"json","subject_token_field_name":"id_token"}}}`, 1)
	t.Setenv("GOOGLE_AUTH_JSON", inside)
	file(t, dir, "token", `{"id_token":"`+token("repo:a", "1")+`","n":1}`)
	first = find(t).ID
	file(t, dir, "token", `{"id_token":"`+token("repo:a", "2")+`","n":2}`)
	if find(t).ID != first || !strings.Contains(first, "repo:a") {
		t.Errorf("a token within JSON is not looked at: %q", first)
	}
}

func TestMachine(t *testing.T) {
	home(t, "NO_GCE_CHECK=")
	for named, want := range map[string]string{"": "169.254.169.254", "metadata.google.internal": "169.254.169.254", "127.0.0.1:8080": "127.0.0.1:8080"} {
		t.Setenv("GCE_METADATA_HOST", named)
		if id := find(t); id.Kind != Machine || id.Host != want {
			t.Errorf("%q: %+v", named, id)
		}
	}
}

// TestActing: an account that a rule names is not the machine's own, whoever acts
// as it.
func TestActing(t *testing.T) {
	id := metadata()
	if !id.Acting().Ambient {
		t.Errorf("the machine's own: %+v", id.Acting())
	}
	if id.As = "x@p.iam.gserviceaccount.com"; id.Acting().Ambient {
		t.Errorf("as another account: %+v", id.Acting())
	}
}
