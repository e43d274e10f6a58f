//go:debug updatemaxprocs=0

// Docker-credential-gar answers for Google's registries: Artifact Registry in
// every location, and the names of Container Registry, gcr.io.
//
//	~/.docker/config.json:  {"credHelpers": {"europe-west1-docker.pkg.dev": "gar", "gcr.io": "gar"}}
//	or for all registries:  {"credsStore": "gar"}, which answers "not found" for others
//
// The identity is the first of these that is there:
//
//	GOOGLE_AUTH_JSON                    the content of a credential file, as CI systems keep it
//	GOOGLE_APPLICATION_CREDENTIALS      the path of a credential file
//	application_default_credentials.json  in $CLOUDSDK_CONFIG, else ~/.config/gcloud
//	                                    (%APPDATA%\gcloud on Windows)
//	gcloud's own login                  asked of the program gcloud, as configured by its files
//	                                    and variables (CLOUDSDK_ACTIVE_CONFIG_NAME,
//	                                    CLOUDSDK_CORE_ACCOUNT and its like)
//	the machine's service account       asked of the metadata service (GCE_METADATA_HOST), only
//	                                    where nothing else is configured; NO_GCE_CHECK=true never
//
// A credential file is of the type service_account, authorized_user,
// external_account (federation with GitHub, GitLab, AWS, Azure, a program if
// GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1), external_account_authorized_user (a login
// through a workforce pool) or impersonated_service_account. It may be base64 of the
// whole, begin with a byte order mark, or have the line ends of its private_key spelt
// out. It is used only if all that it sends goes to Google: its token and impersonation
// URLs are https and below googleapis.com, the old https://accounts.google.com/o/oauth2/token,
// or on this machine.
//
// A file of gcloud's that this user may not read is passed over, with a line that names
// it; where no other identity is found, it is the error.
//
// A token lives for an hour, one of a federation without impersonation as long as
// what was exchanged for it. It is kept, private, in the cache directory, while the
// variables and files that it was made from are unchanged, and the metadata service's
// token for an hour at most. While it is fresh, a get makes no request and does not
// start gcloud. The program of a federation runs on each get, and its answer is
// exchanged once. With nothing configured the answer is "not found", which clients
// take for an anonymous pull.
//
// A rule in config.toml comes before all of these, for the registries that it
// matches, or that it claims as hosts, such as a name of one's own:
//
//	credentials_file = "/path"      a credential file
//	account = "me@example.com"      one of gcloud's accounts
//	source = "gcloud"               that alone; also "application_default", "metadata"
//	impersonate = "ci@project.iam.gserviceaccount.com"
//	                                the service account whose token is asked for with one of
//	                                these, or with what is found else
//	delegates = ["a@...", "b@..."]  the accounts in between
//
// As the kubelet's credential provider, with a pod's token in the request, nothing of
// this machine's is used, nor the cache. The token has to be made for one provider of a
// workload identity pool, which its audience names; Google exchanges it, and the pod acts
// as the service account that the first of these names, or it is an error:
//
//	iam.gke.io/gcp-service-account      annotation of the pod's service account
//	impersonate                         of the rule in config.toml, with its delegates
//
// Without a token, `docker-credential-gar kubelet --node-identity` answers with the
// identity of the node.
//
// Variables beside Google's own:
//
//	DOCKERCFG_CACHE_DIR      where tokens are kept (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off      keep none
//
// The three commonest errors:
//
//	login-expired: ...       gcloud auth login, or gcloud auth application-default login
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

// about is what --help says of this program, as its manual does.
const about = "answers for Google's registries: Artifact Registry in every location, and the names of Container " +
	"Registry, gcr.io"

func main() {
	minting.Main(minting.Provider[*session]{
		About: about, Provider: gar.Provider(), Identify: identify, Pod: podOf, Retrieve: retrieve, Mint: mint,
	}, warm.Read())
}
