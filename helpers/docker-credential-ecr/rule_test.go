package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// TestRules: one file sets profile, role and endpoint for each registry, and a rule never affects
// another registry.
func TestRules(t *testing.T) {
	w := newWorld(t)
	w.File(t, ".aws/credentials", "[one]\naws_access_key_id = AKIAONE\naws_secret_access_key = CANARY-KEY\n[two]\n"+
		"aws_access_key_id = AKIATWO\naws_secret_access_key = CANARY-KEY\n")
	w.File(t, ".config/dockercfg/config.toml", `
[[registry]]
match = "111111111111.dkr.ecr.*.amazonaws.com"
profile = "one"

[[registry]]
match = "222222222222.dkr.ecr.*.amazonaws.com"
profile = "two"
role_arn = "arn:aws:iam::222222222222:role/pull"
external_id = "ours"

[[registry]]
helper = "ecr"
hosts = ["images.corp.example"]
account = "333333333333"
region = "eu-central-1"
profile = "two"

[[registry]]
match = "444444444444.dkr.ecr.*.amazonaws.com"
profle = "typo"

[[registry]]
match = "555555555555.dkr.ecr.*.amazonaws.com"
tenant = "t"

[[registry]]
match = "666666666666.dkr.ecr.*.amazonaws.com"
profile = "one"
max_age = "2m"
`)
	const one, two = "111111111111.dkr.ecr.eu-west-1.amazonaws.com", "222222222222.dkr.ecr.eu-west-1.amazonaws.com"
	if got := w.password(t, one); !strings.Contains(got, "AKIAONE") {
		t.Errorf("the first rule: %s", got)
	}
	w.password(t, two)
	role := w.Requests()[1]
	if role.Action != "AssumeRole" || role.RoleARN != "arn:aws:iam::222222222222:role/pull" ||
		role.AccessKeyID != "AKIATWO" {
		t.Errorf("the second rule: %+v", role)
	}
	if got := w.password(t, "images.corp.example"); !strings.Contains(got, "AKIATWO") ||
		w.Requests()[len(w.Requests())-1].Region != "eu-central-1" {
		t.Errorf("a claimed host: %s", got)
	}
	w.Anonymous(t, "x.images.corp.example")
	asked := len(w.Requests())
	for _, host := range []string{
		one, two, "images.corp.example",
	} { // from the cached rule, if the warm path can
		w.password(t, host)
		w.password(t, host, "DOCKERCFG_DEBUG=0")
	}
	if e := w.Run(t, "explain", one); len(w.Requests()) != asked ||
		!strings.Contains(e.Out, "profile one, by the rule in line 2 of config.toml") {
		t.Errorf("%d requests more; %+v", len(w.Requests())-asked, e)
	}
	w.Own = "444444444444.dkr.ecr.eu-west-1.amazonaws.com"
	w.Fails(t, "config", "config.toml, line 21: there is no key profle")
	w.Own = "555555555555.dkr.ecr.eu-west-1.amazonaws.com"
	w.Fails(t, "config", "config.toml, line 23: tenant is not used by docker-credential-ecr")
	w.Own = own
	w.Fails(t, "no-identity", "aws configure")
	w.password(t, "666666666666.dkr.ecr.eu-west-1.amazonaws.com")
	if e := w.Run(t, "explain", "666666666666.dkr.ecr.eu-west-1.amazonaws.com"); !strings.Contains(e.Out,
		`"Expires":"`+time.Now().UTC().Add(2*time.Minute).Format("2006-01-02T15:")) {
		t.Errorf("max_age: %+v", e)
	}
}

// TestChangedRule: a token is not used after the rule's content has changed.
func TestChangedRule(t *testing.T) {
	w := newWorld(t)
	w.File(t, ".aws/credentials", "[one]\naws_access_key_id = AKIAONE\naws_secret_access_key = CANARY-KEY\n[two]\n"+
		"aws_access_key_id = AKIATWO\naws_secret_access_key = CANARY-KEY\n")
	for _, profile := range []string{"one", "two", "one"} {
		w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nmatch = \""+own+"\"\nprofile = \""+profile+"\"\n")
		for range 2 {
			if got := w.password(t, own); !strings.Contains(got, strings.ToUpper(profile)) {
				t.Errorf("profile %s: %s", profile, got)
			}
		}
	}
	if n := w.Count(fakeaws.ECR); n != 3 {
		t.Errorf("%d requests", n)
	}
}

// TestAnonymous: with on_failure a rule turns a failure into "not found", with a warning.
func TestAnonymous(t *testing.T) {
	w := keyed(t)
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{Fault: fakeaws.Refuse(400, "ExpiredTokenException", "CANARY-BODY")})
	w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nmatch = \""+own+"\"\non_failure = \"anonymous\"\n")
	w.Anonymous(t, own)
	if a := w.Run(t, "get", own, "DOCKERCFG_DEBUG=1"); !strings.Contains(a.Err, "rule in line 1 of config.toml") ||
		!strings.Contains(a.Err, "login-expired: ") {
		t.Errorf("%+v", a)
	}
	w.File(t, ".config/dockercfg/config.toml", "[[registry]\n")
	w.Fails(t, "config", "config.toml, line 1: ")
	w.Anonymous(t, "foreign.example")
}

// TestForeign: if there are rules, the cache records that a registry is not the helper's, until
// the rules change.
func TestForeign(t *testing.T) {
	const host = "images.corp.example"
	w := keyed(t)
	w.password(t, own)
	w.File(t, ".config/dockercfg/config.toml", rule(`max_age = "1h"`))
	kept := func() int {
		files, _ := filepath.Glob(filepath.Join(w.Home, ".cache", "dockercfg", "*"+tokencache.ForeignSuffix))
		return len(files)
	}
	for range 2 {
		if w.Anonymous(t, host); kept() != 1 {
			t.Errorf("%d answers are kept", kept())
		}
	}
	w.File(t, ".config/dockercfg/config.toml",
		"[[registry]]\nhelper = \"ecr\"\nhosts = [\""+host+"\"]\naccount = \"123456789012\"\nregion = \"eu-west-1\"\n")
	w.password(t, host)
	w.File(t, ".config/dockercfg/config.toml", rule(`max_age = "2h"`))
	w.Anonymous(t, host)
	if a := w.Run(t, "list", ""); strings.Contains(a.Out, host) {
		t.Errorf("list: %+v", a)
	}
}
