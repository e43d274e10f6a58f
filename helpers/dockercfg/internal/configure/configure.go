// Package configure makes Docker's config use this suite, without losing what is
// in it.
//
//	config.json ┐
//	this machine├──► Plan: words and edits ──► diff ──► asked, or --yes ──► Apply
//	named hosts ┘                                        (locked, whole, undo file)
//
// What is proposed:
//
//	store there        logins in the file   is written
//	none               none                 credsStore auto
//	none               some, all moved      moved into the store, then credsStore auto
//	none               some left            credHelpers: the store for what was moved,
//	                                        helpers for hosts with an identity
//	the one that auto  any                  credsStore auto: the store goes on keeping
//	would keep with                         logins, and auto asks it
//	another, desktop   any                  credHelpers for hosts with an identity
//	auto               any                  only what stands in its way is removed
//
// docker-credential-auto keeps logins in the store that it finds by itself, so it
// can take the place of no other one without hiding that one's logins; Docker
// Desktop writes its own credsStore back. A host whose login a store keeps is
// given to a helper only when it is named. A login is moved when every client gets
// the same answer afterwards (moving.go); any other stays, with its reason. The
// edits are operations on members, which are applied to what the file holds at the
// moment of writing.
package configure

import (
	"slices"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/jsonedit"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Machine is what is here, found before anything is planned.
type Machine struct {
	Installed map[string]bool     // helpers that the config names or could name, by short name
	Keeper    string              // the store that auto would keep logins with
	Kept      map[string]bool     // registries whose login the present store keeps
	Unserved  string              // a program that reads logins of the file and asks no store; "" for none
	Serves    func(string) string // short name of the helper of ours with an identity for a host; "" for none
}

// Wish is what the user asks for besides.
type Wish struct {
	Hosts []string // registries to be given to their helper in any case
	Move  bool     // logins that stand in the file go into the store
}

// Plan is what is to be done, and why.
type Plan struct {
	Found  string   // what the config holds now
	Words  []string // what is to be done and why, one line each
	Served []Served // who answers afterwards
	Moves  []Login
	Reader string // short name of the helper that Docker asks for the moved logins
	edits  []edit
	// Movable is how many logins of the file could be moved and are not, Staying how
	// many cannot.
	Movable, Staying int
}

// edit sets a member, or removes it where value is nil; empty takes the secrets out
// of an entry and leaves what else is in it.
type edit struct {
	path  []string
	value any
	empty bool
}

// Apply is a config's text with the edits.
func (p Plan) Apply(text []byte) ([]byte, error) {
	document, err := jsonedit.ParseAbout(text, dockerconfig.TopLevel()...)
	if err != nil {
		return nil, err
	}
	now := entriesOf(text)
	for _, l := range p.Moves {
		if e := now[l.Key]; e.Username != l.Entry.Username || e.Secret != l.Entry.Secret {
			return nil, fault.New(fault.Config, "the login of %s was changed meanwhile, nothing was changed: run "+
				"this command again", l.Key)
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

// emptied takes the login out of an entry. What stays, such as an email, is what
// Docker keeps in the file, too.
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

// key is the one name under which all spellings of a registry meet; "" for what
// is no registry.
func key(text string) string {
	name, err := registry.Parse(text)
	if err != nil {
		return ""
	}
	return name.Key()
}
