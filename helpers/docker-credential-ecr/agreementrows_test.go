package main

import (
	"fmt"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

type (
	row   = helpertest.Row
	state = helpertest.State
	files = map[string]string
)

// when returns one row.
func when(name string, before, after state) row { return row{Name: name, Before: before, After: after} }

// base is a file with the keys of the profile base.
func base(id string) files { return files{keysFile: "[base]\n" + keysOf(id)} }

// rows are cases in which a different reading of these files once returned another identity's
// token.
func rows() (all []row) {
	containers := func(name string, env ...string) row {
		return when(name, state{Env: append(env, "AWS_CONTAINER_CREDENTIALS_FULL_URI=${FAKE}/container"),
			Files: files{configFile: "[default]\nregion = eu-west-1\n[profile dev]\nregion = eu-west-1\n"}},
			state{Env: []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=${FAKE}/container2"}})
	}
	// If a profile contains only a region, the identity is the machine's.
	all = append(all,
		when("region alone, another instance",
			state{Env: []string{"AWS_PROFILE=dev"}, Files: files{configFile: "[profile dev]\nregion = eu-west-1\n"}},
			state{Env: []string{"AWS_EC2_METADATA_DISABLED=true"}}),
		when("region alone, the service of another instance",
			state{Env: []string{"AWS_PROFILE=dev"}, Files: files{configFile: "[profile dev]\nregion = eu-west-1\n"}},
			state{Env: []string{"AWS_EC2_METADATA_SERVICE_ENDPOINT=${FAKE}/b"}}),
		containers("region alone, no container, AWS_PROFILE", "AWS_PROFILE=dev"),
		containers("region alone, no container, default", "AWS_PROFILE=default"),
		containers("region alone, no container, of the account", "AWS_PROFILE_123456789012=dev"),
		when("region alone, by a rule", state{
			Files: files{configFile: "[profile dev]\nregion = eu-west-1\n", rulesFile: rule(`profile = "dev"`)},
		},
			state{Env: []string{"AWS_EC2_METADATA_DISABLED=true"}}),
		when("credential_source Environment",
			state{Env: []string{"AWS_PROFILE_123456789012=dev", "AWS_ACCESS_KEY_ID=AKIAONE", "AWS_SECRET_ACCESS_KEY=s"},
				Files: files{configFile: "[profile dev]\n" + roleDev + "credential_source = Environment\n"}},
			state{Env: []string{"AWS_ACCESS_KEY_ID=AKIATWO"}}),
	)
	for _, line := range []string{
		"source_profile = base # note", "source_profile = base ; note", "source_profile = \"base\"",
		"source_profile: base", "source_profile=base", "SOURCE_PROFILE = base",
	} {
		before := base("AKIABASE")
		before[configFile] = "[profile dev]\n" + roleDev + line + "\n"
		all = append(all, when(line, state{Env: []string{"AWS_PROFILE=dev"}, Files: before},
			state{Files: base("AKIABASE2")}))
	}
	chain := "[profile dev]\n" + roleDev + "source_profile = p1\n"
	for i := 1; i < 9; i++ {
		next := fmt.Sprintf("p%d", i+1)
		if i == 8 {
			next = "base"
		}
		chain += fmt.Sprintf("[profile p%d]\nrole_arn = arn:aws:iam::123456789012:role/r%d\nsource_profile = %s\n", i,
			i, next)
	}
	long := base("AKIABASE")
	long[configFile] = chain
	all = append(all, when("a chain of nine", state{Env: []string{"AWS_PROFILE=dev"}, Files: long},
		state{Files: base("AKIABASE2")}))
	for _, line := range []string{"~/token", "\"~/token\"", "~/token # note", "~/token\t; note"} {
		all = append(all, when("web_identity_token_file = "+line, state{Env: []string{"AWS_PROFILE=dev"},
			Files: files{configFile: "[profile dev]\n" + roleDev + "web_identity_token_file = " + line + "\n",
				"token": "one"}}, state{Files: files{"token": "two"}}))
	}
	for _, heading := range []string{"[profile dev]", " [profile dev]", "\t[profile dev]", "[profile\tdev]",
		"[profile dev] # note", "[ profile dev ]", "[profile dev"} {
		all = append(all, when("heading "+heading,
			state{Env: []string{"AWS_PROFILE_123456789012=dev"},
				Files: files{configFile: heading + "\n" + keysOf("AKIAONE")}},
			state{Files: files{configFile: heading + "\n" + keysOf("AKIATWO")}}))
	}
	return append(all, logins()...)
}

func logins() []row {
	return []row{
		when("sso_session = corp # ours", state{Env: []string{"AWS_PROFILE=sso"},
			Files: files{configFile: "[profile sso]\nsso_session = corp # ours\n" + ssoProfile,
				ssoFile("corp"): login("A", "ra", time.Hour)}},
			state{Files: files{ssoFile("corp"): login("B", "rb", time.Hour)}}),
		when("a refreshed login", state{Env: []string{"AWS_PROFILE=sso"},
			Files: files{configFile: "[profile sso]\nsso_session = corp\n" + ssoProfile,
				ssoFile("corp"): login("old", "ra", -time.Hour)}},
			state{Files: files{ssoFile("corp"): login("B", "rb", time.Hour)}}),
		when("a program steered by a variable",
			state{Env: []string{"AWS_PROFILE=process", "WHO=ONE"},
				Files: files{configFile: "[profile process]\ncredential_process = ~/process\n"}},
			state{Env: []string{"WHO=TWO"}}),
		when("a program steered by a file", state{
			Env:   []string{"AWS_PROFILE=process"},
			Files: files{configFile: "[profile process]\ncredential_process = ~/process\n"},
		},
			state{Files: files{"process-id": "AKIAPROCESS2\n"}}),
		when("a program behind a role", state{
			Env: []string{"AWS_PROFILE=dev"},
			Files: files{configFile: "[profile dev]\n" + roleDev +
				"source_profile = process\n[profile process]\ncredential_process = ~/process\n"},
		},
			state{Files: files{"process-id": "AKIAPROCESS2\n"}}),
		when("another working directory", state{Env: []string{
			"AWS_WEB_IDENTITY_TOKEN_FILE=token", "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/ci",
		},
			Files: files{"one/token": "one", "two/token": "two"}, Dir: "one"}, state{Dir: "two"}),
		when("a file where none was", state{Files: files{configFile: "[default]\n" + keysOf("AKIAONE")}},
			state{Files: files{keysFile: "[default]\n" + keysOf("AKIATWO")}}),
		when("an endpoint of the profile", state{
			Env: []string{"AWS_PROFILE=dev"}, Files: files{configFile: "[profile dev]\n" + keysOf("AKIAONE")},
		},
			state{Files: files{configFile: "[profile dev]\nendpoint_url = http://127.0.0.1:1\n" + keysOf("AKIAONE")}}),
		when("services of the profile", state{
			Env: []string{"AWS_PROFILE=dev"},
			Files: files{configFile: "[profile dev]\nservices = s\n" + keysOf("AKIAONE") +
				"[services s]\necr =\n  endpoint_url = http://127.0.0.1:1\n"},
		},
			state{Files: files{configFile: "[profile dev]\nservices = s\n" + keysOf("AKIATWO") +
				"[services s]\necr =\n  endpoint_url = http://127.0.0.1:1/x\n"}}),
	}
}
