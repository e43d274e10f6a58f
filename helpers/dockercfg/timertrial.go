package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/schedule"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// tried is the result of one run in the timer's environment.
type tried struct {
	Registries []row    `json:"registries"`
	Warnings   []string `json:"warnings"`
	Error      string   `json:"error"`

	at time.Time
}

// sessions returns the variables that a user's scheduler sets for its tasks.
func sessions() []string {
	return []string{"HOME", "USER", "LOGNAME", "SHELL", "LANG", "TMPDIR", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"}
}

// trial runs the task's command once, without its file, in the environment that it will
// have, so that a timer that cannot work is not written.
func trial(ctx context.Context, task schedule.Task, limit time.Duration) (found tried, err error) {
	bounded, cancel := context.WithTimeout(ctx, limit+graceFor)
	defer cancel()
	cmd := trialOf(bounded, task)
	var table bytes.Buffer
	cmd.Stderr = &table
	found.at = time.Now()
	runErr := cmd.Run()
	if ctx.Err() != nil {
		return found, ctx.Err() // the signal says it all
	}
	err = json.Unmarshal(table.Bytes(), &found)
	// A run that ended by itself at the last moment has its result, whatever runErr says.
	ended := cmd.ProcessState != nil && cmd.ProcessState.Exited()
	switch {
	case bounded.Err() != nil && (err != nil || !ended):
		return found, fault.New(fault.Timeout, "trying a run of the timer: it took longer than %s: "+
			"allow more time with --timeout", limit)
	case table.Len() == 0 && runErr != nil:
		return found, fault.New(fault.Config, "trying a run of the timer: %w: nothing was written", runErr)
	case err != nil:
		return found, fault.New(fault.Config, "trying a run of the timer: %s: nothing was written",
			fault.Printable(strings.TrimPrefix(table.String(), "dockercfg: "), 400))
	case !ended || !written(cmd.ProcessState.ExitCode()):
		return found, fault.New(fault.Config, "trying a run of the timer, without the variables of this shell: %s: "+
			"nothing was written", fault.Printable(found.reason(), 600))
	}
	return found, nil
}

// trialOf returns the command of a trial. The cache is off, so that a token's whole life is
// known.
func trialOf(ctx context.Context, task schedule.Task) *exec.Cmd {
	cmd := exec.CommandContext(ctx, task.Program, dry(task)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = graceFor
	for _, name := range sessions() {
		if value, set := os.LookupEnv(name); set {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.Env = append(append(cmd.Env, task.Env...), "DOCKERCFG_CACHE=off")
	return cmd
}

// dry returns the task's command line without the file.
func dry(task schedule.Task) []string {
	args := slices.Clone(task.Args)
	at := slices.Index(args, "-o")
	args = slices.Delete(args, at, at+2)
	args = slices.DeleteFunc(args, func(arg string) bool { return arg == "--force" || arg == "--merge=true" })
	return slices.Insert(args, 1, "--json")
}

// written reports whether a run with an exit code writes its file, all of it or, with
// --partial, a part.
func written(code int) bool { return code == exit.Done || code == exit.Partial }

// reason returns why the run failed: the registries' own errors, or the error of the run.
func (f tried) reason() string {
	var reasons []string
	for _, row := range f.Registries {
		if row.Error != "" {
			reasons = append(reasons, row.Host+": "+row.Error)
		}
	}
	if len(reasons) == 0 {
		return f.Error
	}
	return strings.Join(reasons, "; ")
}

// life returns the life of the first credential that says when it expires; 0 if none does.
func (f tried) life() (life time.Duration) {
	for _, row := range f.Registries {
		if end, err := time.Parse(time.RFC3339, row.Expires); err == nil && row.Status == "ok" {
			if left := end.Sub(f.at); life == 0 || left < life {
				life = left
			}
		}
	}
	return life
}

// endless returns the registries whose credentials are of a kind, and do not say when they
// expire.
func (f tried) endless(kind credential.Kind) (hosts []string) {
	for _, row := range f.Registries {
		if row.Status == "ok" && row.Expires == "" && row.Kind == string(kind) {
			hosts = append(hosts, row.Host)
		}
	}
	return hosts
}

// period returns the time between two runs: the wanted one, or what the credentials need. A
// token expires even if it does not say when.
func (f tried) period(wanted time.Duration) (time.Duration, error) {
	longest, why := 24*time.Hour, ""
	if tokens := f.endless(credential.Exchanged); len(tokens) > 0 {
		longest, why = schedule.Usual, "when the token of "+fault.Printable(strings.Join(tokens, ", "), 300)+
			" expires is not known"
	}
	if life := f.life(); life != 0 {
		safe := schedule.Longest(life)
		if safe == 0 {
			return 0, fault.New(fault.Config, "a credential is valid for %s, too short for a file: "+
				"let the reader run a helper, or leave that registry out", life.Round(time.Second))
		}
		if safe < longest || why == "" {
			longest, why = safe, "a credential is only valid for "+life.Round(time.Minute).String()
		}
	}
	switch {
	case wanted > longest:
		return 0, exit.Misused("--every %s is too long, since %s: use at most %s", short(wanted), why, short(longest))
	case wanted != 0:
		return wanted, nil
	}
	return min(longest, schedule.Usual), nil
}

// answers returns a line for each registry: which helper was asked, and what it uses.
func (f tried) answers() (lines []string) {
	for _, row := range f.Registries {
		switch row.Status {
		case "ok":
			line := fmt.Sprintf("%s: %s", row.Host, fault.Printable(row.User, 80))
			if row.Helper != "" {
				line += ", from " + row.Helper
			}
			if row.Source != "" {
				line += ", " + fault.Printable(row.Source, 200)
			}
			lines = append(lines, line)
		case "not-found":
			lines = append(lines, row.Host+": no credential, left out")
		default:
			lines = append(lines, row.Host+": failed, left out: "+row.Error)
		}
	}
	return lines
}

// words returns lines that say which helpers are asked, what they use, how often, and why.
func (f tried) words(every time.Duration) []string {
	lines := f.answers()
	unknown := append(f.endless(credential.Exchanged), f.endless(credential.Unknown)...)
	why := "none of these credentials is known to expire"
	if life := f.life(); life != 0 {
		why = "the first of these credentials expires after " + short(life.Round(time.Minute))
		if len(unknown) > 0 {
			why = "the first expiry that is known is after " + short(life.Round(time.Minute))
		}
	}
	lines = append(lines, fmt.Sprintf("the timer runs every %s: %s", short(every), why))
	if len(unknown) > 0 {
		lines = append(lines, "it is not known when the credential of "+
			fault.Printable(strings.Join(unknown, ", "), 300)+" expires: if that is sooner, use a shorter --every")
	}
	return lines
}

// short returns a duration without trailing zeros.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// ownPath returns the path by which this program was found: a symbolic link, such as a
// package manager's, leads to the next version as well.
func ownPath() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	found, err := exec.LookPath(os.Args[0])
	if err != nil {
		return self, nil
	}
	if found, err = filepath.Abs(found); err != nil {
		return self, nil
	}
	one, errOne := os.Stat(self)
	other, errOther := os.Stat(found)
	if errOne == nil && errOther == nil && os.SameFile(one, other) {
		return found, nil
	}
	return self, nil
}
