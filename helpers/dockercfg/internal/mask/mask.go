// Package mask keeps secrets out of the log of a CI job: GitHub's runner
// replaces what it was told of by asterisks from then on
// (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#masking-a-value-in-a-log).
//
// Masking is telling: the line that names a secret has to reach the runner and
// nobody else. It does on a stream that is the job's log, and the runner never
// shows it. So it is written only where the runner says that it is there, and
// never to a terminal.
package mask

import (
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/formats"
)

// shortest is the length below which a line of a secret is not masked by itself:
// half of the log would be asterisks.
const shortest = 4

// Log tells the runner behind a stream of every entry's secret, of each line of
// one that has several, and of the base64 in which a file holds it. A nil
// stream is for a run whose log nobody can tell.
func Log(log io.Writer, entries []formats.Entry) {
	if log == nil || os.Getenv("GITHUB_ACTIONS") != "true" || term.IsTerminal(log) {
		return
	}
	escape := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	var out strings.Builder
	told := map[string]bool{}
	for _, e := range entries {
		secret := e.Secret.Reveal()
		values := []string{secret, base64.StdEncoding.EncodeToString([]byte(e.Username + ":" + secret))}
		if lines := strings.Split(secret, "\n"); len(lines) > 1 {
			for _, line := range lines {
				if line = strings.TrimSpace(line); len(line) >= shortest {
					values = append(values, line)
				}
			}
		}
		for _, value := range values {
			if !told[value] {
				told[value] = true
				fmt.Fprintf(&out, "::add-mask::%s\n", escape.Replace(value))
			}
		}
	}
	_, _ = io.WriteString(log, out.String())
}
