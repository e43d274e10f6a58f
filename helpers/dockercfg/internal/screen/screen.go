// Package screen is what a person sees of a command: lines, aligned tables, colours,
// progress and questions. All that a command prints goes through it, since it is here
// that other people's text is made fit to be printed. On anything but a terminal it is plain text without
// progress, and NO_COLOR takes the colours away (https://no-color.org).
package screen

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/output"
	"github.com/dockercfg/dockercfg/shared/shown"
)

// Screen is a stream that a person may look at.
type Screen struct {
	io.Writer
	terminal, colours bool
}

// On makes a screen of a stream, such as os.Stderr.
func On(w io.Writer) *Screen {
	terminal := output.IsTerminal(w)
	return &Screen{w, terminal, terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

// Terminal tells whether somebody may be looking.
func (s *Screen) Terminal() bool { return s.terminal }

// Tone is what a text means.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Good
	Bad
	Doubtful
	Faint
)

// Paint gives text its tone's colour, on a terminal that shows colours.
func (s *Screen) Paint(tone Tone, text string) Painted {
	code := [...]string{"", "32", "31", "33", "2"}[tone]
	if text = shown.Line(text); !s.colours || code == "" || text == "" {
		return Painted(text)
	}
	return Painted("\x1b[" + code + "m" + text + "\x1b[0m")
}

// Cell is one field of a table.
type Cell struct {
	Text string
	Tone Tone
}

// Cells are plain fields.
func Cells(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, text := range texts {
		row[i].Text = text
	}
	return row
}

// Table writes rows with aligned columns, the header first.
func (s *Screen) Table(header []string, rows [][]Cell) error {
	all := append([][]Cell{Cells(header...)}, rows...)
	widths := make([]int, len(header))
	for _, row := range all {
		for i := range row {
			row[i].Text = shown.Line(row[i].Text)
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i].Text))
		}
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

// Count is a number of things, by the right word.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
