// Package reference is what the suite's reference pages are generated from: the
// environment variables, the keys of config.toml, the error codes, the exit codes and
// the files. Each fact is written here once; docs/, the manual pages and `dockercfg
// doctor` show it.
//
// It holds data alone and imports nothing, so a program that links one table pays for
// that table only.
package reference

// Readers of a fact are short names with spaces between them: that of a helper (ecr),
// "dockercfg" for every command of the converter, or one command of it (export). These
// are for groups of programs.
const (
	Helpers = "helpers" // every helper
	Minting = "acr digitalocean dockerhub ecr gar icr quay"
	Static  = "ghcr gitlab heroku" // they answer a secret as it is
	Ruled   = Minting + " auto " + Static
	Logins  = "auto digitalocean dockerhub quay vars " + Static
	// Askers are the commands of dockercfg that ask helpers, and Commands those that do
	// more than print the version.
	Askers   = "exec explain export generate get status verify doctor"
	Commands = Askers + " configure cache-clear encrypt decrypt keygen codeship kubelet-config"
)

// Group is a set of readers under one name.
type Group struct{ Words, Members string }

// Groups lists them, wider ones first.
func Groups() []Group {
	return []Group{
		{"every helper", Helpers},
		{"every command of `dockercfg`", Commands},
		{"commands of `dockercfg` that ask helpers", Askers},
		{"helpers with rules", Ruled},
		{"helpers that use a login store", Logins},
		{"helpers that cache tokens", Minting},
	}
}
