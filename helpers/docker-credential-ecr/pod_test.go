package main

import (
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

const (
	podRoleARN = "arn:aws:iam::123456789012:role/team/pull"
	image      = own + "/team/app"
)

func podJWT(life time.Duration) string {
	return helpertest.PodToken("sts.amazonaws.com", time.Now().Add(life))
}

// nodes is a world whose node has keys and a cached token, which no pod may get.
func nodes(t *testing.T) *world {
	t.Helper()
	w := keyed(t)
	if g := w.Node(t, helpertest.PullOf(image)).Given(t); !strings.Contains(g.Password, "AKIAEXAMPLE") ||
		g.KeyType != "Registry" ||
		g.Registry != own || g.Username != user {
		t.Fatalf("the node: %+v", g)
	}
	return w
}

// TestPod: a pod's token assumes the role in its service account's annotation, in the rule or in
// the variable, in this order. The node's keys sign nothing.
func TestPod(t *testing.T) {
	w := nodes(t)
	w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nmatch = \"999999999999.dkr.ecr.*.amazonaws.com\"\n"+
		"role_arn = \"arn:aws:iam::999999999999:role/rule\"\n")
	const ruled = "999999999999.dkr.ecr.eu-central-1.amazonaws.com/app"
	variable := "AWS_ECR_ROLE_ARN=arn:aws:iam::123456789012:role/variable"
	pull := helpertest.PullOf(image)
	for what, c := range map[string]struct {
		pull   helpertest.Pull
		role   string
		region string
	}{
		"annotation": {pull.By(podJWT(time.Hour), roleAnnotation, podRoleARN), podRoleARN, "eu-west-1"},
		"rule": {helpertest.PullOf(ruled).By(podJWT(time.Hour)), "arn:aws:iam::999999999999:role/rule",
			"eu-central-1"},
		"annotation before the rule": {helpertest.PullOf(ruled).By(podJWT(time.Hour), roleAnnotation, podRoleARN),
			podRoleARN,
			"eu-central-1"},
		"variable": {pull.By(podJWT(time.Hour)), "arn:aws:iam::123456789012:role/variable", "eu-west-1"},
	} {
		before := len(w.Requests())
		g := w.Kubelet(t, c.pull, variable).Given(t)
		asked := w.Requests()[before:]
		if len(asked) != 2 || asked[0].Action != "AssumeRoleWithWebIdentity" || asked[0].AccessKeyID != "" ||
			asked[0].RoleARN != c.role ||
			asked[1].Identity != c.role || asked[1].Region != c.region {
			t.Fatalf("%s: %+v", what, asked)
		}
		registry, _, _ := strings.Cut(c.pull.Image, "/")
		if g.Registry != registry || g.Username != user || g.KeyType != "Registry" || g.Lasts < 9*time.Hour ||
			g.Lasts > 10*time.Hour {
			t.Errorf("%s: %+v", what, g)
		}
	}
}

// TestPodIsNotKept: with a pod's token, the cache is neither read nor written: it contains only the
// node's token, and each pull makes a new request.
func TestPodIsNotKept(t *testing.T) {
	w := nodes(t)
	kept := w.Tokens(t)
	pull := helpertest.PullOf(image).By(podJWT(time.Hour), roleAnnotation, podRoleARN)
	first, second := w.Kubelet(t, pull).Given(t), w.Bare(t, pull.String()).Given(t)
	if first.Password == second.Password || w.Count(fakeaws.STS) != 2 {
		t.Errorf("one token was answered twice; STS was asked %d times", w.Count(fakeaws.STS))
	}
	if now := w.Tokens(t); len(kept) != 1 || len(now) != 1 || now[0] != kept[0] {
		t.Errorf("the cache has %q, and had %q", now, kept)
	}
	if g := w.Node(t, helpertest.PullOf(image)).Given(t); !strings.Contains(g.Password, "AKIAEXAMPLE") {
		t.Errorf("the node after the pod: %+v", g)
	}
}

// TestPodFailsClosed: a pod without a role, with an invalid one, or with a refused token gets
// nothing, although the node has keys and a cached token.
func TestPodFailsClosed(t *testing.T) {
	t.Parallel()
	w := nodes(t)
	w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nmatch = \"999999999999.dkr.ecr.*.amazonaws.com\"\n"+
		"role_arn = \"arn:aws:iam::999999999999:role/rule\"\nprofile = \"node\"\non_failure = \"anonymous\"\n")
	before := len(w.Requests())
	token := podJWT(time.Hour)
	for what, c := range map[string]struct {
		pull       helpertest.Pull
		code, text string
	}{
		"no role":       {helpertest.PullOf(image).By(token), "no-identity", roleAnnotation},
		"an empty role": {helpertest.PullOf(image).By(token, roleAnnotation, ""), "config", "is empty"},
		"a URL": {helpertest.PullOf(image).By(token, roleAnnotation, "http://169.254.169.254/"), "config",
			"is not the ARN of a role"},
		"a user": {helpertest.PullOf(image).By(token, roleAnnotation, "arn:aws:iam::123456789012:user/x"), "config",
			"is not the ARN of a role"},
		"a role's session": {helpertest.PullOf(image).By(token, roleAnnotation,
			"arn:aws:sts::123456789012:assumed-role/a/b"),
			"config", "is not the ARN of a role"},
		"another partition": {helpertest.PullOf(image).By(token, roleAnnotation,
			"arn:aws-cn:iam::123456789012:role/x"), "config",
			"partition"},
		"another text behind it": {helpertest.PullOf(image).By(token, roleAnnotation, podRoleARN+"&x=y"), "config",
			"is not the ARN of a role"},
		"a role that is for the rule's profile": {helpertest.PullOf("999999999999.dkr.ecr.eu-west-1.amazonaws.com/a").By(token),
			"config", "role_arn is combined with profile"},
		"no token of a pod": {helpertest.PullOf(image).By("CANARY", roleAnnotation, podRoleARN), "config",
			"JSON Web Token"},
		"an expired token": {helpertest.PullOf(image).By(podJWT(-time.Minute), roleAnnotation, podRoleARN),
			"login-expired",
			"expired at"},
		"a look-alike host": {helpertest.PullOf(own+".evil.example/a").By(token, roleAnnotation, podRoleARN), "config",
			"matchImages"},
		"another port": {helpertest.PullOf(own+":8443/a").By(token, roleAnnotation, podRoleARN), "config",
			"matchImages"},
	} {
		for _, a := range []helpertest.Answer{w.Kubelet(t, c.pull), w.Node(t, c.pull), w.Bare(t, c.pull.String())} {
			t.Run(what, func(t *testing.T) { a.Refused(t, program, c.code, c.text) })
		}
	}
	if asked := w.Requests()[before:]; len(asked) > 0 {
		t.Errorf("asked all the same: %+v", asked)
	}
	pull := helpertest.PullOf(image).By(token, roleAnnotation, podRoleARN)
	w.Behave(fakeaws.STS, fakeaws.Behaviour{Fault: fakeaws.Refuse(400, "InvalidIdentityToken", "CANARY")})
	w.Kubelet(t, pull).Refused(t, program, "denied", "was not accepted for the role")
	w.Behave(fakeaws.STS, fakeaws.Behaviour{Fault: fakeaws.Refuse(403, "AccessDenied", "Not authorized")})
	w.Kubelet(t, pull).Refused(t, program, "denied", "trust policy")
}

// TestPodLife: the kubelet caches a token for less than its lifetime, and does not cache one whose
// lifetime is short or unknown.
func TestPodLife(t *testing.T) {
	w := nodes(t)
	pull := helpertest.PullOf(image).By(podJWT(time.Hour), roleAnnotation, podRoleARN)
	for life, most := range map[time.Duration]time.Duration{
		12 * time.Hour: 9*time.Hour + 36*time.Minute, time.Hour: 48 * time.Minute, 8 * time.Minute: 4 * time.Minute,
		50 * time.Second: 0,
	} {
		w.Behave(fakeaws.ECR, fakeaws.Behaviour{Life: life})
		if g := w.Kubelet(t, pull).Given(t); g.Lasts > most || g.Lasts < most-10*time.Second {
			t.Errorf("a token of %s is kept for %s", life, g.Lasts)
		}
	}
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{})
	w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nmatch = \""+own+"\"\nmax_age = \"30m\"\n")
	if g := w.Kubelet(t, pull).Given(t); g.Lasts > 24*time.Minute || g.Lasts < 23*time.Minute {
		t.Errorf("by a rule's max_age of 30 minutes it is kept for %s", g.Lasts)
	}
}

// TestPodBesideTheNode: a node identity that cannot be resolved does not affect pods.
func TestPodBesideTheNode(t *testing.T) {
	w := newWorld(t)
	w.File(t, ".aws/config", "[default]\nrole_arn = arn:aws:iam::123456789012:role/node\nsource_profile = keys\n"+
		"mfa_serial = arn:aws:iam::123456789012:mfa/me\n[profile keys]\naws_access_key_id = AKIANODE\n"+
		"aws_secret_access_key = CANARY-KEY\n")
	w.Node(t, helpertest.PullOf(image)).Refused(t, program, "config", "mfa_serial")
	pull := helpertest.PullOf(image).By(podJWT(time.Hour), roleAnnotation, podRoleARN)
	if g := w.Kubelet(t, pull).Given(t); g.Username != user {
		t.Errorf("%+v", g)
	}
}

// TestNodeOfRegistry: the node's token is made once for all images of a registry, and is
// the one that get answers; a rule for some repositories still decides for those.
func TestNodeOfRegistry(t *testing.T) {
	w := nodes(t)
	want := w.password(t, own)
	for _, repository := range []string{"/team/app", "/team/b", "/other/app"} {
		if g := w.Node(t, helpertest.PullOf(own+repository)).Given(t); g.Password != want {
			t.Errorf("%s: %+v", repository, g)
		}
	}
	if n := w.Count(fakeaws.ECR); n != 1 {
		t.Errorf("%d tokens are made", n)
	}
	w.File(t, ".config/dockercfg/config.toml",
		"[[registry]]\nmatch = \""+own+"/team\"\nrole_arn = \""+podRoleARN+"\"\n")
	for repository, roles := range map[string]int{"/team/app": 1, "/other/app": 0} {
		before := w.Count(fakeaws.STS)
		g := w.Node(t, helpertest.PullOf(own+repository)).Given(t)
		if g.KeyType != "Image" || w.Count(fakeaws.STS)-before != roles {
			t.Errorf("with a rule by path, %s: %+v, %d roles", repository, g, w.Count(fakeaws.STS)-before)
		}
	}
}

// TestPodOfPath: if a rule is for some repositories of the registry, the kubelet caches the
// credential for that image only.
func TestPodOfPath(t *testing.T) {
	w := nodes(t)
	w.File(t, ".config/dockercfg/config.toml",
		"[[registry]]\nmatch = \""+own+"/team\"\nrole_arn = \""+podRoleARN+"\"\n")
	for _, repository := range []string{"/team/app", "/other/app"} {
		pull := helpertest.PullOf(own+repository).By(podJWT(time.Hour), roleAnnotation, podRoleARN)
		if g := w.Kubelet(t, pull).Given(t); g.KeyType != "Image" {
			t.Errorf("%s: %+v", repository, g)
		}
	}
	w.Kubelet(t, helpertest.PullOf(own+"/other/app").By(podJWT(time.Hour))).Refused(t, program, "no-identity",
		roleAnnotation)
}
