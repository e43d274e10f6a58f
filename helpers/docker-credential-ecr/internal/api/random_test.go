package api

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
)

// pick returns one of some values; the first is the most likely.
func pick[T any](r *rand.Rand, usual T, others ...T) T {
	if r.IntN(3) == 0 || len(others) == 0 {
		return usual
	}
	return others[r.IntN(len(others))]
}

// environment sets random values for everything that affects the request.
func environment(t *testing.T, r *rand.Rand) {
	dir := t.TempDir()
	set := func(name string, values ...string) {
		t.Setenv(name, "")
		os.Unsetenv(name)
		if value := pick(r, "-", values...); value != "-" {
			os.Setenv(name, value)
		}
	}
	profile := "[profile used]\n" + pick(r, "", "use_fips_endpoint = true\n", "use_dualstack_endpoint = true\n",
		"endpoint_url = https://profile.example\n", "sdk_ua_app_id = mine\n", "max_attempts = 2\n",
		"retry_mode = adaptive\n") +
		pick(r, "", "services = own\n") + pick(r, "", "ignore_configured_endpoint_urls = true\n") +
		"[services own]\n" + pick(r, "", "ecr =\n  endpoint_url = https://section.example/ecr\n",
		"ecr_public =\n  endpoint_url = https://section.example/public\n")
	path := filepath.Join(dir, "config")
	if err := os.WriteFile(path, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", path)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "none"))
	t.Setenv("AWS_PROFILE", "used")
	t.Setenv("AWS_ACCESS_KEY_ID", keys.AccessKeyID)
	t.Setenv("AWS_SECRET_ACCESS_KEY", keys.SecretAccessKey)
	t.Setenv("AWS_SESSION_TOKEN", keys.SessionToken)
	set("AWS_ENDPOINT_URL", "-", "-", "https://general.example", "https://general.example:8443/path/", "")
	set("AWS_ENDPOINT_URL_ECR", "-", "-", "https://special.example/a%2Fb", "")
	set("AWS_ENDPOINT_URL_ECR_PUBLIC", "-", "-", "https://special.example/public", "")
	set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "-", "-", "true", "false")
	set("AWS_USE_FIPS_ENDPOINT", "-", "true", "false")
	set("AWS_USE_DUALSTACK_ENDPOINT", "-", "true", "false")
	set("AWS_RETRY_MODE", "standard", "adaptive")
	set("AWS_MAX_ATTEMPTS", "1", "2", "5")
	set("AWS_SDK_UA_APP_ID", "app", "app with space")
	set("AWS_DISABLE_CLOCK_SKEW_CORRECTION", "true", "false")
	set("AWS_LAMBDA_FUNCTION_NAME", "f")
	set("_X_AMZN_TRACE_ID", "Root=1;Parent=2")
}

// configuration is what the SDK loads from the environment, with a small quota of attempts, a
// constant wait before each, and no wait for the rate of adaptive mode.
func configuration(t *testing.T, region string) aws.Config {
	t.Helper()
	cfg, err := config.LoadDefaultConfig(context.Background(), config.WithRegion(region),
		config.WithLogger(logging.Nop{}))
	if err != nil {
		t.Fatal(err)
	}
	mode, most := cfg.RetryMode, cfg.RetryMaxAttempts
	cfg.RetryMode, cfg.RetryMaxAttempts = "", 0
	cfg.Retryer = func() aws.Retryer {
		few := func(o *retry.StandardOptions) {
			o.MaxAttempts = most
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Second, nil })
			o.RateLimiter = ratelimit.NewTokenRateLimit(20) // four attempts
		}
		if mode == aws.RetryModeAdaptive {
			return retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
				o.StandardOptions, o.FailOnNoAttemptTokens = append(o.StandardOptions, few), true
			})
		}
		return retry.NewStandard(few)
	}
	return cfg
}

// codes are error codes of the model, of every service, and some that allow a retry.
var codes = []string{
	"AccessDeniedException", "ServerException", "InvalidParameterException", "ThrottlingException", "SlowDown",
	"TooManyRequestsException", "RequestTimeout", "InvalidSignatureException", "SignatureDoesNotMatch",
	"RequestTimeTooSkewed", "ExpiredTokenException", "UnrecognizedClientException", "LimitExceededException", "",
}

// answers are bodies for status 200, valid and invalid.
var answers = []string{
	private, public, private + "x", "{}", "", "null",
	`{"authorizationData":[]}`, `{"authorizationData":null}`, `{"authorizationData":[null]}`,
	`{"authorizationData":{}}`, `{"authorizationData":[{}]}`, `{"AuthorizationData":[{}]}`,
	`{"authorizationData":[{"authorizationToken":null,"expiresAt":null}]}`,
	`{"authorizationData":[{"authorizationToken":5}]}`, `{"authorizationData":{"authorizationToken":"a\u0041"}}`,
	`{"authorizationData":[{"expiresAt":"abc"}]}`, `{"authorizationData":{"expiresAt":"abc"}}`,
	`{"authorizationData":[{"expiresAt":1e18}]}`, `{"authorizationData":[{"proxyEndpoint":{}}]}`,
	`{"other":[1,{"a":null}],"authorizationData":[{"authorizationToken":"a","more":{}},{"authorizationToken":"b"}]}`,
	`{"authorizationData":[{"authorizationToken":"a"}],"authorizationData":[{"authorizationToken":"b"}]}`,
	`{"authorizationData":[{"authorizationToken":"a"}`,
}

const (
	private = `{"authorizationData":[{"authorizationToken":"QVdTOng=","expiresAt":4e9,"proxyEndpoint":"https://x"}]}`
	public  = `{"authorizationData":{"authorizationToken":"QVdTOng=","expiresAt":4000000000.5}}`
)

// replies are up to four, some of them successful.
func replies(r *rand.Rand, publicly bool) (all []reply) {
	good := private
	if publicly {
		good = public
	}
	for range 1 + r.IntN(4) {
		one := refusal(r, good)
		switch r.IntN(5) {
		case 0:
			one.err = pick(r, error(errBroken), io.ErrUnexpectedEOF, context.DeadlineExceeded)
		case 1, 2:
			one.status, one.body, one.header = 200, pick(r, good, answers...), nil
		}
		all = append(all, one)
	}
	return all
}

// refusal is an error in one of the forms of Amazon's services, or in none of them.
func refusal(r *rand.Rand, good string) reply {
	code := func() string {
		return fmt.Sprintf(pick(r, "%s", "com.amazonaws.ecr#%s",
			"%s:http://internal.amazon.com/coral/com.amazonaws.ecr/",
			"aws.ecr#%s:http://x", "prefix#%s:y"), pick(r, codes[0], codes[1:]...))
	}
	one := reply{
		status: pick(r, 400, 401, 403, 404, 413, 429, 500, 502, 503, 504, 200, 301, 307, 302),
		header: map[string]string{"X-Amzn-Requestid": "r1"},
		skew:   pick(r, 0, never, time.Hour, -24*time.Hour, 10*time.Minute),
	}
	if r.IntN(2) == 0 {
		one.header["X-Amzn-Errortype"] = code()
	}
	if r.IntN(6) == 0 {
		one.header["Age"] = "1"
	}
	one.body = pick(r, fmt.Sprintf(`{"__type":%q,"message":"text"}`, code()),
		fmt.Sprintf(`{"code":%q,"Message":"Text"}`, code()),
		"{}", "", "<html>", `{"__type":5}`, `{"message":5}`, "null", `[]`, "{", good)
	if one.body == "null" { // if the model declares the error, the SDK reads the whole shape
		delete(one.header, "X-Amzn-Errortype")
	}
	return one
}

// regions are some of every partition, and some that are not in any list.
var regions = []string{
	"us-east-1", "eu-west-1", "ap-southeast-7", "mx-central-1", "us-gov-west-1", "us-gov-east-1",
	"cn-north-1", "cn-northwest-1", "eusc-de-east-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1",
	"us-isof-south-1",
	"xx-nowhere-9", "local", "cn-new-5", "us-iso-new-7", "us-gov-new-3",
}

var seeds = flag.Uint64("seeds", 300, "random configurations of the test against the SDK's clients")
