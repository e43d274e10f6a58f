package fakeaws

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

type authorization struct {
	AuthorizationToken string
	ExpiresAt          float64
	ProxyEndpoint      string
}

func password(t *testing.T, token string) string {
	t.Helper()
	plain, err := base64.StdEncoding.DecodeString(token)
	user, secret, ok := strings.Cut(string(plain), ":")
	if err != nil || !ok || user != "AWS" {
		t.Fatalf("token %q is %q (%v)", token, plain, err)
	}
	return secret
}

func TestECR(t *testing.T) {
	s := start(t)
	var out struct{ AuthorizationData []authorization }
	private().decode(t, s, &out)
	if len(out.AuthorizationData) != 1 || out.AuthorizationData[0].ProxyEndpoint != "https://111122223333.dkr.ecr.us-east-1.amazonaws.com" {
		t.Fatalf("answered %+v", out)
	}
	near(t, time.UnixMilli(int64(out.AuthorizationData[0].ExpiresAt*1000)), 12*time.Hour)
	first := password(t, out.AuthorizationData[0].AuthorizationToken)
	if !strings.HasPrefix(first, "CANARY-ECR-AKIAEXAMPLE-") {
		t.Errorf("the password is %q", first)
	}
	private().decode(t, s, &out)
	if second := password(t, out.AuthorizationData[0].AuthorizationToken); second == first {
		t.Errorf("twice the password %q", second)
	}
}

func TestECRRegistryIDs(t *testing.T) {
	s := start(t)
	var out struct{ AuthorizationData []authorization }
	c := ecrCall("AmazonEC2ContainerRegistry_V20150921", `{"registryIds":["222233334444","333344445555"]}`).
		with("Authorization", strings.Replace(signature, "us-east-1", "cn-north-1", 1))
	c.decode(t, s, &out)
	if len(out.AuthorizationData) != 2 || out.AuthorizationData[1].ProxyEndpoint != "https://333344445555.dkr.ecr.cn-north-1.amazonaws.com.cn" {
		t.Errorf("answered %+v", out)
	}
	q := s.Requests()[0]
	if !slices.Equal(q.RegistryIDs, []string{"222233334444", "333344445555"}) || q.Region != "cn-north-1" {
		t.Errorf("logged %+v", q)
	}
}

func TestECRPublic(t *testing.T) {
	s := start(t)
	var out struct{ AuthorizationData authorization }
	c := ecrCall("SpencerFrontendService", "{}")
	c.decode(t, s, &out)
	password(t, out.AuthorizationData.AuthorizationToken)
	near(t, time.UnixMilli(int64(out.AuthorizationData.ExpiresAt*1000)), 12*time.Hour)
	if s.Count(ECRPublic) != 1 {
		t.Errorf("logged %+v", s.Requests())
	}
	c = c.with("Authorization", strings.Replace(signature, "us-east-1", "eu-west-1", 1))
	contains(t, c.read(t, s, http.StatusForbidden), "InvalidSignatureException")
}

func TestECRRefuses(t *testing.T) {
	s := start(t)
	contains(t, private().with("Authorization", "").read(t, s, http.StatusBadRequest), `"__type":"MissingAuthenticationTokenException"`)
	other := private().with("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.PutImage")
	contains(t, other.read(t, s, http.StatusBadRequest), "UnknownOperationException")
}

func TestExpiresAt(t *testing.T) {
	s := start(t)
	for _, value := range []string{"0", "-1", "1e18", `"soon"`} {
		s.Behave(ECR, Behaviour{ExpiresAt: value})
		contains(t, private().read(t, s, http.StatusOK), `"expiresAt":`+value+`,`)
	}
	s.Behave(ECR, Behaviour{ExpiresAt: Missing})
	if body := private().read(t, s, http.StatusOK); strings.Contains(body, "expiresAt") {
		t.Errorf("answered %s", body)
	}
	s.Behave(ECR, Behaviour{Life: -time.Hour, Password: func(q Request) string { return "of " + q.Region }})
	var out struct{ AuthorizationData []authorization }
	private().decode(t, s, &out)
	near(t, time.Unix(int64(out.AuthorizationData[0].ExpiresAt), 0), -time.Hour)
	if got := password(t, out.AuthorizationData[0].AuthorizationToken); got != "of us-east-1" {
		t.Errorf("the password is %q", got)
	}
}

// TestConcurrent: requests at the same time are safe, which the race detector checks.
func TestConcurrent(t *testing.T) {
	s := start(t)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			s.Behave(ECR, Behaviour{Life: time.Hour})
			private().read(t, s, http.StatusOK)
			s.Requests()
		})
	}
	group.Wait()
	if got := s.Count(ECR); got != 20 {
		t.Errorf("%d requests are logged, want 20", got)
	}
}
