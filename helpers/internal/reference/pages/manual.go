package pages

import (
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
	"github.com/dockercfg/dockercfg/shared/helpertest/manual"
)

// Manual is the tables of a manual page: of a helper by its short name, of another
// program by its name, or of a command of dockercfg ("cache-clear").
func Manual(name string) manual.Reference {
	var r manual.Reference
	for _, e := range reference.Exits() {
		if Reads(e.Readers, name) {
			r.Exit = append(r.Exit, manual.Entry{Term: e.Code, Text: e.Meaning})
		}
	}
	r.Environment = append(environment(name, false), environment(name, true)...)
	for _, f := range reference.Files() {
		if Reads(f.Readers, name) {
			r.Files = append(r.Files, manual.Entry{Term: f.Path, Text: f.Meaning})
		}
	}
	r.Examples, r.See = examples(name), []string{"dockercfg"}
	return r
}

// environment is the variables of a page: a provider's own, or the general ones. Manual
// pages are for Unix, so they leave out those of Windows.
func environment(name string, general bool) (list []manual.Entry) {
	windows := []string{"USERPROFILE", "APPDATA", "LOCALAPPDATA"}
	for _, chapter := range reference.Environment() {
		for _, v := range chapter.Variables {
			if chapter.General != general || !Reads(v.Readers, name) || slices.Contains(windows, v.Name) {
				continue
			}
			text := v.Meaning
			if v.Default != "" {
				text += " (default " + v.Default + ")"
			}
			list = append(list, manual.Entry{Term: v.Name, Text: text})
		}
	}
	return list
}

// examples are those of a helper; a command of dockercfg has its own.
func examples(name string) string {
	host, helper := reference.Examples()[name]
	program := "docker-credential-" + name
	switch {
	case name == "credhelper-conformance":
		return "  credhelper-conformance docker-credential-pass\n" +
			"  credhelper-conformance --profile storing --format markdown docker-credential-file"
	case name == "dockercfg":
		return "  dockercfg configure           # set up Docker on this machine\n" +
			"  dockercfg export -o dockercfg # the logins as one static file\n" +
			"  dockercfg doctor              # what is wrong on this machine"
	case !helper:
		return ""
	}
	config := `{"credHelpers": {"` + host + `": "` + name + `"}}`
	if name == "auto" || name == "file" {
		config = `{"credsStore": "` + name + `"}`
	}
	lines := []string{
		"In ~/.docker/config.json:", "  " + config, "What the helper would answer, without the secret:",
		"  printf %s '" + host + "' | " + program + " explain", "The login itself, as JSON:",
		"  printf %s " +
			"'" + host + "' | " + program + " get",
		"The registries that it has a login for:", "  " + program + " list",
	}
	if name == "file" { // a store
		lines = append(lines, "Forget a login:", "  printf %s '"+host+"' | "+program+" erase")
	}
	return strings.Join(lines, "\n")
}
