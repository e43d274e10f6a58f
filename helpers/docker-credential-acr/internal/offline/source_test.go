package offline

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
)

// home is an empty home, in an environment that has nothing of Azure's but env.
func home(t *testing.T, env ...string) string {
	t.Helper()
	for _, assignment := range os.Environ() {
		name, _, _ := strings.Cut(assignment, "=")
		for _, prefix := range []string{"AZURE_", "ACTIONS_", "GITHUB_", "IDENTITY_", "MSI_", "IMDS_", "WEBSITE_"} {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, "")
			}
		}
	}
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	for _, assignment := range env {
		name, value, _ := strings.Cut(assignment, "=")
		t.Setenv(name, value)
	}
	return dir
}

// logIn writes az's file, as az does: with a byte order mark.
func logIn(t *testing.T, dir, subscriptions string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, ".azure"), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "\ufeff" + `{"installationId": "x", "subscriptions": [` + subscriptions + `]}`
	if err := os.WriteFile(filepath.Join(dir, ".azure", "azureProfile.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const (
	subscription = `{"id": "s1", "name": "A \"B\" ] }", "state": "Enabled", "user": {"name": "me@corp.example", "type": "user"}, "isDefault": true, "tenantId": "t-home", "environmentName": "AzureCloud", "managedByTenants": [{"tenantId": "t-x"}]}`
	other        = `{"id": "s2", "name": "C", "user": {"name": "other@corp.example", "type": "user"}, "isDefault": false, "tenantId": "t-other", "environmentName": "AzureCloud"}`
)

func find(t *testing.T, host string) (Identity, error) {
	t.Helper()
	name, err := registry.Parse(host)
	if err != nil {
		t.Fatal(err)
	}
	r, ok := Parse(name)
	if !ok {
		t.Fatalf("%s is no registry", host)
	}
	return Find(r, rule.Rule{})
}

func found(t *testing.T) Identity {
	t.Helper()
	id, err := find(t, "myregistry.azurecr.io")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

const principalEnv = "AZURE_TENANT_ID=t AZURE_CLIENT_ID=c"

// TestOrder: which source is used, of several that are there.
func TestOrder(t *testing.T) {
	runner := " ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/1 ACTIONS_ID_TOKEN_REQUEST_TOKEN=x"
	app := " IDENTITY_ENDPOINT=http://127.0.0.1:1 IDENTITY_HEADER=x"
	pair := " AZURE_USERNAME=u AZURE_PASSWORD=p AZURE_REGISTRY=myregistry"
	for _, c := range []struct {
		env   string
		login bool
		kind  Kind
		words string
	}{
		{"", false, Machine, "managed identity of this machine"},
		{"", true, CLI, "az login of me@corp.example"},
		{"AZURE_CLIENT_ID=c", false, Machine, "client c"},
		{"AZURE_TENANT_ID=t-x", true, CLI, "az login of me@corp.example"},
		{app, true, AppService, "managed identity of this app"},
		{"MSI_ENDPOINT=http://127.0.0.1:1 MSI_SECRET=x", true, AppService, "managed identity of this app"},
		{principalEnv + runner + app, true, Runner, "client c by the token of this job"},
		{principalEnv + runner + " AZURE_FEDERATED_TOKEN=x", true, TokenValue, "client c by the token of AZURE_FEDERATED_TOKEN"},
		{principalEnv + " AZURE_FEDERATED_TOKEN=x AZURE_FEDERATED_TOKEN_FILE=/x", true, TokenFile, "client c by the token of AZURE_FEDERATED_TOKEN_FILE"},
		{principalEnv + " AZURE_FEDERATED_TOKEN_FILE=/x AZURE_CLIENT_CERTIFICATE_PATH=/x", true, Certificate, "client c by the certificate of"},
		{principalEnv + " AZURE_CLIENT_CERTIFICATE_PATH=/x AZURE_CLIENT_SECRET=x", true, Secret, "client c by the secret of AZURE_CLIENT_SECRET"},
		{principalEnv + " AZURE_CLIENT_SECRET=x" + pair, true, Pair, "variables AZURE_USERNAME and AZURE_PASSWORD"},
		{principalEnv + " AZURE_CLIENT_SECRET=x AZURE_USERNAME=u AZURE_PASSWORD=p", true, Secret, "client c"},
		{"AZURE_USERNAME=u AZURE_PASSWORD=p AZURE_REGISTRY=other", true, CLI, "az login"},
		{"AZURE_TOKEN_CREDENTIALS=dev " + principalEnv + " AZURE_CLIENT_SECRET=x", true, CLI, "az login"},
		{"AZURE_TOKEN_CREDENTIALS=dev", false, Nothing, "no identity"},
		{"AZURE_TOKEN_CREDENTIALS=prod", true, Machine, "managed identity"},
		{"AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential " + principalEnv + " AZURE_CLIENT_SECRET=x", true, Machine, "client c"},
		{"AZURE_TOKEN_CREDENTIALS=workloadidentitycredential " + principalEnv + " AZURE_CLIENT_SECRET=x AZURE_FEDERATED_TOKEN=x", true, TokenValue, "client c"},
		{"AZURE_TOKEN_CREDENTIALS=AzureCLICredential " + principalEnv, true, CLI, "az login"},
		{"AZURE_TOKEN_CREDENTIALS=dev" + pair, false, Pair, "variables"},
	} {
		dir := home(t, strings.Fields(c.env)...)
		if c.login {
			logIn(t, dir, other+","+subscription)
		}
		ambient := c.kind == Machine || c.kind == AppService
		if id := found(t); id.Kind != c.kind || !strings.Contains(id.Words, c.words) || id.Ambient != ambient {
			t.Errorf("%q: %+v, want %d, %s", c.env, id, c.kind, c.words)
		}
	}
}

// TestConfigured: what may be there is not configured; what somebody set up is.
func TestConfigured(t *testing.T) {
	for env, want := range map[string]bool{"": false, "AZURE_CLIENT_ID=c": true, "AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential": true, "AZURE_TOKEN_CREDENTIALS=prod": false} {
		home(t, strings.Fields(env)...)
		if id := found(t); id.Configured != want {
			t.Errorf("%s: %+v", env, id)
		}
	}
}

// TestPair: the pair is for the registry that a variable names, and for no other.
func TestPair(t *testing.T) {
	for registry, host := range map[string]string{
		"AZURE_REGISTRY=myregistry.azurecr.io": "myregistry.azurecr.io", "AZURE_REGISTRY=https://myregistry.azurecr.io/": "myregistry.azurecr.io",
		"AZURE_REGISTRY=MyRegistry": "myregistry.azurecr.io", "AZURE_REGISTRY_NAME=myregistry": "myregistry.azurecr.io",
		"AZURE_REGISTRY_NAME=myregistry.azurecr.cn":                      "myregistry.azurecr.cn",
		"AZURE_REGISTRY=myregistry.azurecr.io AZURE_REGISTRY_NAME=my":    "",
		"AZURE_REGISTRY=myregistry AZURE_REGISTRY_NAME=myregistry":       "myregistry.azurecr.io",
		"AZURE_REGISTRY=https://myregistry AZURE_REGISTRY_NAME=other.io": "",
	} {
		home(t, append(strings.Fields(registry), "AZURE_USERNAME=u", "AZURE_PASSWORD=CANARY")...)
		for _, asked := range []string{"myregistry.azurecr.io", "myregistry.azurecr.cn", "other.azurecr.io", "myregistry.westeurope.geo.azurecr.io", "myregistry-abc.azurecr.io"} {
			id, err := find(t, asked)
			if host == "" {
				if err == nil || !strings.Contains(err.Error(), "AZURE_REGISTRY and AZURE_REGISTRY_NAME name two registries") {
					t.Errorf("%s: %v", registry, err)
				}
				continue
			}
			if (id.Static.Secret == "CANARY" && id.Static.Username == "u") != (asked == host) || err != nil {
				t.Errorf("%s: %s gets %+v, %v", registry, asked, id, err)
			}
		}
	}
}

// TestMistakes: half of a source is an error that names the other half.
func TestMistakes(t *testing.T) {
	pair := "AZURE_REGISTRY=myregistry "
	for env, want := range map[string]string{
		pair + "AZURE_USERNAME=u":                                  "AZURE_PASSWORD is not set, AZURE_USERNAME is: set both",
		pair + "AZURE_PASSWORD=p":                                  "AZURE_USERNAME is not set, AZURE_PASSWORD is: set both",
		"AZURE_REGISTRY=a@b AZURE_USERNAME=u AZURE_PASSWORD=p":     "AZURE_REGISTRY is no registry's name",
		"AZURE_REGISTRY_NAME=http://a.azurecr.io AZURE_USERNAME=u": "AZURE_REGISTRY_NAME is no registry's name",
		"AZURE_CLIENT_SECRET=x":                                    "AZURE_TENANT_ID is not set, AZURE_CLIENT_SECRET is: set both",
		"AZURE_CLIENT_SECRET=x AZURE_TENANT_ID=t":                  "AZURE_CLIENT_ID is not set, AZURE_CLIENT_SECRET is: set both",
		"AZURE_CLIENT_SECRET=x AZURE_CLIENT_ID=c":                  "AZURE_TENANT_ID is not set",
		"AZURE_CLIENT_CERTIFICATE_PATH=/x AZURE_CLIENT_ID=c":       "AZURE_TENANT_ID is not set, AZURE_CLIENT_CERTIFICATE_PATH is: set both",
		"AZURE_FEDERATED_TOKEN_FILE=/x AZURE_TENANT_ID=t":          "AZURE_CLIENT_ID is not set, AZURE_FEDERATED_TOKEN_FILE is: set both",
		"AZURE_FEDERATED_TOKEN=x AZURE_CLIENT_ID=c":                "AZURE_TENANT_ID is not set, AZURE_FEDERATED_TOKEN is: set both",
		principalEnv:                                                         "AZURE_CLIENT_SECRET is not set, AZURE_CLIENT_ID and AZURE_TENANT_ID are",
		principalEnv + " GITHUB_ACTIONS=true":                                "give the job `permissions: id-token: write`",
		"IDENTITY_ENDPOINT=http://127.0.0.1:1":                               "IDENTITY_HEADER is not set, IDENTITY_ENDPOINT is: set both",
		"IDENTITY_HEADER=x":                                                  "IDENTITY_ENDPOINT is not set, IDENTITY_HEADER is: set both",
		"AZURE_TENANT_ID=a/b":                                                "AZURE_TENANT_ID is no tenant",
		"AZURE_CLIENT_ID=a;b":                                                "AZURE_CLIENT_ID is no client",
		"AZURE_TOKEN_CREDENTIALS=nonsense":                                   "AZURE_TOKEN_CREDENTIALS is none of dev, prod",
		"AZURE_TOKEN_CREDENTIALS=EnvironmentCredential":                      "AZURE_CLIENT_SECRET is not set: set it with",
		"AZURE_TOKEN_CREDENTIALS=WorkloadIdentityCredential":                 "AZURE_FEDERATED_TOKEN_FILE is not set: set it with",
		"AZURE_TOKEN_CREDENTIALS=AzureCLICredential":                         "nobody is logged in: az login",
		"AZURE_TOKEN_CREDENTIALS=AzurePowerShellCredential":                  "names a login that this helper does not use",
		"AZURE_TOKEN_CREDENTIALS=WorkloadIdentityCredential " + principalEnv: "AZURE_CLIENT_SECRET is not set",
	} {
		home(t, strings.Fields(env)...)
		if id, err := find(t, "myregistry.azurecr.io"); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %+v, %v, want %s", env, id, err, want)
		}
	}
}

// TestLogins: what az's file says of its login.
func TestLogins(t *testing.T) {
	for what, c := range map[string]struct {
		subscriptions string
		kind          Kind
		words         string
	}{
		"none":             {"", Machine, ""},
		"no default":       {other, Machine, ""},
		"the default":      {other + ", " + subscription, CLI, "az login of me@corp.example"},
		"a service":        {strings.Replace(subscription, `"type": "user"`, `"type": "servicePrincipal"`, 1), CLI, "me@corp.example"},
		"other letters":    {strings.Replace(subscription, "me@", `\u00fcber@`, 1), CLI, "(an odd name)"},
		"a cut file":       {subscription[:60], Machine, ""},
		"no login in it":   {`{"isDefault": true}`, CLI, "(an odd name)"},
		"nested default":   {`{"x": {"isDefault": true}}`, Machine, ""},
		"a list of a list": {`[` + subscription + `]`, Machine, ""},
	} {
		logIn(t, home(t), c.subscriptions)
		if id := found(t); id.Kind != c.kind || !strings.Contains(id.Words, c.words) {
			t.Errorf("%s: %+v", what, id)
		}
	}
	logIn(t, home(t), subscription)
	if _, err := find(t, "myregistry.azurecr.cn"); err == nil || !strings.Contains(err.Error(), "az cloud set --name AzureChinaCloud") {
		t.Errorf("another cloud: %v", err)
	}
	dir := home(t)
	logIn(t, dir, subscription)
	if err := os.Rename(filepath.Join(dir, ".azure"), filepath.Join(dir, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AZURE_CONFIG_DIR", filepath.Join(dir, "elsewhere"))
	if id := found(t); id.Kind != CLI {
		t.Errorf("AZURE_CONFIG_DIR: %+v", id)
	}
}

func jwt(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".CANARY"
}

// TestSameSource: what a source is called changes with the identity and with
// nothing else, and holds no proof.
func TestSameSource(t *testing.T) {
	one, renewed, another := jwt(`{"iss":"i","sub":"a","exp":1}`), jwt(`{"iss":"i","sub":"a","exp":2}`), jwt(`{"iss":"i","sub":"b","exp":1}`)
	runner := principalEnv + " ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/1 ACTIONS_ID_TOKEN_REQUEST_TOKEN="
	app := "IDENTITY_ENDPOINT=http://127.0.0.1:1 IDENTITY_HEADER="
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{principalEnv + " AZURE_CLIENT_SECRET=CANARY-1", principalEnv + " AZURE_CLIENT_SECRET=CANARY-2", true},
		{principalEnv + " AZURE_CLIENT_SECRET=CANARY-1", "AZURE_TENANT_ID=t AZURE_CLIENT_ID=d AZURE_CLIENT_SECRET=CANARY-1", false},
		{principalEnv + " AZURE_CLIENT_SECRET=CANARY-1", "AZURE_TENANT_ID=u AZURE_CLIENT_ID=c AZURE_CLIENT_SECRET=CANARY-1", false},
		{"AZURE_TENANT_ID=tc AZURE_CLIENT_ID=c AZURE_CLIENT_SECRET=x", "AZURE_TENANT_ID=t AZURE_CLIENT_ID=cc AZURE_CLIENT_SECRET=x", false},
		{principalEnv + " AZURE_CLIENT_SECRET=CANARY-1", principalEnv + " AZURE_CLIENT_SECRET=CANARY-1 AZURE_AUTHORITY_HOST=https://other.example", false},
		{principalEnv + " AZURE_FEDERATED_TOKEN=" + one, principalEnv + " AZURE_FEDERATED_TOKEN=" + renewed, true},
		{principalEnv + " AZURE_FEDERATED_TOKEN=" + one, principalEnv + " AZURE_FEDERATED_TOKEN=" + another, false},
		{principalEnv + " AZURE_FEDERATED_TOKEN=CANARY-1", principalEnv + " AZURE_FEDERATED_TOKEN=CANARY-2", false},
		{runner + "CANARY-1", runner + "CANARY-2", true},
		{runner + "CANARY-1", strings.Replace(runner, "/1", "/2", 1) + "CANARY-1", false},
		{app + "CANARY-1", app + "CANARY-2", true},
		{app + "CANARY-1", app + "CANARY-1 AZURE_CLIENT_ID=c", false},
		{app + "CANARY-1", app + "CANARY-1 WEBSITE_SITE_NAME=x", false},
		{"", "AZURE_CLIENT_ID=c", false},
		{"", "AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:1", false},
	} {
		home(t, strings.Fields(c.a)...)
		a := found(t)
		home(t, strings.Fields(c.b)...)
		b := found(t)
		if same := a.ID == b.ID && a.Scope == b.Scope; same != c.same {
			t.Errorf("%q and %q: %q, %q", c.a, c.b, a.ID, b.ID)
		}
		if strings.Contains(a.ID+a.Words+b.ID+b.Words+a.Scope, "CANARY") {
			t.Errorf("a source holds a proof: %+v", a)
		}
	}
	for change, same := range map[string]bool{"s1>s9": true, "me@>you@": false, "t-home>t-9": false, "AzureCloud>AzureCloud2": false, "\"user\"}>\"x\"}": false} {
		from, to, _ := strings.Cut(change, ">")
		logIn(t, home(t, "AZURE_TOKEN_CREDENTIALS=dev"), subscription)
		a := found(t)
		logIn(t, home(t, "AZURE_TOKEN_CREDENTIALS=dev"), strings.Replace(subscription, from, to, 1))
		if b, err := find(t, "myregistry.azurecr.io"); err == nil && (a.ID == b.ID) != same {
			t.Errorf("%s: %q, %q", change, a.ID, b.ID)
		}
	}
}

// FuzzProfile: a file of any content is read to its end, and found in a whole one.
func FuzzProfile(f *testing.F) {
	f.Add(`{"subscriptions":[` + subscription + `]}`)
	f.Add(`{"a":"\`)
	f.Add(`{"a":[[[`)
	f.Add(`}{]`)
	f.Fuzz(func(_ *testing.T, text string) { defaultAccount(text) })
}
