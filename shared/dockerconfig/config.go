// Package dockerconfig reads the files in which clients store registry logins: Docker's
// config.json, Podman's auth.json, the legacy .dockercfg, and the variable
// DOCKER_AUTH_CONFIG. It does not write any of them.
//
// It parses the members that determine logins strictly, since two readers must not see
// different credentials in one file. It handles each entry separately: an invalid entry
// only affects its own host. In the rest of the file it accepts what docker accepts.
// Tests compare the results with docker/cli's own loader. The programs do not use that
// loader, because it takes the last of two equal keys, refuses a whole file because of
// one invalid entry, and reports no positions.
//
// LoadStores answers another question: which store docker uses. Only docker decides that,
// so that file is read as docker reads it.
package dockerconfig

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

const maxFile = 8 << 20

// Config is the content of one file, in the order of the file.
type Config struct {
	Path        string // the file, or the name of the variable
	Auths       []Entry
	CredHelpers []Binding
	CredsStore  string // "" if none is configured
	Warnings    []Warning

	// A file in another format may contain more. Others are patterns of registries, and
	// parts that cannot be read. Rivals are logins from several parts for one registry,
	// which has a Problem in Auths until one of them is chosen.
	Others, Rivals []Entry
}

// Binding is the helper for one key. An empty helper means "no helper for this key".
type Binding struct{ Key, Helper string }

// Load reads path, or config.json in it if path is a directory. If the file is missing,
// the error is fs.ErrNotExist.
func Load(path string) (Config, error) { return LoadAs(path, Parse) }

// LoadAs is Load for a file in another format, which parse converts to a config.
func LoadAs(path string, parse func(data []byte, path string) (Config, error)) (Config, error) {
	data, err := readFile(path)
	var unsafe *safefile.Unsafe
	// If a file to mount is missing, docker creates a directory called config.json.
	if errors.As(err, &unsafe) && unsafe.IsDir && filepath.Base(path) != "config.json" {
		path = filepath.Join(path, "config.json")
		data, err = readFile(path)
	}
	if err != nil {
		return Config{Path: path}, err
	}
	c, err := parse(data, path)
	if err == nil && safefile.OthersMayRead(path) && c.holdsSecrets() {
		c.Warnings = append(c.Warnings, Warning{
			Kind: Readable, Text: path + " contains secrets and is readable by other users: chmod 600 it",
		})
	}
	return c, err
}

// Missing reports whether an error means that the file does not exist, not that it cannot
// be read.
func Missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func (c Config) holdsSecrets() bool {
	secret := func(e Entry) bool { return e.Secret != "" }
	return slices.ContainsFunc(c.Auths, secret) || slices.ContainsFunc(c.Others, secret)
}

// Parse parses a document; path is for messages. A byte order mark is removed: editors on
// Windows add one, and then every client reports that there are no credentials. An empty
// file is an empty config.
func Parse(data []byte, path string) (Config, error) {
	c := Config{Path: path}
	data = bytes.TrimPrefix(data, []byte(bom))
	if len(bytes.TrimSpace(data)) == 0 {
		return c, nil
	}
	if problem := otherEncoding(data); problem != "" {
		return c, atPath(path, strictjson.At(data, 0, problem))
	}
	document, doubt, err := strictjson.ParseAbout(data, topLevel...)
	switch {
	case err != nil:
	case document.Kind == strictjson.Null:
		return c, nil
	case document.Kind != strictjson.Object:
		err = strictjson.At(data, document.Start, "the document is not an object but "+document.Kind.String())
	case isBareMap(document) && doubt != nil:
		err = doubt // every member is a login
	default:
		err = c.read(data, document)
	}
	if err != nil {
		return c, atPath(path, err)
	}
	return c, nil
}

// Path is the error for a variable that contains the path of a file instead of its
// content. A CI system does that for variables of type "file".
type Path struct{ Variable string }

func (p *Path) Error() string {
	return fmt.Sprintf(`%s is a path, but must be the content of the file: export %s="$(cat "$%s")"`, p.Variable,
		p.Variable, p.Variable)
}

// ParseVariable is Parse for a variable's value. The error is *Path if the value is a
// path and not a document.
func ParseVariable(value, variable string) (Config, error) {
	c, err := Parse([]byte(value), variable)
	if err != nil && isPath(strings.TrimSpace(value)) {
		err = &Path{variable}
	}
	return c, err
}

// isPath reports whether a value is the path of a file. No document begins like one.
func isPath(value string) bool {
	for _, begin := range []string{"/", "~", "./", "../", ".\\", "..\\"} {
		if strings.HasPrefix(value, begin) {
			return !strings.Contains(value, "\n")
		}
	}
	return filepath.IsAbs(value) || filepath.VolumeName(value) != "" || !strings.ContainsAny(value, "{}[]\"\n ") &&
		strings.HasSuffix(value, ".json")
}

// bom is a byte order mark.
const bom = "\xef\xbb\xbf"

// otherEncoding names an encoding that JSON cannot have, such as that of PowerShell's
// `>`.
func otherEncoding(data []byte) string {
	switch _, err := textfile.UTF8(data); {
	case err != nil:
		return err.Error()
	case textfile.Wide(data):
		return "the document is UTF-16: save it as UTF-8"
	}
	return ""
}

func atPath(path string, err error) error { return fmt.Errorf("%s, %w", path, err) }

var topLevel = []string{"auths", "credHelpers", "credsStore"}

// TopLevel returns the members that determine logins.
func TopLevel() []string { return slices.Clone(topLevel) }

func (c *Config) read(data []byte, document strictjson.Value) error {
	if isBareMap(document) {
		return c.readAuths(data, document)
	}
	if err := strictjson.Known(data, document, topLevel...); err != nil {
		return err
	}
	for _, m := range document.Members {
		var err error
		switch m.Name {
		case "auths":
			err = c.readAuths(data, m.Value)
		case "credHelpers":
			err = c.readHelpers(data, m.Value)
		case "credsStore":
			if m.Value.Kind != strictjson.String && m.Value.Kind != strictjson.Null {
				err = strictjson.At(data, m.Value.Start, "credsStore is not a string")
			} else if m.Value.Kind == strictjson.String {
				c.CredsStore = m.Value.Text
			}
		case "credStore", "credsStores", "credHelper", "credsHelpers":
			text := fmt.Sprintf("the key %q is not read by any client: use credsStore or credHelpers", m.Name)
			c.Warnings = append(c.Warnings, Warning{UnreadKey, c.Path, text})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isBareMap reports whether a document is a legacy .dockercfg, whose top level is the map
// of hosts. One entry is enough: the other members are entries too, or errors.
func isBareMap(document strictjson.Value) (bare bool) {
	for _, m := range document.Members {
		for _, known := range topLevel {
			if strings.EqualFold(m.Name, known) {
				return false
			}
		}
		for _, field := range []string{"auth", "username", "identitytoken"} {
			if _, ok := m.Value.Get(field); ok {
				bare = true
			}
		}
	}
	return bare
}

func (c *Config) readHelpers(data []byte, v strictjson.Value) error {
	if v.Kind != strictjson.Object && v.Kind != strictjson.Null {
		return strictjson.At(data, v.Start, "credHelpers is not an object")
	}
	for _, m := range v.Members {
		if m.Value.Kind != strictjson.String && m.Value.Kind != strictjson.Null {
			return strictjson.At(data, m.Value.Start, "a helper's name is not a string")
		}
		if m.Value.Kind == strictjson.Null {
			m.Value.Text = "" // as in docker: no helper for this key
		}
		c.warnAboutKey(m.Name)
		c.CredHelpers = append(c.CredHelpers, Binding{m.Name, m.Value.Text})
	}
	return nil
}
