package main

import (
	"errors"
	"os"
	"strings"
)

// properties are the lines NAME=VALUE in a file of IBM's SDKs that belong to one service. The
// SDKs also look for such a file in the home and the working directory. This helper does not,
// since whoever can write to the working directory would choose the identity
// (https://github.com/IBM/go-sdk-core/blob/main/Authentication.md).
type properties struct {
	lines    map[string]string
	prefix   string
	file     string // the file's name in errors
	resolver        // for the rule's settings, which override the file
}

// credentials returns the identity in the file that the variable names.
func (r resolver) credentials() (source, error) {
	path := os.Getenv(credentialsVariable)
	if path == "" {
		return source{}, nil
	}
	text, err := r.file(path, credentialsVariable)
	if err != nil {
		return source{}, err
	}
	return r.inFile(text, "the file named by "+credentialsVariable)
}

// inFile returns the identity in the text of such a file, if there is one.
func (r resolver) inFile(text, name string) (source, error) {
	p := properties{lines: parse(text), file: name, resolver: r}
	if err := p.choose(); err != nil || p.prefix == "" {
		return source{}, err
	}
	return p.identity()
}

// parse reads the lines. If a name occurs twice, the last one counts, as for IBM's SDKs.
func parse(text string) map[string]string {
	lines := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if !strings.HasPrefix(name, "#") {
			lines[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return lines
}

// choose selects the service whose lines are used: the registry's own, under the name that
// IBM's SDK gives it; else IAM's; else the only service that has a key.
func (p *properties) choose() error {
	for _, p.prefix = range []string{"CONTAINER_REGISTRY_", "IAM_"} {
		for _, name := range []string{
			"AUTH_TYPE", "AUTHTYPE", "APIKEY", "BEARER_TOKEN", "CR_TOKEN_FILENAME",
			"IAM_PROFILE_ID", "IAM_PROFILE_CRN", "IAM_PROFILE_NAME",
		} {
			if p.get(name) != "" {
				return nil
			}
		}
	}
	p.prefix = ""
	for name := range p.lines {
		prefix, found := strings.CutSuffix(name, "APIKEY")
		if !found || !strings.HasSuffix(prefix, "_") {
			continue
		}
		if p.prefix != "" {
			return errors.New(p.file + " contains keys of several services but none for this one: " +
				"rename the right one to CONTAINER_REGISTRY_APIKEY")
		}
		p.prefix = prefix
	}
	return nil
}

// get returns a property's value.
func (p properties) get(name string) string { return p.lines[p.prefix+name] }

// where returns a property's name for errors and labels.
func (p properties) where(name string) string { return p.prefix + name + " in " + p.file }

// setting returns a property with its name.
func (p properties) setting(name string) setting {
	return setting{value: p.get(name), name: p.where(name)}
}
