package codeship

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// assignment is a line of an env file. A line that is neither an assignment nor a comment
// has no name: it may be part of a secret, and is never shown.
type assignment struct {
	name, value string
	line        int
}

// variableName is the grammar of names. Some programs read variables with dots and hyphens.
var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// assignments parses an env file. The lines of a PEM block belong to the variable that
// begins it.
func assignments(text []byte) (all []assignment) {
	if decoded, err := textfile.UTF8(text); err == nil {
		text = decoded
	}
	number, block := 0, false
	for line := range strings.Lines(string(text)) {
		number++
		inside := block
		if strings.Contains(line, "-----BEGIN ") {
			block = true
		}
		if strings.Contains(line, "-----END ") {
			block = false
		}
		line = strings.TrimSpace(line)
		if inside || line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, set := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		name = strings.TrimSpace(name)
		if !set || !variableName.MatchString(name) {
			name, value = "", ""
		}
		all = append(all, assignment{name, value, number})
	}
	return all
}

// variables returns the variables that a service sets, with the values that are in the
// project. complete reports whether all of its files could be read.
func (p *Project) variables(s Service) (all map[string]string, complete bool) {
	all, complete = s.variables(), true
	for _, n := range s.envFiles() {
		if n.key == "encrypted_args_file" {
			continue
		}
		f := p.open(n.path)
		if f.problem != "" {
			complete = false
			continue
		}
		for _, a := range assignments(f.text) {
			if a.name != "" {
				all[a.name] = a.value
			}
		}
	}
	for _, n := range encryptedIn(s.value, "encrypted_environment") {
		opened, ok := p.decrypted(n.path)
		complete = complete && ok
		for _, a := range opened {
			if a.name != "" {
				all[a.name] = a.value
			}
		}
	}
	return all, complete
}

// secretNames returns the variables that an encrypted file or value sets. complete
// reports whether it could be read.
func (p *Project) secretNames(n named) (names []string, complete bool) {
	var opened []assignment
	if n.key == "encrypted_args" || n.key == "encrypted_environment" {
		if opened, complete = p.decrypted(n.path); !complete {
			return nil, false
		}
	} else {
		f := p.open(n.path)
		if f.problem != "" {
			return nil, false
		}
		opened = assignments(f.text)
	}
	for _, a := range opened {
		if a.name != "" {
			names = append(names, a.name)
		}
	}
	return slices.Compact(names), true
}

// decrypted decrypts a value in the services file, which jet wrote without a checksum.
func (p *Project) decrypted(text string) (all []assignment, ok bool) {
	if p.Key == nil {
		return nil, false
	}
	plain, _, err := jet.DecryptV1(*p.Key, []byte(text))
	if err != nil {
		return nil, false
	}
	return assignments(plain), true
}
