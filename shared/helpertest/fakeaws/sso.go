package fakeaws

import (
	"fmt"
	"net/http"
	"time"
)

// sso answers GetRoleCredentials of the access portal, which identifies its caller by an
// access token only.
// https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
func (s *Server) sso(w http.ResponseWriter, q Request, b Behaviour) {
	if q.Bearer == "" || b.Require != "" && q.Bearer != b.Require || s.hasExpired(q.Bearer) {
		refuse(w, q, http.StatusUnauthorized, "UnauthorizedException", "Session token not found or invalid")
		return
	}
	if q.AccountID == "" || q.RoleName == "" {
		refuse(w, q, http.StatusBadRequest, "InvalidRequestException", "account_id and role_name are required")
		return
	}
	k := issue("sso:"+q.AccountID+"/"+q.RoleName, s.next(), b.expiry(time.Hour))
	answerJSON(w, "application/json", map[string]any{"roleCredentials": map[string]any{
		"accessKeyId":     k.ID,
		"secretAccessKey": k.Secret,
		"sessionToken":    k.Session,
		"expiration":      k.Expires.UnixMilli(),
	}})
}

// Expire makes sso refuse an access token from now on.
func (s *Server) Expire(accessToken string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired[accessToken] = true
}

func (s *Server) hasExpired(accessToken string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.expired[accessToken]
}

// oidc answers CreateToken: it exchanges a refresh token for an access token, which is new
// each time. The refresh token does not change.
// https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
func (s *Server) oidc(w http.ResponseWriter, q Request, b Behaviour) {
	if q.Bearer == "" || b.Require != "" && q.Bearer != b.Require {
		refuse(w, q, http.StatusBadRequest, "InvalidGrantException", "Invalid refresh token provided")
		return
	}
	answerJSON(w, "application/json", map[string]any{
		"accessToken":  fmt.Sprintf("CANARY-SSO-%d", s.next()),
		"expiresIn":    int(time.Until(b.expiry(time.Hour)).Round(time.Second) / time.Second),
		"refreshToken": q.Bearer,
		"tokenType":    "Bearer",
	})
}
