package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// The files that a run writes, relative to the root of the repository.
const (
	historyFile = "docs/performance/history.jsonl"
	pageFile    = "docs/performance.md"
	chartFile   = "docs/performance.svg"
)

// published adds a run to the history and writes the documents. The figures of a quick run
// mean nothing, so the next run replaces it.
func published(root string, r Run) error {
	path := filepath.Join(root, historyFile)
	lines, err := history(path)
	if err != nil {
		return err
	}
	if len(lines) > 0 {
		last, err := decoded(lines[len(lines)-1])
		if err != nil {
			return err
		}
		if last.Quick {
			lines = lines[:len(lines)-1]
		}
	}
	line, err := r.line()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, bytes.Join(append(lines, line), nil), 0o644); err != nil {
		return err
	}
	return rendered(root)
}

// rendered writes the documents from the last line of the history.
func rendered(root string) error {
	r, err := latest(root)
	if err != nil {
		return err
	}
	text, err := r.page()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(root, pageFile), text, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, chartFile), r.chart(), 0o644)
}

// history returns the lines of the file, with their line endings; none if there is no file.
func history(path string) (lines [][]byte, err error) {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	for line := range bytes.Lines(text) {
		lines = append(lines, line)
	}
	return lines, nil
}

// latest returns the run in the last line.
func latest(root string) (Run, error) {
	lines, err := history(filepath.Join(root, historyFile))
	if err != nil {
		return Run{}, err
	}
	if len(lines) == 0 {
		return Run{}, fmt.Errorf("%s has no run: scripts/bench publish makes one", historyFile)
	}
	return decoded(lines[len(lines)-1])
}

// decoded parses a line; any other schema is an error.
func decoded(line []byte) (r Run, err error) {
	in := json.NewDecoder(bytes.NewReader(line))
	in.DisallowUnknownFields()
	if err := in.Decode(&r); err != nil {
		return r, fmt.Errorf("reading %s: %w", historyFile, err)
	}
	if r.Schema != 1 {
		return r, fmt.Errorf("%s has schema %d, and this program reads 1", historyFile, r.Schema)
	}
	return r, nil
}
