package fakeaws

import (
	"net/http"
	"testing"
	"time"
)

func portal(bearer string) call {
	return call{http.MethodGet, "/federation/credentials?account_id=777788889999&role_name=Dev", "",
		map[string]string{"X-Amz-Sso_bearer_token": bearer}}
}

func TestSSO(t *testing.T) {
	s := start(t)
	var out struct {
		RoleCredentials struct {
			AccessKeyID, SecretAccessKey, SessionToken string
			Expiration                                 int64
		}
	}
	portal("good").decode(t, s, &out)
	near(t, time.UnixMilli(out.RoleCredentials.Expiration), time.Hour)
	if got, _ := IdentityOf(out.RoleCredentials.SessionToken); got != "sso:777788889999/Dev" || out.RoleCredentials.SecretAccessKey == "" {
		t.Errorf("%+v is of %q", out, got)
	}
	if q := s.Requests()[0]; q.Service != SSO || q.AccountID != "777788889999" || q.RoleName != "Dev" || q.Bearer != "good" {
		t.Errorf("logged %+v", q)
	}
	contains(t, portal("").read(t, s, http.StatusUnauthorized), `"__type":"UnauthorizedException"`)
	s.Expire("good")
	contains(t, portal("good").read(t, s, http.StatusUnauthorized), "UnauthorizedException")
	s.Behave(SSO, Behaviour{Require: "this"})
	portal("other").read(t, s, http.StatusUnauthorized)
	portal("this").read(t, s, http.StatusOK)
}

func TestOIDC(t *testing.T) {
	s := start(t)
	c := call{http.MethodPost, "/token", `{"clientId":"c","clientSecret":"s","grantType":"refresh_token","refreshToken":"r"}`, nil}
	var first, second struct {
		AccessToken, RefreshToken, TokenType string
		ExpiresIn                            int
	}
	c.decode(t, s, &first)
	c.decode(t, s, &second)
	if first.AccessToken == "" || first.AccessToken == second.AccessToken || first.RefreshToken != "r" || first.ExpiresIn != 3600 {
		t.Errorf("answered %+v, then %+v", first, second)
	}
	s.Behave(OIDC, Behaviour{Require: "another"})
	contains(t, c.read(t, s, http.StatusBadRequest), `"__type":"InvalidGrantException"`, `"error":"invalid_grant"`)
}
