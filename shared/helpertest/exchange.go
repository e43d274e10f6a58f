package helpertest

import (
	"net/http"
	"runtime"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// Exchange is a fake cloud with one host that creates the tokens. It implements Cloud.
type Exchange struct {
	*fakecloud.Cloud
	Host string
}

// NewExchange starts a cloud whose host answers with make. It skips the test on systems
// where no variable can add a certificate authority.
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

// Exchanges returns the number of requests for a token.
func (e *Exchange) Exchanges() int { return e.Count(e.Host) }

// Asked returns the number of requests and connections of any kind.
func (e *Exchange) Asked() int { return len(e.Requests()) + len(e.Dialled()) }

// Behave sets the behaviour of the host that creates the tokens.
func (e *Exchange) Behave(b fakecloud.Behaviour) { e.Cloud.Behave(e.Host, b) }

// Elsewhere returns the URL of a host that is not faked; requests to it are counted in Asked.
func (e *Exchange) Elsewhere() string { return "https://elsewhere.example/" }
