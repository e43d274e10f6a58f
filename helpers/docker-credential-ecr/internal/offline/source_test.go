package offline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/rule"
)

const account = "123456789012"

var private = Registry{Account: account, Region: "eu-west-1", Partition: "aws"}

// home is an empty home with these two files, in an environment of its own.
func home(t *testing.T, config, credentials string, env ...string) {
	t.Helper()
	for _, assignment := range os.Environ() {
		if name, _, _ := strings.Cut(assignment, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
		}
	}
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	if err := os.Mkdir(filepath.Join(dir, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"config": config, "credentials": credentials} {
		if err := os.WriteFile(filepath.Join(dir, ".aws", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, assignment := range env {
		name, value, _ := strings.Cut(assignment, "=")
		t.Setenv(name, value)
	}
}

func find(t *testing.T) Identity {
	t.Helper()
	id, err := Find(private, rule.Rule{})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestOrder: which source is used, of several that are there.
func TestOrder(t *testing.T) {
	const files = "[default]\naws_access_key_id = AKIADEFAULT\n[profile dev]\nrole_arn = arn:aws:iam::1:role/dev\nsource_profile = default\n"
	keys := []string{"AWS_ACCESS_KEY_ID=AKIAENV", "AWS_SECRET_ACCESS_KEY=s"}
	for _, c := range []struct {
		env  []string
		kind Kind
		want string // in the words
	}{
		{nil, Profile, "profile default"},
		{[]string{"AWS_PROFILE=dev"}, Profile, "profile dev"},
		{[]string{"AWS_DEFAULT_PROFILE=dev"}, Profile, "profile dev"},
		{append(keys, "AWS_PROFILE=dev"), Keys, "AWS_ACCESS_KEY_ID"},
		{append(keys, "AWS_WEB_IDENTITY_TOKEN_FILE=/x", "AWS_ROLE_ARN=arn:aws:iam::1:role/w"), Keys, "AWS_ACCESS_KEY_ID"},
		{[]string{"AWS_WEB_IDENTITY_TOKEN_FILE=/x", "AWS_ROLE_ARN=arn:aws:iam::1:role/w", "AWS_PROFILE=dev"}, WebIdentity, "role/w"},
		{append(keys, "AWS_PROFILE_"+account+"=dev"), Profile, "profile dev"},
		{append(keys, "AWS_PROFILE_999999999999=dev"), Keys, "AWS_ACCESS_KEY_ID"},
		{[]string{"AWS_ACCESS_KEY_ID_" + account + "=A", "AWS_SECRET_ACCESS_KEY_" + account + "=s"}, Keys, "AWS_ACCESS_KEY_ID_" + account},
		{append(keys, "AWS_ROLE_ARN_"+account+"=arn:aws:iam::2:role/x"), Keys, "role arn:aws:iam::2:role/x by variables"},
		{append(keys, "AWS_STS_ROLE=deploy", "AWS_STS_ACCOUNT="+account), Keys, "role arn:aws:iam::" + account + ":role/deploy"},
	} {
		home(t, files, "", c.env...)
		if id := find(t); id.Kind != c.kind || !strings.Contains(id.Words, c.want) || !id.Configured {
			t.Errorf("%q: %+v, want %d, %s", c.env, id, c.kind, c.want)
		}
	}
}

func TestMachine(t *testing.T) {
	home(t, "", "")
	if id := find(t); id.Kind != Nothing || id.Configured {
		t.Errorf("nothing: %+v", id)
	}
	t.Setenv("AWS_EC2_METADATA_DISABLED", "")
	if id := find(t); id.Kind != Instance || !id.Ambient {
		t.Errorf("an instance: %+v", id)
	}
	t.Setenv("AWS_ROLE_ARN_"+account, "arn:aws:iam::2:role/x")
	if id := find(t); id.Kind != Instance || id.Ambient {
		t.Errorf("a role that is named, by an instance: %+v", id)
	}
	t.Setenv("AWS_ROLE_ARN_"+account, "")
	t.Setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/secret-uuid")
	if id := find(t); id.Kind != Container || id.Ambient || strings.Contains(id.ID, "secret-uuid") {
		t.Errorf("a container: %+v", id)
	}
}

// TestMistakes: half of a pair is an error that names the other half.
func TestMistakes(t *testing.T) {
	for env, want := range map[string]string{
		"AWS_ACCESS_KEY_ID=A":                                   "AWS_SECRET_ACCESS_KEY is not set",
		"AWS_SECRET_ACCESS_KEY=A":                               "AWS_ACCESS_KEY_ID is not set",
		"AWS_WEB_IDENTITY_TOKEN_FILE=/x":                        "AWS_ROLE_ARN is not set",
		"AWS_STS_ROLE=x":                                        "AWS_STS_ACCOUNT is not set",
		"AWS_STS_ACCOUNT=123456789012":                          "AWS_STS_ROLE is not set",
		"AWS_STS_ACCOUNT=12 AWS_STS_ROLE=x":                     "AWS_STS_ACCOUNT is no account",
		"AWS_PROFILE=missing":                                   "the profile missing of AWS_PROFILE is neither in ",
		"AWS_ACCESS_KEY_ID_" + account + "=A":                   "AWS_SECRET_ACCESS_KEY_" + account + " is not set",
		"AWS_ROLE_ARN_" + account + "=arn:aws-cn:iam::1:role/x": "of the partition aws-cn, the registry of aws",
		"AWS_ROLE_ARN_" + account + "=x":                        "is no role's ARN",
	} {
		home(t, "", "", strings.Fields(env)...)
		if _, err := Find(private, rule.Rule{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", env, err, want)
		}
	}
}

// TestSameSource: what a source is called changes with the identity and with
// nothing else.
func TestSameSource(t *testing.T) {
	const config = "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = base\n[profile b]\noutput = json\n[sso-session s]\nsso_start_url = https://s\n"
	const credentials = "[base]\naws_access_key_id = AKIA1\naws_secret_access_key = one\naws_session_token = t1\n"
	home(t, config, credentials, "AWS_PROFILE=a")
	first := find(t).ID
	if strings.Contains(first, "AKIA1") || strings.Contains(first, "one") || strings.Contains(first, "t1") {
		t.Errorf("the source holds keys: %q", first)
	}
	for what, c := range map[string]struct {
		config, credentials string
		same                bool
	}{
		"another profile edited": {strings.Replace(config, "output = json", "output = text", 1), credentials, true},
		"spaces and comments":    {"# x\n" + strings.Replace(config, "role_arn = ", "role_arn=", 1), credentials, true},
		"a rotated secret":       {config, strings.NewReplacer("one", "two", "t1", "t2").Replace(credentials), true},
		"another role":           {strings.Replace(config, "role/a", "role/c", 1), credentials, false},
		"another key":            {config, strings.Replace(credentials, "AKIA1", "AKIA2", 1), false},
		"another external id":    {strings.Replace(config, "source_profile", "external_id = x\nsource_profile", 1), credentials, false},
		"a source that changed":  {config, strings.Replace(credentials, "[base]", "[base]\nrole_arn = arn:aws:iam::1:role/z", 1), false},
	} {
		home(t, c.config, c.credentials, "AWS_PROFILE=a")
		if got := find(t).ID; (got == first) != c.same {
			t.Errorf("%s: %q, before %q", what, got, first)
		}
	}
	home(t, "[profile a]\nsso_session = s\n[sso-session s]\nsso_start_url = https://s\n", "", "AWS_PROFILE=a")
	sso := find(t).ID
	home(t, "[profile a]\nsso_session = s\n[sso-session s]\nsso_start_url = https://other\n", "", "AWS_PROFILE=a")
	if find(t).ID == sso {
		t.Error("another SSO portal is the same source")
	}
}
