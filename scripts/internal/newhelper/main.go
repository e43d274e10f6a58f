// Newhelper makes the two directories of a helper for a registry whose login is a
// secret in a variable, its own and that of its light half, and registers the helper:
// in the converter's list, in the router's and its test's, in goreleaser.yml, and in the
// tables of the documents. It never writes over what is there.
package main

import (
	"embed"
	"errors"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/dockercfg/dockercfg/shared/registry"
)

//go:embed template/*/*.tmpl
var templates embed.FS

// helper is what the templates are filled with.
type helper struct {
	Name, Host, Variable, User string
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "new-helper:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	h, err := read(args)
	if err != nil {
		return err
	}
	if err := h.write(); err != nil {
		return err
	}
	if err := edit("helpers/dockercfg/input.go", h.listed); err != nil {
		return err
	}
	if err := edit("helpers/docker-credential-auto/internal/warm/providers.go", h.routed); err != nil {
		return err
	}
	if err := edit("helpers/docker-credential-auto/table_test.go", h.asked); err != nil {
		return err
	}
	if err := edit("goreleaser.yml", h.released); err != nil {
		return err
	}
	return h.document()
}

// document puts the helper into the tables from which pages are generated.
func (h helper) document() error {
	for _, row := range []struct{ file, after, line string }{
		{"reference.go", "\tStatic  = \"", h.Name + " "},
		{"files.go", "\treturn map[string]string{\n", fmt.Sprintf("%q: %q,\n", h.Name, h.Host)},
		{"providers.go", "\"the login\", \"\"},", fmt.Sprintf("\n{%q, %[1]q, %q, \"`%[2]s`\", \"the login\", \"\"},", h.Name, h.Host)},
		{"services.go", "func others() []Variable {\n\treturn []Variable{\n",
			fmt.Sprintf("{%q, %q, \"\", \"the secret of %s\"},\n", h.Variable, h.Name, h.Host)},
	} {
		err := edit("helpers/internal/reference/"+row.file, func(text string) (string, error) {
			head, tail, found := strings.Cut(text, row.after)
			if !found {
				return "", errors.New("the table is not where it was")
			}
			formatted, err := format.Source([]byte(head + row.after + row.line + tail))
			return string(formatted), err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// read checks the arguments: a name that no published program has is for the
// author to find out.
func read(args []string) (helper, error) {
	if len(args) < 3 || len(args) > 4 {
		return helper{}, errors.New("usage: scripts/new-helper NAME HOST VARIABLE [USER]")
	}
	h := helper{Name: args[0], Host: args[1], Variable: args[2], User: "token"}
	if len(args) == 4 {
		h.User = args[3]
	}
	name, err := registry.Parse(h.Host)
	switch {
	case !regexp.MustCompile(`^[a-z][a-z0-9]{1,30}$`).MatchString(h.Name):
		return h, errors.New("NAME is letters and digits, such as scaleway")
	case err != nil || name.Registry() != h.Host:
		return h, errors.New("HOST is a registry's host in lower case, such as rg.fr-par.scw.cloud")
	case !regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`).MatchString(h.Variable):
		return h, errors.New("VARIABLE is the name of an environment variable, such as SCW_SECRET_KEY")
	case h.User == "" || strings.ContainsFunc(h.User, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }):
		return h, errors.New("USER is the user name that the registry expects beside the secret")
	}
	return h, nil
}

// write makes the directories.
func (h helper) write() error {
	if err := h.fill("light", filepath.Join("helpers", "internal", h.Name)); err != nil {
		return err
	}
	return h.fill("helper", filepath.Join("helpers", "docker-credential-"+h.Name))
}

// fill makes one directory out of the templates of a kind.
func (h helper) fill(kind, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	all, err := template.ParseFS(templates, "template/"+kind+"/*.tmpl")
	if err != nil {
		return err
	}
	for _, t := range all.Templates() {
		var text strings.Builder
		if err := t.Execute(&text, h); err != nil {
			return err
		}
		name := strings.Replace(strings.TrimSuffix(t.Name(), ".tmpl"), "light", h.Name, 1)
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			return err
		}
		fmt.Println("made", path)
	}
	return nil
}

// edit changes a file of ours.
func edit(path string, change func(string) (string, error)) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text, err := change(string(data))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	fmt.Println("changed", path)
	return os.WriteFile(path, []byte(text), 0o644)
}

var suite = regexp.MustCompile(`func suite\(\) \[\]string \{\n?\s*return \[\]string\{([^}]*)\}`)

// listed adds the short name to those that the converter asks to explain.
func (h helper) listed(text string) (string, error) {
	at := suite.FindStringSubmatchIndex(text)
	if at == nil {
		return "", errors.New("the list of helpers is not where it was")
	}
	var names []string
	for _, quoted := range strings.FieldsFunc(text[at[2]:at[3]], func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' }) {
		names = append(names, strings.Trim(quoted, `"`))
	}
	names = append(names, h.Name)
	slices.Sort(names)
	return text[:at[2]] + `"` + strings.Join(slices.Compact(names), `", "`) + `"` + text[at[3]:], nil
}

// routed adds the light half to the router's table, in the order of names.
func (h helper) routed(text string) (string, error) {
	text, err := insert(text, `	"github.com/dockercfg/dockercfg/helpers/internal/`, `"`, h.Name+`"`)
	if err != nil {
		return "", err
	}
	return insert(text, `		{Short: "`, `"`, h.Name+`", Light: `+h.Name+`.Provider},`)
}

// asked adds the host to those that the router's test asks helper and router for.
func (h helper) asked(text string) (string, error) {
	const begin = "var providerHosts = map[string][]string{\n"
	head, tail, found := strings.Cut(text, begin)
	if !found {
		return "", errors.New("the list of registries is not where it was")
	}
	row := fmt.Sprintf("\t%q: {%q},\n", h.Name, h.Host)
	formatted, err := format.Source([]byte(head + begin + row + tail))
	return string(formatted), err
}

// insert adds a line, prefix and rest, before the first one of the prefix whose name,
// which ends before stop, comes later; after the last one where none does.
func insert(text, prefix, stop, rest string) (string, error) {
	lines := strings.Split(text, "\n")
	name, _, _ := strings.Cut(rest, stop)
	at := -1
	for i, line := range lines {
		other, ok := strings.CutPrefix(line, prefix)
		if !ok {
			continue
		}
		at = i + 1
		if other, _, _ = strings.Cut(other, stop); other > name {
			at = i
			break
		}
	}
	if at < 0 {
		return "", fmt.Errorf("no line starts with %q", strings.TrimSpace(prefix))
	}
	return strings.Join(slices.Insert(lines, at, prefix+rest), "\n"), nil
}

// released adds the line that builds the program, in the order of names.
func (h helper) released(text string) (string, error) {
	lines := strings.Split(text, "\n")
	line := fmt.Sprintf("  - {<<: *program, id: docker-credential-%[1]s, main: ./helpers/docker-credential-%[1]s, binary: docker-credential-%[1]s}", h.Name)
	for i, other := range lines {
		if strings.HasPrefix(other, "  - {<<: *program") && other > line || other == "archives:" {
			return strings.Join(slices.Insert(lines, i, line), "\n"), nil
		}
	}
	return "", errors.New("the list of programs is not where it was")
}
