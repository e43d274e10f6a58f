//go:debug updatemaxprocs=0

// Docker-credential-icr answers for IBM Cloud Container Registry: icr.io, its
// regions such as de.icr.io, their private names, the registry.*.bluemix.net of
// old, and IBM's entitled registry cp.icr.io.
//
//	~/.docker/config.json:  {"credHelpers": {"de.icr.io": "icr", "cp.icr.io": "icr"}}
//	or for all registries:  {"credsStore": "icr"}, which answers "not found" for others
//
// The identity is the first of these that is there:
//
//	IC_API_KEY, IBMCLOUD_API_KEY, BM_API_KEY, BLUEMIX_API_KEY
//	        an API key, of a user or a service ID; @/path names a file that holds it
//	IC_IAM_TOKEN, IBMCLOUD_IAM_TOKEN
//	        a token, as `ibmcloud iam oauth-tokens` prints it
//	IBMCLOUD_CR_TOKEN with IBMCLOUD_CR_PROFILE
//	        a compute resource token, or @/path, and the trusted profile that it is
//	        exchanged for: id, CRN or name
//	IBMCLOUD_CR_VPC_URL, with or without IBMCLOUD_CR_PROFILE
//	        a virtual server's own identity: http://169.254.169.254, or
//	        https://api.metadata.cloud.ibm.com where its metadata service has TLS
//	IBMCLOUD_CR_PROFILE and a token that a cluster or Code Engine has mounted
//	        /var/run/secrets/tokens/vault-token, .../sa-token,
//	        /var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token
//	IBM_CREDENTIALS_FILE
//	        the absolute path of a file of IBM's SDKs, with lines such as
//	        CONTAINER_REGISTRY_APIKEY=...; after it IAM_APIKEY, and a single *_APIKEY.
//	        Read are APIKEY, BEARER_TOKEN, CR_TOKEN_FILENAME, IAM_PROFILE_ID, _CRN and
//	        _NAME, IAM_ACCOUNT_ID, AUTH_URL, and AUTH_TYPE: iam, iamAssume, container,
//	        vpc or bearerToken
//	IBMCLOUD_CR_PROFILE alone
//	        a virtual server's own identity at http://169.254.169.254
//
// For cp.icr.io it is IBM_ENTITLEMENT_KEY, or @/path, and never any of the others:
// https://myibm.ibm.com/products-services/containerlibrary shows the key.
//
// A rule in config.toml comes before these, for the registries that it matches, or
// that it claims as hosts, such as a name of one's own:
//
//	credentials_file = "/path"      such a file, and no other source
//	source = "vpc"                  that alone; also "api_key", "token", "cluster"
//	profile = "Profile-..."         in place of IBMCLOUD_CR_PROFILE; an API key takes it on, too
//	endpoint = "https://private.iam.cloud.ibm.com"
//	                                in place of IBMCLOUD_IAM_API_ENDPOINT
//
// An API key is answered as it stands, with the user iamapikey, or with the id of
// the trusted profile that its service ID takes on; no request is made. With
// DOCKERCFG_STATIC=swap, which the converter sets, it is exchanged. What is
// exchanged lives for an hour at most and is kept, private, in the cache
// directory. While it is fresh, a get makes no request.
//
// With nothing configured, icr.io is "not found", which clients take for an
// anonymous pull; a registry.*.bluemix.net is an error.
//
//	IBMCLOUD_IAM_API_ENDPOINT   a private endpoint that makes the tokens:
//	                            https://private.iam.cloud.ibm.com
//	DOCKERCFG_CACHE_DIR         where tokens are kept (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off         keep none
//
// The three commonest errors:
//
//	denied: ... does not know the API key ... BXNIM0415E
//	                      the key was deleted: ibmcloud iam api-key-create NAME
//	login-expired: ...    ibmcloud login, then set IC_IAM_TOKEN again
//	config: IBMCLOUD_CR_PROFILE is not set, ...
//	                      name the trusted profile: ibmcloud iam trusted-profiles
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-icr/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/icr"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is what --help says of this program, as its manual does.
const about = "answers for IBM Cloud Container Registry: icr.io, its regions such as de.icr.io, their private names, " +
	"the registry.*.bluemix.net of old, and IBM's entitled registry cp.icr.io"

func main() {
	minting.Main(minting.Provider[source]{
		About: about, Provider: icr.Provider(), Identify: identify, Mint: mint,
	}, warm.Read())
}
