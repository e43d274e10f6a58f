package api

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecrpublic"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// form is the part of a registry's name that affects its endpoint.
type form struct{ public, fips, dualStack bool }

// ours makes the request with this package.
func ours(ctx context.Context, cfg aws.Config, f form) (*Authorization, error) {
	c := New(cfg, f.public)
	c.Endpoint.FIPS = c.Endpoint.FIPS || f.fips
	c.Endpoint.DualStack = c.Endpoint.DualStack || f.dualStack
	return c.Token(ctx)
}

// theirs makes the request with the SDK's clients. It passes the user's endpoint alone, since the
// SDK refuses it together with FIPS or dual stack.
func theirs(ctx context.Context, cfg aws.Config, f form) (*Authorization, error) {
	if f.public {
		client := ecrpublic.NewFromConfig(cfg, func(o *ecrpublic.Options) {
			if o.BaseEndpoint != nil {
				o.EndpointOptions.UseFIPSEndpoint, o.EndpointOptions.UseDualStackEndpoint = 0, 0
			}
		})
		out, err := client.GetAuthorizationToken(ctx, &ecrpublic.GetAuthorizationTokenInput{})
		if err != nil || out.AuthorizationData == nil {
			return nil, err
		}
		return &Authorization{out.AuthorizationData.AuthorizationToken, out.AuthorizationData.ExpiresAt}, nil
	}
	client := ecr.NewFromConfig(cfg, func(o *ecr.Options) {
		switch {
		case o.BaseEndpoint != nil:
			o.EndpointOptions.UseFIPSEndpoint, o.EndpointOptions.UseDualStackEndpoint = 0, 0
			return
		case f.fips:
			o.EndpointOptions.UseFIPSEndpoint = aws.FIPSEndpointStateEnabled
		}
		if f.dualStack {
			o.EndpointOptions.UseDualStackEndpoint = aws.DualStackEndpointStateEnabled
		}
	})
	out, err := client.GetAuthorizationToken(ctx, &ecr.GetAuthorizationTokenInput{})
	if err != nil || len(out.AuthorizationData) == 0 {
		return nil, err
	}
	return &Authorization{out.AuthorizationData[0].AuthorizationToken, out.AuthorizationData[0].ExpiresAt}, nil
}

// reply is one response of the service; err is a connection that breaks instead.
type reply struct {
	status int
	header map[string]string
	body   string
	skew   time.Duration // of its clock
	err    error
}

// wire returns one reply after the other, and records the requests. The last reply is repeated.
type wire struct {
	t       *testing.T
	replies []reply
	asked   []string
}

func (w *wire) Do(r *http.Request) (*http.Response, error) {
	now := w.replies[min(len(w.asked), len(w.replies)-1)]
	w.asked = append(w.asked, written(w.t, r))
	if now.err != nil {
		return nil, now.err
	}
	header := http.Header{}
	if now.skew != never {
		header.Set("Date", time.Now().Add(now.skew).UTC().Format(http.TimeFormat))
	}
	for name, value := range now.header {
		header.Set(name, value)
	}
	return &http.Response{StatusCode: now.status, Header: header, Body: io.NopCloser(strings.NewReader(now.body)),
		ContentLength: -1, Request: r}, nil
}

const never = time.Duration(1) // a response without a date

// written returns a request as the service sees it, without what is new each time. It signs the
// request again with the same time and compares the signatures.
func written(t *testing.T, r *http.Request) string {
	t.Helper()
	body, _ := io.ReadAll(r.Body)
	signed, at := r.Header.Get("Authorization"), r.Header.Get("X-Amz-Date")
	when, err := time.Parse("20060102T150405Z", at)
	if err != nil {
		t.Errorf("the date of the signature is %q", at)
	}
	again := r.Clone(context.Background())
	again.Header.Del("Authorization")
	scope := strings.Split(signed, "/")
	if len(scope) < 5 {
		t.Fatalf("the signature is %q", signed)
	}
	hash := "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" // of {}
	if err := v4.NewSigner().SignHTTP(context.Background(), keys, again, hash, scope[3], scope[2], when); err != nil {
		t.Fatal(err)
	}
	if resigned := again.Header.Get("Authorization"); resigned != signed {
		t.Errorf("the signature is\n%s, not\n%s", signed, resigned)
	}
	headers := r.Header.Clone()
	for _, once := range []string{"X-Amz-Date", "Amz-Sdk-Invocation-Id"} {
		if len(headers[once]) != 1 {
			t.Errorf("%s is %q", once, headers[once])
		}
		delete(headers, once)
	}
	head, _, _ := strings.Cut(signed, "Signature=")
	_, rest, _ := strings.Cut(head, scope[1]) // the day
	headers.Set("Authorization", scope[0]+rest)
	agent := headers.Get("User-Agent")
	for _, service := range []string{"api/ecrpublic", "api/ecr"} { // the version of a client that is not linked
		if before, after, found := strings.Cut(agent, service+"#"); found {
			_, after, _ = strings.Cut(after, " ")
			agent = before + service + " " + after
		}
	}
	headers.Set("User-Agent", strings.TrimSpace(agent))
	attempt, _, bound := strings.Cut(headers.Get("Amz-Sdk-Request"), "; ttl=")
	headers.Set("Amz-Sdk-Request", fmt.Sprint(attempt, " bound ", bound))
	return fmt.Sprintf("%s %s length %d %v\n%s\nsigned %s from now", r.Method, r.URL, r.ContentLength, headers, body,
		time.Until(when).Round(time.Minute))
}

var keys = aws.Credentials{AccessKeyID: "AKIAEXAMPLE", SecretAccessKey: "secret", SessionToken: "session"}

// outcome is a result, or the parts of an error that the helper uses.
func outcome(given *Authorization, err error) string {
	if err == nil {
		if given == nil {
			return "nothing"
		}
		return fmt.Sprintf("token %v until %v", value(given.Token), value(given.Expires))
	}
	var parts []string
	tell := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	var operation *smithy.OperationError
	if errors.As(err, &operation) {
		tell("%s of %s", operation.OperationName, operation.ServiceID)
	}
	var service smithy.APIError
	if errors.As(err, &service) {
		tell("code %q %q", service.ErrorCode(), strings.TrimPrefix(service.ErrorMessage(), "UnknownError")) // if there is none
	}
	var status *awshttp.ResponseError
	if errors.As(err, &status) {
		tell("status %d, request %q", status.HTTPStatusCode(), status.RequestID)
	}
	var most *retry.MaxAttemptsError
	if errors.As(err, &most) {
		tell("after %d attempts", most.Attempt)
	}
	for _, kind := range []any{new(*smithy.DeserializationError), new(*smithyhttp.RequestSendError),
		new(*smithy.CanceledError), new(*aws.RequestCanceledError), new(ratelimit.QuotaExceededError)} {
		if errors.As(err, kind) {
			tell("%T", reflect.ValueOf(kind).Elem().Interface())
		}
	}
	if errors.Is(err, errBroken) {
		tell("broken")
	}
	return strings.Join(parts, ", ")
}

func value[T any](p *T) any {
	if p == nil {
		return "none"
	}
	return *p
}

var errBroken = errors.New("connection reset")

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

// TestAsTheSDK: for any configuration and any response, this package makes the same requests as
// the SDK's clients, as often, and has the same result. Waits take no time here.
func TestAsTheSDK(t *testing.T) {
	for seed := range *seeds {
		synctest.Test(t, func(t *testing.T) { compare(t, seed) })
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func compare(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	environment(t, r)
	f := form{public: r.IntN(3) == 0, fips: r.IntN(4) == 0, dualStack: r.IntN(4) == 0}
	region := regions[r.IntN(len(regions))]
	if f.public {
		f, region = form{public: true}, "us-east-1"
	}
	cfg, script := configuration(t, region), replies(r, f.public)
	var asked [2]string
	var came [2]string
	for i, ask := range []func(context.Context, aws.Config, form) (*Authorization, error){theirs, ours} {
		w := &wire{t: t, replies: script}
		cfg.HTTPClient = w
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		given, err := ask(ctx, cfg, f)
		cancel()
		asked[i], came[i] = strings.Join(w.asked, "\n"), outcome(given, err)
	}
	if asked[0] != asked[1] {
		t.Errorf("it asks\n%s\n\nthe SDK asks\n%s", asked[1], asked[0])
	}
	if came[0] != came[1] {
		t.Errorf("%+v: it comes to %s\nthe SDK comes to %s", script, came[1], came[0])
	}
}
