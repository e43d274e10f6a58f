//go:build unix

package main

import "github.com/dockercfg/dockercfg/shared/helpertest"

type state = helpertest.State

type texts = map[string]string

// changed is a row in which the content of a file changes.
func changed(name string, lead state, file, before, after string) helpertest.Row {
	first := texts{file: before}
	for name, text := range lead.Files {
		first[name] = text
	}
	return helpertest.Row{Name: name, Before: state{Env: lead.Env, Files: first},
		After: state{Files: texts{file: after}}}
}

// documentRows are cases of credential files, and of rules.
func documentRows() []helpertest.Row {
	byFile := state{Env: []string{authFile + "=~/key.json"}}
	with := func(file, text string) state { return state{Env: byFile.Env, Files: texts{file: text}} }
	byRule := state{Files: texts{"key.json": keyOf("a", "1"), "key2.json": keyOf("b", "1"), adcName: userLogin("R"),
		configs + "default": core("dev@example.com")}}
	toml := func(name, before, after string) helpertest.Row {
		return changed("a rule's "+name, byRule, tomlName, rule(before), rule(after))
	}
	return []helpertest.Row{
		changed("another account in a key file", byFile, keyName, keyOf("a", "1"), keyOf("b", "1")),
		changed("a subject token with another mapped claim", with(keyName, byTokenFile()), "token", claim("prod"),
			claim("test")),
		changed("a program steered by a file", with(keyName, byProgramDocument("")), "subject", "s-one", "s-two"),
		changed("a program's output file", with(keyName, byProgramDocument("~/output.json")), "output.json",
			left("o-one"), left("o-two")),
		{Name: "a program steered by a variable",
			Before: state{Env: append(byFile.Env, "SUBJECT=one"), Files: texts{keyName: byProgramDocument("")}},
			After:  state{Env: []string{"SUBJECT=two"}}},
		{Name: "a default login where there was none",
			Before: state{Files: texts{configs + "default": core("dev@example.com")}},
			After:  state{Files: texts{adcName: userLogin("R")}}},
		{Name: "a relative path", Before: state{
			Env: []string{authFile + "=key.json"}, Dir: "one",
			Files: texts{"one/key.json": keyOf("a", "1"), "two/key.json": keyOf("b", "1")},
		}, After: state{Dir: "two"}},
		toml("credentials_file", `credentials_file = "~/key.json"`, `credentials_file = "~/key2.json"`),
		toml("account", `account = "me@example.com"`, `account = "you@example.com"`),
		toml("source", `source = "gcloud"`, `source = "application_default"`),
		toml("impersonate", `impersonate = "`+account("x")+`"`, `impersonate = "`+account("y")+`"`),
	}
}

// variableRows are cases of variables: one for each pattern in Variables.
func (n *naming) variableRows() []helpertest.Row {
	row := func(name, from, to string, lead ...string) helpertest.Row {
		return helpertest.Row{Name: "the variable " + name, Before: state{Env: append(lead, name+from)},
			After: state{Env: []string{name + to}}}
	}
	aws := authJSON + "=" + federation(n.ec2())
	return []helpertest.Row{
		row(authJSON, "="+keyOf("a", "1"), "="+keyOf("b", "1")),
		row("AWS_ACCESS_KEY_ID", "=AKIAONE", "=AKIATWO", aws, "AWS_SECRET_ACCESS_KEY=secret"),
		row("AWS_SECRET_ACCESS_KEY", "=secret", "", aws, "AWS_ACCESS_KEY_ID=AKIAONE"), // then the machine's keys
		row("GCE_METADATA_HOST", "="+n.machines[0], "="+n.machines[1], "NO_GCE_CHECK="),
		row("NO_GCE_CHECK", "=", "=true", "GCE_METADATA_HOST="+n.machines[0]),
		row("CLOUDSDK_CORE_ACCOUNT", "=me@example.com", "=you@example.com"),
	}
}

// gcloudRows are cases of gcloud's files in a simple form.
func gcloudRows() []helpertest.Row {
	both := state{Files: texts{configs + "default": core("dev@example.com"), configs + "work": core("ops@example.com")}}
	return []helpertest.Row{
		changed("another account of gcloud", state{}, configs+"default", core("dev@example.com"),
			core("ops@example.com")),
		changed("another configuration of gcloud", both, active, "default", "work"),
	}
}

// pythonRows need a gcloud that reads its files like the real one.
func pythonRows() []helpertest.Row {
	form := func(name, before, after string) helpertest.Row {
		return changed("gcloud's properties with "+name, state{}, configs+"default", before, after)
	}
	override := state{Env: []string{"CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE=~/key.json"},
		Files: texts{keyName: byTokenFile()}}
	return []helpertest.Row{
		form("a colon", "[core]\naccount: dev@example.com\n", "[core]\naccount: ops@example.com\n"),
		form("a space behind a heading", "[core] \naccount = dev@example.com\n",
			"[core] \naccount = ops@example.com\n"),
		form("an upper-case key", "[core]\nAccount = dev@example.com\n", "[core]\nAccount = ops@example.com\n"),
		form("a continued line", "[core]\naccount =\n  dev@example.com\n", "[core]\naccount =\n  ops@example.com\n"),
		changed("the content of access_token_file",
			state{Files: texts{configs + "default": "[auth]\naccess_token_file: ~/access\n"}}, "access", "access-one",
			"access-two"),
		changed("a file that a credential override leads to", override, "token", claim("prod"), claim("test")),
		changed("the properties of the installation", state{}, "sdk/properties", core("dev@example.com"),
			core("ops@example.com")),
		{Name: "another installation", Before: state{
			Files: texts{"sdk/properties": core("dev@example.com"), "sdk2/properties": core("ops@example.com")},
		},
			After: state{Env: []string{"PATH=~/sdk2/bin:~/tools"}}},
	}
}
