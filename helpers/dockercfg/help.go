package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// group is a group in the list of commands.
type group struct {
	title    string
	commands []*cobra.Command
}

// addGroups adds the commands to root, each in its group.
func addGroups(root *cobra.Command, groups ...group) {
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title + ":"})
		for _, cmd := range g.commands {
			cmd.GroupID = g.title
			root.AddCommand(cmd)
		}
	}
}

// unknown is the error for a command that does not exist, with similar names.
func unknown(cmd *cobra.Command, given string) error {
	given, cmd.SuggestionsMinimumDistance = fault.Printable(given, 60), 2
	if alike := cmd.SuggestionsFor(given); len(alike) > 0 {
		return exit.Misused("there is no command %q: did you mean `%s %s`?",
			given, cmd.CommandPath(), strings.Join(alike, "` or `"))
	}
	return exit.Misused("there is no command %q: see `%s --help`", given, cmd.CommandPath())
}

// helpCommand replaces cobra's, which does not fail for a command that does not exist.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the help for a command",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || cmd == nil || len(rest) > 0 {
				return unknown(cmd, append(rest, args...)[0])
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  dockercfg version",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return exit.Misused("version takes no argument: see `%s --help`", cmd.CommandPath())
			}
			return term.Fprintf(cmd.OutOrStdout(), "dockercfg %s\n", protocol.Version())
		},
	}
}

// wrapHelp breaks the lines of help between words.
func wrapHelp(root *cobra.Command) {
	cobra.AddTemplateFunc("wrapped", wrapped)
	usage := root.UsageTemplate()
	for _, flags := range []string{".LocalFlags.FlagUsages", ".InheritedFlags.FlagUsages"} {
		usage = strings.ReplaceAll(usage, flags, fmt.Sprintf("(%sWrapped %d)", flags, term.Columns))
	}
	root.SetUsageTemplate(usage)
	root.SetHelpTemplate(strings.Replace(root.HelpTemplate(),
		"trimTrailingWhitespaces", "wrapped | trimTrailingWhitespaces", 1))
}

// wrapped returns text in lines of at most term.Columns. Paragraphs are filled; an indented
// line continues below its last column.
func wrapped(text string) string {
	var out, paragraph []string
	end := func() {
		out = append(out, term.Fold(strings.Join(paragraph, " "), term.Columns, 0)...)
		paragraph = nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		switch indented := strings.HasPrefix(line, " "); {
		case line == "" || indented || strings.HasSuffix(line, ":"):
			if !indented && line != "" {
				paragraph = append(paragraph, line)
			}
			if len(paragraph) > 0 {
				end()
			}
			if indented || line == "" {
				out = append(out, term.Fold(line, term.Columns, hanging(line))...)
			}
		default:
			paragraph = append(paragraph, line)
		}
	}
	if len(paragraph) > 0 {
		end()
	}
	return strings.Join(out, "\n")
}

// hanging returns where the last column of an indented line begins.
func hanging(line string) int {
	text := strings.TrimLeft(line, " ")
	at := len(line) - len(text)
	if i := strings.LastIndex(text, "  "); i >= 0 {
		at += i + 2
	}
	return at
}

// withoutPackage replaces what bash's completion needs of the package bash-completion,
// which Macs and small images do not have.
const withoutPackage = `# Without the package bash-completion: the words of the line as bash splits them.
if ! declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref() {
        words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
        cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
    }
fi
`

// bashCompletion writes a completion for bash that works without that package.
func bashCompletion(root *cobra.Command, w io.Writer) error {
	if err := root.GenBashCompletionV2(w, true); err != nil {
		return err
	}
	_, err := io.WriteString(w, withoutPackage)
	return err
}

// completeBash replaces cobra's completion for bash by bashCompletion.
func completeBash(root *cobra.Command, s streams) {
	root.InitDefaultCompletionCmd()
	for _, completion := range root.Commands() {
		for _, shell := range completion.Commands() {
			if completion.Name() == "completion" && shell.Name() == "bash" {
				shell.Long = strings.Replace(shell.Long, "This script depends on the 'bash-completion' package.\n"+
					"If it is not installed already, you can install it via your OS's package manager.\n", "", 1)
				shell.RunE = func(*cobra.Command, []string) error { return bashCompletion(root, s.out) }
			}
		}
	}
}
