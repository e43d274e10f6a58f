package dockerconfig

import "fmt"

// WarningKind is what a warning is about, for programs.
type WarningKind int

// The kinds.
const (
	Other     WarningKind = iota
	UnreadKey             // a key that looks like one that is read, and is not
	Readable              // a file with secrets that others may read
	Unpadded              // an auth without padding
	HubSite               // a key that is Docker Hub's web site
	LineEnd               // a password that ends with a line end
)

// Warning is something odd in a config that is used all the same.
type Warning struct {
	Kind  WarningKind
	Place string // the file or variable that Text is about; "" where Text says it
	Text  string
}

// String is the line for people.
func (w Warning) String() string {
	if w.Place == "" {
		return w.Text
	}
	return w.Place + ": " + w.Text
}

// Warn adds a warning of a kind that no program asks for.
func (c *Config) Warn(format string, args ...any) {
	c.Warnings = append(c.Warnings, Warning{Text: fmt.Sprintf(format, args...)})
}

// WarningLines are the warnings for people. A line end behind a password is told with
// the result that it is in, since a helper's password may have one too.
func (c Config) WarningLines() []string {
	var lines []string
	for _, w := range c.Warnings {
		if w.Kind == LineEnd {
			continue
		}
		lines = append(lines, w.String())
	}
	return lines
}
