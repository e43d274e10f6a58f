//go:debug updatemaxprocs=0

// Docker-credential-icr gets credentials for IBM Cloud Container Registry: icr.io, its regions
// such as de.icr.io, their private host names, the old registry.*.bluemix.net, and IBM's
// entitled registry cp.icr.io.
//
//	~/.docker/config.json:  {"credHelpers": {"de.icr.io": "icr", "cp.icr.io": "icr"}}
//	or for all registries:  {"credsStore": "icr"}, which answers "not found" for other hosts
//
// The helper uses the first of these identities that is configured:
//
//	IC_API_KEY, IBMCLOUD_API_KEY, BM_API_KEY, BLUEMIX_API_KEY
//	        an API key of a user or a service ID; @/path is a file that contains it
//	IC_IAM_TOKEN, IBMCLOUD_IAM_TOKEN
//	        a token, as `ibmcloud iam oauth-tokens` prints it
//	IBMCLOUD_CR_TOKEN with IBMCLOUD_CR_PROFILE
//	        a compute resource token, or @/path, and the trusted profile that it is
//	        exchanged for: ID, CRN or name
//	IBMCLOUD_CR_VPC_URL, with or without IBMCLOUD_CR_PROFILE
//	        a virtual server's own identity: http://169.254.169.254, or
//	        https://api.metadata.cloud.ibm.com if its metadata service uses TLS
//	IBMCLOUD_CR_PROFILE and a token that a cluster or Code Engine has mounted
//	        /var/run/secrets/tokens/vault-token, .../sa-token,
//	        /var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token
//	IBM_CREDENTIALS_FILE
//	        the absolute path of a file for IBM's SDKs, with lines such as
//	        CONTAINER_REGISTRY_APIKEY=...; otherwise IAM_APIKEY, or a single *_APIKEY.
//	        Supported are APIKEY, BEARER_TOKEN, CR_TOKEN_FILENAME, IAM_PROFILE_ID, _CRN
//	        and _NAME, IAM_ACCOUNT_ID, AUTH_URL, and AUTH_TYPE: iam, iamAssume,
//	        container, vpc or bearerToken
//	IBMCLOUD_CR_PROFILE alone
//	        a virtual server's own identity at http://169.254.169.254
//
// For cp.icr.io it uses only IBM_ENTITLEMENT_KEY, a key or @/path, and never the others. The
// key is shown at https://myibm.ibm.com/products-services/containerlibrary.
//
// A rule in config.toml overrides these, for the registries that it matches, or for the hosts
// that it assigns to this helper, such as your own domain:
//
//	credentials_file = "/path"      a file for IBM's SDKs, and no other source
//	source = "vpc"                  only this source; also "api_key", "token", "cluster"
//	profile = "Profile-..."         instead of IBMCLOUD_CR_PROFILE; also for an API key
//	endpoint = "https://private.iam.cloud.ibm.com"
//	                                instead of IBMCLOUD_IAM_API_ENDPOINT
//
// An API key is returned unchanged, with the user name iamapikey, or with the ID of the
// trusted profile that its service ID assumes; the helper makes no request. With
// DOCKERCFG_STATIC=swap, which the converter sets, it exchanges the key. An exchanged token is
// valid for an hour at most and is cached in a private directory. While a cached token is
// fresh, get makes no request.
//
// If nothing is configured, the answer for icr.io is "not found", and clients then pull
// anonymously. For registry.*.bluemix.net it is an error.
//
//	IBMCLOUD_IAM_API_ENDPOINT   a private endpoint that issues the tokens:
//	                            https://private.iam.cloud.ibm.com
//	DOCKERCFG_CACHE_DIR         the cache directory (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off         do not cache tokens
//
// The three commonest errors:
//
//	denied: ... does not know the API key ... BXNIM0415E
//	                      the key was deleted: run ibmcloud iam api-key-create NAME
//	login-expired: ...    run ibmcloud login, then set IC_IAM_TOKEN again
//	config: ... but IBMCLOUD_CR_PROFILE is not: ...
//	                      set it to a trusted profile: ibmcloud iam trusted-profiles
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-icr/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/icr"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for IBM Cloud Container Registry: icr.io, its regions such as de.icr.io, " +
	"their private host names, the old registry.*.bluemix.net, and IBM's entitled registry cp.icr.io"

func main() {
	minting.Main(minting.Provider[source]{
		About: about, Provider: icr.Provider(), Identify: identify, Mint: mint,
	}, warm.Read())
}
