// Package term is everything that a command writes: lines, aligned tables, colours,
// progress, questions, and the answer itself, which goes to a private file or to
// standard output.
//
// It is one package because it is the one place where text from elsewhere is made safe
// to print. On anything but a terminal the output is plain text without progress, and
// NO_COLOR turns colours off (https://no-color.org). An answer with secrets does not go
// to a terminal unless the user asks for that.
package term

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	xterm "golang.org/x/term"

	"github.com/dockercfg/dockercfg/shared/printable"
)

// Screen is a stream that a person may be looking at.
type Screen struct {
	io.Writer
	terminal, colours bool
}

// On returns a Screen for a stream, such as os.Stderr.
func On(w io.Writer) *Screen {
	terminal := IsTerminal(w)
	return &Screen{w, terminal, terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

// Terminal reports whether the stream is a terminal.
func (s *Screen) Terminal() bool { return s.terminal }

// Tone is the meaning of a text.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Good
	Bad
	Doubtful
	Faint
)

// Paint returns text in its tone's colour, on a terminal that shows colours.
func (s *Screen) Paint(tone Tone, text string) Painted {
	code := [...]string{"", "32", "31", "33", "2"}[tone]
	if text = printable.Line(text); !s.colours || code == "" || text == "" {
		return Painted(text)
	}
	return Painted("\x1b[" + code + "m" + text + "\x1b[0m")
}

// Cell is one field of a table.
type Cell struct {
	Text string
	Tone Tone
}

// Cells returns plain fields.
func Cells(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, text := range texts {
		row[i].Text = text
	}
	return row
}

// width returns how many columns the terminal has.
func (s *Screen) width() int {
	if file, ok := s.Writer.(*os.File); ok {
		if columns, _, err := xterm.GetSize(int(file.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	return Columns
}

// Table writes rows with aligned columns, the header first. If the terminal is too
// narrow, each row becomes a block of lines.
func (s *Screen) Table(header []string, rows [][]Cell) error {
	all := append([][]Cell{Cells(header...)}, rows...)
	widths := make([]int, len(header))
	for _, row := range all {
		for i := range row {
			row[i].Text = printable.Line(row[i].Text)
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i].Text))
		}
	}
	if total := 2 * (len(widths) - 1); s.terminal && sum(widths)+total > s.width() {
		return s.blocks(header, rows)
	}
	var out strings.Builder
	for _, row := range all {
		for i, cell := range row {
			out.WriteString(string(s.Paint(cell.Tone, cell.Text)))
			if i < len(row)-1 {
				out.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell.Text)+2))
			}
		}
		out.WriteByte('\n')
	}
	_, err := io.WriteString(s, out.String())
	return err
}

func sum(all []int) (total int) {
	for _, n := range all {
		total += n
	}
	return total
}

// blocks writes the first field of each row on a line, and the others below it.
func (s *Screen) blocks(header []string, rows [][]Cell) error {
	widest := 0
	for _, name := range header[1:] {
		widest = max(widest, utf8.RuneCountInString(name))
	}
	var out strings.Builder
	for _, row := range rows {
		out.WriteString(string(s.Paint(row[0].Tone, row[0].Text)) + "\n")
		for i, cell := range row[1:] {
			if name := header[i+1]; cell.Text != "" {
				space := strings.Repeat(" ", widest-utf8.RuneCountInString(name)+2)
				out.WriteString("  " + name + space + string(s.Paint(cell.Tone, cell.Text)) + "\n")
			}
		}
	}
	_, err := io.WriteString(s, out.String())
	return err
}

// Count returns a number with the right word for it.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
