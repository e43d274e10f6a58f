// Package api makes the only request that a token needs: GetAuthorizationToken of
// the private or the public registry.
//
//	Serialize    method, target, body, endpoint
//	Build        invocation id, user agent
//	Finalize     attempts ─► payload hash ─► signature
//	Deserialize  error types ─► answer ─► clock offset ─► the caller's own steps
//
// The SDK's clients, service/ecr and service/ecrpublic, describe every operation,
// shape and endpoint of their services during program initialisation. That takes
// more than a third of the instructions of an uncached get. The parts of those clients
// are public: attempts, signature, user agent and the JSON protocol are the SDK's
// own, in the SDK's order. This package adds only the list of steps, the host name
// of the endpoint and the two shapes of the response. Tests compare each request and
// each response with those of the SDK's clients.
package api

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
)

// Authorization is a token as the service returns it. A field that is missing in the
// response is nil.
type Authorization struct {
	Token   *string
	Expires *time.Time
}

const operation = "GetAuthorizationToken"

// service contains the differences between the two registries.
type service struct {
	id     string // the SDK's name, used in names of variables and of profile sections
	name   string // in signatures and hosts
	agent  string // in the user agent
	target string // prefix of the operation's name
	public bool
}

func serviceOf(public bool) service {
	if public {
		return service{"ECR PUBLIC", "ecr-public", "ecrpublic", "SpencerFrontendService", true}
	}
	return service{"ECR", "ecr", "ecr", "AmazonEC2ContainerRegistry_V20150921", false}
}

// Client requests tokens with one configuration.
type Client struct {
	Endpoint Endpoint // as configured; may be changed before a call

	cfg     aws.Config
	service service
	skew    time.Duration // service's clock minus this machine's, measured in the last attempt
}

// New returns a client for the public registry or for a private one. cfg must have a
// retryer and credentials.
func New(cfg aws.Config, public bool) *Client {
	s := serviceOf(public)
	return &Client{Endpoint: s.configured(cfg), cfg: cfg, service: s}
}

// Token makes the request. Its errors have the types that the SDK's clients return.
// It returns nil without an error if the response contains no token.
func (c *Client) Token(ctx context.Context) (*Authorization, error) {
	ctx = middleware.ClearStackValues(ctx)
	ctx = middleware.WithServiceID(ctx, c.service.id)
	ctx = middleware.WithOperationName(ctx, operation)
	ctx = middleware.SetLogger(ctx, c.cfg.Logger)
	stack := middleware.NewStack(operation, smithyhttp.NewStackRequest)
	if err := c.compose(stack); err != nil {
		return nil, err
	}
	handler := middleware.DecorateHandler(smithyhttp.NewClientHandlerWithOptions(c.cfg.HTTPClient), stack)
	result, _, err := handler.Handle(ctx, nil)
	if err != nil {
		return nil, &smithy.OperationError{ServiceID: c.service.id, OperationName: operation, Err: err}
	}
	return result.(*answer).first(), nil
}

// compose adds the steps to the stack. The steps of a phase run in this order, except
// in Deserialize, where the last one is closest to the wire.
func (c *Client) compose(stack *middleware.Stack) error {
	protocol, shapes := awsjson.New11(c.service.schema()), c.service.shapes()
	retryer := c.cfg.Retryer()
	steps := []func() error{
		func() error { return stack.Serialize.Add(c.serialize(protocol, shapes), middleware.After) },
		func() error { return stack.Build.Add(&awsmiddleware.ClientRequestID{}, middleware.After) },
		func() error { return stack.Build.Add(c.agent(retryer), middleware.After) },
		func() error { return stack.Build.Add(&awsmiddleware.RecursionDetection{}, middleware.After) },
		func() error {
			return stack.Finalize.Add(retry.NewAttemptMiddleware(retryer, smithyhttp.RequestCloner), middleware.After)
		},
		func() error { return stack.Finalize.Add(&v4.ComputePayloadSHA256{}, middleware.After) },
		func() error { return stack.Finalize.Add(c.sign(), middleware.After) },
		func() error { return stack.Deserialize.Add(&awshttp.ResponseErrorWrapper{}, middleware.After) },
		func() error { return stack.Deserialize.Add(&awsmiddleware.RequestIDRetriever{}, middleware.After) },
		func() error { return stack.Deserialize.Add(deserialize(protocol, shapes), middleware.After) },
		func() error { return stack.Deserialize.Add(c.timing(), middleware.After) },
	}
	for _, own := range c.cfg.APIOptions {
		steps = append(steps, func() error { return own(stack) })
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// serialize writes the request in the protocol's form and sets its URL.
func (c *Client) serialize(protocol *awsjson.Protocol, s shapes) middleware.SerializeMiddleware {
	return middleware.SerializeMiddlewareFunc("OperationSerializer", func(
		ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler,
	) (out middleware.SerializeOutput, metadata middleware.Metadata, err error) {
		request := in.Request.(*smithyhttp.Request)
		if err := protocol.SerializeRequest(ctx, s.operation, nil, request); err != nil {
			return out, metadata, err
		}
		address, err := c.address(ctx)
		if err != nil {
			return out, metadata, err
		}
		request.URL.Scheme, request.URL.Host = address.Scheme, address.Host
		request.URL.Path = smithyhttp.JoinPath(address.Path, request.URL.Path)
		request.URL.RawPath = smithyhttp.JoinPath(address.RawPath, request.URL.RawPath)
		return next.HandleSerialize(ctx, in)
	})
}

// agent builds the user agent: the SDK, the service and the source of the credentials.
func (c *Client) agent(retryer aws.Retryer) *awsmiddleware.RequestUserAgent {
	agent := awsmiddleware.NewRequestUserAgent()
	agent.AddSDKAgentKey(awsmiddleware.APIMetadata, c.service.agent)
	if c.cfg.AppID != "" {
		agent.AddSDKAgentKey(awsmiddleware.ApplicationIdentifier, c.cfg.AppID)
	}
	switch retryer.(type) {
	case *retry.Standard:
		agent.AddUserAgentFeature(awsmiddleware.UserAgentFeatureRetryModeStandard)
	case *retry.AdaptiveMode:
		agent.AddUserAgentFeature(awsmiddleware.UserAgentFeatureRetryModeAdaptive)
	}
	if told, ok := c.cfg.Credentials.(aws.CredentialProviderSource); ok {
		for _, source := range told.ProviderSources() {
			agent.AddCredentialsSource(source)
		}
	}
	return agent
}

// timing records the difference between the two clocks, unless the user has turned
// the correction off.
func (c *Client) timing() *awsmiddleware.RecordResponseTiming {
	return &awsmiddleware.RecordResponseTiming{DisableClockSkewCorrection: c.cfg.DisableClockSkewCorrection}
}

// sign signs each attempt with the service's time, using the clock offset that the
// previous attempt measured. The SDK passes that offset on in a private context
// value, but the offset of one attempt is public.
func (c *Client) sign() middleware.FinalizeMiddleware {
	signer := v4.NewSigner()
	return middleware.FinalizeMiddlewareFunc("Signing", func(
		ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
	) (out middleware.FinalizeOutput, metadata middleware.Metadata, err error) {
		keys, err := c.cfg.Credentials.Retrieve(ctx)
		if err != nil {
			return out, metadata, fmt.Errorf("get identity: %w", err)
		}
		request, at := in.Request.(*smithyhttp.Request).Request, time.Now().Add(c.skew)
		hash := v4.GetPayloadHash(ctx)
		if err := signer.SignHTTP(ctx, keys, request, hash, c.service.name, c.cfg.Region, at); err != nil {
			return out, metadata, fmt.Errorf("sign http: %w", err)
		}
		out, metadata, err = next.HandleFinalize(ctx, in)
		c.skew, _ = awsmiddleware.GetAttemptSkew(metadata)
		return out, metadata, err
	})
}

// deserialize reads the response or the error, and closes the body.
func deserialize(protocol *awsjson.Protocol, s shapes) middleware.DeserializeMiddleware {
	return middleware.DeserializeMiddlewareFunc("OperationDeserializer", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (out middleware.DeserializeOutput, metadata middleware.Metadata, err error) {
		out, metadata, err = next.HandleDeserialize(ctx, in)
		reply, ok := out.RawResponse.(*smithyhttp.Response)
		if !ok {
			return out, metadata, err
		}
		defer func() { smithyhttp.CloseResponseBody(ctx, reply, false, err) }()
		if err != nil {
			return out, metadata, err
		}
		read := &answer{shapes: s}
		err = protocol.DeserializeResponse(ctx, s.operation, &smithy.TypeRegistry{}, reply, read)
		out.Result = read
		return out, metadata, err
	})
}
