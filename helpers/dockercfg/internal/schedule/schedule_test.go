package schedule_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/schedule"
	"github.com/dockercfg/dockercfg/shared/helpertest/unitfile"
)

// odd are words that have a meaning for systemd, XML or a shell.
func odd() []string {
	return []string{
		"plain", "", "a b", "  two  ", "%h", "100%", "%%", "$HOME", "${HOME}", "$$", "it's", `say "x"`, `back\slash`,
		`end\`,
		";", "; rm -rf", "#x", "-dash", "@x", "<&>]]>", "ünïcode", "=", "a=b", "\u2028",
	}
}

func task(every time.Duration) schedule.Task {
	return schedule.Task{
		File: `/home/a b/100% "it's" $x\y.json`, Program: "/opt/a b/100%/$x/dockercfg", Args: odd(),
		Every: every, Limit: 130 * time.Second,
		Env: []string{`PATH=/a b:/100%:/$x:/"q"\`, "X=<&>"}, Without: []string{"Y", "Z"},
	}
}

// TestLongest checks that whatever a helper's cache serves while it is fresh outlives the
// period, the timer's delay and half a minute for the run.
func TestLongest(t *testing.T) {
	for life, want := range map[time.Duration]time.Duration{
		12 * time.Hour: 2 * time.Hour, 3 * time.Hour: 30 * time.Minute, time.Hour: 10 * time.Minute,
		15 * time.Minute: 4 * time.Minute,
		5 * time.Minute:  time.Minute, 3 * time.Minute: 0, time.Minute: 0, 24 * 365 * time.Hour: 24 * time.Hour,
	} {
		if got := schedule.Longest(life); got != want {
			t.Errorf("%s: %s, want %s", life, got, want)
		}
	}
	for life := time.Minute; life < 100*time.Hour; life += 17 * time.Second {
		every := schedule.Longest(life)
		least := min(max(5*time.Minute, life/5), life/2)
		if every > 0 && (every+every/10+30*time.Second > least || !schedule.IsPeriod(every)) {
			t.Fatalf("%s: every %s is too long for a life of %s", life, every, least)
		}
	}
}

// TestSystemdWords checks that systemd reads the words of a unit unchanged, by its own rules
// for quotes, specifiers and variables.
func TestSystemdWords(t *testing.T) {
	given := task(time.Hour)
	units, err := schedule.Systemd(given, "/dir")
	if err != nil || len(units) != 2 {
		t.Fatal(units, err)
	}
	service := string(units[0].Text)
	words, err := unitfile.Command(service)
	if want := append([]string{given.Program}, given.Args...); err != nil || !slices.Equal(words, want) {
		t.Errorf("%q, want %q, %v", words, want, err)
	}
	environment, err := unitfile.Environment(service)
	if err != nil || !slices.Equal(environment, given.Env) {
		t.Errorf("%q, want %q, %v", environment, given.Env, err)
	}
	if !strings.Contains(service, "\nUnsetEnvironment=Y Z\n") || !strings.Contains(service, "\nUMask=0077\n") {
		t.Error(service)
	}
	if text := string(units[1].Text); !strings.Contains(text, "\nOnCalendar=0/1:00\nRandomizedDelaySec=360s\n") {
		t.Error(text)
	}
}

// TestRefused checks that what would become another command is refused.
func TestRefused(t *testing.T) {
	for what, change := range map[string]func(*schedule.Task){
		"a newline in the file":    func(t *schedule.Task) { t.File = "/a\nExecStart=/bin/sh" },
		"a newline in an argument": func(t *schedule.Task) { t.Args = []string{"a\nb"} },
		"a newline in a variable":  func(t *schedule.Task) { t.Env = []string{"A=b\nc"} },
		"no UTF-8":                 func(t *schedule.Task) { t.Args = []string{"a\xff"} },
		"an escape":                func(t *schedule.Task) { t.Args = []string{"a\x1b[2K"} },
		"a newline in the program": func(t *schedule.Task) { t.Program = "/a\nb" },
		"a carriage return":        func(t *schedule.Task) { t.Args = []string{"a\rb"} },
	} {
		given := task(time.Hour)
		change(&given)
		if units, err := schedule.Systemd(given, "/dir"); err == nil {
			t.Errorf("%s: systemd: %s", what, units[0].Text)
		}
		if units, err := schedule.Launchd(given, "/home"); err == nil && !strings.Contains(what, "the file") {
			t.Errorf("%s: launchd: %s", what, units[0].Text)
		}
	}
	for _, path := range []string{`/a"b/dockercfg`, `/a'b/dockercfg`, `/a\b/dockercfg`} {
		given := task(time.Hour)
		given.Program = path
		if _, err := schedule.Systemd(given, "/dir"); err == nil {
			t.Errorf("%s: accepted, but systemd does not start it", path)
		}
	}
}

// TestLaunchd checks that the agent is well-formed XML and contains every word unchanged.
func TestLaunchd(t *testing.T) {
	given := task(10 * time.Minute)
	units, err := schedule.Launchd(given, "/Users/a b")
	const place = "/Users/a b/Library/LaunchAgents/com.github.dockercfg."
	if err != nil || len(units) != 1 || !strings.HasPrefix(units[0].Path, place) {
		t.Fatal(units, err)
	}
	var texts []string
	decoder := xml.NewDecoder(bytes.NewReader(units[0].Text))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v: %s", err, units[0].Text)
		}
		if data, ok := token.(xml.CharData); ok {
			texts = append(texts, string(data))
		}
	}
	path := strings.TrimPrefix(given.Env[0], "PATH=")
	for _, want := range append([]string{given.Program, "600", "63", "PATH", path}, given.Args...) {
		if want != "" && !slices.Contains(texts, want) {
			t.Errorf("%q is missing: %s", want, units[0].Text)
		}
	}
	if got := strings.Count(string(units[0].Text), "<string>"); got != 4+len(given.Args)+len(given.Env) {
		t.Errorf("%d strings: %s", got, units[0].Text)
	}
}

// TestOurs checks that a file is recognized by its mark, and a change by its digest.
func TestOurs(t *testing.T) {
	systemd, err := schedule.Systemd(task(time.Hour), "/dir")
	if err != nil {
		t.Fatal(err)
	}
	launchd, err := schedule.Launchd(task(time.Hour), "/home")
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range append(systemd, launchd...) {
		if ours, unchanged := schedule.Ours(unit.Text); !ours || !unchanged {
			t.Errorf("%s is ours %t, unchanged %t", unit.Path, ours, unchanged)
		}
		for i := range unit.Text {
			changed := bytes.Clone(unit.Text)
			changed[i] ^= 1
			if ours, unchanged := schedule.Ours(changed); ours && unchanged {
				t.Errorf("%s: a change at %d is not detected", unit.Path, i)
			}
		}
	}
	for _, text := range []string{"", "[Timer]\n", string(systemd[0].Text[:60])} {
		if ours, _ := schedule.Ours([]byte(text)); ours {
			t.Errorf("%q is recognized as ours", text)
		}
	}
}

// TestName checks that two files have two names, both valid as names of units.
func TestName(t *testing.T) {
	seen := map[string]bool{}
	long := "/" + strings.Repeat("x", 300)
	for _, file := range []string{"/a/auth.json", "/b/auth.json", "/a/auth json", long, "/.", "/%n"} {
		name := schedule.Name(file)
		if seen[name] || len(name) > 80 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%s is named %s", file, name)
		}
		seen[name] = true
	}
}
