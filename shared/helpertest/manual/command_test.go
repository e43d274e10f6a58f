package manual_test

import (
	"testing"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/shared/helpertest/manual"
)

// TestCommand: help becomes a page, and roff interprets no part of its text.
func TestCommand(t *testing.T) {
	root := &cobra.Command{Use: "tool"}
	c := &cobra.Command{
		Use: "do THING", Short: "Do a thing", Example: "  tool do x\n  'quoted'",
		Run:  func(*cobra.Command, []string) {},
		Long: "Does a thing.\n.not a request\n\nTable:\n  a\\b  c-d",
	}
	c.Flags().StringP("output", "o", "x", "`FILE` to write")
	c.Flags().Bool("force", false, "replace it")
	root.AddCommand(c)
	const want = `.TH TOOL\-DO 1 "" dockercfg
.SH NAME
tool\-do \- do a thing
.SH SYNOPSIS
.B tool do THING [flags]
.SH DESCRIPTION
Does a thing.
\&.not a request
.PP
.RS 2
.nf
Table:
  a\eb  c\-d
.fi
.RE
.SH OPTIONS
.TP
\fB\-\-force\fR \fI\fR
replace it
.TP
\fB\-o, \-\-output\fR \fIFILE\fR
FILE to write (default x)
.SH EXIT STATUS
.TP
\fB0\fR
done, see tool
.SH ENVIRONMENT
It reads no variable.
.SH FILES
.TP
\fB~/x\-y\fR
a file
.SH EXAMPLES
.PP
.RS 2
.nf
  tool do x
  'quoted'
.fi
.RE
.SH SEE ALSO
.BR tool (1)
`
	tables := manual.Reference{
		Exit: []manual.Entry{{Term: "0", Text: "`done`, see [tool](tool.md)"}}, Files: []manual.Entry{{Term: "~/x-y", Text: "a file"}},
		See: []string{"tool"},
	}
	if got := manual.Command(c, tables); got != want {
		t.Errorf("the page is\n%s\nwant\n%s", got, want)
	}
}
