//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// oddPlace is a directory name with characters that are special to systemd and to shells.
const oddPlace = `100%h of "it's" ${HOME}; x`

// newTimer creates a user with a login and a timer for a file in oddPlace, which is not started. It
// returns the file, the two units and the command that starts them.
func newTimer(t *testing.T) (s *stage.Stage, file string, units []string, start string) {
	t.Helper()
	s = stage.New(t)
	s.WriteConfig(t, `{"auths":{"a.example":{"auth":"dTpDQU5BUlk="}}}`)
	dir := filepath.Join(s.Temp, oddPlace)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, "kept file.json")
	made := s.Run(t, "", "dockercfg", "configure", "--yes", "--timer", file, "--every", "1m")
	lines := strings.Split(strings.TrimSpace(made.OK(t)), "\n")
	units, err := filepath.Glob(filepath.Join(s.Home, ".config/systemd/user/dockercfg-*"))
	if err != nil || len(units) != 2 {
		t.Fatalf("there are the units %q, %v", units, err)
	}
	return s, file, units, lines[len(lines)-1]
}

// TestTimerVerified: systemd reports no error in the units, and would report an unknown setting.
func TestTimerVerified(t *testing.T) {
	stage.Installed(t, "systemd-analyze")
	s, _, units, _ := newTimer(t)
	verify := append([]string{"--user", "verify"}, units...)
	if r := s.Run(t, "", "systemd-analyze", verify...); r.OK(t)+r.Err != "" {
		t.Errorf("systemd says %s", r.Out+r.Err)
	}
	for old, wrong := range map[string]string{`/dockercfg"`: `/missing"`, `" "export"`: `" "export`, "Type=oneshot": "Type=twoshot"} {
		text, err := os.ReadFile(units[0])
		if err != nil || !strings.Contains(string(text), old) {
			t.Fatalf("%v: %s is not in %s", err, old, text)
		}
		if err := os.WriteFile(units[0], []byte(strings.Replace(string(text), old, wrong, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := s.Run(t, "", "systemd-analyze", verify...); r.Out+r.Err == "" {
			t.Errorf("systemd does not notice %s", wrong)
		}
		if err := os.WriteFile(units[0], text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// manager runs systemd as a user's manager in new namespaces, in which it also acts as the system's.
// It leaves empty control groups, which are removed with it.
const manager = `
mount -t tmpfs none /run
mkdir -p /run/systemd/system
export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --nofork --nopidfile >/dev/null 2>&1 &
env -u DOCKER_CONFIG PATH=/usr/bin:/bin /lib/systemd/systemd --user --unit=basic.target >"$TMPDIR/log" 2>&1 &
ended() {
	systemctl --user exit >/dev/null 2>&1 || true
	sleep 0.5
	rmdir /sys/fs/cgroup/init.scope /sys/fs/cgroup/*/init.scope 2>/dev/null || true
}
trap ended EXIT
for i in $(seq 100); do
	if systemctl --user is-active -q basic.target 2>/dev/null; then break; fi
	if [ "$i" = 100 ]; then
		echo no manager
		exit
	fi
	sleep 0.1
done
`

// TestTimerStarted: the command that configure prints starts the timer under a real manager. The
// file exists at once and does not change if a later run fails, and the command that --undo prints
// stops the timer.
func TestTimerStarted(t *testing.T) {
	stage.Installed(t, "systemctl", "dbus-daemon")
	stage.Needs(t, stage.Namespaces)
	if _, err := os.Stat("/run/systemd/system"); err == nil {
		stage.NotRun(t, "a timer under a manager of its own (systemd runs this system)")
	}
	if _, err := os.Stat("/lib/systemd/systemd"); err != nil {
		stage.NotRun(t, "a timer under a manager of its own (systemd is not installed)")
	}
	s, file, units, start := newTimer(t)
	name := strings.TrimSuffix(filepath.Base(units[0]), ".service")
	s = s.With("FILE="+file, "START="+start, "NAME="+name)
	r := s.Run(t, "", "unshare", stage.Unshare()+"pf", "--mount-proc", "bash", "-euc", manager+`
eval "$START" 2>/dev/null
stat -c %a "$FILE"
cp "$FILE" "$TMPDIR/first"
systemctl --user is-active "$NAME.timer"
systemctl --user show -p NextElapseUSecRealtime "$NAME.timer" | grep -c UTC
systemctl --user show -p NoNewPrivileges -p UMask "$NAME.service"
echo '{}' >"$DOCKER_CONFIG/config.json"
if systemctl --user start "$NAME.service" 2>/dev/null; then echo started; fi
systemctl --user is-failed "$NAME.service"
cmp "$FILE" "$TMPDIR/first" && echo the old one stays
end=$(dockercfg configure --undo --timer "$FILE" 2>/dev/null)
eval "$end"
systemctl --user is-active "$NAME.timer" || true
find "$HOME/.config/systemd" -name 'dockercfg*'
`)
	if strings.Contains(r.Out, "no manager") {
		stage.NotRun(t, "a timer under a manager of its own (it does not start here)")
	}
	const want = "600\nactive\n1\nUMask=0077\nNoNewPrivileges=yes\nfailed\nthe old one stays\ninactive\n"
	if r.OK(t) != want {
		t.Errorf("got\n%swant\n%s%.2000s", r.Out, want, r.Err)
	}
	data, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(data), "dTpDQU5BUlk=") {
		t.Errorf("the file holds %s, %v", data, err)
	}
}
