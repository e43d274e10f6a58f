package codeship

import (
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// Secret is something that the project's key protected. Whoever had the key, and
// whoever has it yet, can read it, so it is to be changed where it was made.
type Secret struct {
	File  string `json:"file"`
	Name  string `json:"name"`  // of the variable, or the registry; "" where the file stays closed
	Lives string `json:"lives"` // "" for a long-lived one
}

// Rotation lists them, long-lived ones first.
func (p *Project) Rotation() (all []Secret) {
	for _, n := range p.dockercfgPaths() {
		all = append(all, p.registriesIn(n.path)...)
	}
	for _, s := range p.Services {
		for _, n := range s.envFiles() {
			if n.key != "env_file" {
				all = append(all, p.variablesIn(n.path)...)
			}
		}
		for _, n := range s.inline() {
			name, _, ok := p.decrypted(n.path)
			if !ok {
				name = ""
			}
			all = append(all, Secret{base(p.ServicesFile), name, ""})
		}
	}
	slices.SortStableFunc(all, func(a, b Secret) int {
		if (a.Lives == "") != (b.Lives == "") {
			return map[bool]int{true: -1, false: 1}[a.Lives == ""]
		}
		return strings.Compare(a.File+"\x00"+a.Name, b.File+"\x00"+b.Name)
	})
	return slices.Compact(all)
}

func (p *Project) registriesIn(path string) (all []Secret) {
	f := p.open(path)
	if !f.encrypted {
		return nil
	}
	c, err := dockerconfig.Parse(f.text, path)
	if f.text == nil || err != nil {
		return []Secret{{path, "", ""}}
	}
	for _, e := range c.Auths {
		if !e.Placeholder() && e.Problem == nil {
			all = append(all, Secret{path, e.Key, lifeOf(e)})
		}
	}
	return all
}

func (p *Project) variablesIn(path string) (all []Secret) {
	f := p.open(path)
	if !f.encrypted {
		return nil
	}
	if f.text == nil {
		return []Secret{{path, "", ""}}
	}
	for name := range assignments(f.text) {
		all = append(all, Secret{path, name, ""})
	}
	return all
}

// decrypted opens a value that stands in the services file.
func (p *Project) decrypted(text string) (name, value string, ok bool) {
	if p.Key == nil {
		return "", "", false
	}
	plain, _, err := jet.Decrypt(*p.Key, []byte(text))
	if err != nil {
		return "", "", false
	}
	return strings.Cut(strings.TrimRight(string(plain), "\n"), "=")
}
