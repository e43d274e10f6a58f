package main

import (
	"context"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/kubelet"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// The names of the role, as Amazon's own provider has them
// (https://github.com/kubernetes/cloud-provider-aws, cmd/ecr-credential-provider).
const (
	roleAnnotation = "eks.amazonaws.com/ecr-role-arn"
	roleVariable   = "AWS_ECR_ROLE_ARN"
)

// podOf is a pod that its token vouches for. The node's keys, profiles and role are not
// looked at: of the SDK's configuration only endpoints and certificates are used.
func podOf(
	ctx context.Context, _ *inputs.Recorder, name registry.Name, u userconfig.Rule, r kubelet.Request,
) (session, identity.Identity, error) {
	s := session{login: &renewal{}, held: &held{}, instance: &metadata{}, kind: podToken}
	var err error
	if s.registry, err = registryOf(name, u); err != nil {
		return s, identity.Identity{}, err
	}
	if s.role, err = podRole(s.registry, u, r); err != nil {
		return s, identity.Identity{}, err
	}
	s.label = s.describe()
	const where = "the request"
	token, err := oidc.Decode(r.Token.Reveal(), where)
	if err == nil {
		err = token.Check("", where)
	}
	if err == nil {
		s.env, err = config.NewEnvConfig()
	}
	if err == nil {
		err = s.loadFor(ctx, token)
	}
	if err != nil {
		return s, identity.Identity{}, s.explain(ctx, err)
	}
	if endpoint := u.Get(userconfig.Endpoint); endpoint != "" {
		s.cfg.BaseEndpoint = &endpoint
	}
	return s, identity.Identity{Label: s.label, Username: user, Configured: true}, nil
}

// podRole is the role that a pod assumes: of its service account's annotation, else of
// the rule, else of the variable. One that is there and wrong is an error, and no reason
// to look at the next.
func podRole(r ecr.Registry, u userconfig.Rule, request kubelet.Request) (string, error) {
	role, err := request.Annotation(roleAnnotation)
	if err != nil {
		return "", err
	}
	if role != "" {
		if text := checkPodRole(role, r); text != "" {
			return "", fault.New(fault.Config, "the service account's annotation %s %s", roleAnnotation, text)
		}
		return role, nil
	}
	if role = u.Get(userconfig.RoleARN); role != "" {
		if u.Get(userconfig.Profile)+u.Get(userconfig.ExternalID) != "" {
			return "", u.Mistake("role_arn belongs to profile or external_id, which a pod's token does not have: "+
				"annotate the service account with %s", roleAnnotation)
		}
		if text := checkPodRole(role, r); text != "" {
			return "", u.Mistake("role_arn %s", text)
		}
		return role, nil
	}
	if role = os.Getenv(roleVariable); role != "" {
		if text := checkPodRole(role, r); text != "" {
			return "", fault.New(fault.Config, "%s %s", roleVariable, text)
		}
		return role, nil
	}
	return "", fault.New(fault.NoIdentity, "no role is named for the pod's token: annotate its service account with %s, "+
		"or set role_arn in config.toml or %s", roleAnnotation, roleVariable)
}

// maxRole bounds a role's ARN, in bytes
// (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html).
const maxRole = 2048

// checkPodRole says what is wrong with a role, if anything. It is letter by letter, since
// a tenant wrote it.
func checkPodRole(arn string, r ecr.Registry) (problem string) {
	if problem := checkRole(arn, r); problem != "" {
		return problem
	}
	parts := strings.Split(arn, ":")
	if len(parts) != 6 || len(arn) > maxRole || parts[2] != "iam" || parts[3] != "" || !ecr.IsAccount(parts[4]) ||
		!isRolePath(parts[5]) {
		return "is not a role's ARN: it has the form arn:aws:iam::123456789012:role/name"
	}
	return ""
}

// isRolePath holds role/, perhaps a path, and a name
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
func isRolePath(resource string) bool {
	path, ok := strings.CutPrefix(resource, "role/")
	for part := range strings.SplitSeq(path, "/") {
		ok = ok && part != "" && !strings.ContainsFunc(part, func(c rune) bool {
			return !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.ContainsRune("+=,.@_-", c))
		})
	}
	return ok
}

// loadFor is the SDK's configuration with the pod as the only identity: the exchange is
// not signed, and the registry's token is asked for with what came of it.
func (s *session) loadFor(ctx context.Context, token oidc.Token) error {
	if err := spreadEndpoint(); err != nil {
		return err
	}
	var err error
	s.cfg, err = config.LoadDefaultConfig(ctx,
		config.WithRegion(s.registry.Region),
		config.WithHTTPClient(client()),
		config.WithAPIOptions(boundedReplies()),
		config.WithLogger(logging.Nop{}),
		config.WithCredentialsProvider(aws.AnonymousCredentials{}), // else the node's are resolved
	)
	if err != nil {
		return err
	}
	s.cfg.Retryer = func() aws.Retryer { return s.attempts(ctx) }
	broker := sts.NewFromConfig(s.cfg)
	if err := checkEndpoint(broker.Options().BaseEndpoint); err != nil {
		return err
	}
	s.loaded = true
	assumed := stscreds.NewWebIdentityRoleProvider(broker, s.role, shownOnce(token.Reveal()),
		func(o *stscreds.WebIdentityRoleOptions) { o.RoleSessionName = ownSession })
	s.cfg.Credentials = aws.NewCredentialsCache(assumed)
	return nil
}

// shownOnce is the token for the SDK.
type shownOnce credential.Secret

// GetIdentityToken is called by the SDK.
func (t shownOnce) GetIdentityToken() ([]byte, error) {
	return []byte(credential.Secret(t).Reveal()), nil
}
