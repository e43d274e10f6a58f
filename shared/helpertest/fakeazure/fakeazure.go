// Package fakeazure is Entra and the token exchange of Azure's registries, for a fakecloud.
// It does not import testing, because the benchmarks use it, too.
package fakeazure

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// Logins are the hosts of Entra, the public cloud's first.
var Logins = []string{"login.microsoftonline.com", "login.chinacloudapi.cn", "login.microsoftonline.us"}

// Serve adds Entra to a cloud, and a registry under every name without a handler.
func Serve(c *fakecloud.Cloud) {
	c.Handle(fakecloud.Any, Exchange)
	for _, host := range Logins {
		c.Handle(host, Entra)
	}
}

// Entra answers Microsoft's library: two documents, and a token that names the client and the
// scope.
func Entra(w http.ResponseWriter, r *http.Request) {
	base := "https://" + r.Host
	tenant, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case r.URL.Path == "/common/discovery/instance":
		var metadata []any
		for _, host := range Logins {
			metadata = append(metadata, map[string]any{
				"preferred_network": host, "preferred_cache": host, "aliases": []string{host},
			})
		}
		Write(w, map[string]any{
			"tenant_discovery_endpoint": base + "/common/v2.0/.well-known/openid-configuration", "metadata": metadata,
		})
	case rest == "v2.0/.well-known/openid-configuration":
		Write(w, map[string]any{"token_endpoint": base + "/" + tenant + "/oauth2/v2.0/token",
			"authorization_endpoint": base + "/" + tenant + "/oauth2/v2.0/authorize", "issuer": base + "/" + tenant + "/v2.0"})
	case rest == "oauth2/v2.0/token":
		_ = r.ParseForm()
		scope, _, _ := strings.Cut(r.Form.Get("scope"), " ")
		Write(w, map[string]any{"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599,
			"access_token": strings.Join([]string{"CANARY-ENTRA", r.Form.Get("client_id"), scope, tenant, r.Host, proof(r)}, "-")})
	case rest == "oauth2/token": // version 1, which older libraries use
		ends := strconv.FormatInt(time.Now().Unix()+3599, 10)
		Write(w, map[string]any{"token_type": "Bearer", "expires_in": "3599", "expires_on": ends, "not_before": "0",
			"access_token": "CANARY-ENTRA"})
	default:
		http.NotFound(w, r)
	}
}

// proof returns a name for a client's proof: the digest of a secret, the thumbprint of a
// certificate, and the subject of another issuer's token.
func proof(r *http.Request) string {
	var claims struct {
		X5t string `json:"x5t#S256"`
		Old string `json:"x5t"`
		Sub string
	}
	parts := strings.Split(r.Form.Get("client_assertion"), ".")
	for _, part := range parts[:min(2, len(parts))] {
		data, _ := base64.RawURLEncoding.DecodeString(part)
		_ = json.Unmarshal(data, &claims)
	}
	digest := sha256.Sum256([]byte(r.Form.Get("client_secret")))
	return fmt.Sprintf("%.4x-%s%s-%s", digest, claims.X5t, claims.Old, claims.Sub)
}

// Exchange answers as a registry: with a token for three hours that names its owner.
func Exchange(w http.ResponseWriter, r *http.Request) {
	ExchangeUntil(time.Now().Add(3*time.Hour))(w, r)
}

// ExchangeUntil is Exchange with tokens that expire at a fixed time, so that two tokens of one
// identity are the same.
func ExchangeUntil(end time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { exchange(w, r, end) }
}

func exchange(w http.ResponseWriter, r *http.Request, end time.Time) {
	_ = r.ParseForm()
	if r.URL.Path != "/oauth2/exchange" || r.Method != http.MethodPost ||
		r.Form.Get("grant_type") != "access_token" || r.Form.Get("service") != r.Host {
		http.Error(w, "CANARY-BODY", http.StatusBadRequest)
		return
	}
	of := r.Form.Get("access_token")
	if tenant := r.Form.Get("tenant"); tenant != "" {
		of += " in " + tenant
	}
	Write(w, map[string]any{"refresh_token": tokenUntil(r.Host, of, end.Unix())})
}

// Token returns a registry's token with a lifetime in seconds.
func Token(host, of string, life int) string {
	return tokenUntil(host, of, time.Now().Unix()+int64(life))
}

func tokenUntil(host, of string, end int64) string {
	return Unsigned(fmt.Sprintf(`{"jti":%q,"aud":%q,"exp":%d}`, of, host, end))
}

// Unsigned returns a JSON Web Token with these claims and an invalid signature.
func Unsigned(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".CANARY-SIGNATURE"
}

// Write answers with a JSON document.
func Write(w http.ResponseWriter, document any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(document)
}
