package main

import (
	"errors"
	"os"
)

// service returns the metadata service if its variable is set.
func (r resolver) service() (source, error) {
	if os.Getenv(metadataVariable) == "" {
		return source{}, nil
	}
	return r.server()
}

// server returns the metadata service in the variable, or the one that every virtual server
// has.
func (r resolver) server() (source, error) {
	p, err := r.trusted()
	if err != nil {
		return source{}, err
	}
	return serverOf(setting{value: os.Getenv(metadataVariable), name: metadataVariable}, p)
}

// profileOnly returns the identity of a profile without a token: it can only be a virtual server's.
func (r resolver) profileOnly() (source, error) {
	if r.profile.value == "" {
		return source{}, nil
	}
	p, err := r.trusted()
	switch {
	case err != nil:
		return source{}, err
	case p.name != "" && r.profile.fromRule():
		return source{}, r.profile.mistake("is the name of a profile, but no key is set and no token is mounted: "+
			"set %s, or on a virtual server set the profile's ID", tokenVariable)
	case p.name != "":
		return source{}, errors.New(profileVariable + " is set but " + tokenVariable +
			" is not, and no token is mounted: set " + tokenVariable + ", or on a virtual server set the profile's ID")
	}
	return serverOf(setting{}, p)
}

// serverOf returns the identity of a virtual server. Without a profile it is the profile that
// is linked to the server.
func serverOf(address setting, p profile) (source, error) {
	s := source{kind: instance, profile: p, metadata: metadataAddress, label: "instance's identity" + p.label()}
	if p.name != "" {
		return s, p.from.mistake("is the name of a profile, which IBM's metadata service does not accept: " +
			"set it to the profile's ID, Profile-..., or its CRN")
	}
	var err error
	if s.named = address.value != ""; s.named {
		s.metadata, err = checkMetadata(address)
	}
	return s, err
}
