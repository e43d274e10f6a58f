package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// attempts is the SDK's own retryer, in the mode and with the number of attempts
// that AWS_RETRY_MODE, AWS_MAX_ATTEMPTS or the profile set. A wait that the service
// asks for is kept where the run's time allows it, else it is the answer.
func (s *session) attempts(ctx context.Context) aws.RetryerV2 {
	most := s.env.RetryMaxAttempts
	if most == 0 {
		most = s.shared.RetryMaxAttempts
	}
	patient := func(o *retry.StandardOptions) {
		o.MaxAttempts = most // 0 is the SDK's own number
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			return worthwhile(ctx, err)
		})}, o.Retryables...)
		fallback := o.Backoff
		if fallback == nil {
			fallback = retry.NewExponentialJitterBackoff(2 * time.Second)
		}
		o.Backoff = backoff{fallback}
	}
	if or(string(s.env.RetryMode), string(s.shared.RetryMode)) == string(aws.RetryModeAdaptive) {
		return retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
			o.StandardOptions = append(o.StandardOptions,
				patient)
		})
	}
	return retry.NewStandard(patient)
}

// worthwhile says whether to try again, where the SDK does not decide.
func worthwhile(ctx context.Context, err error) aws.Ternary {
	wait, asked := retryAfter(err)
	end, bound := ctx.Deadline()
	switch {
	case tokenhttp.Lasting(err), asked && bound && time.Until(end) < wait+time.Second:
		return aws.FalseTernary
	case asked:
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// backoff waits as long as the service asks, else as the SDK does.
type backoff struct{ retry.BackoffDelayer }

func (b backoff) BackoffDelay(attempt int, err error) (time.Duration, error) {
	if wait, ok := retryAfter(err); ok {
		return wait, nil
	}
	return b.BackoffDelayer.BackoffDelay(attempt, err)
}

// late is a retryer that is chosen when it is first used. The clients that get
// credentials are made while the profile is being read.
type late struct{ chosen func() aws.RetryerV2 }

func (l late) IsErrorRetryable(err error) bool { return l.chosen().IsErrorRetryable(err) }

func (l late) MaxAttempts() int { return l.chosen().MaxAttempts() }

func (l late) RetryDelay(attempt int, err error) (time.Duration, error) {
	return l.chosen().RetryDelay(attempt, err)
}

func (l late) GetRetryToken(ctx context.Context, err error) (release func(error) error, failed error) {
	return l.chosen().GetRetryToken(ctx, err)
}

// GetInitialToken is deprecated, and still a method that a Retryer must have.
//
//lint:ignore SA1019 the interface asks for it
func (l late) GetInitialToken() (release func(error) error) { return l.chosen().GetInitialToken() }

func (l late) GetAttemptToken(ctx context.Context) (release func(error) error, err error) {
	return l.chosen().GetAttemptToken(ctx)
}
