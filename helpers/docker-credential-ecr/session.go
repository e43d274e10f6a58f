package main

import (
	"context"
	"os"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"github.com/dockercfg/dockercfg/shared/inputs"
)

// load configures the SDK's chain with what the rule and this suite's variables select.
// The region is always the registry's.
func (s *session) load(ctx context.Context, in *inputs.Recorder) error {
	if err := applyGlobalEndpoint(); err != nil {
		return err
	}
	configs, keys := s.files(in)
	s.instance = s.metadata()
	options := []func(*config.LoadOptions) error{
		config.WithRegion(s.registry.Region),
		config.WithHTTPClient(client()),
		config.WithAPIOptions(boundedReplies()),
		config.WithRetryer(func() aws.Retryer {
			return lazyRetryer{sync.OnceValue(func() aws.RetryerV2 { return s.attempts(ctx) })}
		}),
		config.WithLogger(logging.Nop{}), // otherwise the SDK prints warnings on standard error
		config.WithSharedConfigFiles(configs), config.WithSharedCredentialsFiles(keys),
		config.WithSSOTokenProviderOptions(s.login.options),
		config.WithEC2RoleCredentialOptions(func(o *ec2rolecreds.Options) { o.Client = s.instance }),
	}
	if s.profile != "" {
		options = append(options, config.WithSharedConfigProfile(s.profile))
	}
	if s.suffix != "" {
		static := credentials.NewStaticCredentialsProvider(os.Getenv("AWS_ACCESS_KEY_ID"+s.suffix),
			os.Getenv("AWS_SECRET_ACCESS_KEY"+s.suffix), os.Getenv("AWS_SESSION_TOKEN"+s.suffix))
		options = append(options, config.WithCredentialsProvider(static))
	}
	var err error
	if s.cfg, err = config.LoadDefaultConfig(ctx, options...); err != nil || s.role == "" {
		return err
	}
	broker := sts.NewFromConfig(s.cfg)
	if err := checkEndpoint(broker.Options().BaseEndpoint); err != nil {
		return err
	}
	before := s.sources()
	s.cfg.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(broker, s.role,
		func(o *stscreds.AssumeRoleOptions) {
			o.RoleSessionName, o.CredentialSources = s.session, before
			if s.external != "" {
				o.ExternalID = &s.external
			}
		}))
	return nil
}

// applyGlobalEndpoint applies AWS_ENDPOINT_URL to the services that the SDK asks for an
// identity. The SDK resolves its own default for them before it reads that variable
// (config/config.go, the order of its resolvers), so a request that is meant for the
// user's endpoint would go to Amazon.
func applyGlobalEndpoint() error {
	url := os.Getenv("AWS_ENDPOINT_URL")
	if url == "" || strings.EqualFold(os.Getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true") {
		return nil
	}
	for _, service := range []string{"STS", "SSO", "SSO_OIDC", "SIGNIN"} {
		name := "AWS_ENDPOINT_URL_" + service
		if os.Getenv(name) != "" {
			continue
		}
		if err := os.Setenv(name, url); err != nil {
			return err
		}
	}
	return nil
}
