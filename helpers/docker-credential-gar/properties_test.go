package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"testing"
	"time"
)

var updateVectors = flag.Bool("update", false, "write testdata/properties.json again")

// vector is what gcloud reads from some property files with Python's configparser.
type vector struct {
	Files      []string
	Properties map[string]map[string]string // null: gcloud fails
}

// TestProperties: property files are read like configparser reads them.
func TestProperties(t *testing.T) {
	data, err := os.ReadFile("testdata/properties.json")
	if err != nil {
		t.Fatal(err)
	}
	vectors(t, data)
}

func vectors(t *testing.T, data []byte) {
	t.Helper()
	var all []vector
	if err := json.Unmarshal(data, &all); err != nil || len(all) < 50 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		p := properties{}
		var err error
		for _, text := range v.Files {
			if err == nil {
				err = p.read(text)
			}
		}
		if (err != nil) != (v.Properties == nil) || err == nil && !maps.EqualFunc(p, v.Properties, maps.Equal) {
			t.Errorf("%q: %q, %v; by configparser %q", v.Files, p, err, v.Properties)
		}
	}
}

// TestPropertiesByPython generates the vectors with this machine's configparser, and tries random
// ones.
func TestPropertiesByPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("not run: python3 is not there to make the vectors again")
	}
	run := func(seed int64, n int) []byte {
		cmd := exec.Command(python, "testdata/properties.py", fmt.Sprint(seed), fmt.Sprint(n))
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	again := run(1, 100)
	if *updateVectors {
		if err := os.WriteFile("testdata/properties.json", again, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if before, err := os.ReadFile("testdata/properties.json"); err != nil || !bytes.Equal(before, again) {
		t.Errorf("testdata/properties.json is not what python3 makes (%v): go test -run "+
			"TestPropertiesByPython -update", err)
	}
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	vectors(t, run(seed, 1000))
}
