package offline

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/subject"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// metadataHost is where every machine of Google's is told who it is
// (https://cloud.google.com/compute/docs/metadata/querying-metadata).
const metadataHost = "169.254.169.254"

// machine is what the place where this runs offers. NO_GCE_CHECK turns it off, as
// in Google's own libraries
// (https://github.com/googleapis/google-auth-library-java, DefaultCredentialsProvider).
func machine() Identity {
	if neverMachine() {
		return Identity{Kind: Nothing, Source: tokencache.Source{ID: "nothing\n", Words: "no identity"}}
	}
	return metadata()
}

// neverMachine is the user's word that no metadata service is to be looked for.
// A rule that names the service is the closer word.
func neverMachine() bool { return ascii.Lower(os.Getenv("NO_GCE_CHECK")) == "true" }

// metadata is whoever the metadata service speaks for.
func metadata() Identity {
	named := os.Getenv("GCE_METADATA_HOST")
	host := named
	switch named {
	// The documented names of the one address; asked by address, no other can answer.
	case "", "metadata", "metadata.google.internal", "metadata.google.internal.":
		host = metadataHost
	}
	return Identity{Kind: Machine, Host: host, Source: tokencache.Source{
		ID: "machine " + host + " " + here() + "\n", Words: "service account of this machine", Configured: named != "" || ofGoogle(),
		Ambient: true,
	}}
}

// here keeps two machines apart that share a home directory, and two pods of one
// machine, which may stand for different accounts.
func here() string {
	name, _ := os.Hostname()
	const token = "/var/run/secrets/kubernetes.io/serviceaccount/token"
	if _, err := os.Stat(token); err != nil {
		return name
	}
	return name + " " + subject.File(token)
}

// ofGoogle reads what Google writes into its machines' firmware.
func ofGoogle() bool {
	name, _ := rawfile.Read("/sys/class/dmi/id/product_name", 4<<10)
	line, _ := ascii.Line(string(name))
	return line == "Google" || line == "Google Compute Engine"
}
