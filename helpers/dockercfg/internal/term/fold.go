package term

import (
	"io"
	"iter"
	"strings"

	"github.com/dockercfg/dockercfg/shared/printable"
)

// Columns is the width of a terminal that does not tell, and of all that is read as
// sentences: longer lines are hard to read.
const Columns = 80

// hang is how far the second line of a sentence is indented.
const hang = 2

// Sentence prints a line of the program's own, such as a warning. On a terminal it ends
// at words; elsewhere it stays one line, for who searches it.
func Sentence(w io.Writer, text string) error {
	text = printable.Lines(text)
	screen := On(w)
	if !screen.terminal {
		_, err := io.WriteString(w, text+"\n")
		return err
	}
	var out strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		for _, part := range Fold(line, min(screen.width(), Columns), indent+hang) {
			out.WriteString(part + "\n")
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// Fold breaks a line between words, after at most columns columns, and indents the
// continuation lines. A command in backquotes is not broken, so that it can be copied.
func Fold(line string, columns, indent int) (lines []string) {
	for len(line) > columns {
		at := lastSpace(line, columns)
		if at <= indent { // one long word, which is wider than the line
			if at = nextSpace(line, max(columns, indent)); at == len(line) {
				break
			}
		}
		lines = append(lines, strings.TrimRight(line[:at], " "))
		line = strings.Repeat(" ", indent) + line[at+1:]
	}
	return append(lines, line)
}

// lastSpace returns the last index up to a column where a line may be broken, or -1.
func lastSpace(line string, column int) int {
	last := -1
	for i := range breaks(line) {
		if i > column {
			break
		}
		last = i
	}
	return last
}

// nextSpace returns the first index after a column where a line may be broken, or the
// line's length.
func nextSpace(line string, column int) int {
	for i := range breaks(line) {
		if i > column {
			return i
		}
	}
	return len(line)
}

// breaks yields the spaces of a line that are not inside backquotes.
func breaks(line string) iter.Seq[int] {
	return func(yield func(int) bool) {
		quoted := false
		for i := range len(line) {
			switch {
			case line[i] == '`' && (quoted || strings.IndexByte(line[i+1:], '`') >= 0):
				quoted = !quoted
			case line[i] == ' ' && !quoted && !yield(i):
				return
			}
		}
	}
}
