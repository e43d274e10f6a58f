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

// base64Line is what a line of a PEM block contains. It could pass for an assignment.
var base64Line = regexp.MustCompile(`^[A-Za-z0-9+/]+={0,2}$`)

// assignments parses an env file. The lines of a PEM block belong to the variable that
// begins it. A block without an end hides no variables.
func assignments(text []byte) (all []assignment) {
	if decoded, err := textfile.UTF8(text); err == nil {
		text = decoded
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		lines = append(lines, strings.TrimSpace(line))
	}
	open := false // in a block without an end
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if line == "" || isComment(line) {
			continue
		}
		a := assignment{line: i + 1}
		name, value, set := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		name = strings.TrimSpace(name)
		if set && variableName.MatchString(name) && !(open && base64Line.MatchString(line)) {
			a.name, a.value = name, value
		}
		all = append(all, a)
		if strings.Contains(line, pemBegin) {
			var rest int
			rest, open = block(lines[i:])
			i += rest
		}
	}
	return all
}

const pemBegin, pemEnd = "-----BEGIN ", "-----END "

func isComment(line string) bool { return strings.HasPrefix(line, "#") }

// block returns how many lines follow the first line of a PEM block, up to its end. open
// reports that the block has no end: the file ends, or another block begins.
func block(lines []string) (rest int, open bool) {
	for i, line := range lines {
		switch {
		case isComment(line):
		case i > 0 && strings.Contains(line, pemBegin):
			return 0, true
		case strings.Contains(line, pemEnd):
			return i, false
		}
	}
	return 0, true
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
