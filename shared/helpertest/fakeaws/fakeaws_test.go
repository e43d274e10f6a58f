package fakeaws

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func start(t *testing.T) *Server {
	t.Helper()
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// call describes a request that a test sends.
type call struct {
	method, path, body string
	header             map[string]string
}

const signature = "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/ecr/aws4_request, SignedHeaders=host, Signature=00"

func ecrCall(target, body string) call {
	return call{http.MethodPost, "/", body, map[string]string{
		"Content-Type":  amzJSON,
		"X-Amz-Target":  target + ".GetAuthorizationToken",
		"Authorization": signature,
	}}
}

func private() call { return ecrCall("AmazonEC2ContainerRegistry_V20150921", "{}") }

func stsCall(form string) call {
	return call{http.MethodPost, "/", form, map[string]string{
		"Content-Type":  "application/x-www-form-urlencoded",
		"Authorization": strings.Replace(signature, "/ecr/", "/sts/", 1),
	}}
}

func (c call) with(name, value string) call {
	header := map[string]string{name: value}
	for k, v := range c.header {
		if _, ok := header[k]; !ok {
			header[k] = v
		}
	}
	c.header = header
	return c
}

// client does not follow redirects and does not decompress.
var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true, DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout:       time.Minute,
}

func (c call) do(t *testing.T, s *Server) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), c.method, s.URL()+c.path, strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// read returns the body of an answer, which must have the status.
func (c call) read(t *testing.T, s *Server, status int) string {
	t.Helper()
	resp := c.do(t, s)
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %s", c.method, c.path, resp.StatusCode, status, body)
	}
	return string(body)
}

func (c call) decode(t *testing.T, s *Server, out any) {
	t.Helper()
	if body := c.read(t, s, http.StatusOK); json.Unmarshal([]byte(body), out) != nil {
		t.Fatalf("no JSON of the right form: %s", body)
	}
}

func near(t *testing.T, got time.Time, in time.Duration) {
	t.Helper()
	if off := time.Until(got) - in; off < -time.Minute || off > time.Minute {
		t.Errorf("it expires at %s, want in %s", got, in)
	}
}

func contains(t *testing.T, body string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(body, part) {
			t.Errorf("%q is not in %s", part, body)
		}
	}
}

func TestNothingElseIsFaked(t *testing.T) {
	s := start(t)
	call{method: http.MethodGet, path: "/v2/"}.read(t, s, http.StatusNotFound)
	if s.Count(Other) != 1 || s.Count(ECR) != 0 {
		t.Errorf("logged %+v", s.Requests())
	}
}

func TestEnv(t *testing.T) {
	s := start(t)
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_EC2_METADATA_SERVICE_ENDPOINT"} {
		if !slices.Contains(s.Environment(), name+"="+s.URL()) {
			t.Errorf("%s is not in %q", name, s.Environment())
		}
	}
}
