// Newhelper creates a helper for a registry whose login is a secret in a variable: the
// directory of the program and that of its light half. It adds the helper to the lists of
// dockercfg and docker-credential-auto and its test, to goreleaser.yml, and to the tables of
// the documents. It never overwrites a file.
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

// helper is the data for the templates.
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

// document adds the helper to the tables from which pages are generated.
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
				return "", errors.New("the table was not found")
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

// read checks the arguments. It does not check whether another published program has the name.
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

// write creates the directories.
func (h helper) write() error {
	if err := h.fill("light", filepath.Join("helpers", "internal", h.Name)); err != nil {
		return err
	}
	return h.fill("helper", filepath.Join("helpers", "docker-credential-"+h.Name))
}

// fill creates one directory from the templates of a kind.
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

// edit changes a file of the repository.
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

// listed adds the short name to the helpers that dockercfg asks to explain.
func (h helper) listed(text string) (string, error) {
	at := suite.FindStringSubmatchIndex(text)
	if at == nil {
		return "", errors.New("the function suite with the list of helpers was not found")
	}
	var names []string
	separator := func(r rune) bool { return strings.ContainsRune(", \n\t", r) }
	for _, quoted := range strings.FieldsFunc(text[at[2]:at[3]], separator) {
		names = append(names, strings.Trim(quoted, `"`))
	}
	names = append(names, h.Name)
	slices.Sort(names)
	return text[:at[2]] + `"` + strings.Join(slices.Compact(names), `", "`) + `"` + text[at[3]:], nil
}

// routed adds the light half to the table of docker-credential-auto, sorted by name.
func (h helper) routed(text string) (string, error) {
	text, err := insert(text, `	"github.com/dockercfg/dockercfg/helpers/internal/`, `"`, h.Name+`"`)
	if err != nil {
		return "", err
	}
	return insert(text, `		{Short: "`, `"`, h.Name+`", Light: `+h.Name+`.Provider},`)
}

// asked adds the host to the test that compares docker-credential-auto with the helpers.
func (h helper) asked(text string) (string, error) {
	const begin = "var providerHosts = map[string][]string{\n"
	head, tail, found := strings.Cut(text, begin)
	if !found {
		return "", errors.New("the list of registries was not found")
	}
	row := fmt.Sprintf("\t%q: {%q},\n", h.Name, h.Host)
	formatted, err := format.Source([]byte(head + begin + row + tail))
	return string(formatted), err
}

// insert adds the line prefix+rest among the lines with the same prefix, sorted by name. The
// name is the text between the prefix and stop.
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

// released adds the line that builds the program, sorted by name.
func (h helper) released(text string) (string, error) {
	lines := strings.Split(text, "\n")
	name := "docker-credential-" + h.Name
	line := fmt.Sprintf("  - {<<: *program, id: %[1]s, main: ./helpers/%[1]s, binary: %[1]s}", name)
	for i, other := range lines {
		if strings.HasPrefix(other, "  - {<<: *program") && other > line || other == "archives:" {
			return strings.Join(slices.Insert(lines, i, line), "\n"), nil
		}
	}
	return "", errors.New("the list of programs was not found")
}
