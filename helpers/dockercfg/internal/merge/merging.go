package merge

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/jsonedit"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// merging is a change to one file.
type merging struct {
	document *jsonedit.Document
	place    []string          // path of the entries: "auths", or the root
	ours     map[string]string // spelling → key that was added
	put      map[string]bool   // the keys that were added
	entries  strictjson.Value  // the entries to add; text is their source
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

// add replaces an entry as a whole: an old field that stayed, such as an identity token,
// would take precedence over the new ones.
func (m *merging) add(entry strictjson.Member, text []byte) {
	m.ours[lookup.Key(entry.Name)] = entry.Name
	m.put[entry.Name] = true
	if old, ok := m.document.Get(m.at(entry.Name)...); ok && equal(old, entry.Value) {
		return
	}
	value := json.RawMessage(text[entry.Value.Start:entry.Value.End])
	if err := m.document.Set(value, m.at(entry.Name)...); err != nil {
		m.fail(err)
	}
}

// equal reports whether two entries have the same fields.
func equal(a, b strictjson.Value) bool {
	if a.Kind != b.Kind || len(a.Members) != len(b.Members) {
		return false
	}
	for _, field := range a.Members {
		other, ok := b.Get(field.Name)
		text := other.Kind == strictjson.String && field.Value.Kind == strictjson.String
		if !ok || !text || other.Text != field.Value.Text {
			return false
		}
	}
	return true
}

// clear removes what would keep clients from using the new entries.
func (m *merging) clear(dropStore bool) {
	entries, _ := m.document.Get(m.place...)
	for _, e := range entries.Members {
		key, ours := m.ours[lookup.Key(e.Name)]
		switch {
		case !ours || m.put[e.Name]:
		case strings.EqualFold(e.Name, key): // the client that wrote it looks for this case
			value, _ := m.entries.Get(key)
			m.add(strictjson.Member{Name: e.Name, Value: value}, m.text)
		default:
			m.note("removed the entry %s, another spelling of %s", fault.Printable(e.Name, 100), key)
			m.drop(m.at(e.Name)...)
		}
	}
	helpers, _ := m.document.Get("credHelpers")
	for _, h := range helpers.Members {
		if _, ours := m.ours[lookup.Key(h.Name)]; ours && len(m.place) > 0 {
			m.note("removed the helper %s for %s, which would take precedence over the entry",
				fault.Printable(h.Value.Text, 40), fault.Printable(h.Name, 100))
			m.drop("credHelpers", h.Name)
		}
	}
	store, _ := m.document.Get("credsStore")
	switch {
	case store.Kind != strictjson.String || store.Text == "":
	case !dropStore:
		m.fail(errors.New("its credsStore " + fault.Printable(store.Text, 40) + " takes precedence over every entry: " +
			"write another file, or use --force to remove the store from this one, which hides the logins in it"))
	default:
		m.note("removed the credsStore %s, which would take precedence over every entry; the logins in it are no "+
			"longer used",
			fault.Printable(store.Text, 40))
		m.drop("credsStore")
	}
}

func (m *merging) drop(path ...string) {
	if err := m.document.Delete(path...); err != nil {
		m.fail(err)
	}
}
