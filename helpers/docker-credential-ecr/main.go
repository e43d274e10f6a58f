//go:debug updatemaxprocs=0

// Docker-credential-ecr gets credentials for Amazon ECR: private registries of all
// partitions, FIPS and dual-stack host names, and the public registry.
//
//	~/.docker/config.json:  {"credHelpers": {"123456789012.dkr.ecr.eu-west-1.amazonaws.com": "ecr",
//	                                         "public.ecr.aws": "ecr"}}
//	or for all registries:  {"credsStore": "ecr"}, which answers "not found" for other hosts
//
// The helper uses the first of these identities that is configured:
//
//	AWS_PROFILE_<account>, AWS_ACCESS_KEY_ID_<account> with AWS_SECRET_ACCESS_KEY_<account>
//	and AWS_SESSION_TOKEN_<account>, AWS_ROLE_ARN_<account>: for registries of that account
//	AWS_STS_ROLE, AWS_STS_ACCOUNT       name and account of a role, assumed with one of the following
//	AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
//	AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN
//	AWS_PROFILE, or the default profile: keys, role, SSO, login, credential_process
//	AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI
//	the role of this EC2 instance, if nothing else is configured
//
// A token is valid for 12 hours. It is cached in a private directory. While a cached
// token is fresh, get makes no request and needs no keys. If nothing is configured,
// the answer for public.ecr.aws is "not found", and clients then pull anonymously.
// For a private registry it is an error.
//
// As the kubelet's credential provider, with a pod's token in the request, the helper
// uses neither these identities nor the cache. The token assumes a role
// (AssumeRoleWithWebIdentity). The role is the first of these that is set; without one
// the request fails:
//
//	eks.amazonaws.com/ecr-role-arn      annotation of the pod's service account
//	role_arn                            in the config.toml rule
//	AWS_ECR_ROLE_ARN
//
// Without a token the helper uses the node's identity: `docker-credential-ecr kubelet
// --node-identity`, or no argument at all, as EKS starts its provider.
//
// Variables in addition to Amazon's own:
//
//	DOCKERCFG_CACHE_DIR, AWS_ECR_CACHE_DIR   the cache directory (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off, AWS_ECR_DISABLE_CACHE=1   do not cache tokens
//
// The three commonest errors:
//
//	login-expired: ...    aws sso login --profile NAME
//	denied: ... may not call ecr:GetAuthorizationToken
//	                      attach AmazonEC2ContainerRegistryReadOnly, or allow that action
//	no-identity: ...      no keys, profile or role are configured: run aws configure
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-ecr/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for Amazon ECR: private registries of all partitions, FIPS and dual-stack " +
	"host names, and the public registry"

func main() {
	helper := minting.New(minting.Provider[session]{
		About: about, Provider: ecr.Provider(), Identify: identify, Pod: podOf, Retrieve: retrieve, Mint: mint,
	}).Protocol()
	helper.Registries = registries
	protocol.Serve("docker-credential-ecr", helper, warm.Read())
}
