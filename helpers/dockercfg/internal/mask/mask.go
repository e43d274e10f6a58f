// Package mask keeps secrets out of the log of a CI job: GitHub's runner replaces what
// it was told to mask by asterisks
// (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#masking-a-value-in-a-log).
//
// To mask a secret it has to be printed once to the runner's log stream, which does not
// show that line; the line must not reach anyone else. So it is printed only if the
// environment says that the runner is there, and never to a terminal.
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

// shortest is the minimum length of a line of a secret to be masked by itself: shorter
// ones would turn half of the log into asterisks.
const shortest = 4

// Log tells the runner behind a stream to mask every entry's secret, each line of a
// secret with several, and the base64 in which a file contains it. It does nothing if log
// is nil.
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
