//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/helpers/credhelper-conformance/conformance"
	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// program writes a helper as a shell script, and returns its path.
func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "docker-credential-script")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// failing is a helper that fails at once, as most items with it.
const failing = "exit 1"

func runs(t *testing.T, args ...string) (out, errs string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return o.String(), e.String(), code
}

// TestUsage: a usage error has exit code 2, prints the usage line, and starts no program.
func TestUsage(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	helper := program(t, ": >"+started)
	for _, args := range [][]string{
		nil, {helper, helper}, {"--profile", "all", helper}, {"--format", "xml", helper}, {"--no-such-flag", helper},
		{"--host", "a b", helper}, {"--only", "P4,P99", helper}, {"--only", "P44", "--profile", "minting", helper},
		{"--host"}, {filepath.Join(t.TempDir(), "missing")}, {"no-such-program-on-path"},
	} {
		out, errs, code := runs(t, args...)
		if code != 2 || out != "" || !strings.HasPrefix(errs, "credhelper-conformance: ") {
			t.Errorf("%q: exit %d, %q, %q", args, code, out, errs)
		}
	}
	if _, err := os.Stat(started); err == nil {
		t.Error("the helper was started")
	}
	if out, _, code := runs(t, "--version"); code != 0 || !strings.HasPrefix(out, "credhelper-conformance ") {
		t.Errorf("--version: exit %d, %q", code, out)
	}
	if out, _, code := runs(t, "--help"); code != 0 || !strings.HasPrefix(out, "usage: credhelper-conformance ") {
		t.Errorf("--help: exit %d, %q", code, out)
	}
}

// TestOnly: only the selected items are checked. An item about all runs does not pass then.
func TestOnly(t *testing.T) {
	t.Parallel()
	out, errs, code := runs(t, "--only", "P4,P20,P5", "--format", "json", program(t, `echo; [ "$1" = version ]`))
	var list []conformance.Result
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != 1 || len(list) != 3 {
		t.Fatalf("exit %d, %v: %s%s", code, err, out, errs)
	}
	for i, want := range []conformance.Result{{ID: "P4", Result: conformance.NotOK}, {ID: "P5", Result: conformance.Skip},
		{ID: "P20", Result: conformance.NotOK}} {
		if list[i].ID != want.ID || list[i].Result != want.Result {
			t.Errorf("%+v, not %+v", list[i], want)
		}
	}
}

// TestFormats: the four formats report the same results.
func TestFormats(t *testing.T) {
	t.Parallel()
	helper := program(t, failing)
	text, errs, code := runs(t, helper)
	if code != 1 || errs != "" {
		t.Fatalf("exit %d, %s", code, errs)
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	last := lines[len(lines)-1]
	if !regexp.MustCompile(`^\d+ passed, \d+ failed, \d+ skipped$`).MatchString(last) {
		t.Errorf("the last line is %q", last)
	}
	form := regexp.MustCompile(`^(ok|not ok|skip) ([PC]\d+) \S.*$`)
	want := map[string]string{}
	for _, line := range lines[:len(lines)-1] {
		found := form.FindStringSubmatch(line)
		if found == nil {
			t.Fatalf("the line %q", line)
		}
		if want[found[2]] = found[1]; found[1] == "not ok" && !strings.Contains(line, "(see https://") {
			t.Errorf("%s does not name its source: %s", found[2], line)
		}
	}
	sameInJSON(t, helper, want)
	sameInTAP(t, helper, want)
	out, _, _ := runs(t, "--format", "markdown", helper)
	for id, result := range want {
		if !strings.Contains(out, "| "+id+" | "+result+" | ") {
			t.Errorf("the Markdown report does not say that %s is %s", id, result)
		}
	}
}

func sameInJSON(t *testing.T, helper string, want map[string]string) {
	out, _, code := runs(t, "--format", "json", helper)
	var list []map[string]string
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != 1 {
		t.Fatalf("exit %d, %v", code, err)
	}
	got := map[string]string{}
	for _, object := range list {
		if keys := slices.Sorted(maps.Keys(object)); !slices.Equal(keys, []string{"detail", "id", "result", "title"}) ||
			object["title"] == "" {
			t.Errorf("%q", object)
		}
		got[object["id"]] = object["result"]
	}
	if !maps.Equal(got, want) {
		t.Errorf("the JSON report contains %v, the text report %v", got, want)
	}
}

func sameInTAP(t *testing.T, helper string, want map[string]string) {
	out, _, _ := runs(t, "--format", "tap", helper)
	got := map[string]string{}
	for _, found := range regexp.MustCompile(`(?m)^(ok|not ok) \d+ - ([PC]\d+) (.*)$`).FindAllStringSubmatch(out, -1) {
		if got[found[2]] = found[1]; strings.Contains(found[3], " # SKIP ") {
			got[found[2]] = "skip"
		}
	}
	if !maps.Equal(got, want) || !strings.HasPrefix(out, "TAP version 14\n1..") {
		t.Errorf("the TAP report contains %v, the text report %v: %s", got, want, out)
	}
}

// TestCleanUp: the logins are erased even if a signal ends the program, and no files are
// left behind.
func TestCleanUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := built.Into(dir, "credhelper-conformance", "docker-credential-file"); err != nil {
		t.Fatal(err)
	}
	temp, home := filepath.Join(dir, "tmp"), filepath.Join(dir, "home")
	for _, d := range []string{temp, home} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	env := append(os.Environ(), "TMPDIR="+temp, "HOME="+home, "XDG_DATA_HOME=", "XDG_CONFIG_HOME=")
	helper := filepath.Join(dir, "docker-credential-file")
	list := func() string {
		cmd := exec.Command(helper, "list")
		cmd.Env = env
		out, _ := cmd.Output()
		return string(out)
	}
	cmd := exec.Command(filepath.Join(dir, "credhelper-conformance"), "--profile", "storing", helper)
	cmd.Env = env
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		if strings.Count(list(), "credhelper-conformance.example") > 5 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if list() == "{}\n" {
		t.Error("nothing was stored")
	}
	_ = cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err == nil {
		t.Error("the exit code is 0 after an interrupt")
	}
	if left := list(); left != "{}\n" {
		t.Errorf("still in the store: %s", left)
	}
	if files, err := os.ReadDir(temp); err != nil || len(files) > 0 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

// TestAlone: the program imports no other package of this suite.
func TestAlone(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		p := strings.TrimSpace(line)
		if strings.Contains(p, "dockercfg/dockercfg") && !strings.Contains(p, "/helpers/credhelper-conformance") {
			t.Errorf("the program imports %s", p)
		}
	}
}

var update = flag.Bool("update", false, "update the table of docs/conformance.md")

// TestPage: docs/conformance.md lists each item with its rule, source and profiles.
//
//	go test ./helpers/credhelper-conformance -run TestPage -update
func TestPage(t *testing.T) {
	const path, begin = "../../docs/conformance.md", "| item | rule | profiles |\n|---|---|---|\n"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := strings.Cut(string(page), begin)
	if !found {
		t.Fatal("the page has no table of items")
	}
	want := head + begin + table()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(page) != want {
		t.Error("the table differs from the items: run this test with -update")
	}
}

func table() string {
	var rows strings.Builder
	for _, item := range conformance.All() {
		profiles := "all"
		if len(item.Profiles) < len(conformance.Profiles()) {
			profiles = strings.Trim(fmt.Sprint(item.Profiles), "[]")
		}
		title := item.Title
		if item.Also != "" {
			title += "; with `--profile " + string(item.In) + "`: " + strings.TrimLeft(item.Also, ",; ")
		}
		fmt.Fprintf(&rows, "| [%s](%s) | %s | %s |\n", item.ID, item.Source, title, profiles)
	}
	return rows.String()
}

// TestCancelled: an interrupted run has exit code 1.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if code := run(ctx, []string{program(t, failing)}, &out, &errs); code != 1 {
		t.Errorf("exit %d: %s", code, &out)
	}
}
