package tempconfig

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/jsonedit"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

const maxFile = 8 << 20

// configFile and authFile are the files that we write, for docker and for podman's family.
const (
	configFile = "config.json"
	authFile   = "auth.json"
)

// logins are the members of a config.json that decide about logins. Docker ignores their
// case.
var logins = []string{"auths", "credsStore", "credHelpers"}

// withLogins returns the user's config.json with other logins in it. Everything else, such
// as the current context, proxies and plugins, stays byte for byte.
func withLogins(from string, entries []byte) ([]byte, error) {
	path := filepath.Join(from, configFile)
	text, err := safefile.ReadNamed(path, maxFile, false)
	if from == "" || errors.Is(err, fs.ErrNotExist) {
		return entries, nil
	}
	var document *jsonedit.Document
	if err == nil {
		document, err = jsonedit.ParseAbout(text, dockerconfig.TopLevel()...)
	}
	if err != nil {
		return nil, fault.New(fault.Config, "reading Docker's settings: %s: %w: fix it, or name another config with "+
			"--config", path, err)
	}
	return replaced(document, entries)
}

func replaced(document *jsonedit.Document, entries []byte) ([]byte, error) {
	ours, err := strictjson.Parse(entries)
	if err != nil {
		return nil, err
	}
	auths, ok := ours.Get("auths")
	if !ok {
		return nil, errors.New("the entries have no auths")
	}
	root, _ := document.Get()
	for _, m := range root.Members {
		for _, name := range logins {
			if strings.EqualFold(m.Name, name) && m.Name != "auths" {
				err = errors.Join(err, document.Delete(m.Name))
			}
		}
	}
	if err == nil {
		err = document.Set(json.RawMessage(entries[auths.Start:auths.End]), "auths")
	}
	if err != nil {
		return nil, err
	}
	return document.Bytes()
}

// carry links what the user's directory contains besides logins: contexts, plugins,
// builders, certificates of an engine, keys of trust. They are links, so that a context or
// builder that the command creates is there afterwards. If this user cannot create links,
// small files are copied; left are the others.
func (d Directory) carry(from string) (left []string, err error) {
	entries, err := os.ReadDir(from)
	if from == "" || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		source, target := filepath.Join(from, e.Name()), filepath.Join(d.path, e.Name())
		if isLogin(e.Name()) || os.Symlink(source, target) == nil {
			continue
		}
		if !slices.Contains(copied, e.Name()) {
			left = append(left, e.Name())
			continue
		}
		err = errors.Join(err, copyOf(source, target))
	}
	return left, err
}

// isLogin reports whether a file contains logins: the config and its copies, our tokens,
// and the files that we write ourselves.
func isLogin(name string) bool {
	return strings.HasPrefix(name, configFile) || name == authFile || name == "dockercfg-cache" ||
		safefile.IsTemporary(name)
}

// copied are the names that are copied if no link can be created. The others are programs
// and caches, which are large.
var copied = []string{"contexts", "trust", "manifests", "ca.pem", "cert.pem", "key.pem"}

func copyOf(source, target string) error {
	info, err := os.Stat(source)
	if err != nil {
		return nil // a broken link
	}
	if info.IsDir() {
		return os.CopyFS(target, os.DirFS(source))
	}
	data, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	return os.WriteFile(target, data, 0o600)
}

// plugins is the first directory where docker looks for its plugins, below its own.
const plugins = "cli-plugins"

// withPlugins returns a config.json with one more directory of plugins, for a directory
// that cannot be linked.
func withPlugins(config []byte, dir string) ([]byte, error) {
	document, err := jsonedit.Parse(config)
	if err != nil {
		return nil, err
	}
	dirs := []string{dir}
	there, _ := document.Get("cliPluginsExtraDirs")
	for _, item := range there.Items {
		dirs = append(dirs, item.Text)
	}
	if err := document.Set(dirs, "cliPluginsExtraDirs"); err != nil {
		return nil, err
	}
	return document.Bytes()
}
