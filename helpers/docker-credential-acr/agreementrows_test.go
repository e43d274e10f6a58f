package main

import (
	"slices"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// rows are the known cases in which a cached token could be returned for another identity.
func (a *azure) rows() []helpertest.Row {
	return slices.Concat(a.ofVariables(), a.ofFiles(), a.ofCloud(), a.ofAz())
}

type (
	state = helpertest.State
	files = map[string]string
)

// ofVariables changes a variable.
func (a *azure) ofVariables() []helpertest.Row {
	app := []string{"IDENTITY_ENDPOINT=" + a.URL() + "/app", "IDENTITY_HEADER=CANARY-1"}
	msi := []string{"MSI_ENDPOINT=" + a.URL() + "/msi", "MSI_SECRET=CANARY-1"}
	job := []string{client[0], client[1], "ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/a",
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-1"}
	value := func(token string) string { return "AZURE_FEDERATED_TOKEN=" + vouched(token, 600) }
	row := func(name string, before []string, after ...string) helpertest.Row {
		return helpertest.Row{Name: name, Before: state{Env: before}, After: state{Env: after}}
	}
	return []helpertest.Row{
		row("another IDENTITY_HEADER", app, "IDENTITY_HEADER=CANARY-2"),
		row("another app", app, "IDENTITY_ENDPOINT="+a.URL()+"/app2"),
		row("another identity of an app", app, "AZURE_CLIENT_ID="+otherClient),
		row("another MSI_SECRET", msi, "MSI_SECRET=CANARY-2"),
		row("MSI_SECRET unset", msi, "MSI_SECRET"),
		row("another metadata service", []string{metadataVariable + "=" + a.URL() + "/m1"},
			metadataVariable+"="+a.URL()+"/m2"),
		row("a rotated secret", client[:3:3], "AZURE_CLIENT_SECRET=CANARY-ROTATED"),
		row("another tenant", client[:3:3], "AZURE_TENANT_ID="+otherTenant),
		row("another client", client[:3:3], "AZURE_CLIENT_ID="+otherClient),
		row("another authority", client[:3:3], "AZURE_AUTHORITY_HOST=https://login.own.example"),
		row("another run", job, "ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/b"),
		row("another job", job, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-2"),
		row("another token in a variable", append(client[:2:2], value("CANARY-a")), value("CANARY-b")),
		row("a pair", client[:3:3], "AZURE_USERNAME=u", "AZURE_PASSWORD=CANARY-P", "AZURE_REGISTRY=myregistry"),
		row("another source", append(client[:3:3], app...), "AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential"),
	}
}

// ofFiles changes a proof, a cloud's description or a rule.
func (a *azure) ofFiles() []helpertest.Row {
	row := func(name, file, before, after string, env ...string) helpertest.Row {
		return helpertest.Row{
			Name: name, Before: state{Env: env, Files: files{file: before}}, After: state{Files: files{file: after}},
		}
	}
	token := []string{vouched("CANARY-a", 600), vouched("CANARY-b", 600)}
	rule := func(name, before, after string, env ...string) helpertest.Row {
		return row(name, rulesFile, ruled(before), ruled(after), append(client[:3:3], env...)...)
	}
	sources := [2]string{`source = "EnvironmentCredential"`, `source = "ManagedIdentityCredential"`}
	federated := append(client[:2:2], "AZURE_FEDERATED_TOKEN_FILE=~/token")
	certified := append(client[:2:2], "AZURE_CLIENT_CERTIFICATE_PATH=~/c.pem")
	before := state{Env: client[:2:2], Files: files{
		rulesFile: ruled(`credentials_file = "~/c.pem"`), "c.pem": a.certificates[0], "d.pem": a.certificates[1],
	}}
	return []helpertest.Row{
		row("another federated token", "token", token[0], token[1], federated...),
		row("no federated token", "token", token[0], "-", federated...),
		row("another certificate", "c.pem", a.certificates[0], a.certificates[1], certified...),
		rule("another tenant in a rule", `tenant = "`+tenantID+`"`, `tenant = "`+otherTenant+`"`),
		rule("another client in a rule", `client_id = "`+clientID+`"`, `client_id = "`+otherClient+`"`),
		rule("another source in a rule", sources[0], sources[1], metadataVariable+"="+a.URL()+"/m1"),
		rule("another authority in a rule", `authority = "https://`+sovereign+`"`,
			`authority = "https://`+government+`"`),
		rule("a rule is gone", `tenant = "`+otherTenant+`"`, ""),
		{Name: "another certificate in a rule", Before: before,
			After: state{Files: files{rulesFile: ruled(`credentials_file = "~/d.pem"`)}}},
		{Name: "the certificate of a rule", Before: before, After: state{Files: files{"c.pem": a.certificates[1]}}},
	}
}

// ofCloud changes the file that describes a cloud.
func (a *azure) ofCloud() (rows []helpertest.Row) {
	env := append(client[:3:3], "AZURE_ENVIRONMENT_FILEPATH=~/environment.json")
	before := stack(ownSuffix, "login.own.example")
	for _, c := range []struct{ name, after string }{
		{"another authority in the file", stack(ownSuffix, sovereign)},
		{"another suffix in the file", stack("azurecr.other.example", "login.own.example")},
		{"the file is gone", "-"}, {"the file is cut", "{"},
	} {
		rows = append(rows, helpertest.Row{
			Name: c.name, Asked: "myregistry." + ownSuffix,
			Before: state{Env: env, Files: files{"environment.json": before}},
			After:  state{Files: files{"environment.json": c.after}},
		})
	}
	return rows
}

// ofAz changes az's files.
func (a *azure) ofAz() []helpertest.Row {
	row := func(name string, before, after state) helpertest.Row {
		if before.Files == nil {
			before.Files = files{}
		}
		if before.Files[profileFile] == "" {
			before.Files[profileFile] = profile("a", "b", true)
		}
		return helpertest.Row{Name: name, Before: before, After: after}
	}
	machine := func(is bool) state {
		return state{Files: files{profileFile: profile("systemAssignedIdentity", "b", is)}}
	}
	one := func(file, text string) state { return state{Files: files{file: text}} }
	relative := state{Env: []string{"AZURE_CONFIG_DIR=az"}, Dir: "one", Files: files{
		"one/az/azureProfile.json": profile("a", "b", true), "two/az/azureProfile.json": profile("b", "a", true),
	}}
	certified := state{Files: files{entriesFile: `[{"certificate":"~/sp.pem"}]`, "sp.pem": "CANARY-1"}}
	elsewhere := one("elsewhere/azureProfile.json", profile("c", "d", true))
	return []helpertest.Row{
		row("another subscription", state{}, one(profileFile, profile("a", "b", false))),
		row("a logout", state{}, one(profileFile, "-")),
		row("another cloud", state{}, one(".azure/config", "[cloud]\nname = X\n")),
		row("another cloud's settings", state{},
			one(".azure/clouds.config", "[AzureCloud]\nendpoint_active_directory = https://x\n")),
		row("another principal", one(entriesFile, `[{"client_secret":"CANARY-1"}]`),
			one(entriesFile, `[{"client_secret":"CANARY-2"}]`)),
		row("another principal's certificate", certified, one("sp.pem", "CANARY-2")),
		row("another directory", elsewhere, state{Env: []string{"AZURE_CONFIG_DIR=~/elsewhere"}}),
		row("another working directory", relative, state{Dir: "two"}),
		row("another tenant of az", state{}, state{Env: []string{"AZURE_TENANT_ID=" + otherTenant}}),
		row("az is gone", state{}, state{Env: []string{"PATH=~/none"}}),
		row("the machine's az", machine(true), machine(false)),
	}
}
