// Package fakegoogle is the three services of Google that issue tokens, for a fakecloud, and
// the credential files that lead to them. It does not import testing, because the benchmarks
// use it, too.
package fakegoogle

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// Google's hosts that issue tokens.
const (
	Token = "oauth2.googleapis.com"
	STS   = "sts.googleapis.com"
	IAM   = "iamcredentials.googleapis.com"
)

// Serve adds these hosts to a cloud.
func Serve(c *fakecloud.Cloud) {
	c.Handle(Token, Grant(nil))
	c.Handle(STS, Grant(nil))
	c.Handle(IAM, Impersonate)
}

var count atomic.Int64

// Next returns a number that is different in each call, for what must be unique.
func Next() int64 { return count.Add(1) }

// Grant answers as Google's token endpoints do; fields replace or add fields of the answer.
func Grant(fields map[string]any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.FormValue("grant_type") == "" {
			http.Error(w, `{"error":"invalid_request"}`, http.StatusBadRequest)
			return
		}
		answer := map[string]any{
			"access_token": fmt.Sprintf("ya29.token-%d", count.Add(1)), "expires_in": 3599, "token_type": "Bearer",
		}
		for key, value := range fields {
			answer[key] = value
		}
		Write(w, answer)
	}
}

// Impersonate answers as IAM does, with a service account's token.
func Impersonate(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ya29.token-") {
		http.Error(w, `{"error":{"code":401,"status":"UNAUTHENTICATED"}}`, http.StatusUnauthorized)
		return
	}
	expires := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	Write(w, map[string]any{"accessToken": fmt.Sprintf("ya29.as-%d", count.Add(1)), "expireTime": expires})
}

// Write answers with a JSON document.
func Write(w http.ResponseWriter, answer map[string]any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(answer)
}

// key returns a temporary private key in PEM.
var key = sync.OnceValue(func() string {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
})

// Document returns fields as JSON; pairs of keys and values replace or add fields, and a nil
// value removes one.
func Document(fields map[string]any, pairs ...any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		fields[pairs[i].(string)] = pairs[i+1]
		if pairs[i+1] == nil {
			delete(fields, pairs[i].(string))
		}
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(fields); err != nil {
		panic(err)
	}
	return strings.TrimSpace(out.String())
}

// ServiceAccount returns the key file of a service account; pairs are as for Document.
func ServiceAccount(email string, pairs ...any) string {
	return Document(map[string]any{
		"type": "service_account", "client_email": email, "private_key_id": "CANARY-ID", "private_key": key(),
		"token_uri": "https://" + Token + "/token",
	}, pairs...)
}
