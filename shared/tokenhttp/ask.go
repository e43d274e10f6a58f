package tokenhttp

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// Reply is a complete response. Its body must not be shown.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// tries is how often an idempotent request is sent at most.
const tries = 3

// Ask sends a request for a token and returns a reply with status 2xx or 4xx. After a
// server error it tries twice more. If the service asks for a wait, Ask waits if the
// run's time allows it. A redirect is an error. build creates the request for each try;
// its error is returned unchanged.
func (p Peer) Ask(
	ctx context.Context, client *http.Client, build func(context.Context) (*http.Request, error),
) (Reply, error) {
	for try := 1; ; try++ {
		request, err := build(ctx)
		if err != nil {
			return Reply{}, err
		}
		reply, err := read(client, request)
		wait, again := p.again(ctx, reply, err)
		if !again || try == tries {
			return reply, p.judge(ctx, reply, err)
		}
		select {
		case <-ctx.Done():
			return reply, p.judge(ctx, reply, err)
		case <-time.After(wait):
		}
	}
}

// AskOnce is Ask for requests that must not be repeated, such as to a metadata service
// that may not exist.
func (p Peer) AskOnce(ctx context.Context, client *http.Client, request *http.Request) (Reply, error) {
	reply, err := read(client, request.WithContext(ctx))
	return reply, p.judge(ctx, reply, err)
}

func read(client *http.Client, request *http.Request) (Reply, error) {
	response, err := client.Do(request)
	if err != nil {
		return Reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return Reply{response.StatusCode, response.Header, body}, err
}

// again reports whether to try once more, and after which wait.
func (p Peer) again(ctx context.Context, r Reply, err error) (wait time.Duration, again bool) {
	wait = 200*time.Millisecond + rand.N(300*time.Millisecond)
	end, bound := ctx.Deadline()
	if asked, ok := RetryAfter(r.Status, r.Header); ok {
		return asked, !bound || time.Until(end) > asked+time.Second
	}
	if err != nil {
		var limited interface{ Timeout() bool }
		slow := errors.As(err, &limited) && limited.Timeout()
		return wait, !Permanent(err) && !errors.Is(err, errTooLong) && !slow && ctx.Err() == nil
	}
	return wait, r.Status >= 500 || r.Status == http.StatusTooManyRequests
}

// judge returns an error if there was no reply, or if its status is not 2xx or 4xx.
func (p Peer) judge(ctx context.Context, r Reply, err error) error {
	if err != nil {
		return p.Unreachable(ctx, err)
	}
	switch {
	case r.Status == http.StatusTooManyRequests:
		return p.throttled(r)
	case r.Status >= 500:
		return fault.New(fault.Upstream, "%s failed (status %d): try again", p.Name, r.Status)
	case r.Status >= 300 && r.Status < 400:
		return fault.New(fault.Upstream,
			"%s answered with a redirect (status %d), and redirects are not followed: check %s",
			p.Name, r.Status, p.Check)
	}
	return nil
}

func (p Peer) throttled(r Reply) error {
	if wait, ok := RetryAfter(r.Status, r.Header); ok {
		return fault.New(fault.Throttled, "%s asks to wait %s before the next request", p.Name, wait)
	}
	return fault.New(fault.Throttled, "%s received too many requests: try again later", p.Name)
}

// Kind returns the reply's media type for an error message: it shows a login page in
// place of a token.
func (r Reply) Kind() string {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind == "" {
		return "no type"
	}
	return fault.Printable(kind, 60)
}
