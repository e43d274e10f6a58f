package configure

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/jsonedit"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// reversal removes the difference between two texts from a third one, member by
// member: docker and other programs rewrite the whole file at each login.
//
//	before ──configure──► after ──docker login, docker logout──► current
//	   └─────────────── members that differ ────────────────────────┘
//	                    and are as after: restored · changed since: kept
type reversal struct {
	document *jsonedit.Document
	before   []byte
	kept     []string
	err      error
}

// takeBack returns the current text without our changes, and the members that others
// changed since.
func (u undo) takeBack(current []byte) (text []byte, kept []string, err error) {
	if bytes.Equal(current, u.After) {
		return u.Before, nil, nil
	}
	before, errBefore := parseAny(u.Before)
	after, errAfter := parseAny(u.After)
	if errBefore != nil || errAfter != nil {
		return nil, nil, errors.New("the file was changed since, and it is not JSON, of which parts can be taken back")
	}
	document, err := jsonedit.ParseAbout(current, dockerconfig.TopLevel()...)
	if err != nil {
		return nil, nil, err
	}
	r := reversal{document: document, before: withoutMark(u.Before)}
	r.object(nil, before, after)
	if r.err != nil {
		return nil, nil, r.err
	}
	text, err = document.Bytes()
	return text, r.kept, err
}

// object compares the members of an object in both texts.
func (r *reversal) object(path []string, before, after strictjson.Value) {
	for _, name := range namesOf(before, after) {
		was, had := before.Get(name)
		wrote, has := after.Get(name)
		at := append(slices.Clone(path), name)
		switch {
		case had == has && equalValues(was, wrote):
		case !had && r.untouched(at, wrote):
			r.member(at, was, had, wrote, has)
		case isObject(was, had) && isObject(wrote, has):
			r.object(at, was, wrote)
		default:
			r.member(at, was, had, wrote, has)
		}
	}
}

// isObject treats a missing member as an empty object: docker leaves out an empty map
// when it writes the file.
func isObject(v strictjson.Value, there bool) bool { return !there || v.Kind == strictjson.Object }

// untouched reports whether a member is as we left it.
func (r *reversal) untouched(path []string, wrote strictjson.Value) bool {
	now, there := r.document.Get(path...)
	return there && equalValues(now, wrote)
}

// member restores one member, if it is as we left it.
func (r *reversal) member(path []string, was strictjson.Value, had bool, wrote strictjson.Value, has bool) {
	now, there := r.document.Get(path...)
	switch {
	case there != has || there && !equalValues(now, wrote) || r.removed(path):
		r.kept = append(r.kept, strings.Join(path, "."))
	case had:
		r.fail(r.document.Set(json.RawMessage(r.before[was.Start:was.End]), path...))
	default:
		r.fail(r.document.Delete(path...))
	}
}

// removed reports whether the entry that a member belongs to is gone: after a logout
// nothing is restored into it.
func (r *reversal) removed(path []string) bool {
	if len(path) < 3 {
		return false
	}
	_, there := r.document.Get(path[:len(path)-1]...)
	return !there
}

func (r *reversal) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func namesOf(values ...strictjson.Value) (names []string) {
	for _, v := range values {
		for _, m := range v.Members {
			if !slices.Contains(names, m.Name) {
				names = append(names, m.Name)
			}
		}
	}
	return names
}

// equalValues compares the meaning of two values; the order of members does not matter.
func equalValues(a, b strictjson.Value) bool {
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Members) != len(b.Members) || len(a.Items) != len(b.Items) {
		return false
	}
	for _, m := range a.Members {
		if other, ok := b.Get(m.Name); !ok || !equalValues(m.Value, other) {
			return false
		}
	}
	for i := range a.Items {
		if !equalValues(a.Items[i], b.Items[i]) {
			return false
		}
	}
	return true
}

func withoutMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")) }

// parseAny reads a text; an empty text is an empty object.
func parseAny(text []byte) (strictjson.Value, error) {
	if len(bytes.TrimSpace(withoutMark(text))) == 0 {
		return strictjson.Value{Kind: strictjson.Object}, nil
	}
	v, _, err := strictjson.ParseAbout(withoutMark(text), dockerconfig.TopLevel()...)
	if err == nil && v.Kind != strictjson.Object {
		err = errors.New("it is not an object")
	}
	return v, err
}

// holdsNothing reports whether a file contains no settings.
func holdsNothing(text []byte) bool {
	v, err := parseAny(text)
	if err != nil {
		return false
	}
	for _, m := range v.Members {
		if m.Name != "auths" || len(m.Value.Members) > 0 {
			return false
		}
	}
	return true
}

func entriesOf(text []byte) map[string]dockerconfig.Entry {
	config, err := dockerconfig.Parse(text, "the config")
	if err != nil {
		return nil
	}
	entries := map[string]dockerconfig.Entry{}
	for _, e := range config.Auths {
		entries[e.Key] = e
	}
	return entries
}
