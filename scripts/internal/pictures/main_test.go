package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPictures: the committed pictures are up to date.
func TestPictures(t *testing.T) {
	for _, p := range pictures() {
		want, err := p.draw()
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("../../../docs/img", p.name))
		if err != nil || string(got) != want {
			t.Errorf("docs/img/%s differs from what is drawn now (%v): run scripts/pictures", p.name, err)
		}
		readable(t, p.name, want)
	}
}

// readable checks that a picture is XML and has a title, a description, and colours for dark
// pages.
func readable(t *testing.T, name, text string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%s is not XML: %v", name, err)
		}
	}
	for _, part := range []string{"<title id=", "<desc id=", "prefers-color-scheme: dark"} {
		if !strings.Contains(text, part) {
			t.Errorf("%s has no %s", name, part)
		}
	}
	if strings.Contains(text, "not-a-secret") {
		t.Errorf("%s shows a secret", name)
	}
}
