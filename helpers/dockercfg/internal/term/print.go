package term

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/dockercfg/dockercfg/shared/printable"
)

// Painted is text that is safe to print, possibly with a colour.
type Painted string

// Sprintf is fmt.Sprintf for what is printed. The format is ours and may contain line
// ends; each value comes from elsewhere and becomes one printable line (shared/printable).
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

// Fprintf writes what Sprintf returns.
func Fprintf(w io.Writer, format string, values ...any) error {
	_, err := io.WriteString(w, Sprintf(format, values...))
	return err
}

// maxLine bounds what Say prints, in bytes.
const maxLine = 1000

// Say prints one line of the program itself.
func Say(w io.Writer, format string, values ...any) {
	_ = Fprintf(w, "dockercfg: %s\n", Painted(printable.Cut(fmt.Sprintf(format, values...), maxLine)))
}

// Lines makes text of several lines safe to print, such as a part of a file.
func Lines(text string) Painted { return Painted(printable.Lines(text)) }

// JSON returns a value as it is printed: indented, and without bytes that would control
// a terminal.
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
