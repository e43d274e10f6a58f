package main

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// TestRegistries: the verb for programs of this suite prints the registry of the identity in
// effect, for any kind of identity.
func TestRegistries(t *testing.T) {
	w := keyed(t, "AWS_REGION=eu-west-1")
	profile := w.File(t, "config", "[default]\nregion = us-gov-west-1\n[profile p]\nregion = cn-north-1\n"+
		"role_arn = arn:aws-cn:iam::"+other+
		":role/r\nsource_profile = keys\n[profile keys]\naws_access_key_id = AKIAEXAMPLEEXAMPLE01\n"+
		"aws_secret_access_key = CANARY\n")
	for what, c := range map[string]struct {
		env  []string
		want string
	}{
		"keys": {nil, fakeaws.Account + ".dkr.ecr.eu-west-1.amazonaws.com"},
		"another region": {[]string{"AWS_REGION=", "AWS_DEFAULT_REGION=eusc-de-east-1"},
			fakeaws.Account + ".dkr.ecr.eusc-de-east-1.amazonaws.eu"},
		"the region of a file": {[]string{"AWS_REGION=", "AWS_CONFIG_FILE=" + profile},
			fakeaws.Account + ".dkr.ecr.us-gov-west-1.amazonaws.com"},
		"a profile with a role": {[]string{
			"AWS_REGION=", "AWS_CONFIG_FILE=" + profile, "AWS_PROFILE=p", "AWS_ACCESS_KEY_ID=",
			"AWS_SECRET_ACCESS_KEY=",
		}, other + ".dkr.ecr.cn-north-1.amazonaws.com.cn"},
		"the generator's role": {[]string{"AWS_STS_ROLE=r", "AWS_STS_ACCOUNT=" + other},
			other + ".dkr.ecr.eu-west-1.amazonaws.com"},
		"an older key": {[]string{"AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE"},
			fakeaws.Account + ".dkr.ecr.eu-west-1.amazonaws.com"},
		"a key of a session": {[]string{"AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE", "AWS_SESSION_TOKEN=CANARY"},
			fakeaws.Account + ".dkr.ecr.eu-west-1.amazonaws.com"},
		"an isolated region": {[]string{"AWS_REGION=us-iso-east-1"},
			fakeaws.Account + ".dkr.ecr.us-iso-east-1.c2s.ic.gov"},
		"a region of the future": {[]string{"AWS_REGION=mars-north-7"},
			fakeaws.Account + ".dkr.ecr.mars-north-7.amazonaws.com"},
	} {
		if a := w.Run(t, "registries", "", c.env...); a.Code != 0 || a.Out != c.want+"\n" || a.Err != "" {
			t.Errorf("%s: %+v", what, a)
		}
	}
	for text, env := range map[string][]string{
		"config: no region is set, neither in AWS_REGION nor in the profile": {"AWS_REGION="},
		"config: the region is not valid":                                    {"AWS_REGION=eu west"},
		"no-identity: ": {
			"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=",
		},
		"config: AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not": {"AWS_SECRET_ACCESS_KEY="},
		"denied: ": {"AWS_ENDPOINT_URL_STS=" + refusing(t)},
	} {
		if a := w.Run(t, "registries", "", env...); a.Code != 1 || !strings.Contains(a.Out, program+": "+text) {
			t.Errorf("%s: %+v", text, a)
		}
	}
	if a := w.Run(t, "unknown", ""); a.Code != 1 || strings.Contains(a.Out+a.Err, "registries") {
		t.Errorf("the usage of other programs' verbs: %+v", a)
	}
}

// other is a role's account.
const other = "210987654321"

// refusing is a fake Amazon that refuses every request.
func refusing(t *testing.T) string {
	t.Helper()
	server := start(t)
	server.Behave("sts", fakeaws.Behaviour{Fault: fakeaws.Refuse(403, "InvalidClientTokenId", "CANARY")})
	return server.URL()
}
