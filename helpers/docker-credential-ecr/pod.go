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

// The names of the role, the same as for Amazon's own provider
// (https://github.com/kubernetes/cloud-provider-aws, cmd/ecr-credential-provider).
const (
	roleAnnotation = "eks.amazonaws.com/ecr-role-arn"
	roleVariable   = "AWS_ECR_ROLE_ARN"
)

// podOf returns the session of the pod that the token identifies. The node's keys,
// profiles and role are not used: only endpoints and certificates are taken from the
// SDK's configuration.
func podOf(
	ctx context.Context, _ *inputs.Recorder, name registry.Name, u userconfig.Rule, r kubelet.Request,
) (session, identity.Identity, error) {
	s := session{login: &renewal{}, uncached: &uncached{}, instance: &metadata{}, kind: podToken}
	var err error
	if s.registry, err = registryOf(name, u); err != nil {
		return s, identity.Identity{}, err
	}
	if s.role, err = podRole(s.registry, u, r); err != nil {
		return s, identity.Identity{}, err
	}
	s.label = s.describe()
	token, err := oidc.Pod(r.Token)
	if err == nil {
		s.env, err = config.NewEnvConfig()
	}
	if err == nil {
		err = s.loadPod(ctx, token)
	}
	if err != nil {
		return s, identity.Identity{}, s.explain(ctx, err)
	}
	if endpoint := u.Get(userconfig.Endpoint); endpoint != "" {
		s.cfg.BaseEndpoint = &endpoint
	}
	return s, identity.Identity{Label: s.label, Username: user, Configured: true}, nil
}

// podRole returns the role that a pod assumes: from its service account's annotation,
// else from the rule, else from the variable. An invalid value is an error; it does not
// fall through to the next.
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
			return "", u.Mistake("role_arn is combined with profile or external_id, which a pod's token cannot use: "+
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
	return "", fault.New(fault.NoIdentity, "no role is set for the pod's token: annotate its service account with %s, "+
		"or set role_arn in config.toml or %s", roleAnnotation, roleVariable)
}

// maxRole is the maximum length of a role's ARN in bytes
// (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html).
const maxRole = 2048

// checkPodRole returns what is wrong with a role's ARN, or "". It checks every
// character, because a tenant of the cluster wrote it.
func checkPodRole(arn string, r ecr.Registry) (problem string) {
	if problem := checkRole(arn, r); problem != "" {
		return problem
	}
	parts := strings.Split(arn, ":")
	if len(parts) != 6 || len(arn) > maxRole || parts[2] != "iam" || parts[3] != "" || !ecr.IsAccount(parts[4]) ||
		!isRolePath(parts[5]) {
		return "is not the ARN of a role: expected the form arn:aws:iam::123456789012:role/name"
	}
	return ""
}

// isRolePath reports whether resource is role/, an optional path, and a name
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

// loadPod loads the SDK's configuration with the pod as the only identity. The exchange
// is not signed, and the registry's token is requested with its result.
func (s *session) loadPod(ctx context.Context, token oidc.Token) error {
	if err := applyGlobalEndpoint(); err != nil {
		return err
	}
	var err error
	s.cfg, err = config.LoadDefaultConfig(ctx,
		config.WithRegion(s.registry.Region),
		config.WithHTTPClient(client()),
		config.WithAPIOptions(boundedReplies()),
		config.WithLogger(logging.Nop{}),
		config.WithCredentialsProvider(aws.AnonymousCredentials{}), // otherwise the node's are resolved
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
	assumed := stscreds.NewWebIdentityRoleProvider(broker, s.role, podIdentityToken(token.Reveal()),
		func(o *stscreds.WebIdentityRoleOptions) { o.RoleSessionName = ownSession })
	s.cfg.Credentials = aws.NewCredentialsCache(assumed)
	return nil
}

// podIdentityToken passes the token to the SDK.
type podIdentityToken credential.Secret

// GetIdentityToken implements the SDK's interface.
func (t podIdentityToken) GetIdentityToken() ([]byte, error) {
	return []byte(credential.Secret(t).Reveal()), nil
}
