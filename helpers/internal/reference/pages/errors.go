package pages

import (
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
)

// Errors is docs/errors.md; messages are real ones by their code.
func Errors(messages map[string][]string) string {
	var out strings.Builder
	out.WriteString(generated + "# Errors\n\n" +
		"A failure is one line: the program, a code, what failed, and what to type.\n\n" +
		"```text\n<program>: <code>: <what failed>: <what to type>\n```\n\n" +
		"A helper prints the line on standard output and on standard error, because clients show only one of " +
		"them. `dockercfg`\n" +
		"prints it on standard error. A script may rely on the code, but must not parse the rest of the line.\n\n" +
		"\"credentials not found in native keychain\" is not a failure, so it has no code: the helper has " +
		"nothing for this\n" +
		"registry, and the client continues without a login.\n\n" +
		"`dockercfg doctor` finds problems on this machine, and `dockercfg explain HOST` says which helper " +
		"and source would\n" +
		"answer for a registry. `DOCKERCFG_DEBUG=1` makes each program log to standard error, without secrets.\n")
	for _, code := range reference.Codes() {
		out.WriteString("\n## " + code.Name + "\n\n" + code.Meaning + "\n\n")
		out.WriteString("Reported by: " + code.By + ".\n\n" + code.Do + "\n")
		if len(messages[code.Name]) > 0 {
			out.WriteString("\n```text\n" + strings.Join(messages[code.Name], "\n") + "\n```\n")
		}
	}
	out.WriteString("\n## Exit codes\n\n" + exits())
	return out.String()
}

func exits() string {
	var rows [][]string
	for _, e := range reference.Exits() {
		rows = append(rows, []string{readBy(e.Readers), e.Code, e.Meaning})
	}
	return Table([]string{"program", "exit code", "meaning"}, rows)
}

// ExitsOf is the table of one program or command.
func ExitsOf(name string) string {
	var rows [][]string
	for _, e := range reference.Exits() {
		if Reads(e.Readers, name) {
			rows = append(rows, []string{e.Code, e.Meaning})
		}
	}
	return Table([]string{"exit code", "meaning"}, rows)
}
