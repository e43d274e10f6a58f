package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// metadata is the service where a variable says that it is to be asked.
func (s settings) metadata() (Identity, error) {
	if os.Getenv(metadataVariable) == "" {
		return Identity{}, nil
	}
	return s.server()
}

// server is the service that the variable names, or the one that every virtual
// server has.
func (s settings) server() (Identity, error) {
	url := metadataAddress
	if text := os.Getenv(metadataVariable); text != "" {
		var err error
		if url, err = checkMetadata(text, metadataVariable); err != nil {
			return Identity{}, err
		}
	}
	p, err := s.trusted()
	if err != nil {
		return Identity{}, err
	}
	return instance(url, p, s.profile.where)
}

// alone is a profile with no token for it: it can only be an instance's.
func (s settings) alone() (Identity, error) {
	if s.profile.value == "" {
		return Identity{}, nil
	}
	p, err := s.trusted()
	switch {
	case err != nil:
	case p.Name != "" && s.profile.ruled:
		err = mistake(s.rule, "profile is a profile's name, and neither a key is set nor a token mounted for it: set "+tokenVariable+", or on a virtual server give the profile's id")
	case p.Name != "":
		err = errors.New(tokenVariable + " is not set, " + profileVariable + " is, and no token is mounted: set " + tokenVariable + ", or on a virtual server give the profile's id")
	}
	if err != nil {
		return Identity{}, err
	}
	return instance(metadataAddress, p, s.profile.where)
}

// instance is the identity of a virtual server. Without a profile it is the one
// that is linked to the server.
func instance(url string, p Profile, where string) (Identity, error) {
	if p.Name != "" {
		return Identity{}, errors.New(where + " is a profile's name, which IBM's metadata service does not take: give its id, Profile-..., or its CRN")
	}
	return Identity{Kind: Instance, Profile: p, Metadata: url, Source: tokencache.Source{
		ID: "instance " + machine(machineFiles()) + "\n" + p.id(), Scope: "metadata " + url + "\n", Words: "instance's identity" + p.words(), Configured: true,
		Ambient: true,
	}}, nil
}

// machineFiles are what the installation and cloud-init know a server by.
func machineFiles() []string { return []string{"/etc/machine-id", "/var/lib/cloud/data/instance-id"} }

// machine keeps apart two servers that share a home directory.
func machine(files []string) string {
	all := ""
	for _, path := range files {
		data, _ := rawfile.Read(path, 4<<10)
		all += string(data) + "\n"
	}
	return tokencache.Digest(all)
}
