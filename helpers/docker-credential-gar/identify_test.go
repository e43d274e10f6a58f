package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// home is an empty home directory with its own environment.
func home(t *testing.T, env ...string) string {
	t.Helper()
	return helpertest.Home(t, []string{"GOOGLE_", "CLOUDSDK_", "GCE_", "AWS_"},
		append([]string{"NO_GCE_CHECK=true"}, env...)...)
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

func who(t *testing.T) (*session, identity.Identity) {
	t.Helper()
	s, id, err := identify(t.Context(), &inputs.Recorder{}, registry.Name{}, userconfig.Rule{})
	if err != nil {
		t.Fatal(err)
	}
	return s, id
}

const (
	anAccount = `{"type":"service_account","client_email":"a@p.iam.gserviceaccount.com","private_key":"CANARY-KEY",` +
		`"private_key_id":"k1"}`
	aLogin  = `{"type":"authorized_user","client_id":"c","client_secret":"CANARY-S","refresh_token":"CANARY-R"}`
	aConfig = "[core]\naccount = dev@example.com\n"
)

// TestOrder: of several sources, the first in order is used. Each step adds a source that
// overrides the previous one.
func TestOrder(t *testing.T) {
	dir := home(t)
	step := func(what string, kind kind, label string, configured bool) {
		t.Helper()
		if s, id := who(t); s.kind != kind || id.Label != label || id.Configured != configured ||
			id.Ambient != (kind == fromMachine) || id.None != (kind == nothing) {
			t.Errorf("%s: %+v, %+v", what, s.kind, id)
		}
	}
	step("nothing", nothing, "no identity", false)
	t.Setenv("NO_GCE_CHECK", "")
	t.Setenv("GCE_METADATA_HOST", "127.0.0.1:1")
	step("machine", fromMachine, "service account of this machine", true)
	file(t, dir, ".config/gcloud/configurations/config_default", "[core]\nproject = p\n")
	step("gcloud without an account", fromMachine, "service account of this machine", true)
	file(t, dir, ".config/gcloud/configurations/config_default", aConfig)
	step("gcloud", fromGcloud, "account dev@example.com of gcloud", true)
	file(t, dir, ".config/gcloud/application_default_credentials.json", aLogin)
	step("default login", fromDocument, "user's login from gcloud's application default login", true)
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", file(t, dir, "key.json", anAccount))
	step("a file", fromDocument, "service account a@p.iam.gserviceaccount.com from "+
		"GOOGLE_APPLICATION_CREDENTIALS", true)
	t.Setenv("GOOGLE_AUTH_JSON", strings.Replace(anAccount, "a@p", "b@p", 1))
	step("a variable", fromDocument, "service account b@p.iam.gserviceaccount.com from GOOGLE_AUTH_JSON", true)
}

// TestGcloudIdentity: what decides about gcloud's identity.
func TestGcloudIdentity(t *testing.T) {
	for what, c := range map[string]struct {
		files map[string]string
		env   string
		label string
	}{
		"default": {nil, "", "account dev@example.com of gcloud"},
		"active file": {map[string]string{"active_config": "work\n"}, "",
			"account work@example.com of gcloud"},
		"active variable":        {nil, "CLOUDSDK_ACTIVE_CONFIG_NAME=other", "account other@example.com of gcloud"},
		"account":                {nil, "CLOUDSDK_CORE_ACCOUNT=me@example.com", "account me@example.com of gcloud"},
		"no account by variable": {nil, "CLOUDSDK_CORE_ACCOUNT=", "no identity"},
		"no configuration":       {map[string]string{"active_config": "NONE"}, "", "no identity"},
		"impersonation": {nil, "CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT=x@y",
			"account dev@example.com of gcloud as x@y"},
		"its property": {map[string]string{
			"configurations/config_default": aConfig + "[auth]\nimpersonate_service_account=z@y\n",
		}, "", "account dev@example.com of gcloud as z@y"},
		"Python's form": {map[string]string{
			"configurations/config_default": "[core] ;\nAccount : dev@example.com\n",
		}, "", "account dev@example.com of gcloud"},
		"a file": {map[string]string{"key.json": anAccount},
			"CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE=DIR/key.json", "credential file of gcloud"},
		"a token's file": {nil, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=DIR/token", "credential file of gcloud"},
		"a token": {nil, "CLOUDSDK_AUTH_ACCESS_TOKEN=CANARY",
			"access token of CLOUDSDK_AUTH_ACCESS_TOKEN"},
		"the installation's": {map[string]string{
			"configurations/config_default": "", "../real/properties": "[core]\naccount=all@example.com\n",
		}, "", "account all@example.com of gcloud"},
		"over the installation's": {map[string]string{
			"../real/properties": "[core]\naccount=all@example.com\n[auth]\nimpersonate_service_account=z@y\n",
		}, "",
			"account dev@example.com of gcloud as z@y"},
	} {
		top := home(t)
		dir := filepath.Join(top, "sdk")
		program := file(t, top, "real/bin/gcloud", "#!/bin/sh\n")
		link := filepath.Join(top, "bin", "gcloud")
		for _, err := range []error{os.Chmod(program, 0o700), os.MkdirAll(filepath.Dir(link), 0o700),
			os.Symlink(program, link)} {
			if err != nil {
				t.Skipf("not run: %v", err)
			}
		}
		for name, account := range map[string]string{"default": "dev", "work": "work", "other": "other"} {
			file(t, dir, "configurations/config_"+name, strings.Replace(aConfig, "dev", account, 1))
		}
		for name, text := range c.files {
			file(t, dir, name, text)
		}
		t.Setenv("PATH", filepath.Dir(link))
		t.Setenv("CLOUDSDK_CONFIG", dir)
		if name, value, found := strings.Cut(strings.ReplaceAll(c.env, "DIR", dir), "="); found {
			t.Setenv(name, value)
		}
		if _, id := who(t); id.Label != c.label {
			t.Errorf("%s: %+v", what, id)
		}
	}
}

// TestMistakes: the error names what is missing, and contains no part of a secret.
func TestMistakes(t *testing.T) {
	dir := home(t)
	inside := file(t, dir, "d/x", "")
	file(t, dir, "broken/configurations/config_default", "[core]\naccount = CANARY\naccount = CANARY\n")
	for env, want := range map[string]string{
		"GOOGLE_AUTH_JSON=CANARY": "GOOGLE_AUTH_JSON is not a valid JSON credential",
		"GOOGLE_AUTH_JSON={":      "GOOGLE_AUTH_JSON is not a valid JSON credential",
		"GOOGLE_AUTH_JSON={}":     "does not contain a Google credential",
		"GOOGLE_AUTH_JSON={\"installed\":{\"client_secret\":\"CANARY\"}}":       "it is the file of an OAuth client, not of a login",
		"GOOGLE_AUTH_JSON={\"type\":\"gdch_service_account\",\"x\":\"CANARY\"}": "of the type gdch_service_account, which is not supported",
		"GOOGLE_AUTH_JSON={\"type\":\"service_account\"}":                       "of the type service_account without client_email",
		"GOOGLE_AUTH_JSON={\"type\":\"authorized_user\"}":                       "without refresh_token",
		"GOOGLE_AUTH_JSON={\"type\":\"external_account\"}":                      "without audience",
		"GOOGLE_AUTH_JSON={\"type\":\"impersonated_service_account\"}":          "without service_account_impersonation_url",
		"GOOGLE_APPLICATION_CREDENTIALS=" +
			anAccount: "contains a credential, but must be the path of a file",
		"GOOGLE_APPLICATION_CREDENTIALS=/nonexistent/CANARY":     "there is no such file",
		"GOOGLE_APPLICATION_CREDENTIALS=" + filepath.Dir(inside): "it is a directory",
		"CLOUDSDK_CONFIG=relative":                               "CLOUDSDK_CONFIG is a relative path",
		"CLOUDSDK_CONFIG=" + filepath.Join(dir,
			"broken"): "config_default, is not valid (line 3: a key is set twice)",
		"CLOUDSDK_ACTIVE_CONFIG_NAME=../../x": "the name of gcloud's active configuration is not valid",
	} {
		t.Run(want, func(t *testing.T) {
			home(t, env)
			_, _, err := identify(t.Context(), &inputs.Recorder{}, registry.Name{}, userconfig.Rule{})
			if err == nil || !strings.HasPrefix(err.Error(), "config: ") || !strings.Contains(err.Error(), want) ||
				strings.Contains(err.Error(), "CANARY") {
				t.Errorf("%s: %v, want %s", env, err, want)
			}
		})
	}
}

// TestMissingHome: a home directory that does not exist does not stop an anonymous pull.
func TestMissingHome(t *testing.T) {
	for _, dir := range []string{"", "/dev/null", "relative", "/nonexistent"} {
		home(t, "HOME="+dir, "USERPROFILE="+dir, "APPDATA="+dir)
		if s, _ := who(t); s.kind != nothing {
			t.Errorf("HOME=%q: %+v", dir, s)
		}
	}
}

// TestMetadataHost: the documented names mean the one address; another host was set by the user.
func TestMetadataHost(t *testing.T) {
	home(t, "NO_GCE_CHECK=")
	for named, want := range map[string]string{
		"": defaultHost, "metadata.google.internal": defaultHost, "127.0.0.1:8080": "127.0.0.1:8080",
	} {
		t.Setenv("GCE_METADATA_HOST", named)
		if s, _ := who(t); s.kind != fromMachine || s.host != want || s.endpoint != (want != defaultHost) {
			t.Errorf("%q: %+v", named, s)
		}
	}
}

// TestActing: an account in a rule is not the machine's own identity, whoever impersonates it.
func TestActing(t *testing.T) {
	s := metadata()
	if !s.identity().Ambient {
		t.Errorf("the machine's own: %+v", s.identity())
	}
	if s.as = "x@p.iam.gserviceaccount.com"; s.identity().Ambient {
		t.Errorf("as another account: %+v", s.identity())
	}
}

// TestKeeping: how long a token may be cached depends on what decides about its identity.
func TestKeeping(t *testing.T) {
	home(t)
	machine := identity.OfMachine(true)
	external := func(source string) string {
		return `{"type":"external_account","audience":"//a","subject_token_type":"t",` +
			`"token_url":"https://sts.googleapis.com/v1/token","credential_source":` + source + `}`
	}
	aws := external(`{"environment_id":"aws1","url":"http://127.0.0.1:1/roles"}`)
	program := external(`{"executable":{"command":"/bin/true"}}`)
	for what, c := range map[string]struct {
		document string
		env      []string
		want     identity.Keeping
	}{
		"an account":            {anAccount, nil, identity.ByInputs},
		"a login":               {aLogin, nil, identity.ByInputs},
		"a file":                {external(`{"file":"/token"}`), nil, identity.ByInputs},
		"a URL":                 {external(`{"url":"https://ci.example/token"}`), nil, identity.ByInputs},
		"a URL of this machine": {external(`{"url":"http://127.0.0.1:1/token"}`), nil, machine},
		"AWS with keys":         {aws, []string{"AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b"}, identity.ByInputs},
		"AWS with half a key":   {aws, []string{"AWS_ACCESS_KEY_ID=a"}, machine},
		"AWS without keys":      {aws, nil, machine},
		"a program":             {program, nil, identity.ByProgram},
		"a file and a program": {external(`{"file":"/token","executable":{"command":"/bin/true"}}`), nil,
			identity.ByInputs},
	} {
		t.Run(what, func(t *testing.T) {
			home(t, append(c.env, "GOOGLE_AUTH_JSON="+c.document, allowPrograms+"=1")...)
			if _, id := who(t); id.Keeping != c.want {
				t.Errorf("%d, want %d", id.Keeping, c.want)
			}
		})
	}
	path := file(t, t.TempDir(), "override.json", program)
	home(t, "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE="+path)
	if _, id := who(t); id.Keeping != identity.Unsafe {
		t.Errorf("a program that gcloud starts: %d", id.Keeping)
	}
}
