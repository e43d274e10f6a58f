package main

import (
	"os"
	"slices"
	"strings"
)

// ghEnvironment is our own without secrets, those of gh's own variables included:
// the rule means the login that gh keeps. Gh asks nothing, looks for no updates and
// reports nothing (https://cli.github.com/manual/gh_help_environment).
func ghEnvironment() []string {
	env := slices.DeleteFunc(os.Environ(), func(assignment string) bool {
		name, _, _ := strings.Cut(assignment, "=")
		return name == "GH_DEBUG" || name == "DEBUG" || namesSecret(strings.ToUpper(name))
	})
	return append(env, "GH_PROMPT_DISABLED=1", "GH_NO_UPDATE_NOTIFIER=1", "GH_NO_EXTENSION_UPDATE_NOTIFIER=1",
		"GH_TELEMETRY=false", "DO_NOT_TRACK=true", "NO_COLOR=1")
}

// namesSecret tells by its name a variable that holds a secret, of whatever
// provider: a list of them all would be old before it is written.
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
