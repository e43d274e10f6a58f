package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// named is the metadata service where a variable says that it is to be asked.
func named() (Identity, error) {
	text := os.Getenv(metadataVariable)
	if text == "" {
		return Identity{}, nil
	}
	url, err := checkMetadata(text, metadataVariable)
	if err != nil {
		return Identity{}, err
	}
	p, err := profile(os.Getenv(profileVariable), profileVariable)
	if err != nil {
		return Identity{}, err
	}
	return instance(url, p, profileVariable)
}

// alone is a profile with no token for it: it can only be an instance's.
func alone() (Identity, error) {
	text := os.Getenv(profileVariable)
	if text == "" {
		return Identity{}, nil
	}
	p, err := profile(text, profileVariable)
	if err == nil && p.Name != "" {
		err = errors.New(tokenVariable + " is not set, " + profileVariable + " is, and no token is mounted: set " + tokenVariable + ", or on a virtual server give the profile's id")
	}
	if err != nil {
		return Identity{}, err
	}
	return instance(metadataAddress, p, profileVariable)
}

// instance is the identity of a virtual server. Without a profile it is the one
// that is linked to the server.
func instance(url string, p Profile, where string) (Identity, error) {
	if p.Name != "" {
		return Identity{}, errors.New(where + " is a profile's name, which IBM's metadata service does not take: give its id, Profile-..., or its CRN")
	}
	return Identity{Kind: Instance, Profile: p, Metadata: url, Source: tokencache.Source{
		ID: "instance " + machine(machineFiles()) + "\n" + p.id(), Scope: "metadata " + url + "\n", Words: "instance's identity" + p.words(), Configured: true,
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
