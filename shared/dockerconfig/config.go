// Package dockerconfig reads the files in which clients keep registry logins:
// Docker's config.json, Podman's auth.json, the legacy .dockercfg, and the
// variable DOCKER_AUTH_CONFIG. It only reads; nothing here writes a user's file.
//
// It reads what decides about logins strictly, since two readers must not see two
// different credentials in it, and each entry by itself: a bad entry is a failed host
// and hides no other one. What docker accepts in the rest of the file is accepted.
// docker/cli's own loader serves as an oracle in tests and not in the product,
// because it takes the last of two equal keys, refuses a whole file for one bad
// entry, and names no place.
//
// LoadStores answers another question: which store docker uses. That is docker's to
// say, so it is read as docker reads it.
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

// Config is one file's content, in the file's order.
type Config struct {
	Path        string // the file, or the variable's name
	Auths       []Entry
	CredHelpers []Binding
	CredsStore  string // "" where none is configured
	Warnings    []Warning

	// A file of another shape may hold more: patterns of registries and parts that
	// cannot be read; and logins of several parts for one registry, which has a
	// Problem in Auths until one of them is chosen.
	Others, Rivals []Entry
}

// Binding names the helper of one key; an empty helper means "none, for this key".
type Binding struct{ Key, Helper string }

// Load reads path, or config.json in it where path is a directory. A missing
// file is fs.ErrNotExist.
func Load(path string) (Config, error) { return LoadAs(path, Parse) }

// LoadAs is Load for a file in another shape, which parse makes a config of.
func LoadAs(path string, parse func(data []byte, path string) (Config, error)) (Config, error) {
	data, err := readFile(path)
	var unsafe *safefile.Unsafe
	// A directory called config.json is what docker makes of a missing mount.
	if errors.As(err, &unsafe) && unsafe.IsDir && filepath.Base(path) != "config.json" {
		path = filepath.Join(path, "config.json")
		data, err = readFile(path)
	}
	if err != nil {
		return Config{Path: path}, err
	}
	c, err := parse(data, path)
	if err == nil && safefile.OthersMayRead(path) && c.holdsSecrets() {
		c.Warnings = append(c.Warnings, Warning{Kind: Readable, Text: path + " contains secrets and is readable by other users: chmod 600 it"})
	}
	return c, err
}

// Missing tells a file that is not there from one that cannot be read.
func Missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func (c Config) holdsSecrets() bool {
	secret := func(e Entry) bool { return e.Secret != "" }
	return slices.ContainsFunc(c.Auths, secret) || slices.ContainsFunc(c.Others, secret)
}

// Parse reads a document; path is for messages. A byte order mark is dropped,
// since editors on Windows leave one and every client then reports no
// credentials; an empty file is an empty config.
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

// Path is a variable that names a file and is to hold its content, as a CI system gives
// one that is made of type "file".
type Path struct{ Variable string }

func (p *Path) Error() string {
	return fmt.Sprintf(`%s is a path, and is to hold the content of the file: export %s="$(cat "$%s")"`, p.Variable,
		p.Variable, p.Variable)
}

// ParseVariable is Parse of a variable's value; *Path if that is no document but a path.
func ParseVariable(value, variable string) (Config, error) {
	c, err := Parse([]byte(value), variable)
	if err != nil && isPath(strings.TrimSpace(value)) {
		err = &Path{variable}
	}
	return c, err
}

// isPath tells the path of a file, which no document begins like.
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

// otherEncoding names an encoding that JSON does not have, as PowerShell's `>` writes it.
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

// TopLevel are the members that decide about logins.
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
			c.Warnings = append(c.Warnings, Warning{UnreadKey, c.Path, fmt.Sprintf("the key %q is not read by any client; credsStore and credHelpers are", m.Name)})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isBareMap tells the legacy .dockercfg, whose top level is the map of hosts.
// One entry is enough: what stands beside it is an entry too, or a mistake.
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
			m.Value.Text = "" // as docker has it: none, for this key
		}
		c.doubtKey(m.Name)
		c.CredHelpers = append(c.CredHelpers, Binding{m.Name, m.Value.Text})
	}
	return nil
}
