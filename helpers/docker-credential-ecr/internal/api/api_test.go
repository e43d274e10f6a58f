package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
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
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecrpublic"
	"github.com/aws/smithy-go"
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
		tell("code %q %q", service.ErrorCode(),
			strings.TrimPrefix(service.ErrorMessage(), "UnknownError")) // if there is none
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
