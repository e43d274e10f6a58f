package manual

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Command returns the manual page of a program's command, made from its help and from r.
func Command(c *cobra.Command, r Reference) string {
	var out strings.Builder
	name := strings.ReplaceAll(c.CommandPath(), " ", "-")
	out.WriteString(head(name, strings.ToLower(c.Short[:1])+c.Short[1:]))
	fmt.Fprintf(&out, ".SH SYNOPSIS\n.B %s\n", escaped(c.UseLine()))
	long := c.Long
	if long == "" {
		long = c.Short + "."
	}
	out.WriteString(".SH DESCRIPTION\n" + prose(long))
	out.WriteString(options(c.NonInheritedFlags()))
	out.WriteString(r.before() + r.examples(c.Example) + r.see())
	return out.String()
}

// Commands returns the section of a program's page that lists its commands.
func Commands(root *cobra.Command) string {
	var out strings.Builder
	out.WriteString(".SH COMMANDS\n")
	for _, c := range Leaves(root) {
		page := strings.ReplaceAll(c.CommandPath(), " ", "-")
		fmt.Fprintf(&out, ".TP\n.BR %s (1)\n%s\n", escaped(page), escaped(c.Short))
	}
	return out.String()
}

// Leaves returns the commands without subcommands, except hidden ones, help and completion.
func Leaves(c *cobra.Command) (leaves []*cobra.Command) {
	for _, child := range c.Commands() {
		switch {
		case child.Hidden || child.Name() == "help" || child.Name() == "completion":
		case child.HasSubCommands():
			leaves = append(leaves, Leaves(child)...)
		default:
			leaves = append(leaves, child)
		}
	}
	return leaves
}

// prose returns help as paragraphs; blocks with indented lines are preformatted.
func prose(text string) string {
	var out strings.Builder
	for i, block := range strings.Split(strings.TrimSuffix(text, "\n"), "\n\n") {
		switch {
		case strings.Contains("\n"+block, "\n "):
			out.WriteString(preformatted(block))
		case i > 0:
			out.WriteString(".PP\n" + escaped(block) + "\n")
		default:
			out.WriteString(escaped(block) + "\n")
		}
	}
	return out.String()
}

func options(flags *pflag.FlagSet) string {
	var out strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		term := "--" + f.Name
		if f.Shorthand != "" {
			term = "-" + f.Shorthand + ", " + term
		}
		fmt.Fprintf(&out, ".TP\n\\fB%s\\fR \\fI%s\\fR\n%s%s\n",
			escaped(term), escaped(value), escaped(usage), escaped(defaultOf(f)))
	})
	if out.Len() == 0 {
		return ""
	}
	return ".SH OPTIONS\n" + out.String()
}

func defaultOf(f *pflag.Flag) string {
	switch f.DefValue {
	case "", "false", "0s", "[]", "0":
		return ""
	}
	return " (default " + f.DefValue + ")"
}
