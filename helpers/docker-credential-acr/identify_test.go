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

// home is an empty home directory, in an environment with nothing of Azure's but env.
func home(t *testing.T, env ...string) string {
	t.Helper()
	return helpertest.Home(t, []string{"AZURE_", "ACTIONS_", "GITHUB_", "IDENTITY_", "MSI_", "IMDS_",
		"WEBSITE_"}, env...)
}

// writeProfile writes az's file, like az with a byte order mark.
func writeProfile(t *testing.T, dir, subscriptions string) {
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
	subscription = `{"id": "s1", "name": "A \"B\" ] }", "state": "Enabled", "user": {"name": "me@corp.example", ` +
		`"type": "user"}, "isDefault": true, "tenantId": "t-home", "environmentName": "AzureCloud", ` +
		`"managedByTenants": [{"tenantId": "t-x"}]}`
	other = `{"id": "s2", "name": "C", "user": {"name": "other@corp.example", "type": "user"}, "isDefault": ` +
		`false, "tenantId": "t-other", "environmentName": "AzureCloud"}`
)

// identified returns the identity for a registry.
func identified(t *testing.T, host string) (source, error) {
	t.Helper()
	name, err := registry.Parse(host)
	if err != nil {
		t.Fatal(err)
	}
	s, who, err := identify(t.Context(), &inputs.Recorder{}, name, userconfig.Rule{})
	if err != nil {
		return source{}, err
	}
	if who != s.Identity {
		t.Errorf("%s: the frame is told of %+v, and %+v is used", host, who, s.Identity)
	}
	return s.source, nil
}

func found(t *testing.T) source {
	t.Helper()
	id, err := identified(t, own)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

const principalEnv = "AZURE_TENANT_ID=t AZURE_CLIENT_ID=c"

// TestOrder: of several sources, the first in order is used.
func TestOrder(t *testing.T) {
	runner := " ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/1 ACTIONS_ID_TOKEN_REQUEST_TOKEN=x"
	app := " IDENTITY_ENDPOINT=http://127.0.0.1:1 IDENTITY_HEADER=x"
	pair := " AZURE_USERNAME=u AZURE_PASSWORD=p AZURE_REGISTRY=myregistry"
	for _, c := range []struct {
		env   string
		login bool
		kind  kind
		label string
	}{
		{"", false, kindMachine, "managed identity of this machine"},
		{"", true, kindAz, "az login of me@corp.example"},
		{"AZURE_CLIENT_ID=c", false, kindMachine, "client c"},
		{"AZURE_TENANT_ID=t-x", true, kindAz, "az login of me@corp.example"},
		{app, true, kindApp, "managed identity of this app"},
		{"MSI_ENDPOINT=http://127.0.0.1:1 MSI_SECRET=x", true, kindApp, "managed identity of this app"},
		{principalEnv + runner + app, true, kindRunner, "client c with the token of this job"},
		{principalEnv + runner + " AZURE_FEDERATED_TOKEN=x", true, kindTokenValue,
			"client c with the token of AZURE_FEDERATED_TOKEN"},
		{principalEnv + " AZURE_FEDERATED_TOKEN=x AZURE_FEDERATED_TOKEN_FILE=/x", true, kindTokenFile,
			"client c with the token of AZURE_FEDERATED_TOKEN_FILE"},
		{principalEnv + " AZURE_FEDERATED_TOKEN_FILE=/x AZURE_CLIENT_CERTIFICATE_PATH=/x", true, kindCertificate,
			"client c with the certificate of"},
		{principalEnv + " AZURE_CLIENT_CERTIFICATE_PATH=/x AZURE_CLIENT_SECRET=x", true, kindSecret,
			"client c with the secret of AZURE_CLIENT_SECRET"},
		{principalEnv + " AZURE_CLIENT_SECRET=x" + pair, true, kindPair, "variables AZURE_USERNAME and AZURE_PASSWORD"},
		{principalEnv + " AZURE_CLIENT_SECRET=x AZURE_USERNAME=u AZURE_PASSWORD=p", true, kindSecret, "client c"},
		{"AZURE_USERNAME=u AZURE_PASSWORD=p AZURE_REGISTRY=other", true, kindAz, "az login"},
		{"AZURE_TOKEN_CREDENTIALS=dev " + principalEnv + " AZURE_CLIENT_SECRET=x", true, kindAz, "az login"},
		{"AZURE_TOKEN_CREDENTIALS=dev", false, kindNothing, "no identity"},
		{"AZURE_TOKEN_CREDENTIALS=prod", true, kindMachine, "managed identity"},
		{"AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential " + principalEnv + " AZURE_CLIENT_SECRET=x", true,
			kindMachine, "client c"},
		{"AZURE_TOKEN_CREDENTIALS=workloadidentitycredential " + principalEnv +
			" AZURE_CLIENT_SECRET=x AZURE_FEDERATED_TOKEN=x", true, kindTokenValue, "client c"},
		{"AZURE_TOKEN_CREDENTIALS=AzureCLICredential " + principalEnv, true, kindAz, "az login"},
		{"AZURE_TOKEN_CREDENTIALS=dev" + pair, false, kindPair, "variables"},
	} {
		dir := home(t, strings.Fields(c.env)...)
		if c.login {
			writeProfile(t, dir, other+","+subscription)
		}
		ambient := c.kind == kindMachine || c.kind == kindApp
		if id := found(t); id.kind != c.kind || !strings.Contains(id.Label, c.label) || id.Ambient != ambient {
			t.Errorf("%q: %+v, want %d, %s", c.env, id, c.kind, c.label)
		}
	}
}

// TestConfigured: only what the user has set up counts as configured.
func TestConfigured(t *testing.T) {
	for env, want := range map[string]bool{"": false, "AZURE_CLIENT_ID=c": true,
		"AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential": true, "AZURE_TOKEN_CREDENTIALS=prod": false} {
		home(t, strings.Fields(env)...)
		if id := found(t); id.Configured != want {
			t.Errorf("%s: %+v", env, id)
		}
	}
}

// TestPairHost: the pair is only for the registry in the variable.
func TestPairHost(t *testing.T) {
	for registry, host := range map[string]string{
		"AZURE_REGISTRY=myregistry.azurecr.io":                           "myregistry.azurecr.io",
		"AZURE_REGISTRY=https://myregistry.azurecr.io/":                  "myregistry.azurecr.io",
		"AZURE_REGISTRY=MyRegistry":                                      "myregistry.azurecr.io",
		"AZURE_REGISTRY_NAME=myregistry":                                 "myregistry.azurecr.io",
		"AZURE_REGISTRY_NAME=myregistry.azurecr.cn":                      "myregistry.azurecr.cn",
		"AZURE_REGISTRY=myregistry.azurecr.io AZURE_REGISTRY_NAME=my":    "",
		"AZURE_REGISTRY=myregistry AZURE_REGISTRY_NAME=myregistry":       "myregistry.azurecr.io",
		"AZURE_REGISTRY=https://myregistry AZURE_REGISTRY_NAME=other.io": "",
	} {
		home(t, append(strings.Fields(registry), "AZURE_USERNAME=u", "AZURE_PASSWORD=CANARY")...)
		for _, asked := range []string{"myregistry.azurecr.io", "myregistry.azurecr.cn", "other.azurecr.io",
			"myregistry.westeurope.geo.azurecr.io", "myregistry-abc.azurecr.io"} {
			id, err := identified(t, asked)
			if host == "" {
				if err == nil || !strings.Contains(err.Error(),
					"AZURE_REGISTRY and AZURE_REGISTRY_NAME are different registries") {
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

// TestMistakes: if half of a source is missing, the error names it.
func TestMistakes(t *testing.T) {
	pair := "AZURE_REGISTRY=myregistry "
	for env, want := range map[string]string{
		pair + "AZURE_USERNAME=u":                                  "AZURE_USERNAME is set but AZURE_PASSWORD is not: set both",
		pair + "AZURE_PASSWORD=p":                                  "AZURE_PASSWORD is set but AZURE_USERNAME is not: set both",
		"AZURE_REGISTRY=a@b AZURE_USERNAME=u AZURE_PASSWORD=p":     "AZURE_REGISTRY is not the name of a registry",
		"AZURE_REGISTRY_NAME=http://a.azurecr.io AZURE_USERNAME=u": "AZURE_REGISTRY_NAME is not the name of a registry",
		"AZURE_CLIENT_SECRET=x": "AZURE_CLIENT_SECRET is set but AZURE_TENANT_ID " +
			"is not: set both",
		"AZURE_CLIENT_SECRET=x AZURE_TENANT_ID=t": "AZURE_CLIENT_SECRET is set but AZURE_CLIENT_ID " +
			"is not: set both",
		"AZURE_CLIENT_SECRET=x AZURE_CLIENT_ID=c": "but AZURE_TENANT_ID is not: set both",
		"AZURE_CLIENT_CERTIFICATE_PATH=/x AZURE_CLIENT_ID=c": "AZURE_CLIENT_CERTIFICATE_PATH is set but " +
			"AZURE_TENANT_ID is not: set both",
		"AZURE_FEDERATED_TOKEN_FILE=/x AZURE_TENANT_ID=t": "AZURE_FEDERATED_TOKEN_FILE is set but " +
			"AZURE_CLIENT_ID is not: set both",
		"AZURE_FEDERATED_TOKEN=x AZURE_CLIENT_ID=c": "AZURE_FEDERATED_TOKEN is set but " +
			"AZURE_TENANT_ID is not: set both",
		principalEnv: "AZURE_CLIENT_ID and AZURE_TENANT_ID " +
			"are set but AZURE_CLIENT_SECRET is not",
		principalEnv +
			" GITHUB_ACTIONS=true": "give the job `permissions: id-token: write`",
		"IDENTITY_ENDPOINT=http://127.0.0.1:1": "IDENTITY_ENDPOINT is set but " +
			"IDENTITY_HEADER is not: set both",
		"IDENTITY_HEADER=x": "IDENTITY_HEADER is set but " +
			"IDENTITY_ENDPOINT is not: set both",
		"AZURE_TENANT_ID=a/b": "AZURE_TENANT_ID is not a valid tenant",
		"AZURE_CLIENT_ID=a;b": "AZURE_CLIENT_ID is not a valid client",

		"AZURE_TOKEN_CREDENTIALS=nonsense":                                   "AZURE_TOKEN_CREDENTIALS is not one of dev, prod",
		"AZURE_TOKEN_CREDENTIALS=EnvironmentCredential":                      "AZURE_CLIENT_SECRET is not set: set it with",
		"AZURE_TOKEN_CREDENTIALS=WorkloadIdentityCredential":                 "AZURE_FEDERATED_TOKEN_FILE is not set: set it with",
		"AZURE_TOKEN_CREDENTIALS=AzureCLICredential":                         "no one is logged in: run `az login`",
		"AZURE_TOKEN_CREDENTIALS=AzurePowerShellCredential":                  "selects a login that this helper does not support",
		"AZURE_TOKEN_CREDENTIALS=WorkloadIdentityCredential " + principalEnv: "but AZURE_CLIENT_SECRET is not",
	} {
		home(t, strings.Fields(env)...)
		if id, err := identified(t, own); err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %+v, %v, want %s", env, id, err, want)
		}
	}
}

// TestLogins: the label of the login in az's file.
func TestLogins(t *testing.T) {
	for what, c := range map[string]struct {
		subscriptions string
		kind          kind
		label         string
	}{
		"none":        {"", kindMachine, ""},
		"no default":  {other, kindMachine, ""},
		"the default": {other + ", " + subscription, kindAz, "az login of me@corp.example"},
		"a service": {strings.Replace(subscription, `"type": "user"`, `"type": "servicePrincipal"`, 1), kindAz,
			"me@corp.example"},
		"other letters": {strings.Replace(subscription, "me@", `\u00fcber@`, 1), kindAz,
			"az login of über@corp.example"},
		"a cut file":       {subscription[:60], kindMachine, ""},
		"a terminal's":     {strings.Replace(subscription, "me@", `\u001b[2J@`, 1), kindAz, "(an unprintable name)"},
		"no login in it":   {`{"isDefault": true}`, kindAz, "(an unprintable name)"},
		"nested default":   {`{"x": {"isDefault": true}}`, kindMachine, ""},
		"a list of a list": {`[` + subscription + `]`, kindMachine, ""},
	} {
		writeProfile(t, home(t), c.subscriptions)
		if id := found(t); id.kind != c.kind || !strings.Contains(id.Label, c.label) {
			t.Errorf("%s: %+v", what, id)
		}
	}
	writeProfile(t, home(t), subscription)
	if _, err := identified(t, "myregistry.azurecr.cn"); err == nil ||
		!strings.Contains(err.Error(), "az cloud set --name AzureChinaCloud") {
		t.Errorf("another cloud: %v", err)
	}
	dir := home(t)
	writeProfile(t, dir, subscription)
	if err := os.Rename(filepath.Join(dir, ".azure"), filepath.Join(dir, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AZURE_CONFIG_DIR", filepath.Join(dir, "elsewhere"))
	if id := found(t); id.kind != kindAz {
		t.Errorf("AZURE_CONFIG_DIR: %+v", id)
	}
}

// TestKeeping: how far variables and files identify an identity. What only the machine or the
// container knows is cached like a machine's.
func TestKeeping(t *testing.T) {
	managed := strings.Replace(subscription, "me@corp.example", "systemAssignedIdentity", 1)
	shell := strings.Replace(subscription, `"type": "user"`, `"type": "user", "cloudShellID": true`, 1)
	elsewhere := metadataVariable + "=http://127.0.0.1:1"
	for what, c := range map[string]struct {
		env, login string
		want       identity.Keeping
	}{
		"machine":              {"", "", identity.OfMachine(false, azureTag)},
		"machine, an endpoint": {elsewhere, "", identity.OfMachine(true)},
		"app": {"IDENTITY_ENDPOINT=http://127.0.0.1:1 IDENTITY_HEADER=x", "",
			identity.OfMachine(true)},
		"app of 2017":            {"MSI_ENDPOINT=http://127.0.0.1:1", "", identity.OfMachine(true)},
		"client":                 {principalEnv + " AZURE_CLIENT_SECRET=x", "", identity.ByInputs},
		"az":                     {"", subscription, identity.ByInputs},
		"az, the machine":        {"", managed, identity.OfMachine(false, azureTag)},
		"az, another machine":    {elsewhere, strings.Replace(managed, "system", "user", 1), identity.OfMachine(true)},
		"az, the portal's shell": {elsewhere, shell, identity.OfMachine(true)},
	} {
		dir := home(t, strings.Fields(c.env)...)
		if c.login != "" {
			writeProfile(t, dir, c.login)
		}
		if id := found(t); id.Keeping != c.want {
			t.Errorf("%s: %+v", what, id.Identity)
		}
	}
}
