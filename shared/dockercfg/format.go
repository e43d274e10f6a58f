package dockercfg

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Format is one shape, named as `--format` names it.
type Format struct {
	Name   string
	For    string // who reads it, for people
	Kept   bool   // what is written is kept for long: a cluster, a vault, a machine's configuration
	paths  bool   // keys may name a repository
	tokens bool   // identity tokens can be written
	email  bool
	encode func(f Format, auths map[string]auth) ([]byte, error)
}

// Formats lists the shapes.
func Formats() []Format {
	return []Format{
		{Name: "config-json", For: "docker, BuildKit, kaniko, crane and other readers of ~/.docker/config.json",
			tokens: true, encode: indented},
		{Name: "dockercfg", For: "the legacy .dockercfg, a bare map of registries",
			email: true, encode: bare},
		{Name: "auth-config-env", For: "the variable DOCKER_AUTH_CONFIG, on one line",
			encode: oneLine},
	}
}

// ByName finds a format; the error lists the names.
func ByName(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("there is no format %q: it is one of %s", name, strings.Join(names, ", "))
}

// auth is one entry as it is written.
type auth struct {
	Auth          string `json:"auth"`
	Email         string `json:"email,omitempty"`
	IdentityToken string `json:"identitytoken,omitempty"`
}

// Options are what single formats need besides the entries.
type Options struct {
	Name, Namespace string // of a Kubernetes object
}

// Encode writes the entries, keys sorted, and reads them back. No entry at all
// is an error: an empty file would make every pull anonymous.
func (f Format) Encode(entries []Entry, o Options) ([]byte, error) {
	if len(entries) == 0 {
		return nil, errors.New("there is no credential to write")
	}
	auths := map[string]auth{}
	for _, e := range entries {
		if err := f.Check(e); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Key, err)
		}
		if _, twice := auths[e.Key]; twice {
			return nil, fmt.Errorf("%s: it stands twice", e.Key)
		}
		auths[e.Key] = f.auth(e)
	}
	data, err := f.encode(f, auths)
	if err == nil {
		err = f.accepts(data, entries)
	}
	return data, err
}

func (f Format) auth(e Entry) auth {
	if e.Username == credential.TokenUser {
		return auth{Auth: encodeAuth(NullUser, ""), IdentityToken: e.Secret.Reveal()}
	}
	a := auth{Auth: encodeAuth(e.Username, e.Secret.Reveal())}
	// "none" is what docker wrote when nobody gave an address.
	if f.email && e.Email != "none" {
		a.Email = e.Email
	}
	return a
}

type config struct {
	Auths map[string]auth `json:"auths"`
}

func indented(_ Format, auths map[string]auth) ([]byte, error) {
	data, err := json.MarshalIndent(config{auths}, "", "\t")
	return append(data, '\n'), err
}

func bare(_ Format, auths map[string]auth) ([]byte, error) {
	data, err := json.MarshalIndent(auths, "", "\t")
	return append(data, '\n'), err
}

func oneLine(_ Format, auths map[string]auth) ([]byte, error) {
	data, err := json.Marshal(config{auths})
	return append(data, '\n'), err
}

// accepts reads data as its consumer does and compares every entry.
func (f Format) accepts(data []byte, entries []Entry) error {
	read, err := dockerconfig.Parse(data, "the result")
	if err != nil {
		return fmt.Errorf("the result cannot be read back: %w", err)
	}
	if f.Name == "auth-config-env" {
		if err := EnvProblem(data); err != nil {
			return err
		}
	}
	found := map[string]dockerconfig.Entry{}
	for _, e := range read.Auths {
		found[e.Key] = e
	}
	for _, e := range entries {
		back, ok := found[e.Key]
		// A NUL at the end is refused by Check, so docker's trimming changes nothing.
		if !ok || back.Problem != nil || back.Username != e.Username || back.Secret != e.Secret {
			return fmt.Errorf("%s: the result does not read back as it was written", e.Key)
		}
	}
	if len(found) != len(entries) {
		return errors.New("the result holds more entries than were written")
	}
	return nil
}

// EnvProblem tells why docker would ignore a value of DOCKER_AUTH_CONFIG: since
// 28.3 it takes one object with `auths`, each entry with `auth` and nothing else
// (https://github.com/docker/cli/blob/master/cli/config/configfile/file.go).
func EnvProblem(data []byte) error {
	document, err := strictjson.Parse(data)
	if err != nil {
		return err
	}
	if len(document.Members) != 1 || document.Members[0].Name != "auths" {
		return errors.New("it holds more than auths")
	}
	for _, m := range document.Members[0].Value.Members {
		if len(m.Value.Members) != 1 || m.Value.Members[0].Name != "auth" {
			return fmt.Errorf("the entry %s holds another field than auth", m.Name)
		}
	}
	return nil
}
