package offline

import (
	"errors"
	"os"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Kind is where an identity comes from.
type Kind int

// The kinds, in the order in which they are looked for.
const (
	Document Kind = iota // JSON, of a variable or a file
	CLI                  // gcloud's own login
	Machine              // the metadata service
	Nothing
)

// Identity is what would be used for every registry of Google's.
type Identity struct {
	Kind
	Text    string // of a Document: it holds secrets
	Where   string // what names the Document
	Default bool   // the Document is gcloud's own, of its application default login
	Account string // of the CLI
	Named   bool   // the Account is the rule's, and not the one in effect
	ByFile  bool   // the CLI's properties name a file, which takes the place of the Account
	Host    string // of the metadata service
	As      string // the service account whose token it asks for, by the rule
	Through []string
	tokencache.Source
}

// The variables that name a Document.
const (
	AuthJSON = "GOOGLE_AUTH_JSON"
	AuthFile = "GOOGLE_APPLICATION_CREDENTIALS"
)

// maxDocument bounds a document, in bytes.
const maxDocument = 1 << 20

// Source is Find for the cache and the frame.
func Source(_ registry.Name, u rule.Rule) (tokencache.Source, error) {
	id, err := Find(u)
	return id.Acting(), err
}

// chain looks at variables first, then at what the user's gcloud left, then at the
// machine
// (https://cloud.google.com/docs/authentication/application-default-credentials).
func chain() (Identity, error) {
	if text := os.Getenv(AuthJSON); text != "" {
		return document(text, AuthJSON)
	}
	if path := os.Getenv(AuthFile); path != "" {
		return byVariable(path)
	}
	dir, err := gcloudDir()
	if err != nil {
		return Identity{}, err
	}
	if dir != "" {
		if id, found, err := defaultFile(dir); found || err != nil {
			return id, err
		}
		if id, found, err := cli(dir, ""); found || err != nil {
			return id, err
		}
	}
	return machine(), nil
}

// defaultFile is the login that `gcloud auth application-default login` leaves.
func defaultFile(dir string) (id Identity, found bool, err error) {
	text, err := read(dir + "/application_default_credentials.json")
	switch {
	case err == nil:
		id, err = document(text, DefaultLogin)
		id.Default = true
		return id, true, err
	case !errors.Is(err, errAbsent):
		return id, false, errors.New("reading " + DefaultLogin + ": " + err.Error() + ": mend it, or make it anew with `gcloud auth application-default login`")
	}
	return id, false, nil
}

// DefaultLogin is where a document of gcloud's own stands, in words.
const DefaultLogin = "gcloud's application default login"

// gcloudDir is gcloud's directory
// (https://cloud.google.com/sdk/docs/configurations), "" where there is no home.
func gcloudDir() (string, error) {
	if dir := os.Getenv("CLOUDSDK_CONFIG"); dir != "" {
		if !absolute(dir) {
			return "", errors.New("CLOUDSDK_CONFIG is a relative path: make it absolute")
		}
		return dir, nil
	}
	if runtime.GOOS == "windows" {
		if data := os.Getenv("APPDATA"); absolute(data) {
			return data + `\gcloud`, nil
		}
		return "", nil
	}
	if home := tokencache.Home(os.Getenv); home != "" {
		return home + "/.config/gcloud", nil
	}
	return "", nil
}

func absolute(path string) bool {
	if runtime.GOOS == "windows" {
		return len(path) > 2 && path[1] == ':' || len(path) > 1 && path[:2] == `\\`
	}
	return path != "" && path[0] == '/'
}

// byVariable is the document in a file that a variable names. Its path is not shown:
// the content itself is put there by mistake too often.
func byVariable(path string) (Identity, error) {
	if ascii.HasPrefix(ascii.Trim(path), "{") {
		return Identity{}, errors.New(AuthFile + " holds a credential, and is to name a file with one: put the content into " + AuthJSON)
	}
	text, err := read(path)
	if err != nil {
		return Identity{}, errors.New("reading the file that " + AuthFile + " names: " + err.Error() + ": mend or unset the variable")
	}
	return document(text, AuthFile)
}

var errAbsent = errors.New("there is no such file")

// read gives a small file, or the reason why there is none. What cannot be seen at
// all, as in the home of another user, is absent.
func read(path string) (string, error) {
	if data, ok := rawfile.Read(path, maxDocument); ok {
		return string(data), nil
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", errAbsent
	case !info.Mode().IsRegular():
		return "", errors.New("it is no regular file")
	case info.Size() > maxDocument:
		return "", errors.New("it is larger than 1 MiB")
	}
	return "", errors.New("it may not be read")
}
