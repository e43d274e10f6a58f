//go:debug updatemaxprocs=0

// Docker-credential-ecr answers for Amazon ECR: private registries of every
// partition, FIPS and dual-stack names, and the public one.
//
//	~/.docker/config.json:  {"credHelpers": {"123456789012.dkr.ecr.eu-west-1.amazonaws.com": "ecr",
//	                                         "public.ecr.aws": "ecr"}}
//	or for all registries:  {"credsStore": "ecr"}, which answers "not found" for others
//
// The identity is the first of these that is there:
//
//	AWS_PROFILE_<account>, AWS_ACCESS_KEY_ID_<account> with AWS_SECRET_ACCESS_KEY_<account>
//	and AWS_SESSION_TOKEN_<account>, AWS_ROLE_ARN_<account>: for registries of that account
//	AWS_STS_ROLE, AWS_STS_ACCOUNT       a role's name and account, assumed with what follows
//	AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
//	AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN
//	AWS_PROFILE, else the profile default: keys, role, SSO, login, credential_process
//	AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI
//	the instance's role, asked only where nothing else is configured
//
// A token lives for 12 hours and is kept, private, in the cache directory. While
// it is fresh, a get makes no request and needs no keys. With nothing configured,
// public.ecr.aws is "not found", which clients take for an anonymous pull; a
// private registry is an error.
//
// As the kubelet's credential provider, with a pod's token in the request, none of
// these is used, nor the cache. The token assumes a role (AssumeRoleWithWebIdentity), which
// the first of these names, or it is an error:
//
//	eks.amazonaws.com/ecr-role-arn      annotation of the pod's service account
//	role_arn                            of the rule in config.toml
//	AWS_ECR_ROLE_ARN
//
// Without a token the node's identity is answered: `docker-credential-ecr kubelet
// --node-identity`, or no argument at all, as EKS starts its provider.
//
// Variables beside Amazon's own:
//
//	DOCKERCFG_CACHE_DIR, AWS_ECR_CACHE_DIR   where tokens are kept (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off, AWS_ECR_DISABLE_CACHE=1   keep none
//
// The three commonest errors:
//
//	login-expired: ...    aws sso login --profile NAME
//	denied: ... may not call ecr:GetAuthorizationToken
//	                      attach AmazonEC2ContainerRegistryReadOnly, or allow that action
//	no-identity: ...      no keys, profile or role is configured: aws configure
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-ecr/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is what --help says of this program, as its manual does.
const about = "answers for Amazon ECR: private registries of every partition, FIPS and dual-stack names, and " +
	"the public one"

func main() {
	helper := minting.New(minting.Provider[session]{
		About: about, Provider: ecr.Provider(), Identify: identify, Pod: podOf, Retrieve: retrieve, Mint: mint,
	}).Protocol()
	helper.Registries = registries
	protocol.Serve("docker-credential-ecr", helper, warm.Read())
}
