package main

import (
	"context"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// load is the SDK's chain, led to what the rule and the variables of this suite
// name. The region is the registry's, whatever the user's default is.
func (s *session) load(ctx context.Context, in *inputs.Recorder) error {
	if err := spreadEndpoint(); err != nil {
		return err
	}
	configs, keys := s.files(in)
	options := []func(*config.LoadOptions) error{
		config.WithRegion(s.registry.Region),
		config.WithHTTPClient(client()),
		config.WithAPIOptions(boundedReplies()),
		config.WithRetryer(func() aws.Retryer { return retryer(ctx) }),
		config.WithLogger(logging.Nop{}), // the SDK warns on standard error
		config.WithSharedConfigFiles(configs), config.WithSharedCredentialsFiles(keys),
		config.WithEC2RoleCredentialOptions(func(o *ec2rolecreds.Options) { o.Client = metadata() }),
	}
	if s.profile != "" {
		options = append(options, config.WithSharedConfigProfile(s.profile))
	}
	if s.suffix != "" {
		options = append(options, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(
			os.Getenv("AWS_ACCESS_KEY_ID"+s.suffix), os.Getenv("AWS_SECRET_ACCESS_KEY"+s.suffix), os.Getenv("AWS_SESSION_TOKEN"+s.suffix))))
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
	s.cfg.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(broker, s.role, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName, o.CredentialSources = s.session, before
		if s.external != "" {
			o.ExternalID = &s.external
		}
	}))
	return nil
}

// spreadEndpoint gives AWS_ENDPOINT_URL to the services that the SDK asks for an
// identity: it resolves its own default for them before it reads that variable
// (config/config.go, the order of its resolvers), so that a request meant for the
// user's endpoint would go to Amazon.
func spreadEndpoint() error {
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

// retryer tries three times at most, or AWS_MAX_ATTEMPTS. A wait that the service
// asks for is kept where the run's time allows it, else it is the answer.
func retryer(ctx context.Context) aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = 3
		if n, err := strconv.Atoi(os.Getenv("AWS_MAX_ATTEMPTS")); err == nil && n > 0 {
			o.MaxAttempts = n
		}
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			wait, asked := retryAfter(err)
			end, bound := ctx.Deadline()
			switch {
			case tokenhttp.Lasting(err), asked && bound && time.Until(end) < wait+time.Second:
				return aws.FalseTernary
			case asked:
				return aws.TrueTernary
			}
			return aws.UnknownTernary
		})}, o.Retryables...)
		o.Backoff = backoff{o.Backoff, retry.NewExponentialJitterBackoff(2 * time.Second)}
	})
}

// backoff waits as long as the service asks, else as the SDK does.
type backoff struct{ given, fallback retry.BackoffDelayer }

func (b backoff) BackoffDelay(attempt int, err error) (time.Duration, error) {
	if wait, ok := retryAfter(err); ok {
		return wait, nil
	}
	if b.given != nil {
		return b.given.BackoffDelay(attempt, err)
	}
	return b.fallback.BackoffDelay(attempt, err)
}

// metadata is the client of the instance's own service: version 2 alone, no
// proxy, two seconds a call.
func metadata() *imds.Client {
	return imds.New(imds.Options{
		HTTPClient: direct(tokenhttp.MetadataFor), EnableFallback: aws.FalseTernary,
		Retryer: aws.NopRetryer{}, Logger: logging.Nop{},
	})
}
