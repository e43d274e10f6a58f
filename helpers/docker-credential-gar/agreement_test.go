//go:build unix

package main

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
)

const (
	keyName  = "key.json"
	adcName  = ".config/gcloud/application_default_credentials.json"
	tomlName = ".config/dockercfg/config.toml"
	active   = ".config/gcloud/active_config"
	configs  = ".config/gcloud/configurations/config_"
)

// TestAgreement: with the cache, a get returns a token of the same identity as without it.
func TestAgreement(t *testing.T) {
	t.Parallel()
	n := startNaming(t)
	rows := append(append(documentRows(), n.variableRows()...), gcloudRows()...)
	if n.python != "" {
		rows = append(rows, pythonRows()...)
	} else {
		t.Log("not run: python3 is not there, so gcloud is a script that reads plain files alone")
	}
	a := n.agreement()
	a.Variables, a.Files, a.Rows = n.variables(), n.files(), rows
	a.Test(t)
}

// TestAgreementOfGcloud: the same, changing only the inputs of gcloud's identity, so that few
// changes have no effect.
func TestAgreementOfGcloud(t *testing.T) {
	t.Parallel()
	n := startNaming(t)
	a := n.agreement()
	a.Variables, a.Files = n.variables(), n.files()
	maps.DeleteFunc(a.Variables, func(name string, _ []string) bool {
		return !strings.HasPrefix(name, "CLOUDSDK_AUTH_") && name != "CLOUDSDK_CORE_ACCOUNT" && name != "PATH"
	})
	for _, name := range []string{adcName, tomlName, "other.toml", "output.json", "subject",
		"other/configurations/config_default"} {
		delete(a.Files, name)
	}
	a.From = helpertest.State{Files: map[string]string{
		configs + "default": core("dev@example.com"), "access": "access-one", keyName: keyOf("a", "1"),
		"key2.json": keyOf("b", "1"),
	}}
	a.Test(t)
}

func (n *naming) agreement() helpertest.Agreement {
	return helpertest.Agreement{
		Program: program, Registries: []string{own, "gcr.io", "images.corp.example"},
		Start: func(t *testing.T, home string, between func()) []string {
			n.prepare(t, home)
			n.between.Store(&between)
			return append(n.Environment(), "NO_GCE_CHECK=true", "GCE_METADATA_HOST=127.0.0.1:1",
				"PATH="+home+"/sdk/bin:"+home+"/tools", allowPrograms+"=1")
		},
	}
}

func keyOf(name, id string) string {
	return fakegoogle.ServiceAccount(account(name), "private_key_id", id)
}

func byTokenFile(pairs ...any) string { return federation(map[string]any{"file": "~/token"}, pairs...) }

func byProgramDocument(output string) string {
	command := map[string]any{"command": "~/bin/program"}
	if output != "" {
		command["output_file"] = output
	}
	return federation(map[string]any{"executable": command})
}

func byRunner(who string) string {
	source := githubSource()
	source["headers"] = map[string]string{"Authorization": "Bearer " + who}
	return federation(source)
}

func impersonatingLogin(login, as string) string {
	return fakegoogle.Document(map[string]any{"type": "impersonated_service_account",
		"source_credentials": userFields(login),
		"service_account_impersonation_url": "https://" + iamHost + "/v1/projects/-/serviceAccounts/" + as +
			":generateAccessToken"})
}

// claim is a subject token with another claim, which a provider may map to an attribute.
func claim(environment string) string {
	data, _ := json.Marshal(map[string]any{"iss": "https://ci.example", "sub": "repo:a", "environment": environment,
		"exp": 4102444800})
	return rawURL.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + rawURL.EncodeToString(data) + ".signature"
}

// left is what a program saves in its output_file.
func left(token string) string {
	return `{"version":1,"success":true,"token_type":"urn:ietf:params:oauth:token-type:jwt",` +
		`"expiration_time":4102444800,"id_token":"` + token + `"}`
}

func rule(settings string) string { return "[[registry]]\nmatch = \"" + own + "\"\n" + settings + "\n" }

func core(account string) string { return "[core]\naccount = " + account + "\n" }

// variables are values of all variables that decide. "-" comes first if several sources would hide
// each other.
func (n *naming) variables() map[string][]string {
	ec2 := n.ec2()
	return map[string][]string{
		authJSON: {"-", "-", "-", "-", keyOf("a", "1"), keyOf("b", "1"), userLogin("R"), byTokenFile(),
			byProgramDocument(""), byRunner("one"), byRunner("two"),
			impersonatingLogin("R", account("x")), federation(ec2), federation(ec2), "{"},
		authFile:                                    {"-", "-", "~/key.json", "~/key.json", "key.json", "~/none.json"},
		allowPrograms:                               {"1", "1", "-"},
		"CLOUDSDK_CONFIG":                           {"-", "-", "~/other"},
		"CLOUDSDK_ACTIVE_CONFIG_NAME":               {"-", "-", "work", "NONE"},
		"CLOUDSDK_CORE_ACCOUNT":                     {"-", "-", "me@example.com", ""},
		"CLOUDSDK_CORE_PROJECT":                     {"-", "p"},
		"CLOUDSDK_AUTH_ACCESS_TOKEN":                {"-", "-", "-", "token-of-a-variable"},
		"CLOUDSDK_AUTH_ACCESS_TOKEN_FILE":           {"-", "-", "-", "~/access"},
		"CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE":    {"-", "-", "-", "~/key.json"},
		"CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT": {"-", "-", account("x")},
		"NO_GCE_CHECK":                              {"true", "-", "-"},
		"GCE_METADATA_HOST":                         {n.machines[0], n.machines[1], "127.0.0.1:1"},
		// always set, so that the real one is never asked
		"AWS_ACCESS_KEY_ID":     {"-", "AKIAONE", "AKIATWO"},
		"AWS_SECRET_ACCESS_KEY": {"-", "secret", "secret"},
		"AWS_REGION":            {"-", "eu-west-1"},
		"SUBJECT":               {"-", "one", "two"},
		"PATH": {
			"~/sdk/bin:~/tools", "~/sdk/bin:~/tools", "~/sdk2/bin:~/tools", "~/tools",
		},
		"DOCKERCFG_CONFIG": {"-", "-", "~/other.toml"},
	}
}

// ec2 is a federation with AWS whose metadata service is the fake.
func (n *naming) ec2() map[string]any {
	source := awsSource()
	source["url"], source["region_url"], source["imdsv2_session_token_url"] = n.URL()+"/roles", n.URL()+"/zone",
		n.URL()+"/token"
	return source
}

func (n *naming) files() map[string][]string {
	rules := []string{
		"-", "-", rule(`credentials_file = "~/key.json"`), rule(`credentials_file = "~/key2.json"`),
		rule(`account = "me@example.com"`), rule(`account = "you@example.com"`),
		rule(`source = "gcloud"`), rule(`source = "application_default"`), rule(`source = "metadata"`),
		rule(`impersonate = "` + account("x") + `"`),
		rule(`impersonate = "` + account("y") + "\"\ndelegates = \"" + account("d") + `"`),
		rule("source = \"gcloud\"\non_failure = \"anonymous\""), rule(`profile = "x"`),
		"[[registry]]\nhelper = \"gar\"\nhosts = [\"images.corp.example\"]\n",
	}
	documents := []string{
		keyOf("a", "1"), keyOf("a", "2"), keyOf("b", "1"), userLogin("R"), userLogin("S"),
		userLogin("R", "client_secret", "other"), byTokenFile(), byTokenFile("audience", audience+"2"),
		federation(map[string]any{"file": "~/token",
			"format": map[string]string{"type": "json", "subject_token_field_name": "id"}}),
		byTokenFile("service_account_impersonation_url", asAccount),
		byProgramDocument(""), byProgramDocument("~/output.json"), byRunner("one"), byRunner("two"),
		impersonatingLogin("R", account("x")), impersonatingLogin("S", account("y")),
		fakegoogle.Document(map[string]any{"type": "impersonated_service_account",
			"service_account_impersonation_url": asAccount, "source_credentials": json.RawMessage(byTokenFile())}),
		"-", "{}",
	}
	properties := []string{
		core("dev@example.com"), core("ops@example.com"), "[core] \naccount: dev@example.com\n",
		"[core]\nAccount = ops@example.com\n", "[core]\naccount =\n  dev@example.com\n",
		"[DEFAULT]\naccount = all@example.com\n[core]\n",
		core("dev@example.com") + "[auth]\nimpersonate_service_account = " + account("x") + "\n",
		"[core]\nproject = p\n",
		core("dev@example.com") + "[auth]\naccess_token_file: ~/access\n",
		core("dev@example.com") + "[auth] x\ncredential_file_override = ~/key2.json\n",
		core("a") + "account = b\n", "-",
	}
	if n.python == "" {
		properties = properties[:2]
	}
	return map[string][]string{
		tomlName: rules, "other.toml": rules, keyName: documents, "key2.json": documents,
		adcName:             append([]string{"-", "-", "-", "-"}, documents...),
		configs + "default": properties, configs + "work": properties, active: {"-", "work", "default", "NONE", "-"},
		"other/configurations/config_default": properties,
		"sdk/properties":                      append([]string{"-", "-"}, properties...),
		"sdk2/properties":                     append([]string{"-", "-"}, properties...),
		"token": {claim("prod"), claim("test"), `{"id":"` + claim("prod") + `"}`,
			`{"id":"` + claim("test") + `"}`, "-"},
		"access": {"access-one", "access-two", "-"}, "subject": {"-", "s-one", "s-two"},
		"output.json": {"-", left("o-one"), left("o-two"), "{}"},
	}
}
