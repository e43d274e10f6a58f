package dockerconfig

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Stores says where docker stores logins according to its config. It is parsed by
// encoding/json, as in docker
// (https://github.com/docker/cli/blob/master/cli/config/configfile/file.go): the last of
// two equal keys counts, and so does a key in another case. So a login is looked for
// where docker has put it.
type Stores struct {
	Path  string
	Store string // credsStore; "" if none is set
	// More is not nil if there is text after the document. Docker ignores it, and loses
	// it with the next login; podman and the kubelet refuse the whole file.
	More error
	text []byte
}

// LoadStores reads config.json in a directory. If the file is missing, the error is
// fs.ErrNotExist; any other error means that it is unknown where logins are stored.
func LoadStores(dir string) (Stores, error) {
	s := Stores{Path: filepath.Join(dir, "config.json")}
	data, err := readFile(s.Path)
	if err != nil {
		return s, err
	}
	data = bytes.TrimPrefix(data, []byte(bom))
	s.text = data
	var named struct {
		CredsStore string `json:"credsStore"`
	}
	more, err := decode(data, &named)
	if err != nil {
		return s, withPosition(data, s.Path, err)
	}
	if s.Store = named.CredsStore; more {
		_, s.More = Parse(data, s.Path)
	}
	return s, nil
}

// Noted reports whether docker has recorded that a store has a login for the registry:
// after a login to a store, `auths` has an entry without content, until logout.
func (s Stores) Noted(name registry.Name) bool {
	type login struct{ Auth, Username, Password, IdentityToken string } // in the file itself
	var entries struct {
		Auths map[string]login `json:"auths"`
	}
	if _, err := decode(s.text, &entries); err != nil {
		return false
	}
	for key, fields := range entries.Auths {
		noted, err := registry.Parse(key)
		if err == nil && fields == (login{}) && noted.Registry() != "" && noted.Registry() == name.Registry() {
			return true
		}
	}
	return false
}

// decode parses the first document; more reports whether there is text after it. An empty
// file is an empty config.
func decode(data []byte, into any) (more bool, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(into); err != nil {
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return false, err
	}
	return len(bytes.TrimSpace(data[decoder.InputOffset():])) > 0, nil
}

// withPosition returns an error for an invalid config with its position. The text of err may
// quote the config.
func withPosition(data []byte, path string, err error) error {
	if _, problem := Parse(data, path); problem != nil {
		return problem
	}
	offset := 0
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = int(syntax.Offset)
	}
	return atPath(path, strictjson.At(data, offset, "docker cannot read this"))
}

// readFile reads a config. A link to the null device is an empty one: it is used to hide
// the config in a container.
func readFile(path string) ([]byte, error) {
	data, err := safefile.ReadNamed(path, maxFile, false)
	var unsafe *safefile.Unsafe
	if errors.As(err, &unsafe) && !unsafe.IsDir {
		null, errNull := os.Stat(os.DevNull)
		if info, errInfo := os.Stat(path); errNull == nil && errInfo == nil && os.SameFile(null, info) {
			return nil, nil
		}
	}
	return data, err
}
