// Command pictures writes the drawings of the documents, docs/img/*.svg.
//
// A drawing is data: rows of steps (how.go, sources.go, flows.go), or commands that are
// run and shown with what they print (terminal.go). diagram.go and svg.go turn them into
// SVG without a library: boxes, arrows and text of one width are all that is needed. Each
// picture has a title and a description for screen readers, and colours for light and
// dark pages. The chart of speeds is written by scripts/bench, from its own figures.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// picture is one file of docs/img.
type picture struct {
	name string
	draw func() (string, error)
}

func pictures() []picture {
	return []picture{
		{"how.svg", how().svg},
		{"sources.svg", sources().svg},
		{"flows.svg", flows().svg},
		{"terminal.svg", terminal},
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pictures DIR")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, p := range pictures() {
		text, err := p.draw()
		if err != nil {
			return fmt.Errorf("drawing %s: %w", p.name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, p.name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
