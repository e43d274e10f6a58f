package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// attempts returns the SDK's retryer, in the mode and with the number of attempts that
// AWS_RETRY_MODE, AWS_MAX_ATTEMPTS or the profile set. It waits as long as the service
// demands if the deadline allows that; otherwise the refusal is the result.
func (s *session) attempts(ctx context.Context) aws.RetryerV2 {
	most := s.env.RetryMaxAttempts
	if most == 0 {
		most = s.shared.RetryMaxAttempts
	}
	standard := func(o *retry.StandardOptions) {
		o.MaxAttempts = most // 0 means the SDK's default
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			return worthRetrying(ctx, err)
		})}, o.Retryables...)
		fallback := o.Backoff
		if fallback == nil {
			fallback = retry.NewExponentialJitterBackoff(2 * time.Second)
		}
		o.Backoff = backoff{fallback}
	}
	if or(string(s.env.RetryMode), string(s.shared.RetryMode)) == string(aws.RetryModeAdaptive) {
		return retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
			o.StandardOptions = append(o.StandardOptions, standard)
		})
	}
	return retry.NewStandard(standard)
}

// worthRetrying reports whether to try again, or leaves the decision to the SDK.
func worthRetrying(ctx context.Context, err error) aws.Ternary {
	wait, asked := retryAfter(err)
	end, bound := ctx.Deadline()
	switch {
	case tokenhttp.Permanent(err), asked && bound && time.Until(end) < wait+time.Second:
		return aws.FalseTernary
	case asked:
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// backoff waits as long as the service demands, otherwise as long as the SDK would.
type backoff struct{ retry.BackoffDelayer }

func (b backoff) BackoffDelay(attempt int, err error) (time.Duration, error) {
	if wait, ok := retryAfter(err); ok {
		return wait, nil
	}
	return b.BackoffDelayer.BackoffDelay(attempt, err)
}

// lazyRetryer is a retryer that is created at first use, because the clients that get
// credentials are created while the profile is being read.
type lazyRetryer struct{ chosen func() aws.RetryerV2 }

func (l lazyRetryer) IsErrorRetryable(err error) bool { return l.chosen().IsErrorRetryable(err) }

func (l lazyRetryer) MaxAttempts() int { return l.chosen().MaxAttempts() }

func (l lazyRetryer) RetryDelay(attempt int, err error) (time.Duration, error) {
	return l.chosen().RetryDelay(attempt, err)
}

func (l lazyRetryer) GetRetryToken(ctx context.Context, err error) (release func(error) error, failed error) {
	return l.chosen().GetRetryToken(ctx, err)
}

// GetInitialToken is deprecated, but the Retryer interface requires it.
func (l lazyRetryer) GetInitialToken() (release func(error) error) {
	//lint:ignore SA1019 the interface requires it
	return l.chosen().GetInitialToken()
}

func (l lazyRetryer) GetAttemptToken(ctx context.Context) (release func(error) error, err error) {
	return l.chosen().GetAttemptToken(ctx)
}
