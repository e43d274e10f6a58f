package main

import (
	"errors"
	"os"
)

// service is the metadata service where a variable says that it is to be asked.
func (r resolver) service() (source, error) {
	if os.Getenv(metadataVariable) == "" {
		return source{}, nil
	}
	return r.server()
}

// server is the service that the variable names, or the one that every virtual
// server has.
func (r resolver) server() (source, error) {
	p, err := r.trusted()
	if err != nil {
		return source{}, err
	}
	return serverOf(setting{value: os.Getenv(metadataVariable), name: metadataVariable}, p)
}

// alone is a profile with no token for it: it can only be an instance's.
func (r resolver) alone() (source, error) {
	if r.profile.value == "" {
		return source{}, nil
	}
	p, err := r.trusted()
	switch {
	case err != nil:
		return source{}, err
	case p.name != "" && r.profile.ruled():
		return source{}, r.profile.mistake("is a profile's name, and neither a key is set nor a token mounted for it: set %s, or on a virtual server set the profile's id", tokenVariable)
	case p.name != "":
		return source{}, errors.New(tokenVariable + " is not set, " + profileVariable + " is, and no token is mounted: set " + tokenVariable + ", or on a virtual server set the profile's id")
	}
	return serverOf(setting{}, p)
}

// serverOf is the identity of a virtual server. Without a profile it is the one that
// is linked to the server.
func serverOf(address setting, p profile) (source, error) {
	s := source{kind: instance, profile: p, metadata: metadataAddress, label: "instance's identity" + p.label()}
	if p.name != "" {
		return s, p.from.mistake("is a profile's name, which IBM's metadata service does not take: set its id, Profile-..., or its CRN")
	}
	var err error
	if s.named = address.value != ""; s.named {
		s.metadata, err = checkMetadata(address)
	}
	return s, err
}
