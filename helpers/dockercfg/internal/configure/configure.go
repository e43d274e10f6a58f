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
//	none               some, to be moved    moved into the store, then credsStore auto
//	none               some, left           credHelpers for hosts with an identity
//	the one that auto  any                  credsStore auto: the store goes on keeping
//	would keep with                         logins, and auto asks it
//	another, desktop   any                  credHelpers for hosts with an identity
//	auto               any                  only what stands in its way is removed
//
// docker-credential-auto keeps logins in the store that it finds by itself, so it
// can take the place of no other one without hiding that one's logins; Docker
// Desktop writes its own credsStore back. A host whose login a store keeps is
// given to a helper only when it is named. The edits are operations on members,
// done anew on whatever the file holds in the moment of writing.
package configure

import (
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/jsonedit"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Machine is what is here, found before anything is planned.
type Machine struct {
	Installed map[string]bool     // helpers that the config names or could name, by short name
	Keeper    string              // the store that auto would keep logins with
	Kept      map[string]bool     // registries whose login the present store keeps
	Serves    func(string) string // short name of the helper of ours with an identity for a host; "" for none
}

// Wish is what the user asks for besides.
type Wish struct {
	Hosts []string // registries to be given to their helper in any case
	Move  bool     // logins that stand in the file go into the store
}

// Plan is what is to be done, and why.
type Plan struct {
	Words []string // one line each
	Moves []dockerconfig.Entry
	edits []edit
	// Movable is how many logins stand in the file that could be moved and are not.
	Movable int
}

// edit sets a member, or removes it where value is nil.
type edit struct {
	path  []string
	value any
}

// Apply is a config's text with the edits.
func (p Plan) Apply(text []byte) ([]byte, error) {
	document, err := jsonedit.ParseAbout(text, dockerconfig.TopLevel()...)
	if err != nil {
		return nil, err
	}
	for _, e := range p.edits {
		if e.value == nil {
			err = document.Delete(e.path...)
		} else {
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

// key is the one name under which all spellings of a registry meet; "" for what
// is no registry.
func key(text string) string {
	name, err := registry.Parse(text)
	if err != nil {
		return ""
	}
	return name.Key()
}
