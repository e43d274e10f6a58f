package merge

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/jsonedit"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// merging is one file being changed.
type merging struct {
	document *jsonedit.Document
	place    []string          // of the entries: "auths", or the root
	ours     map[string]string // spelling → key that was put
	put      map[string]bool   // the keys that were put
	entries  strictjson.Value  // what is put, and its text
	text     []byte
	notes    []string
	err      error
}

func (m *merging) at(key string) []string { return append(append([]string{}, m.place...), key) }

func (m *merging) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}

func (m *merging) note(format string, args ...any) {
	m.notes = append(m.notes, fmt.Sprintf(format, args...))
}

// add takes one entry over, whole: a field of the old one that stayed, such as
// an identity token, would outrank the new.
func (m *merging) add(entry strictjson.Member, text []byte) {
	m.ours[spelling(entry.Name)] = entry.Name
	m.put[entry.Name] = true
	if old, ok := m.document.Get(m.at(entry.Name)...); ok && equal(old, entry.Value) {
		return
	}
	if err := m.document.Set(json.RawMessage(text[entry.Value.Start:entry.Value.End]), m.at(entry.Name)...); err != nil {
		m.fail(err)
	}
}

// equal tells entries that hold the same fields.
func equal(a, b strictjson.Value) bool {
	if a.Kind != b.Kind || len(a.Members) != len(b.Members) {
		return false
	}
	for _, field := range a.Members {
		other, ok := b.Get(field.Name)
		if !ok || other.Kind != strictjson.String || field.Value.Kind != strictjson.String || other.Text != field.Value.Text {
			return false
		}
	}
	return true
}

// clear removes what would keep clients from the new entries.
func (m *merging) clear(dropStore bool) {
	entries, _ := m.document.Get(m.place...)
	for _, e := range entries.Members {
		key, ours := m.ours[spelling(e.Name)]
		switch {
		case !ours || m.put[e.Name]:
		case strings.EqualFold(e.Name, key): // the client that wrote it looks for this case
			value, _ := m.entries.Get(key)
			m.add(strictjson.Member{Name: e.Name, Value: value}, m.text)
		default:
			m.note("dropped the entry %s, another spelling of %s", fault.Printable(e.Name, 100), key)
			m.drop(m.at(e.Name)...)
		}
	}
	helpers, _ := m.document.Get("credHelpers")
	for _, h := range helpers.Members {
		if _, ours := m.ours[spelling(h.Name)]; ours && len(m.place) > 0 {
			m.note("dropped the helper %s of %s, which outranks the entry", fault.Printable(h.Value.Text, 40), fault.Printable(h.Name, 100))
			m.drop("credHelpers", h.Name)
		}
	}
	store, _ := m.document.Get("credsStore")
	switch {
	case store.Kind != strictjson.String || store.Text == "":
	case !dropStore:
		m.fail(errors.New("its credsStore " + fault.Printable(store.Text, 40) + " outranks every entry: write another file, or drop the store from this one with --force, which hides the logins in it"))
	default:
		m.note("dropped the credsStore %s, which outranks every entry; the logins in it are not used any more", fault.Printable(store.Text, 40))
		m.drop("credsStore")
	}
}

func (m *merging) drop(path ...string) {
	if err := m.document.Delete(path...); err != nil {
		m.fail(err)
	}
}
