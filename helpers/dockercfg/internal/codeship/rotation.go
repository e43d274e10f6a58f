package codeship

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// Secret is something that the project's key protected. Whoever had the key, or
// still has it, can read it, so it has to be changed at its source.
type Secret struct {
	File    string `json:"file"`
	Name    string `json:"name"`  // of the variable, or the registry; "" if the file could not be decrypted
	Lives   string `json:"lives"` // "" for a long-lived one
	Setting bool   `json:"setting,omitempty"`
}

// Rotation returns the secrets, long-lived ones first and settings last. A file in which
// no name is known is listed without one: nothing that was encrypted is left out.
func (p *Project) Rotation() (all []Secret) {
	named := map[string]bool{}
	file := func(path string, read func(string) []Secret) {
		if named[path] {
			return
		}
		named[path] = true
		if f := p.open(path); f.encrypted || f.problem != "" {
			found := read(path)
			if len(found) == 0 && (f.text == nil || len(f.text) > 0) {
				found = []Secret{{File: path}}
			}
			all = append(all, found...)
		}
	}
	for _, n := range p.dockercfgPaths() {
		file(n.path, p.registriesIn)
	}
	for _, s := range p.Services {
		for _, n := range s.envFiles() {
			if n.key != "env_file" || p.open(n.path).encrypted {
				file(n.path, p.variablesIn)
			}
		}
		for _, n := range s.inline() {
			all = append(all, p.variablesOf(n)...)
		}
	}
	for _, path := range append(p.misspelt(), p.others(named)...) {
		file(path, p.contentOf)
	}
	slices.SortStableFunc(all, func(a, b Secret) int {
		if byLife := a.rank() - b.rank(); byLife != 0 {
			return byLife
		}
		return strings.Compare(a.File+"\x00"+a.Name, b.File+"\x00"+b.Name)
	})
	return slices.Compact(all)
}

func (s Secret) rank() int {
	switch {
	case s.Setting:
		return 2
	case s.Lives != "":
		return 1
	}
	return 0
}

func (p *Project) registriesIn(path string) (all []Secret) {
	c, err := p.config(path)
	if p.open(path).text == nil || err != nil {
		return nil
	}
	for _, e := range c.Auths {
		switch {
		case e.Problem != nil:
			all = append(all, Secret{File: path, Name: e.Key})
		case !e.Placeholder():
			all = append(all, Secret{File: path, Name: e.Key, Lives: lifeOf(e)})
		}
	}
	return all
}

func (p *Project) variablesIn(path string) []Secret {
	return secretsOf(path, assignments(p.open(path).text))
}

func (p *Project) variablesOf(n named) []Secret {
	file := lineOf(p.ServicesFile, n.line)
	opened, ok := p.decrypted(n.path)
	if !ok || len(opened) == 0 {
		return []Secret{{File: file}}
	}
	return secretsOf(file, opened)
}

// secretsOf returns variables; a line that is not an assignment is listed by its number.
func secretsOf(file string, lines []assignment) (all []Secret) {
	for _, a := range lines {
		if a.name == "" {
			a.name = fmt.Sprintf("(line %d)", a.line)
		}
		all = append(all, Secret{File: file, Name: a.name, Setting: isSetting(a.name)})
	}
	return all
}

// contentOf is for a file that nothing names: its content decides what it is.
func (p *Project) contentOf(path string) []Secret {
	if found := p.registriesIn(path); len(found) > 0 {
		return found
	}
	if _, err := strictjson.Parse(p.open(path).text); err == nil {
		return nil
	}
	return p.variablesIn(path)
}

// misspelt returns the files under keys that CodeShip did not read.
func (p *Project) misspelt() (paths []string) {
	add := func(v strictyaml.Value) {
		for _, m := range v.Members {
			if meant[m.Name] != "" {
				paths = append(paths, m.Value.Strings()...)
			}
		}
	}
	for _, s := range p.Services {
		add(s.value)
	}
	for _, s := range p.Steps {
		add(s.value)
	}
	return paths
}

// maxFiles bounds the search for encrypted files that nothing names.
const maxFiles = 100000

// others returns the *.encrypted files of the project that no service or step names: the
// same key protected them.
func (p *Project) others(known map[string]bool) (paths []string) {
	left := maxFiles
	unread := func(path string) {
		paths = append(paths, filepath.ToSlash(path)+" (cannot be read)")
	}
	root, err := filepath.EvalSymlinks(p.Dir) // WalkDir does not follow a root that is a link
	if err != nil {
		unread(p.Dir)
		return paths
	}
	visit := func(path string, entry fs.DirEntry, err error) error {
		if left--; left < 0 {
			paths = append(paths, fmt.Sprintf("(more than %d files: look for *.encrypted by hand)", maxFiles))
			return fs.SkipAll
		}
		name, relErr := filepath.Rel(root, path)
		switch {
		case err != nil || relErr != nil: // a directory that cannot be read may contain some
			unread(filepath.Join(p.Dir, name))
			return nil
		case entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "node_modules"):
			return fs.SkipDir
		case !entry.Type().IsRegular() || !strings.HasSuffix(entry.Name(), ".encrypted"):
			return nil
		}
		if name = filepath.ToSlash(name); !known[name] {
			paths = append(paths, name)
		}
		return nil
	}
	if err := filepath.WalkDir(root, visit); err != nil {
		unread(p.Dir)
	}
	return paths
}

// sealedInline reports whether jet encrypted a value.
func sealedInline(text string) bool {
	_, err := jet.Recognize([]byte(text))
	return err == nil
}
