// Package configure changes Docker's config so that it uses this suite, without
// losing what the config contains.
//
//	config.json ┐
//	this machine├──► Plan: words and edits ──► diff ──► asked, or --yes ──► Apply
//	named hosts ┘                              (locked, replaced whole, undo file)
//
// What is proposed:
//
//	credsStore         logins in the file   proposal
//	none               none                 credsStore auto
//	none               some, all moved      moved into the store, then credsStore auto
//	none               some left            credHelpers: the store for moved logins,
//	                                        helpers for hosts with an identity
//	the one that auto  any                  credsStore auto: the store keeps the
//	would use                               logins, and auto asks it
//	another, desktop   any                  credHelpers for hosts with an identity
//	auto               any                  only entries that get in its way are removed
//
// docker-credential-auto keeps logins in the store that it finds by itself, so it
// cannot replace any other store without hiding the logins in it; Docker Desktop
// writes its own credsStore back. A host whose login is in a store gets a helper
// only if the user names it. A login is moved if every client gets the same answer
// afterwards (moving.go); any other login stays, and the reason is shown. The edits
// are operations on members, applied to what the file contains when it is written.
package configure

import (
	"slices"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/jsonedit"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Machine is what was found on this machine before anything is planned.
type Machine struct {
	Installed map[string]bool // helpers that the config names or could name, by short name
	Keeper    string          // the store that auto would keep logins in
	Kept      map[string]bool // registries whose login is in the current store
	Unserved  string          // a program that reads the file's logins but asks no store, or ""
	// Serves returns the short name of the helper of the suite that has an identity for
	// a host, or "".
	Serves func(string) string
}

// Wish is what the user asks for.
type Wish struct {
	Hosts []string // registries that their helper is to serve in any case
	Move  bool     // move the logins in the file into the store
}

// Plan is what to change, and why.
type Plan struct {
	Found  string   // what the config contains now
	Words  []string // what to change and why, one line each
	Served []Served // which helper serves what afterwards
	Moves  []Login
	Reader string // short name of the helper that Docker asks for the moved logins
	edits  []edit
	// Movable counts the logins in the file that could be moved and are not, Staying
	// those that cannot be moved.
	Movable, Staying int
}

// edit sets a member, or removes it if value is nil; with empty it removes the login
// from an entry and keeps the entry's other members.
type edit struct {
	path  []string
	value any
	empty bool
}

// Apply returns a config's text with the edits applied.
func (p Plan) Apply(text []byte) ([]byte, error) {
	document, err := jsonedit.ParseAbout(text, dockerconfig.TopLevel()...)
	if err != nil {
		return nil, err
	}
	now := entriesOf(text)
	for _, l := range p.Moves {
		if e := now[l.Key]; e.Username != l.Entry.Username || e.Secret != l.Entry.Secret {
			return nil, fault.New(fault.Config, "the login of %s was changed meanwhile, so nothing was changed: "+
				"run this command again", l.Key)
		}
	}
	for _, e := range p.edits {
		switch {
		case e.empty:
			err = emptied(document, e.path)
		case e.value == nil:
			err = document.Delete(e.path...)
		default:
			err = document.Set(e.value, e.path...)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(p.edits) == 0 {
		return text, nil
	}
	return document.Bytes()
}

// emptied removes the login from an entry. Docker, too, keeps the other members, such
// as an email, in the file.
func emptied(document *jsonedit.Document, path []string) error {
	entry, _ := document.Get(path...)
	isLogin := func(m strictjson.Member) bool { return secret[m.Name] || m.Name == "username" }
	rest := slices.ContainsFunc(entry.Members, func(m strictjson.Member) bool { return !isLogin(m) })
	if !rest {
		return document.Set(struct{}{}, path...)
	}
	for _, m := range entry.Members {
		if isLogin(m) {
			if err := document.Delete(append(slices.Clone(path), m.Name)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// key returns the registry's key, which is the same for all its spellings, or "" if
// text does not name a registry.
func key(text string) string {
	name, err := registry.Parse(text)
	if err != nil {
		return ""
	}
	return name.Key()
}
