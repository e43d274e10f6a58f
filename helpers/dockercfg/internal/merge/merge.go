// Package merge adds exported entries to a client's existing config and keeps everything
// else in it, byte for byte.
//
//	entries as a file ──► members of auths ─┐
//	the existing file ──► jsonedit ─────────┴─► locked, replaced whole, 0600
//
// It removes what would keep clients from using the new entries: a helper for the same
// registry, and entries under its other spellings, of which clients take one or the
// other. A credsStore takes precedence over every entry; removing it hides the logins in
// it, so that needs a flag.
package merge

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/jsonedit"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

const maxFile = 8 << 20

// names are the formats that are files with an object of entries.
var names = []string{"config-json", "podman", "codeship", "dockercfg"}

// Takes reports whether a format can be merged into a file.
func Takes(format string) bool {
	for _, name := range names {
		if name == format {
			return true
		}
	}
	return false
}

// Names returns the names of the formats, for people.
func Names() string { return strings.Join(names, ", ") }

// Check reports, before there are any entries, whether entries of the format can be
// merged into the file at path.
func Check(path, format string, dropStore bool) error {
	old, err := safefile.ReadNamed(path, maxFile, false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	none := `{"auths": {}}`
	if format == flat {
		none = "{}"
	}
	if err == nil {
		_, _, err = merged(old, []byte(none), format, dropStore)
	}
	if err != nil {
		return fault.New(fault.Config, "merging into %s: %w", path, err)
	}
	return nil
}

// Into merges a file's text, as formats.Format.Encode returned it, into the file at path,
// which is created if it does not exist. The notes say what was removed.
func Into(path string, addition []byte, format string, dropStore bool) (notes []string, err error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fault.New(fault.Config, "finding the output's directory: %w", err)
	}
	err = safefile.Update(absolute, maxFile, func(old safefile.Old) ([]byte, error) {
		var data []byte
		data, notes, err = merged(old.Data, addition, format, dropStore)
		if err != nil {
			return nil, fault.New(fault.Config, "merging into %s: %w", path, err)
		}
		return data, nil
	})
	var coded *fault.Error
	if err != nil && !errors.As(err, &coded) {
		err = fault.New(fault.Store, "merging into the output: %w", err)
	}
	return notes, err
}

// merged returns the new text.
func merged(old, addition []byte, format string, dropStore bool) ([]byte, []string, error) {
	if err := otherShape(old, format); err != nil {
		return nil, nil, err
	}
	document, err := parseOld(old, format == flat)
	if err != nil {
		return nil, nil, err
	}
	entries, err := strictjson.Parse(addition)
	if err != nil {
		return nil, nil, err
	}
	var place []string // path of the entries in both files
	if format != flat {
		place = []string{"auths"}
		entries, _ = entries.Get("auths")
	}
	m := merging{document: document, place: place, ours: map[string]string{}, put: map[string]bool{},
		entries: entries, text: addition}
	for _, e := range entries.Members {
		m.add(e, addition)
	}
	m.clear(dropStore)
	if m.err != nil {
		return nil, nil, m.err
	}
	data, err := document.Bytes()
	if err == nil {
		err = refused(format, data)
	}
	if err == nil {
		err = readsBack(data, addition)
	}
	return data, m.notes, err
}

// parseOld parses the existing file. In a flat one every member is a login.
func parseOld(old []byte, flat bool) (*jsonedit.Document, error) {
	if flat {
		return jsonedit.Parse(old)
	}
	return jsonedit.ParseAbout(old, dockerconfig.TopLevel()...)
}

// flat is the format without auths.
const flat = "dockercfg"

// otherShape refuses a file in another format: its readers would find none of the new
// logins, or none of the old ones.
func otherShape(old []byte, format string) error {
	shape := formats.ShapeOf(old)
	want := formats.Config
	if format == flat {
		want = formats.Flat
	}
	switch {
	case shape == want, shape == formats.None:
		return nil
	case shape == formats.Config:
		return notEntries(old)
	case Takes(shape.Format):
		return fmt.Errorf("it is %s, whose readers would no longer find any login: use --format %s", shape.Label,
			shape.Format)
	}
	return fmt.Errorf("it is %s, which --merge does not support: write a new file with --format %s", shape.Label,
		shape.Format)
}

// notEntries refuses the flat format for a file whose members are not all entries.
func notEntries(old []byte) error {
	document, err := strictjson.Parse(bytes.TrimPrefix(old, []byte("\xef\xbb\xbf")))
	if err != nil {
		return err
	}
	for _, m := range document.Members {
		if m.Value.Kind != strictjson.Object || len(m.Value.Members) > 0 {
			return fmt.Errorf("it is a config.json, but the format is the flat .dockercfg: use --format config-json "+
				"(its member %s is not a login)", fault.Printable(m.Name, 60))
		}
	}
	return nil
}

// readsBack checks that a client finds every new entry unchanged, and nothing that takes
// precedence over one.
func readsBack(data, addition []byte) error {
	result, err := dockerconfig.Parse(data, "the result")
	if err != nil {
		return err
	}
	wanted, err := dockerconfig.Parse(addition, "the entries")
	if err != nil {
		return err
	}
	found := map[string]dockerconfig.Entry{}
	for _, e := range result.Auths {
		found[e.Key] = e
	}
	helped := map[string]bool{}
	for _, b := range result.CredHelpers {
		helped[lookup.Key(b.Key)] = true
	}
	for _, want := range wanted.Auths {
		got, ok := found[want.Key]
		same := ok && got.Username == want.Username && got.Secret == want.Secret
		if !same || helped[lookup.Key(want.Key)] || result.CredsStore != "" {
			return errors.New(want.Key + ": the result does not read back as it was written")
		}
	}
	return nil
}
