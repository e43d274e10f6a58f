package schedule

import (
	"encoding/xml"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// LaunchdDir returns the directory of a user's agents (launchd.plist(5)).
func LaunchdDir(home string) string { return filepath.Join(home, "Library", "LaunchAgents") }

// Label returns launchd's name for the task of a file.
func Label(file string) string { return "com.github.dockercfg." + Name(file) }

// Launchd returns the agent for a task. It runs when it is loaded, at each login and once a
// period, and catches up after sleep. Its messages go to a log in home. It also has the
// variables of `launchctl setenv`: /usr/bin/env could remove some, but then macOS would show
// the agent to the user as env.
func Launchd(t Task, home string) ([]Unit, error) {
	label := Label(t.File)
	log := filepath.Join(home, "Library", "Logs", label+".log")
	var out strings.Builder
	out.WriteString(xml.Header + "<!-- " + mark + " -->\n" +
		`<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">` + "\n" +
		"<plist version=\"1.0\">\n<dict>\n")
	for _, text := range append(append([]string{log, t.Program}, t.Args...), t.Env...) {
		if err := check(text); err != nil {
			return nil, fmt.Errorf("a path, an argument or a variable: %w", err)
		}
	}
	entry(&out, "Label", text(label))
	entry(&out, "ProgramArguments", array(append([]string{t.Program}, t.Args...)))
	entry(&out, "EnvironmentVariables", variables(t.Env))
	entry(&out, "StartInterval", integer(int(t.Every/time.Second)))
	entry(&out, "RunAtLoad", "<true/>")
	entry(&out, "Umask", integer(0o077))
	entry(&out, "ProcessType", text("Background"))
	entry(&out, "StandardErrorPath", text(log))
	out.WriteString("</dict>\n</plist>\n")
	return []Unit{{filepath.Join(LaunchdDir(home), label+".plist"), marked(out.String())}}, nil
}

func entry(out *strings.Builder, key, value string) {
	out.WriteString("\t<key>" + escaped(key) + "</key>\n\t" + value + "\n")
}

func text(value string) string { return "<string>" + escaped(value) + "</string>" }

func integer(value int) string { return fmt.Sprintf("<integer>%d</integer>", value) }

func array(values []string) string {
	var out strings.Builder
	out.WriteString("<array>\n")
	for _, value := range values {
		out.WriteString("\t\t" + text(value) + "\n")
	}
	return out.String() + "\t</array>"
}

func variables(assignments []string) string {
	var out strings.Builder
	out.WriteString("<dict>\n")
	for _, assignment := range assignments {
		name, value, _ := strings.Cut(assignment, "=")
		out.WriteString("\t\t<key>" + escaped(name) + "</key>\n\t\t" + text(value) + "\n")
	}
	return out.String() + "\t</dict>"
}

func escaped(value string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(value)) // a Builder never fails
	return out.String()
}
