package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// appService is the identity of an app or function, of which the platform tells
// by variables
// (https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference).
// The header's value is a proof, new at every start.
func (p principal) appService() (Identity, error) {
	endpoint, header := os.Getenv("IDENTITY_ENDPOINT"), os.Getenv("IDENTITY_HEADER")
	switch {
	case endpoint == "" && header != "":
		return Identity{}, errors.New("IDENTITY_ENDPOINT is not set, IDENTITY_HEADER is: set both")
	case endpoint != "" && header == "" && os.Getenv("IMDS_ENDPOINT") == "": // with it, it is Azure Arc
		return Identity{}, errors.New("IDENTITY_HEADER is not set, IDENTITY_ENDPOINT is: set both")
	case endpoint == "" || header == "":
		endpoint = os.Getenv("MSI_ENDPOINT")
	}
	if endpoint == "" {
		return Identity{}, nil
	}
	return Identity{Kind: AppService, Client: p.client, Source: tokencache.Source{
		ID: "app " + p.client + " " + os.Getenv("WEBSITE_OWNER_NAME") + " " + os.Getenv("WEBSITE_SITE_NAME") + " " +
			os.Getenv("CONTAINER_APP_NAME") + " " + machineID() + "\n" + endpoint,
		Words: "managed identity of this app" + of(p.client), Configured: true, Ambient: true,
	}}, nil
}

// machine is the identity that this machine's metadata service may know.
func (p principal) machine(use sources) Identity {
	return Identity{Kind: Machine, Client: p.client, Source: tokencache.Source{
		ID: "machine " + p.client + " " + machineID(), Words: "managed identity of this machine" + of(p.client),
		Configured: p.client != "" || use.named || Names(p.rule), Ambient: true,
	}}
}

func of(client string) string {
	if client == "" {
		return ""
	}
	return ", client " + client
}

// machineID keeps the identities of two machines apart that share a home.
func machineID() string {
	name, _ := os.Hostname()
	id, _ := rawfile.Read("/etc/machine-id", 4<<10)
	line, _ := ascii.Line(string(id))
	return name + " " + line
}
