//go:debug updatemaxprocs=0

// Docker-credential-acr gets credentials for Azure Container Registry: registries of the
// public cloud, of China and of the US government, with or without the hash of a domain name
// label, and their geo-replicas.
//
//	~/.docker/config.json:  {"credHelpers": {"myregistry.azurecr.io": "acr"}}
//	or for all registries:  {"credsStore": "acr"}, which answers "not found" for other hosts
//
// The helper uses the first of these identities that is configured:
//
//	AZURE_USERNAME, AZURE_PASSWORD      the registry's admin user, or a repository-scoped token, only
//	                                    for the registry in AZURE_REGISTRY or AZURE_REGISTRY_NAME
//	AZURE_TENANT_ID, AZURE_CLIENT_ID, and AZURE_CLIENT_SECRET
//	or AZURE_CLIENT_CERTIFICATE_PATH with AZURE_CLIENT_CERTIFICATE_PASSWORD
//	AZURE_TENANT_ID, AZURE_CLIENT_ID, and AZURE_FEDERATED_TOKEN_FILE or AZURE_FEDERATED_TOKEN
//	AZURE_TENANT_ID, AZURE_CLIENT_ID, in a GitHub or Forgejo job with `permissions: id-token: write`
//	IDENTITY_ENDPOINT, IDENTITY_HEADER  the managed identity of an app; also MSI_ENDPOINT, MSI_SECRET
//	az login                            in ~/.azure or AZURE_CONFIG_DIR; AZURE_TENANT_ID selects another tenant
//	the machine's managed identity      that of AZURE_CLIENT_ID if set; only if nothing else is configured
//
// A rule in config.toml overrides these, for the registries that it matches, or for the hosts
// that it assigns to this helper, such as those of a cloud with another suffix:
//
//	tenant = "..."                  instead of AZURE_TENANT_ID
//	client_id = "..."               instead of AZURE_CLIENT_ID; the secret or token comes from the variables
//	credentials_file = "/path"      a certificate with its key, PEM or PKCS#12
//	source = "AzureCLICredential"   the only credential to use, with the names of AZURE_TOKEN_CREDENTIALS
//	authority = "https://..."       instead of AZURE_AUTHORITY_HOST
//
// The helper requests a token from Entra that is only valid for container registries. If Entra
// refuses that, it requests one for Azure Resource Manager. It sends the token to the
// requested registry, which exchanges it for its own. The registry's token is valid for about
// three hours. It is cached in a private directory; the token of a managed identity is cached
// for one hour at most. While a cached token is fresh, and the variables and files that it was
// made from are unchanged, get makes no request. If nothing is configured, the answer is
// "not found", and clients then pull anonymously.
//
// As the kubelet's credential provider, with a pod's token in the request, the helper uses
// neither this machine's identities nor the cache. The token identifies a client that has a
// federated credential. The client and its tenant come from annotations of the pod's service
// account, or from the rule; without one of them the request fails:
//
//	kubernetes.azure.com/acr-client-id  or client_id of the rule
//	kubernetes.azure.com/acr-tenant-id  or tenant of the rule
//
// Without a token, `docker-credential-acr kubelet --node-identity` uses the node's identity.
//
// More variables:
//
//	AZURE_TOKEN_CREDENTIALS      dev, prod, or the name of the only credential to use
//	AZURE_AUTHORITY_HOST         an Entra host other than that of the registry's cloud
//	AZURE_ENVIRONMENT_FILEPATH   a file whose containerRegistryDNSSuffix is an additional suffix
//	DOCKERCFG_CACHE_DIR          the cache directory (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off          do not cache tokens
//
// The three commonest errors:
//
//	denied: ... may not pull     grant the role: az role assignment create --role AcrPull ...
//	login-expired: ...           run az login, or az ad app credential reset --id CLIENT
//	config: ... but AZURE_CLIENT_SECRET is not: ...
//	                             set what is missing, or unset AZURE_TENANT_ID
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-acr/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/helpers/internal/acr/environment"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for Azure Container Registry: registries of the public cloud, of China and of the US " +
	"government, with or without the hash of a domain name label, and their geo-replicas"

func main() {
	minting.Main(minting.Provider[*session]{
		About: about, Provider: acr.Provider(), Claims: environment.Claims,
		Identify: identify, Pod: podOf, Retrieve: retrieve, Mint: mint,
	}, warm.Read())
}
