package conformance

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// amazon is a server on loopback for the parts of Amazon's API that a helper for its
// registries needs: registry tokens and roles. A token names the caller that requested it.
//
// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
type amazon struct {
	name   string
	url    string
	server *http.Server

	mu     sync.Mutex
	tokens int              // number of requests for a token
	all    int              // number of requests
	life   time.Duration    // how long a token is valid
	wait   time.Duration    // delay before a token is sent
	fault  http.HandlerFunc // if not nil, answers requests for a token
}

func startAmazon(name string) (*amazon, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a := &amazon{name: name, url: "http://" + listener.Addr().String(), life: 12 * time.Hour}
	ctx, stop := context.WithCancel(context.Background())
	a.server = &http.Server{
		Handler: a, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	a.server.RegisterOnShutdown(stop)
	go func() { _ = a.server.Serve(listener) }()
	return a, nil
}

func (a *amazon) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_ = a.server.Shutdown(ctx)
	_ = a.server.Close()
}

// configure sets how requests for a token are answered.
func (a *amazon) configure(life time.Duration, fault http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.life, a.fault = life, fault
}

// delay sets the time between a request for a token and its answer.
func (a *amazon) delay(wait time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wait = wait
}

// requests returns the number of requests for a token, and of all requests.
func (a *amazon) requests() (tokens, all int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tokens, a.all
}

func (a *amazon) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	form, _ := url.ParseQuery(string(body))
	isToken := strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".GetAuthorizationToken")
	a.mu.Lock()
	a.all++
	if isToken {
		a.tokens++
	}
	life, wait, fault := a.life, a.wait, a.fault
	a.mu.Unlock()
	switch {
	case isToken && fault != nil:
		fault(w, r)
	case isToken:
		time.Sleep(wait)
		a.token(w, caller(r), life)
	case form.Get("Action") == "AssumeRole":
		role(w, "AssumeRole", form.Get("RoleArn")+"/by/"+caller(r))
	case form.Get("Action") == "AssumeRoleWithWebIdentity":
		role(w, "AssumeRoleWithWebIdentity", form.Get("RoleArn")+"/by/"+subject(form.Get("WebIdentityToken")))
	default:
		http.NotFound(w, r)
	}
}

func (a *amazon) token(w http.ResponseWriter, who string, life time.Duration) {
	secret := a.name + "/" + who
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(map[string]any{"authorizationData": []map[string]any{{
		"authorizationToken": base64.StdEncoding.EncodeToString([]byte("AWS:" + secret)),
		"expiresAt":          float64(time.Now().Add(life).UnixMilli()) / 1000,
		"proxyEndpoint":      "https://" + ecrHost,
	}}})
}

// caller returns the identity that signed a request: its session token, or else its access
// key.
func caller(r *http.Request) string {
	if session := r.Header.Get("X-Amz-Security-Token"); session != "" {
		return session
	}
	_, rest, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	key, _, _ := strings.Cut(rest, "/")
	return key
}

// role writes a role's keys; the session token names the role and its caller.
func role(w http.ResponseWriter, action, session string) {
	w.Header().Set("Content-Type", "text/xml")
	fmt.Fprintf(w, `<%[1]sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%[1]sResult>`+
		`<Credentials><AccessKeyId>ASIACONFORMANCE00000</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>`+
		`<SessionToken>%[2]s</SessionToken><Expiration>%[3]s</Expiration></Credentials>`+
		`<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn>`+
		`<AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>`+
		`</%[1]sResult></%[1]sResponse>`, action, session, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
}

// webToken returns a token for a subject, as an identity provider issues it; the fake does
// not verify its signature.
func webToken(subject string) string {
	encode := base64.RawURLEncoding.EncodeToString
	claims := fmt.Sprintf(`{"iss":"https://issuer.example","aud":"sts.amazonaws.com","sub":%q,"exp":%d}`,
		subject, time.Now().Add(time.Hour).Unix())
	header := `{"alg":"RS256","typ":"JWT"}`
	return encode([]byte(header)) + "." + encode([]byte(claims)) + "." + encode([]byte("unsigned"))
}

func subject(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	claims, _ := base64.RawURLEncoding.DecodeString(parts[1])
	var in struct{ Sub string }
	_ = json.Unmarshal(claims, &in)
	return in.Sub
}
