//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// TestHelpFits checks that no line of a command's help is wider than 80 columns.
func TestHelpFits(t *testing.T) {
	var all func(cmd *cobra.Command)
	all = func(cmd *cobra.Command) {
		var help bytes.Buffer
		cmd.SetOut(&help)
		if err := cmd.Help(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(help.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 &&
				!strings.HasPrefix(cmd.CommandPath(), "dockercfg completion") {
				t.Errorf("%s: %d columns: %s", cmd.CommandPath(), n, line)
			}
		}
		for _, sub := range cmd.Commands() {
			all(sub)
		}
	}
	root := rootCommand(streams{out: &bytes.Buffer{}, err: &bytes.Buffer{}})
	for _, cmd := range root.Commands() {
		all(cmd)
	}
	var help bytes.Buffer
	root.SetOut(&help)
	if err := root.Help(); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(help.String()) {
		if utf8.RuneCountInString(line) > 81 {
			t.Errorf("too wide: %s", line)
		}
	}
	for _, cmd := range root.Commands() {
		if cmd.GroupID == "" && cmd.Name() != "version" && cmd.Name() != "help" && cmd.Name() != "completion" {
			t.Errorf("%s is in no group", cmd.Name())
		}
	}
}

// TestUnknownCommand checks that the error for a misspelt command suggests similar ones, and
// that help for a command that does not exist is an error.
func TestUnknownCommand(t *testing.T) {
	s := newStage(t, `{}`, nil)
	for line, want := range map[string]string{
		"exprot":         `there is no command "exprot": did you mean ` + "`dockercfg export`?",
		"cache cler":     `there is no command "cler": did you mean ` + "`dockercfg cache clear`?",
		"help exprot":    `there is no command "exprot": did you mean ` + "`dockercfg export`?",
		"help nosuch":    `there is no command "nosuch": see ` + "`dockercfg --help`",
		"help cache xyz": `there is no command "xyz": see ` + "`dockercfg cache --help`",
		"version 1":      "version takes no argument",
	} {
		cmd := s.command(strings.Fields(line)...)
		out, err := cmd.CombinedOutput()
		if err == nil || cmd.ProcessState.ExitCode() != 2 || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v: %s", line, err, out)
		}
	}
	for line, want := range map[string]string{"version": "dockercfg ", "help cache clear": "Usage:", "help": "Leave CodeShip:"} {
		if out, err := s.command(strings.Fields(line)...).Output(); err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v: %s", line, err, out)
		}
	}
}

// TestBashCompletion checks that the completion works in a bash without any package.
func TestBashCompletion(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("not run: there is no bash")
	}
	script, err := filepath.Abs(filepath.Join("..", "..", "packaging", "completions", "dockercfg.bash"))
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, `{}`, nil)
	dir := t.TempDir()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(own, filepath.Join(dir, "dockercfg")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bash, "--noprofile", "--norc", "-c", `source "$1"
COMP_WORDS=(dockercfg expo) COMP_CWORD=1 COMP_LINE="dockercfg expo" COMP_POINT=14
compopt() { :; } # there is no line being edited
__start_dockercfg
printf '%s\n' "${COMPREPLY[@]}"`, "bash", script)
	cmd.Env = append(s.command().Env, "PATH="+dir+":/usr/bin:/bin")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "export" {
		t.Errorf("%v: %q", err, out)
	}
}
