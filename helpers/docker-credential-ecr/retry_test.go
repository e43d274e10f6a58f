package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// TestAttempts: the variable, the profile or the SDK's default set how often a failing service of
// Amazon's is asked, and the retry mode.
func TestAttempts(t *testing.T) {
	const role = "role_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = base\n"
	for what, c := range map[string]struct {
		profile string
		env     []string
		service string
		want    int
	}{
		"the SDK's":           {"", nil, fakeaws.ECR, 3},
		"the profile's":       {"max_attempts = 2\n", nil, fakeaws.ECR, 2},
		"the variable":        {"max_attempts = 2\n", []string{"AWS_MAX_ATTEMPTS=1"}, fakeaws.ECR, 1},
		"adaptive":            {"max_attempts = 2\nretry_mode = adaptive\n", nil, fakeaws.ECR, 2},
		"a role's":            {role + "max_attempts = 1\n", nil, fakeaws.STS, 1},
		"a role's, by number": {role, []string{"AWS_MAX_ATTEMPTS=2"}, fakeaws.STS, 2},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, append(c.env, "AWS_PROFILE=dev")...)
			w.File(t, ".aws/config", "[profile dev]\n"+c.profile)
			w.File(t, ".aws/credentials", "[base]\n"+keysOf("AKIABASE"))
			if c.service == fakeaws.ECR {
				w.File(t, ".aws/credentials", "[dev]\n"+keysOf("AKIADEV"))
			}
			w.Behave(c.service, fakeaws.Behaviour{Fault: fakeaws.Refuse(503, "ServiceUnavailable", "")})
			w.Fails(t, "upstream", "")
			if n := w.Count(c.service); n != c.want {
				t.Errorf("%d requests, want %d", n, c.want)
			}
		})
	}
}
