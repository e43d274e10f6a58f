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

// Stores is what docker itself makes of a config, as far as it tells where docker keeps
// logins. It is read by encoding/json, as docker reads it
// (https://github.com/docker/cli/blob/master/cli/config/configfile/file.go): the last
// of two equal keys counts, and so does a key in another case. So a login is looked for
// where docker has put it.
type Stores struct {
	Path  string
	Store string // credsStore; "" if none is set
	// More is not nil if something follows the document. Docker does not read it, and
	// loses it with the next login; podman and the kubelet refuse the whole file.
	More error
	text []byte
}

// LoadStores reads config.json in a directory. A file that is not there is
// fs.ErrNotExist; every other error means that nobody knows where logins are kept.
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
		return s, placed(data, s.Path, err)
	}
	if s.Store = named.CredsStore; more {
		_, s.More = Parse(data, s.Path)
	}
	return s, nil
}

// Noted tells whether docker has noted that a store keeps a login for the registry:
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

// decode reads the first document; more tells whether something follows it. An empty
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

// placed is what is wrong with a config, and where. The text of err may quote it.
func placed(data []byte, path string, err error) error {
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

// readFile reads a config. One that leads to the null device is empty: that is how a
// config is taken away from a container.
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
