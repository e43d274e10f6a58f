package main

import (
	"os"
	"slices"
	"strings"
)

// ghEnvironment returns our environment without secrets, including those in gh's own variables:
// the rule means the login that gh has saved. gh must not prompt, look for updates or send
// telemetry (https://cli.github.com/manual/gh_help_environment).
func ghEnvironment() []string {
	env := slices.DeleteFunc(os.Environ(), func(assignment string) bool {
		name, _, _ := strings.Cut(assignment, "=")
		return name == "GH_DEBUG" || name == "DEBUG" || namesSecret(strings.ToUpper(name))
	})
	return append(env, "GH_PROMPT_DISABLED=1", "GH_NO_UPDATE_NOTIFIER=1", "GH_NO_EXTENSION_UPDATE_NOTIFIER=1",
		"GH_TELEMETRY=false", "DO_NOT_TRACK=true", "NO_COLOR=1")
}

// namesSecret reports whether a variable's name means that it contains a secret, of any
// provider. A list of all such variables would never be complete.
func namesSecret(variable string) bool {
	for _, part := range []string{"TOKEN", "SECRET", "PASS", "CREDENTIAL", "APIKEY"} {
		if strings.Contains(variable, part) {
			return true
		}
	}
	for word := range strings.SplitSeq(variable, "_") {
		switch word {
		case "AUTH", "JWT", "KEY", "PAT", "PSW":
			return true
		}
	}
	return false
}
