package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// credentialsVariable names a file with the properties of IBM's SDKs, a line
// NAME=VALUE each. The SDKs also look into home and working directory; that is
// left out, since whoever writes the working directory would choose the identity
// (https://github.com/IBM/go-sdk-core/blob/main/Authentication.md).
const credentialsVariable = "IBM_CREDENTIALS_FILE"

// properties are the lines of such a file that belong to one service.
type properties struct {
	text, prefix string
	file         string // in words
	settings            // what the rule says in place of the file
}

// credentials reads that file.
func (s settings) credentials(files []string) (Identity, error) {
	path := os.Getenv(credentialsVariable)
	if path == "" {
		return Identity{}, nil
	}
	text, err := file(path, credentialsVariable)
	if err != nil {
		return Identity{}, err
	}
	return s.inFile(text, "the file of "+credentialsVariable, files)
}

// inFile is the identity in the text of such a file, if there is one.
func (s settings) inFile(text, where string, files []string) (Identity, error) {
	p, err := properties{text: text, file: where, settings: s}.service()
	if err != nil || p.prefix == "" {
		return Identity{}, err
	}
	return p.identity(files)
}

// service chooses whose lines are read: the registry's own, under the name that
// IBM's SDK gives it; those of IAM; else the one service that has a key.
func (p properties) service() (properties, error) {
	for _, prefix := range []string{"CONTAINER_REGISTRY_", "IAM_"} {
		p.prefix = prefix
		for _, name := range []string{"AUTH_TYPE", "APIKEY", "BEARER_TOKEN", "CR_TOKEN_FILENAME", "IAM_PROFILE_ID", "IAM_PROFILE_CRN", "IAM_PROFILE_NAME"} {
			if p.get(name) != "" {
				return p, nil
			}
		}
	}
	only := p
	only.prefix = ""
	for rest := p.text; rest != ""; {
		var name string
		if name, _, rest = line(rest); !ascii.HasSuffix(name, "_APIKEY") {
			continue
		}
		prefix := name[:len(name)-len("APIKEY")]
		if only.prefix != "" && only.prefix != prefix {
			return only, errors.New(p.file + " has keys of several services and none of this one: name the right one CONTAINER_REGISTRY_APIKEY")
		}
		only.prefix = prefix
	}
	return only, nil
}

// get is a property's value; of several the last, as for IBM's SDKs.
func (p properties) get(name string) (value string) {
	for rest := p.text; rest != ""; {
		var key, found string
		if key, found, rest = line(rest); key == p.prefix+name {
			value = found
		}
	}
	return value
}

// where names a property in errors and words.
func (p properties) where(name string) string {
	return p.prefix + name + " in " + p.file
}

// line takes a file's first line apart; a comment has no name.
func line(text string) (name, value, rest string) {
	text, rest = ascii.Line(text)
	name, value, _ = ascii.Cut(ascii.Trim(text), '=')
	if ascii.HasPrefix(name, "#") {
		return "", "", rest
	}
	return ascii.Trim(name), ascii.Trim(value), rest
}
