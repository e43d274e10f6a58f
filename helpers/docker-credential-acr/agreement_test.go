package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// TestAgreement: with the cache, a get returns a token of the same identity as without it. Random
// changes begin at an identity of each kind, since most of them have no effect.
func TestAgreement(t *testing.T) {
	t.Parallel()
	a := newAzure(t)
	rows := a.rows()
	for _, from := range []struct {
		what string
		env  []string
	}{
		{"client", client[:3:3]},
		{"app", []string{"IDENTITY_ENDPOINT=" + a.URL() + "/app1", "IDENTITY_HEADER=CANARY-H1"}},
		{"az", []string{"AZURE_TENANT_ID=" + tenantID}},
		{"machine", []string{"AZURE_TOKEN_CREDENTIALS=prod"}},
	} {
		t.Run(from.what, func(t *testing.T) {
			helpertest.Agreement{
				Program: program,
				Registries: []string{
					own, own, own, own, own, "other.azurecr.io", "myregistry.azurecr.cn", "myregistry." + ownSuffix,
					"myregistry.azurecr.other.example", "images.corp.example",
				},
				Start: a.start, From: state{Env: from.env, Files: a.home()},
				Variables: a.variables(), Files: a.files(), Rows: rows,
			}.Test(t)
		})
		rows = nil
	}
	t.Logf("tokens were made for: %v", a.made())
}

// home is the files that exist at the beginning.
func (a *azure) home() map[string]string {
	return map[string]string{
		"c.pem": a.certificates[0], "link.pem": a.certificates[1], "token": vouched("CANARY-file-a", 600),
		profileFile:                   profile("a", "b", true),
		"elsewhere/azureProfile.json": profile("c", "d", true), "environment.json": stack(ownSuffix, sovereign),
	}
}

// azure is a fake of Azure, whose tokens name who requested them.
type azure struct {
	*helpertest.Exchange
	between atomic.Pointer[func()]
	tokens  [5]atomic.Int32 // by their prefix
	// certificates have two different keys.
	certificates [2]string
}

// ownSuffix is the suffix of a cloud that a file describes.
const ownSuffix = "azurecr.own.example"

// identities are the prefixes of Entra's tokens.
var identities = [5]string{"CANARY-ENTRA", "CANARY-APP", "CANARY-MSI", "CANARY-MACHINE", "CANARY-AZ"}

func newAzure(t *testing.T) *azure {
	t.Helper()
	a := &azure{Exchange: newCloud(t), certificates: [2]string{certificate(t), certificate(t)}}
	exchange := fakeazure.ExchangeUntil(time.Now().Add(3 * time.Hour))
	a.Handle(own, a.after(exchange))
	a.Handle(fakecloud.Any, a.after(exchange))
	for _, host := range append(fakeazure.Logins, "login.own.example", sovereign) {
		a.Handle(host, a.after(fakeazure.Entra))
	}
	a.Handle(fakecloud.Plain, a.after(managed))
	end := time.Now().Unix() + 600
	a.Handle("run.example", a.after(func(w http.ResponseWriter, r *http.Request) {
		subject := strings.ReplaceAll(r.URL.Path+" "+r.Header.Get("Authorization"), " ", "_")
		claims := fmt.Sprintf(`{"iss":"i","sub":%q,"aud":%q,"exp":%d}`, subject, runnerAudience, end)
		fakeazure.Write(w, map[string]string{"value": fakeazure.Unsigned(claims)})
	}))
	return a
}

// after answers a request after the test had its turn, and counts the exchanges.
func (a *azure) after(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if f := a.between.Load(); f != nil {
			(*f)()
		}
		_ = r.ParseForm()
		for i, begins := range identities {
			if strings.HasPrefix(r.Form.Get("access_token"), begins) {
				a.tokens[i].Add(1)
			}
		}
		h(w, r)
	}
}

func (a *azure) made() (text []string) {
	for i, begins := range identities {
		text = append(text, fmt.Sprintf("%s %d", strings.TrimPrefix(begins, "CANARY-"), a.tokens[i].Load()))
	}
	return text
}

// managed is the platform's services: each token names the address, the proof and the client of the
// request.
func managed(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	kind, shown := "", ""
	switch {
	case strings.HasPrefix(r.URL.Path, "/app"):
		kind, shown = "APP", r.Header.Get("X-Identity-Header")
	case strings.HasPrefix(r.URL.Path, "/msi"):
		kind, shown = "MSI", r.Header.Get("Secret")
	case r.Header.Get("Metadata") == "": // the request that checks whether the service exists
		http.Error(w, "{}", http.StatusBadRequest)
		return
	default:
		kind = "MACHINE"
	}
	fakeazure.Write(w, map[string]string{"access_token": strings.Join([]string{
		"CANARY", kind, r.URL.Path, shown, r.Form.Get("client_id"), r.Form.Get("clientid"), r.Form.Get("resource"),
	}, "-")})
}

// azShows is an az whose token is a digest of its files and arguments.
const azShows = `#!/bin/sh
PATH=%s
cd "$AZURE_CONFIG_DIR"
proof=$(sed -n 's/.*"certificate":"\([^"]*\)".*/\1/p' service_principal_entries.json 2>/dev/null)
sum=$(cat azureProfile.json config clouds.config service_principal_entries.json $proof 2>/dev/null </dev/null | sha256sum | cut -c 1-16)
echo "{\"accessToken\":\"CANARY-AZ-$sum-$(echo $* | tr ' ' _)\"}"
`

// start creates a home directory, and makes the cloud run a callback between two requests.
func (a *azure) start(t *testing.T, home string, between func()) []string {
	t.Helper()
	a.between.Store(&between)
	dir := filepath.Join(home, "bin")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := helpertest.WriteProgram(filepath.Join(dir, "az"), fmt.Appendf(nil, azShows, os.Getenv("PATH")),
		0o755); err != nil {
		t.Fatal(err)
	}
	return append(a.Environment(), metadataVariable+"="+a.URL()+"/m1", "PATH="+dir)
}

// variables are values for all variables that select an identity. Those that are usually unset leave
// room for identities further down in the order.
func (a *azure) variables() map[string][]string {
	url := a.URL()
	return map[string][]string{
		"AZURE_TENANT_ID":     {tenantID, otherTenant, "-"},
		"AZURE_CLIENT_ID":     {clientID, otherClient, "-"},
		"AZURE_CLIENT_SECRET": {"CANARY-SECRET", "CANARY-ROTATED", "-", "-", "-", "-"},

		"AZURE_CLIENT_CERTIFICATE_PATH":     {"-", "-", "-", "~/c.pem", "~/link.pem"},
		"AZURE_CLIENT_CERTIFICATE_PASSWORD": {"-", "CANARY-PASSWORD"},
		"AZURE_FEDERATED_TOKEN_FILE":        {"-", "-", "-", "~/token", "~/..data/token"},
		"AZURE_FEDERATED_TOKEN": {
			"-", "-", "-", vouched("CANARY-value-a", 600), vouched("CANARY-value-b", 600),
		},
		"ACTIONS_ID_TOKEN_REQUEST_URL":   {"-", "-", "https://run.example/a", "https://run.example/b"},
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN": {"-", "CANARY-1", "CANARY-2"},

		"IDENTITY_ENDPOINT": {"-", "-", "-", url + "/app1", url + "/app2"},
		"IDENTITY_HEADER":   {"-", "-", "CANARY-H1", "CANARY-H2"},
		"MSI_ENDPOINT":      {"-", "-", "-", url + "/msi1", url + "/msi2"},
		"MSI_SECRET":        {"-", "-", "CANARY-M1", "CANARY-M2"},
		"IMDS_ENDPOINT":     {"-", "-", "http://127.0.0.1:1"},
		metadataVariable:    {url + "/m1", url + "/m2", strings.TrimPrefix(nowhere, metadataVariable+"=")},

		"AZURE_TOKEN_CREDENTIALS": {
			"-", "-", "-", "dev", "prod", "EnvironmentCredential", "WorkloadIdentityCredential",
			"ManagedIdentityCredential",
			"AzureCLICredential", "odd",
		},
		"AZURE_AUTHORITY_HOST":       {"-", "-", "https://login.own.example/", "https://" + government},
		"AZURE_ENVIRONMENT_FILEPATH": {"-", "~/environment.json", "environment.json"},
		"AZURE_CONFIG_DIR":           {"-", "-", "~/elsewhere", "~/none"},
		"PATH":                       {"~/bin", "~/bin", "~/bin", "~/none"},
		"AZURE_USERNAME":             {"-", "-", "u"},
		"AZURE_PASSWORD":             {"-", "-", "CANARY-P1"},
		"AZURE_REGISTRY":             {"-", "-", "myregistry", "other"},
		"DOCKERCFG_CONFIG":           {"-", "-", "-", "~/other.toml"},
		"XDG_CONFIG_HOME":            {"-", "-", "~/xdg"},
	}
}

// The files of a home directory.
const (
	profileFile = ".azure/azureProfile.json"
	rulesFile   = ".config/dockercfg/config.toml"
	entriesFile = ".azure/service_principal_entries.json"
)

// profile is az's file with two subscriptions of different logins, of which one is the default.
func profile(first, second string, firstIsDefault bool) string {
	of := func(user string, is bool) string {
		login := fmt.Sprintf(`"user":{"name":"%s","type":"user"},"tenantId":"t-%s"`, user, user)
		return fmt.Sprintf(`{"id":"s-%s",%s,"isDefault":%t,"environmentName":"AzureCloud"}`, user, login, is)
	}
	return "\ufeff" + `{"subscriptions":[` + of(first, firstIsDefault) + "," + of(second, !firstIsDefault) + `]}`
}

// ruled is a config.toml with one rule for every Azure registry.
func ruled(settings ...string) string {
	return "[[registry]]\nmatch = \"*.azurecr.*\"\n" + strings.Join(settings, "\n") + "\n"
}

// stack is the file of the user's own cloud.
func stack(suffix, authority string) string {
	return fmt.Sprintf(`{"containerRegistryDNSSuffix":%q,"activeDirectoryEndpoint":"https://%s/",`+
		`"resourceManagerEndpoint":"/"}`,
		suffix, authority)
}

// rules are contents of config.toml.
func rules() []string {
	const managed = `source = "ManagedIdentityCredential"`
	return []string{
		"-", "-", ruled(`tenant = "` + otherTenant + `"`), ruled(`client_id = "` + otherClient + `"`),
		ruled(`source = "AzureCLICredential"`), ruled(managed), ruled(managed, `client_id = "c"`),
		ruled(`credentials_file = "~/c.pem"`),
		ruled(`credentials_file = "~/link.pem"`, `client_id = "`+otherClient+`"`),
		ruled(`authority = "https://` + sovereign + `"`), ruled(`max_age = "1h"`, `on_failure = "anonymous"`),
		ruled(`tenant = `),
		"[[registry]]\nhelper = \"acr\"\nhosts = [\"images.corp.example\"]\nauthority = \"https://" +
			government + "\"\n",
	}
}

func (a *azure) files() map[string][]string {
	one, two := a.certificates[0], a.certificates[1]
	tokens := []string{"-", vouched("CANARY-file-a", 600), vouched("CANARY-file-b", 600),
		vouched("CANARY-file-a", -600), "CANARY"}
	return map[string][]string{
		"c.pem": {one, two, "CANARY", "-"}, "link.pem": {two, one, "-"}, "token": tokens, "..data/token": tokens,
		"environment.json": {
			stack(ownSuffix, "login.own.example"), stack(ownSuffix, sovereign),
			stack("azurecr.other.example", sovereign), "{", "-",
		},
		profileFile: {
			"-", profile("a", "b", true), profile("a", "b", false), profile("systemAssignedIdentity", "b", true), "{",
			strings.Replace(profile("a", "b", true), "AzureCloud", "AzureChinaCloud", 1),
		},
		"elsewhere/azureProfile.json": {profile("c", "d", true), profile("c", "d", false), "-"},
		".azure/config":               {"-", "[cloud]\nname = AzureCloud\n", "[cloud]\nname = X\n"},
		".azure/clouds.config":        {"-", "[AzureCloud]\nsubscription = s-a\n"},
		entriesFile: {"-", `[{"client_id":"c","certificate":"~/sp.pem"}]`,
			`[{"client_id":"c","client_secret":"CANARY"}]`},
		"sp.pem":  {"CANARY-1", "CANARY-2", "-"},
		rulesFile: rules(), "other.toml": rules()[2:], "xdg/dockercfg/config.toml": rules(),
	}
}
