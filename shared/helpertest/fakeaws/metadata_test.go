package fakeaws

import (
	"net/http"
	"testing"
	"time"
)

type provided struct {
	Code, AccessKeyId, SecretAccessKey, Token string
	Expiration                                time.Time
}

func (p provided) of(t *testing.T, identity string) {
	t.Helper()
	near(t, p.Expiration, time.Hour)
	if got, _ := IdentityOf(p.Token); got != identity || len(p.AccessKeyId) != 20 || p.SecretAccessKey == "" {
		t.Errorf("%+v is of %q, want %q", p, got, identity)
	}
}

func TestContainer(t *testing.T) {
	s := start(t)
	c := call{http.MethodGet, "/container/credentials", "", nil}
	var out provided
	c.decode(t, s, &out)
	out.of(t, "container")
	s.Behave(Container, Behaviour{Require: "Bearer x"})
	contains(t, c.read(t, s, http.StatusUnauthorized), `"code":"AccessDenied"`)
	c.with("Authorization", "Bearer x").read(t, s, http.StatusOK)
}

func TestIMDS(t *testing.T) {
	s := start(t)
	roles := call{http.MethodGet, rolesPath, "", nil}
	roles.read(t, s, http.StatusUnauthorized)
	call{http.MethodPut, tokenPath, "", nil}.read(t, s, http.StatusBadRequest)
	call{http.MethodGet, tokenPath, "", nil}.read(t, s, http.StatusMethodNotAllowed)

	ask := call{http.MethodPut, tokenPath, "", map[string]string{ttlHeader: "300"}}
	if got := ask.do(t, s).Header.Get(ttlHeader); got != "300" {
		t.Errorf("the token lives %q seconds", got)
	}
	token := ask.read(t, s, http.StatusOK)
	if got := roles.with("X-Aws-Ec2-Metadata-Token", token).read(t, s, http.StatusOK); got != InstanceRole {
		t.Errorf("the role is %q", got)
	}
	var first, second provided
	roles.path += InstanceRole
	roles.read(t, s, http.StatusUnauthorized)
	roles = roles.with("X-Aws-Ec2-Metadata-Token", token)
	roles.decode(t, s, &first)
	roles.decode(t, s, &second)
	first.of(t, "imds:"+InstanceRole)
	if first.Code != "Success" || first.AccessKeyId != second.AccessKeyId {
		t.Errorf("answered %+v, then %+v", first, second)
	}
	roles.path = rolesPath + "another"
	roles.read(t, s, http.StatusNotFound)
	if got := s.Requests()[0].Action; got != "ListRoles" || s.Count(IMDS) != 10 {
		t.Errorf("logged %+v", s.Requests())
	}
}
