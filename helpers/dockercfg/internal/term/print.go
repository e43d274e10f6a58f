package term

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/dockercfg/dockercfg/shared/printable"
)

// Painted is text that has been made fit to be printed, perhaps with a colour.
type Painted string

// Sprintf is fmt.Sprintf for what is printed. The format is ours and may have lines;
// each value is other people's and becomes one line that prints (shared/printable).
func Sprintf(format string, values ...any) string {
	clean := make([]any, len(values))
	for i, value := range values {
		switch v := value.(type) {
		case string:
			clean[i] = printable.Line(v)
		case error:
			clean[i] = printable.Line(v.Error())
		case fmt.Stringer:
			clean[i] = printable.Line(v.String())
		default:
			clean[i] = v // Painted, or a number
		}
	}
	return fmt.Sprintf(format, clean...)
}

// Fprintf is fmt.Fprintf in the way of Sprintf.
func Fprintf(w io.Writer, format string, values ...any) error {
	_, err := io.WriteString(w, Sprintf(format, values...))
	return err
}

// maxLine bounds what Say prints, in bytes.
const maxLine = 1000

// Say prints one line of the program's own.
func Say(w io.Writer, format string, values ...any) {
	_ = Fprintf(w, "dockercfg: %s\n", Painted(printable.Cut(fmt.Sprintf(format, values...), maxLine)))
}

// Lines is text of several lines, such as a part of a file.
func Lines(text string) Painted { return Painted(printable.Lines(text)) }

// JSON is a value as it is printed: with indentation, and without a byte that a
// terminal would obey.
func JSON(value any) ([]byte, error) { return encode(value, "  ") }

// JSONLine is JSON on one line.
func JSONLine(value any) ([]byte, error) { return encode(value, "") }

func encode(value any, indent string) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return printable.JSON(out.Bytes()), nil
}
