package dockerconfig

import "fmt"

// WarningKind is the kind of a warning, for programs.
type WarningKind int

// The kinds.
const (
	Other     WarningKind = iota
	UnreadKey             // an unknown key that is similar to a known one
	Readable              // a file with secrets that others may read
	Unpadded              // an auth without padding
	HubSite               // a key that is one of Docker Hub's web sites
	LineEnd               // a password that ends with a newline
)

// Warning is something unusual in a config that is accepted.
type Warning struct {
	Kind  WarningKind
	Place string // the file or variable that Text is about; "" if Text contains it
	Text  string
}

// String returns the line for people.
func (w Warning) String() string {
	if w.Place == "" {
		return w.Text
	}
	return w.Place + ": " + w.Text
}

// Warn adds a warning of a kind that no program checks.
func (c *Config) Warn(format string, args ...any) {
	c.Warnings = append(c.Warnings, Warning{Text: fmt.Sprintf(format, args...)})
}

// WarningLines returns the warnings for people. A newline in a password is not among
// them: it is reported together with the result, since a helper's password may have one
// too.
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
