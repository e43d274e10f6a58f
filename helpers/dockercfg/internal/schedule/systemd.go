package schedule

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// SystemdDir returns the directory of a user's units, below the directory of configurations
// (https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Unit%20File%20Load%20Path).
func SystemdDir(config string) string { return filepath.Join(config, "systemd", "user") }

// Systemd returns the service and the timer for a task, in that order.
func Systemd(t Task, dir string) ([]Unit, error) {
	about, err := plain("Keep " + t.File + " fresh")
	if err != nil {
		return nil, fmt.Errorf("the file's path: %w", err)
	}
	command, err := t.command()
	if err != nil {
		return nil, err
	}
	environment, err := t.environment()
	if err != nil {
		return nil, err
	}
	service := fmt.Sprintf(serviceText, about, command, environment, seconds(t.Limit))
	timer := fmt.Sprintf(timerText, about, calendar(t.Every), seconds(spread(t.Every)), seconds(accuracy))
	path := filepath.Join(dir, Name(t.File))
	return []Unit{{path + ".service", marked(service)}, {path + ".timer", marked(timer)}}, nil
}

// serviceText has the restrictions that a user's manager can enforce without namespaces,
// which many systems do not allow users. The name resolver needs netlink. Programs that the
// helpers start, such as gcloud and az, need write access to their own directories.
const serviceText = `# ` + mark + `
[Unit]
Description=%s

[Service]
Type=oneshot
ExecStart=%s
%sTimeoutStartSec=%s
UMask=0077
NoNewPrivileges=yes
LimitCORE=0
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
`

// timerText catches up on runs that were missed while the machine was off.
const timerText = `# ` + mark + `
[Unit]
Description=%s

[Timer]
OnCalendar=%s
RandomizedDelaySec=%s
AccuracySec=%s
Persistent=true

[Install]
WantedBy=timers.target
`

// command returns the value of ExecStart.
func (t Task) command() (string, error) {
	program, err := executable(t.Program)
	if err != nil {
		return "", fmt.Errorf("the path of dockercfg: %w", err)
	}
	words := []string{program}
	for _, arg := range t.Args {
		word, err := argument(arg)
		if err != nil {
			return "", fmt.Errorf("an argument: %w", err)
		}
		words = append(words, word)
	}
	return strings.Join(words, " "), nil
}

func (t Task) environment() (string, error) {
	var lines strings.Builder
	for _, assignment := range t.Env {
		word, err := quoted(assignment)
		if err != nil {
			name, _, _ := strings.Cut(assignment, "=")
			return "", fmt.Errorf("the variable %s: %w", name, err)
		}
		lines.WriteString("Environment=" + word + "\n")
	}
	if len(t.Without) > 0 {
		lines.WriteString("UnsetEnvironment=" + strings.Join(t.Without, " ") + "\n")
	}
	return lines.String(), nil
}

// seconds returns a time span that every version of systemd can parse.
func seconds(d time.Duration) string { return fmt.Sprintf("%ds", int(d/time.Second)) }
