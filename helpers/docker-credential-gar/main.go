//go:debug updatemaxprocs=0

// Docker-credential-gar gets credentials for Google's registries: Artifact Registry in
// every location, and the Container Registry names, gcr.io.
//
//	~/.docker/config.json:  {"credHelpers": {"europe-west1-docker.pkg.dev": "gar", "gcr.io": "gar"}}
//	or for all registries:  {"credsStore": "gar"}, which answers "not found" for other hosts
//
// The helper uses the first of these identities that is configured:
//
//	GOOGLE_AUTH_JSON                    the content of a credential file, as stored in CI systems
//	GOOGLE_APPLICATION_CREDENTIALS      the path of a credential file
//	application_default_credentials.json  in $CLOUDSDK_CONFIG, or ~/.config/gcloud
//	                                    (%APPDATA%\gcloud on Windows)
//	gcloud's own login                  from the program gcloud, as its files and variables
//	                                    configure it (CLOUDSDK_ACTIVE_CONFIG_NAME,
//	                                    CLOUDSDK_CORE_ACCOUNT and others)
//	the machine's service account       from the metadata service (GCE_METADATA_HOST), if nothing
//	                                    else is configured; NO_GCE_CHECK=true turns it off
//
// The type of a credential file is service_account, authorized_user, external_account
// (federation with GitHub, GitLab, AWS, Azure, or with a program if
// GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1), external_account_authorized_user (a login
// through a workforce pool) or impersonated_service_account. It may be encoded as base64,
// begin with a byte order mark, or contain "\n" for the newlines of its private_key. It
// is used only if it sends everything to Google: its token and impersonation URLs must
// be https and below googleapis.com, or the old https://accounts.google.com/o/oauth2/token,
// or on this machine.
//
// If this user cannot read a file of gcloud's, the helper ignores the file and prints a
// warning. If there is no other identity, that is an error.
//
// A token is valid for an hour. A token of a federation without impersonation is valid as
// long as the token that was exchanged for it. It is cached in a private directory while
// the variables and files that it was made from are unchanged; the metadata service's
// token is cached for an hour at most. While a cached token is fresh, get makes no
// request and does not start gcloud. The program of a federation runs on each get, and
// its output is exchanged once. If nothing is configured, the answer is "not found", and
// clients then pull anonymously.
//
// A rule in config.toml overrides all of these, for the registries that it matches, or
// for the hosts that it assigns to this helper, such as your own domain:
//
//	credentials_file = "/path"      a credential file
//	account = "me@example.com"      an account of gcloud
//	source = "gcloud"               only gcloud; also "application_default", "metadata"
//	impersonate = "ci@project.iam.gserviceaccount.com"
//	                                the service account to impersonate, with one of these
//	                                identities or with the first that is configured
//	delegates = ["a@...", "b@..."]  the accounts of the delegation chain
//
// As the kubelet's credential provider, with a pod's token in the request, the helper
// uses neither this machine's identities nor the cache. The token's audience must be one
// provider of a workload identity pool or, on GKE, the pool of the cluster's project,
// PROJECT.svc.id.goog. Google exchanges the token, and the pod acts as the first of these
// service accounts that is set; without one the request fails:
//
//	iam.gke.io/gcp-service-account      annotation of the pod's service account
//	impersonate                         in the config.toml rule, with its delegates
//
// Without a token, `docker-credential-gar kubelet --node-identity` uses the node's
// identity.
//
// Variables in addition to Google's own:
//
//	DOCKERCFG_CACHE_DIR      the cache directory (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off      do not cache tokens
//
// The three commonest errors:
//
//	login-expired: ...       run gcloud auth login, or gcloud auth application-default login
//	denied: ... may not act as ...
//	                         grant roles/iam.serviceAccountTokenCreator on that account
//	denied: ... does not accept the key ...
//	                         the key was deleted, its account is disabled, or the clock is wrong
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-gar/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/gar"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for Google's registries: Artifact Registry in every location, and the Container " +
	"Registry names, gcr.io"

func main() {
	minting.Main(minting.Provider[*session]{
		About: about, Provider: gar.Provider(), Identify: identify, Pod: podOf, Retrieve: retrieve, Mint: mint,
	}, warm.Read())
}
