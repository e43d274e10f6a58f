package helpertest

import (
	"net/http"
	"runtime"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// Exchange is a fake cloud, seen from the host of it that makes the tokens.
type Exchange struct {
	*fakecloud.Cloud
	Host string
}

// NewExchange starts a cloud whose host makes tokens with make. It does not run
// where a program cannot be told of further authorities by a variable.
func NewExchange(t *testing.T, host string, make http.HandlerFunc) *Exchange {
	t.Helper()
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skip("not run: SSL_CERT_FILE is not read on this system")
	}
	cloud, err := fakecloud.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cloud.Close)
	cloud.Handle(host, make)
	return &Exchange{cloud, host}
}

// Exchanges counts the requests for a token.
func (e *Exchange) Exchanges() int { return e.Count(e.Host) }

// Asked counts all requests and connections.
func (e *Exchange) Asked() int { return len(e.Requests()) + len(e.Dialled()) }

// Behave is of the host that makes the tokens.
func (e *Exchange) Behave(b fakecloud.Behaviour) { e.Cloud.Behave(e.Host, b) }

// Elsewhere is a host that has no answer, and whose requests are counted.
func (e *Exchange) Elsewhere() string { return "https://elsewhere.example/" }
