package fakeaws

import (
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"
)

type credentials struct {
	AccessKeyId, SecretAccessKey, SessionToken string
	Expiration                                 time.Time
}

const role = "arn:aws:iam::444455556666:role/ci/puller"

func assume(form string) call {
	return stsCall("Version=2011-06-15&RoleSessionName=s&RoleArn=" + url.QueryEscape(role) + form)
}

func TestAssumeRole(t *testing.T) {
	s := start(t)
	var out struct {
		XMLName     xml.Name
		Credentials credentials `xml:"AssumeRoleResult>Credentials"`
		Arn         string      `xml:"AssumeRoleResult>AssumedRoleUser>Arn"`
	}
	body := assume("&Action=AssumeRole&DurationSeconds=900").read(t, s, http.StatusOK)
	if err := xml.Unmarshal([]byte(body), &out); err != nil {
		t.Fatal(err)
	}
	if out.XMLName.Local != "AssumeRoleResponse" || out.Arn != "arn:aws:sts::444455556666:assumed-role/puller/s" {
		t.Errorf("answered %s", body)
	}
	near(t, out.Credentials.Expiration, 15*time.Minute)
	if id := out.Credentials.AccessKeyId; len(id) != 20 || id[:10] != "ASIAPULLER" || out.Credentials.SecretAccessKey == "" {
		t.Errorf("answered %+v", out.Credentials)
	}
	if q := s.Requests()[0]; q.RoleARN != role || q.SessionName != "s" || q.AccessKeyID != "AKIAEXAMPLE" || q.SigningName != "sts" {
		t.Errorf("logged %+v", q)
	}

	private().with("X-Amz-Security-Token", out.Credentials.SessionToken).read(t, s, http.StatusOK)
	if got := s.Requests()[1].Identity; got != role {
		t.Errorf("the next request is attributed to %q", got)
	}
	who := stsCall("Action=GetCallerIdentity").with("X-Amz-Security-Token", out.Credentials.SessionToken)
	contains(t, who.read(t, s, http.StatusOK), "<Account>444455556666</Account>", ":assumed-role/puller/")
}

func TestAssumeRoleWithWebIdentity(t *testing.T) {
	s := start(t)
	c := assume("&Action=AssumeRoleWithWebIdentity&WebIdentityToken="+WebIdentity("system:serviceaccount:a:b")).with("Authorization", "")
	contains(t, c.read(t, s, http.StatusOK), "<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAPULLER",
		"<SubjectFromWebIdentityToken>system:serviceaccount:a:b<")
	if got := s.Requests()[0].Subject; got != "system:serviceaccount:a:b" {
		t.Errorf("the subject is %q", got)
	}
	bad := assume("&Action=AssumeRoleWithWebIdentity&WebIdentityToken=opaque").with("Authorization", "")
	contains(t, bad.read(t, s, http.StatusBadRequest), "<Code>InvalidIdentityToken</Code>")
}

// TestVerify: if Verify refuses a token, sts issues no credentials for it.
func TestVerify(t *testing.T) {
	s := start(t)
	good := WebIdentity("system:serviceaccount:a:b")
	s.Behave(STS, Behaviour{Verify: func(q Request) error {
		if q.Token != good || q.RoleARN != role {
			return errors.New("not this one")
		}
		return nil
	}})
	as := func(token string) call {
		return assume("&Action=AssumeRoleWithWebIdentity&WebIdentityToken="+token).with("Authorization", "")
	}
	contains(t, as(good).read(t, s, http.StatusOK), "<AccessKeyId>")
	contains(t, as(WebIdentity("system:serviceaccount:a:c")).read(t, s, http.StatusForbidden), "<Code>AccessDenied</Code>")
}

func TestSTSRefuses(t *testing.T) {
	s := start(t)
	contains(t, assume("&Action=AssumeRole").with("Authorization", "").read(t, s, http.StatusForbidden), "<Code>MissingAuthenticationToken</Code>")
	contains(t, stsCall("Action=AssumeRole").read(t, s, http.StatusBadRequest), "<Code>ValidationError</Code>")
	contains(t, stsCall("Action=DecodeAuthorizationMessage").read(t, s, http.StatusBadRequest), "<Code>InvalidAction</Code>")
	s.Behave(STS, Behaviour{Fault: Refuse(http.StatusForbidden, "AccessDenied", "not <you>")})
	contains(t, assume("&Action=AssumeRole").read(t, s, http.StatusForbidden), "<Code>AccessDenied</Code><Message>not &lt;you&gt;</Message>")
}

func TestIdentityOf(t *testing.T) {
	for _, session := range []string{"", "foreign", sessionPrefix + "!.x"} {
		if got, ok := IdentityOf(session); ok {
			t.Errorf("%q is of %q", session, got)
		}
	}
	if got := account("user"); got != Account {
		t.Errorf("the account of a plain user is %q", got)
	}
}
