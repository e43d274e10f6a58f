//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// prelude is what the scripts in a namespace share: ask VERB runs the helper
// with HOME and nothing else in its environment, prints what it answers on
// standard output and then its exit code.
const prelude = `
ask() {
	local code=0
	env -i ${HOME:+HOME="$HOME"} "$HELPER" "$@" 2>/dev/null || code=$?
	echo "$1 = $code"
}
login() { printf '{"ServerURL":"a.example","Username":"ann","Secret":"%s"}' "$1"; }
temps() { find "$HOME" -name '.dockercfg-tmp-*'; }
`

// inNamespace runs a script in a mount and network namespace of its own, where it
// may mount and nothing can be reached, and compares its output: line by line,
// without indentation, the home being ~.
func inNamespace(t *testing.T, s *stage.Stage, script, want string) {
	t.Helper()
	stage.Needs(t, stage.Namespaces)
	s = s.With("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HELPER="+stage.Path(t, stage.File))
	r := s.Run(t, "", "unshare", stage.Unshare()+"n", "bash", "-euc", prelude+script)
	got := strings.ReplaceAll(r.OK(t), s.Home, "~")
	if trim(got) != trim(want) {
		t.Errorf("got\n%s\nwant\n%s\nstderr: %.500s", trim(got), trim(want), r.Err)
	}
}

func trim(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
