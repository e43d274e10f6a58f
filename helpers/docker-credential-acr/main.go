//go:debug updatemaxprocs=0

// Docker-credential-acr answers for Azure Container Registry: registries of the
// public cloud, of China and of the US government, with the hash of a domain name
// label, and their geo-replicas.
//
//	~/.docker/config.json:  {"credHelpers": {"myregistry.azurecr.io": "acr"}}
//	or for all registries:  {"credsStore": "acr"}, which answers "not found" for others
//
// The identity is the first of these that is there:
//
//	AZURE_USERNAME, AZURE_PASSWORD      the registry's admin user, or a token of a repository, for the
//	                                    registry of AZURE_REGISTRY or AZURE_REGISTRY_NAME alone
//	AZURE_TENANT_ID, AZURE_CLIENT_ID, and AZURE_CLIENT_SECRET
//	or AZURE_CLIENT_CERTIFICATE_PATH with AZURE_CLIENT_CERTIFICATE_PASSWORD
//	AZURE_TENANT_ID, AZURE_CLIENT_ID, and AZURE_FEDERATED_TOKEN_FILE or AZURE_FEDERATED_TOKEN
//	AZURE_TENANT_ID, AZURE_CLIENT_ID, in a job of GitHub or Forgejo with `permissions: id-token: write`
//	IDENTITY_ENDPOINT, IDENTITY_HEADER  the managed identity of an app; also MSI_ENDPOINT, MSI_SECRET
//	az login                            of ~/.azure, or AZURE_CONFIG_DIR; AZURE_TENANT_ID names another tenant
//	the machine's managed identity      that of AZURE_CLIENT_ID if set; asked only where nothing else is configured
//
// A rule in config.toml comes before these, for the registries that it matches, or
// that it claims as hosts, such as those of a cloud with another suffix:
//
//	tenant = "..."                  in place of AZURE_TENANT_ID
//	client_id = "..."               in place of AZURE_CLIENT_ID; its proof is that of the variables, or
//	credentials_file = "/path"      a certificate with its key, PEM or PKCS#12
//	source = "AzureCLICredential"   the one credential to use, as AZURE_TOKEN_CREDENTIALS has it
//	authority = "https://..."       in place of AZURE_AUTHORITY_HOST
//
// Entra's token is for registries alone; only where Entra does not give that one,
// a token for Azure Resource Manager is asked for. It is sent to the registry that
// was asked for, which exchanges it. The registry's token lives for about three
// hours and is kept, private, in the cache directory; that of a managed identity for
// one hour at most. While it is fresh, and the variables and files that it was made
// from are as they were, a get makes no request. With nothing configured, the answer
// is "not found", which clients take for an anonymous pull.
//
// As the kubelet's credential provider, with a pod's token in the request, nothing of
// this machine's is used, nor the cache. The token is the proof of a client with a
// federated credential, each half named by an annotation of the pod's service account,
// else by the rule, or it is an error:
//
//	kubernetes.azure.com/acr-client-id  else client_id of the rule
//	kubernetes.azure.com/acr-tenant-id  else tenant of the rule
//
// Without a token, `docker-credential-acr kubelet --node-identity` answers with the
// identity of the node.
//
// Variables beside these:
//
//	AZURE_TOKEN_CREDENTIALS      dev, prod, or the name of the one credential to use
//	AZURE_AUTHORITY_HOST         another Entra than that of the registry's cloud
//	AZURE_ENVIRONMENT_FILEPATH   a file whose containerRegistryDNSSuffix is one more suffix
//	DOCKERCFG_CACHE_DIR          where tokens are kept (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off          keep none
//
// The three commonest errors:
//
//	denied: ... may not pull     give it the role: az role assignment create --role AcrPull ...
//	login-expired: ...           az login, or az ad app credential reset --id CLIENT
//	config: AZURE_CLIENT_SECRET is not set, ...
//	                             set what is missing, or unset AZURE_TENANT_ID
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-acr/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/helpers/internal/acr/environment"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is what --help says of this program, as its manual does.
const about = "answers for Azure Container Registry: registries of the public cloud, of China and of the US " +
	"government, with the hash of a domain name label, and their geo-replicas"

func main() {
	minting.Main(minting.Provider[*session]{
		About: about, Provider: acr.Provider(), Claims: environment.Claims,
		Identify: identify, Pod: podOf, Retrieve: retrieve, Mint: mint,
	}, warm.Read())
}
