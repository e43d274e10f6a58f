package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/dockercfg/dockercfg/helpers/internal/reference/pages"
	"github.com/dockercfg/dockercfg/shared/formats"
)

// docs is where pages are.
const docs = "../../docs"

// TestManualOfExport: the tables of docs/export.md are those of `dockercfg export
// --help`. After a change of one:
//
//	go test ./helpers/dockercfg -run TestManual -update
func TestManualOfExport(t *testing.T) {
	path := filepath.Join(docs, "export.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	for name, text := range map[string]string{"formats": formatTable(), "flags": flagTable(), "exits": pages.ExitsOf("export")} {
		if page, err = pages.Fill(page, name, text); err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if page != string(data) {
		t.Error("docs/export.md is not what export --help says: run with -update")
	}
}

func formatTable() string {
	var rows [][]string
	for _, f := range formats.All() {
		kept, single := "", ""
		if f.Kept {
			kept = "kept"
		}
		if f.Single {
			single = "one registry"
		}
		rows = append(rows, []string{"`" + f.Name + "`", f.For, strings.Trim(kept+", "+single, ", ")})
	}
	return pages.Table([]string{"format", "for", ""}, rows)
}

func flagTable() string {
	var rows [][]string
	exportCommand(streams{}).Flags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		rows = append(rows, []string{"`" + strings.TrimSpace("--"+f.Name+" "+value) + "`", usage})
	})
	return pages.Table([]string{"flag", "meaning"}, rows)
}
